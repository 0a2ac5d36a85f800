//! Reports (案卷), from being filed to being closed: one use case a file, one write transaction each.
//!
//! Owns who may take which step with what, and what each audience is shown. Which step leads where is the domain's;
//! beans are the ledger's, which is told a wish in the same transaction and posts it afterwards.

mod accept;
mod answers;
mod ask;
mod assign;
mod award;
mod categories;
mod clocks;
mod close;
mod counts;
mod decide;
mod detail;
mod filter;
mod follow_up;
mod grading;
mod identity;
mod input;
mod join;
mod likely;
mod list;
mod merge;
mod nearby;
mod not_solved;
mod notes;
mod pauses;
mod public;
mod publish;
mod rate;
mod regrade;
mod reject;
mod reopen;
mod reporters;
mod requests;
mod resolve;
mod shown;
mod sign;
mod standing;
mod start;
mod step;
mod submit;
mod supervise;
mod suspend;
mod unmerge;
mod verify;
mod view;
mod withdraw;
mod words;

pub use accept::{Accept, accept_in};
pub use answers::OfferedAnswer;
pub use ask::{Answer, Ask};
pub use assign::Assign;
pub use categories::{CategoryView, GroupView};
pub use clocks::Clockwork;
pub use close::{Close, Closing, close_in};
pub use counts::{OpenCounts, StateCount};
pub use decide::{ApprovedRequest, Decision, RequestFilter, RequestView};
pub use filter::ListFilter;
pub use follow_up::{FollowUp, NewFollowUp};
pub use grading::{ClosedReport, GradeOutcome, GradeWaits};
pub use identity::{IdentityView, IdentityViewFilter, Reporter, Viewer, WatchedIdentityView};
pub use input::Reason;
pub use join::JoinedReport;
pub use likely::{AlikePhotos, LikelyDuplicate, SeenPhoto};
pub use list::PageAfter;
pub use merge::Merge;
pub use nearby::NearbyReport;
pub use notes::{CenterNote, NewCenterNote, NewUnitNote, UnitNote};
pub use public::{PublicReport, PublicReportDetail};
pub use rate::Rate;
pub use regrade::Regrade;
pub(in crate::service) use reporters::Reporters;
pub use requests::Extend;
pub use resolve::Resolve;
pub use shown::NumberRef;
pub(in crate::service) use shown::{Shown, show_all};
pub use standing::{ClockView, PauseView, PendingRequest, Progress, Question, SupervisionView};
pub use step::By;
pub use submit::{Filing, NewLocation, NewReport, NumberBy, Submitted, submit_in};
pub(in crate::service) use submit::{checked_location, usable_category};
pub use suspend::Suspend;
pub use verify::Verify;
pub use view::{
    CenterReport, CenterReportDetail, MaskedReporter, Matter, OwnReport, OwnReportDetail, Place, Rating,
    ReportAward, ReportPhotos, UnitReport, UnitReportDetail,
};
pub use words::{Actor, CenterEvent, ToldEvent, UnitRef, Words};

pub(in crate::service) use grading::{ask_for_second_person, must_not_have_verified, needs_second_person};
pub(in crate::service) use list::{center_view, center_views};
pub(in crate::service) use regrade::{Correction, must_be_another, must_be_wrong, regrade_in};
pub(in crate::service) use reopen::reopen_unsolved_in;
pub(in crate::service) use step::locked;
pub(in crate::service) use words::named;

use crate::domain::role::Role;

/// Who works at the dispatch center.
const CENTER: [Role; 2] = [Role::Dispatcher, Role::Admin];
