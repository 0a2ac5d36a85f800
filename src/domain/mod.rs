//! The rules of the scheme, as pure functions and types that cannot hold a wrong value.
//!
//! Owns beans, roles, states, campaigns, the deciding of awards, redemptions and corrections, pay codes, places and
//! the cleaning of text. Must not do I/O, ask the time, draw random numbers, or name any other room.

pub mod anomaly;
pub mod anonymous;
pub mod answer;
pub mod award;
pub mod badge;
pub mod beans;
pub mod calendar;
pub mod campaign;
pub mod clock;
pub mod deadline;
pub mod deed;
pub mod duplicate;
pub mod evaluation;
pub mod follow_up;
pub mod group;
pub mod heat;
pub mod idempotency;
pub mod likeness;
pub mod location;
pub mod look_back;
pub mod name;
pub mod not_solved;
pub mod notice;
pub mod open311;
pub mod pay_code;
pub mod phone;
pub(crate) mod redacted;
pub mod redemption;
pub mod reminder;
pub mod report;
pub mod report_event;
pub mod report_number;
pub mod reporter;
pub mod request;
pub mod role;
pub mod suspension;
pub mod text;
pub mod text_enum;
pub mod tier;
pub mod time_limit;
pub mod working_calendar;

pub use award::{Caps, Correction, Grant, LimitedBy, Reckoning, Standing};
pub use beans::{BeanChange, Beans, BeansError, BeansInput};
pub use campaign::{
    Campaign, CampaignDates, CampaignError, CampaignStatus, CampaignStep, ReckonBy, RuleVersion,
};
pub use deed::{Deed, DeedKind, Grade, InvalidGrade};
pub use group::CategoryGroup;
pub use idempotency::{IdempotencyKey, InvalidIdempotencyKey};
pub use location::{Datum, Location, LocationError};
pub use name::mask_name;
pub use pay_code::{PayCode, PayCodeError};
pub use phone::{InvalidPhone, Phone};
pub use redemption::{ExceedsRedemption, Insufficient, PocketView};
pub use report::{InvalidTransition, ReportStatus, Step};
pub use reporter::Reporter;
pub use role::Role;
pub use text::{TextError, clean_line, clean_text};
pub use text_enum::UnknownWord;
pub use tier::Tier;
