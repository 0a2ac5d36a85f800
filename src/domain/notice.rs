//! What people are told about, and whom each thing that happens to a report is told to.
//!
//! Owns the kinds and the facts of notices, not their words: those are made in the reader's language when they are
//! read. No fact says who reported, so that a notice can be for anybody.

use crate::domain::beans::Beans;
use crate::domain::report_event::EventKind;
use crate::domain::text_enum::text_enum;
use crate::domain::tier::Tier;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// What a notice is about.
    "notice kind" NoticeKind {
        /// To the reporter: the center took the report on.
        ReportAccepted = "report_accepted",
        /// To the reporter: the center refused it.
        ReportRejected = "report_rejected",
        /// To the reporter: somebody reported the same, earlier or later; the two go on as one.
        ReportMerged = "report_merged",
        /// To the reporter: it was not the same after all, and goes on by itself.
        ReportUnmerged = "report_unmerged",
        /// To the reporter: a unit has it now.
        ReportAssigned = "report_assigned",
        /// To the reporter: the unit says it is done.
        ReportResolved = "report_resolved",
        /// To the reporter: graded and closed.
        ReportClosed = "report_closed",
        /// To the reporter: opened again.
        ReportReopened = "report_reopened",
        /// To the reporter: anybody can see it now.
        ReportPublished = "report_published",
        /// To those who reported the same: it is closed.
        SharedReportClosed = "shared_report_closed",
        /// To those who reported the same: it was rejected or taken back.
        SharedReportEnded = "shared_report_ended",
        /// To a unit: a report to work on.
        WorkAssigned = "work_assigned",
        /// To a unit: the check failed.
        WorkSentBack = "work_sent_back",
        /// To a unit: a closed report is its own again.
        WorkReopened = "work_reopened",
        /// To a unit: the report is a duplicate of another, nothing is left to do.
        WorkMerged = "work_merged",
        /// To a unit: it was no duplicate after all, and is to be worked on.
        WorkUnmerged = "work_unmerged",
        /// To a unit: the center keeps an eye on it (督办).
        WorkSupervised = "work_supervised",
        /// To a unit: the clocks stand still (挂账).
        WorkSuspended = "work_suspended",
        /// To a unit: the center refused what it had asked for.
        RequestRefused = "request_refused",
        /// To a unit and the center: the reporter answered.
        InformationAnswered = "information_answered",
        /// To the reporter: something is asked.
        InformationAsked = "information_asked",
        /// To the reporter: the time to answer is over, and the clocks go on.
        AnswerMissed = "answer_missed",
        /// To a unit and the center: the reporter did not answer in time, and the clocks go on.
        QuestionUnanswered = "question_unanswered",
        /// To the center: a unit asks for something.
        DecisionWanted = "decision_wanted",
        /// To a unit: the limit is near.
        DueSoon = "due_soon",
        /// To a unit and the center: the limit is over.
        Overdue = "overdue",
        /// To the center: the unit says it is done; to be checked.
        CheckWanted = "check_wanted",
        /// To the center: the unit gave it back.
        WorkReturned = "work_returned",
        /// To the center: the unit took more time.
        WorkExtended = "work_extended",
        /// To the center: the reporter says that it is not solved.
        ReportNotSolved = "report_not_solved",
        /// To the center: a grade waits for a second person.
        GradeToConfirm = "grade_to_confirm",
        /// To the center: the second person refused the grade.
        GradeRefused = "grade_refused",
        /// To a resident: somebody of the center had their name and phone shown.
        IdentityShown = "identity_shown",
        /// To a resident: beans came in for a deed.
        BeansAwarded = "beans_awarded",
        /// To a resident: beans of a deed were taken back.
        BeansTakenBack = "beans_taken_back",
        /// To a resident: a pay code was used.
        BeansRedeemed = "beans_redeemed",
        /// To a resident: a shop gave beans back.
        BeansRefunded = "beans_refunded",
        /// To a resident: a season's beans expired.
        BeansExpired = "beans_expired",
        /// To a shop's cashiers: the district paid.
        ShopSettled = "shop_settled",
    }
}

/// What a notice says, without its words. Only what belongs to the kind is there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct NoticeFacts {
    /// The report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report_id: Option<String>,
    /// What it is called by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report_number: Option<String>,
    /// The responsible unit's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Until when the unit has to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<Utc>>,
    /// The grade.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// The number of the report that it was merged into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub into: Option<String>,
    /// What was said with it: a reason or an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// Beans that moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beans: Option<Beans>,
    /// The shop's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shop: Option<String>,
    /// The redemption.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redemption_id: Option<String>,
    /// The campaign's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
}

/// Whom an event of a report is told to, and as what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Told {
    /// The person who reported.
    pub reporter: Option<NoticeKind>,
    /// Those who reported the same or want to be told with the reporter.
    pub sharers: Option<NoticeKind>,
    /// The people of the responsible unit.
    pub unit: Option<NoticeKind>,
    /// The dispatcher who has the report.
    pub center: Option<NoticeKind>,
    /// Everybody at the center, since it has to be another person than the one who has the report.
    pub colleagues: Option<NoticeKind>,
}

impl Told {
    const NOBODY: Self = Self { reporter: None, sharers: None, unit: None, center: None, colleagues: None };

    /// Whether nobody is told.
    #[must_use]
    pub fn is_nobody(self) -> bool {
        self == Self::NOBODY
    }
}

/// Whom an event of this kind is told to. Who did it is never told of it.
#[must_use]
pub const fn told(kind: EventKind) -> Told {
    let nobody = Told::NOBODY;
    match kind {
        EventKind::Submitted
        | EventKind::Started
        | EventKind::Verified
        | EventKind::Rated
        // Beans that a new grade moves are told.
        | EventKind::Regraded
        | EventKind::Unpublished
        | EventKind::Signed
        | EventKind::Resumed
        | EventKind::Unsupervised
        // Who asked for the grade is told, by name.
        | EventKind::GradeRefused => nobody,
        EventKind::NotSolved => Told { center: Some(NoticeKind::ReportNotSolved), ..nobody },
        EventKind::GradeRequested => Told { colleagues: Some(NoticeKind::GradeToConfirm), ..nobody },
        EventKind::Asked => Told { reporter: Some(NoticeKind::InformationAsked), ..nobody },
        EventKind::Answered => Told {
            unit: Some(NoticeKind::InformationAnswered),
            center: Some(NoticeKind::InformationAnswered),
            ..nobody
        },
        EventKind::Supervised => Told { unit: Some(NoticeKind::WorkSupervised), ..nobody },
        EventKind::Suspended => Told { unit: Some(NoticeKind::WorkSuspended), ..nobody },
        EventKind::RequestRefused => Told { unit: Some(NoticeKind::RequestRefused), ..nobody },
        EventKind::ReturnRequested | EventKind::ExtensionRequested | EventKind::SuspensionRequested => {
            Told { center: Some(NoticeKind::DecisionWanted), ..nobody }
        }
        EventKind::Accepted => Told { reporter: Some(NoticeKind::ReportAccepted), ..nobody },
        EventKind::Rejected => Told {
            reporter: Some(NoticeKind::ReportRejected),
            sharers: Some(NoticeKind::SharedReportEnded),
            ..nobody
        },
        EventKind::Withdrawn => Told { sharers: Some(NoticeKind::SharedReportEnded), ..nobody },
        EventKind::Merged => {
            Told { reporter: Some(NoticeKind::ReportMerged), unit: Some(NoticeKind::WorkMerged), ..nobody }
        }
        EventKind::Unmerged => {
            Told { reporter: Some(NoticeKind::ReportUnmerged), unit: Some(NoticeKind::WorkUnmerged), ..nobody }
        }
        EventKind::Assigned => Told {
            reporter: Some(NoticeKind::ReportAssigned),
            unit: Some(NoticeKind::WorkAssigned),
            ..nobody
        },
        EventKind::Resolved => Told {
            reporter: Some(NoticeKind::ReportResolved),
            center: Some(NoticeKind::CheckWanted),
            ..nobody
        },
        EventKind::SentBack => Told { unit: Some(NoticeKind::WorkSentBack), ..nobody },
        EventKind::Closed => Told {
            reporter: Some(NoticeKind::ReportClosed),
            sharers: Some(NoticeKind::SharedReportClosed),
            ..nobody
        },
        EventKind::Reopened => Told {
            reporter: Some(NoticeKind::ReportReopened),
            unit: Some(NoticeKind::WorkReopened),
            ..nobody
        },
        EventKind::Published => Told { reporter: Some(NoticeKind::ReportPublished), ..nobody },
        EventKind::Returned => Told { center: Some(NoticeKind::WorkReturned), ..nobody },
        EventKind::Extended => {
            Told { unit: Some(NoticeKind::WorkExtended), center: Some(NoticeKind::WorkExtended), ..nobody }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::report_event::{Audience, Sight};

    #[test]
    fn nobody_is_told_what_they_may_not_see() {
        for &kind in EventKind::ALL {
            let told = told(kind);
            assert!(told.unit.is_none() || kind.sight(Audience::Unit) != Sight::Hidden, "{kind}");
            let to_reporter = told.reporter.is_some() || told.sharers.is_some();
            assert!(!to_reporter || kind.sight(Audience::Reporter) != Sight::Hidden, "{kind}");
        }
    }

    #[test]
    fn what_ends_a_report_is_told_to_its_reporter() {
        for kind in [EventKind::Rejected, EventKind::Merged, EventKind::Closed] {
            assert!(told(kind).reporter.is_some(), "{kind}");
        }
        assert!(told(EventKind::Submitted).is_nobody());
    }
}
