//! How many beans a deed earns.
//!
//! Owns the reckoning (which campaign, rules and date), the decision under the limits, and what a later correction
//! changes. The amounts decided here are posted by the ledger; nothing is stored here.

mod correction;
mod reckoning;
mod replay;

pub use correction::{Correction, TakenBack, correction, repay, take_back};
pub use reckoning::{Reckoning, Under, reckon};
pub use replay::{GradeSum, Replay, Replayed, ReplayedDeed};

use crate::domain::beans::Beans;
use crate::domain::text_enum::text_enum;

text_enum! {
    /// What kept an award below its tier's amount.
    "limit" LimitedBy {
        /// The resident has earned the day's cap.
        DailyCap = "daily_cap",
        /// The resident has earned the month's cap.
        MonthlyCap = "monthly_cap",
        /// The campaign's budget is used up.
        Budget = "budget",
        /// No campaign covers the reckoning date.
        NoCampaign = "no_campaign",
        /// The campaign is paused.
        Paused = "paused",
        /// Staff, handlers and cashiers do not earn.
        Excluded = "excluded",
    }
}

/// The most a resident earns in a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// For one local date.
    pub daily: Beans,
    /// For one calendar month.
    pub monthly: Beans,
}

/// Where a resident and the campaign stand before the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What the resident has earned for the reckoning date in this campaign.
    pub earned_that_day: Beans,
    /// What the resident has earned for that date's month in this campaign.
    pub earned_that_month: Beans,
    /// What the campaign's budget still holds.
    pub budget_left: Beans,
}

/// A decision: what the deed would have earned, what it earns, and which limit cut it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// The amount for the tier, before any limit.
    pub tier_beans: Beans,
    /// The amount awarded, at most `tier_beans`.
    pub beans: Beans,
    /// The limit that cut it; `None` exactly if nothing was cut by a rule of the campaign.
    pub limited_by: Option<LimitedBy>,
}

impl Grant {
    /// No beans, for a reason that is no cap: no campaign, paused, or excluded.
    #[must_use]
    pub const fn none(tier_beans: Beans, limited_by: LimitedBy) -> Self {
        Self { tier_beans, beans: Beans::ZERO, limited_by: Some(limited_by) }
    }
}

/// Grants the tier's amount as far as the daily cap, the monthly cap and the budget allow: in part rather than not
/// at all. `limited_by` is the smallest of the limits that cut it; on a tie the first in that order.
#[must_use]
pub fn decide(tier_beans: Beans, caps: Caps, standing: Standing) -> Grant {
    let rooms = [
        (LimitedBy::DailyCap, caps.daily.saturating_sub(standing.earned_that_day)),
        (LimitedBy::MonthlyCap, caps.monthly.saturating_sub(standing.earned_that_month)),
        (LimitedBy::Budget, standing.budget_left),
    ];
    let whole = Grant { tier_beans, beans: tier_beans, limited_by: None };
    rooms.into_iter().fold(whole, |grant, (limit, room)| {
        if room < grant.beans { Grant { beans: room, limited_by: Some(limit), ..grant } } else { grant }
    })
}

#[cfg(test)]
mod tests;
