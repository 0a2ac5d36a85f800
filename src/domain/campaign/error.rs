//! Why something about a campaign is refused.

use chrono::NaiveDate;

use super::{CampaignStatus, CampaignStep};

/// Why a campaign, a rule version or a step is refused. The first that applies is told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CampaignError {
    /// The last day is before the first.
    #[error("the campaign ends on {ends_on}, before it starts on {starts_on}")]
    EndsBeforeStart {
        /// First day.
        starts_on: NaiveDate,
        /// Last day.
        ends_on: NaiveDate,
    },
    /// Beans would expire while the campaign still awards them.
    #[error("beans must be redeemable at least until the campaign's last day, {ends_on}")]
    RedeemUntilTooEarly {
        /// The campaign's last day.
        ends_on: NaiveDate,
    },
    /// Another campaign covers one of the days.
    #[error("the campaign {name} already covers some of these days")]
    Overlaps {
        /// The other campaign's id.
        id: String,
        /// The other campaign's name.
        name: String,
    },
    /// The campaign is over.
    #[error("the campaign has ended")]
    Ended,
    /// Rules of a campaign that has begun count from today on.
    #[error("rules of a campaign that was activated cannot take effect before {today_on}")]
    RuleInPast {
        /// The earliest date that is allowed.
        today_on: NaiveDate,
    },
    /// A rule version that would never be in force.
    #[error("rules cannot take effect after the campaign's last day, {last_on}")]
    RuleAfterEnd {
        /// The campaign's last day.
        last_on: NaiveDate,
    },
    /// Two versions from the same day on.
    #[error("version {version} already takes effect on that day")]
    RuleDateTaken {
        /// The version that has the date.
        version: i32,
    },
    /// No rules are in force on the first day.
    #[error("no rules are in force on the campaign's first day, {starts_on}")]
    NoRules {
        /// The campaign's first day.
        starts_on: NaiveDate,
    },
    /// The state does not allow the step.
    #[error("a campaign that is {status} does not allow the step {step}")]
    InvalidTransition {
        /// Where the campaign stands.
        status: CampaignStatus,
        /// What was tried.
        step: CampaignStep,
    },
}
