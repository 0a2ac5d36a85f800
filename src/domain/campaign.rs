//! A campaign (活动): a season with dates, a way of reckoning and versions of its rules.
//!
//! Owns which days a campaign covers, which rule version is in force on a day, and what may be added or changed.
//! Its budget is an account of the ledger and is not kept here.

mod error;
mod rules;

use chrono::NaiveDate;

use crate::domain::text_enum::text_enum;

pub use error::CampaignError;
pub use rules::{RuleVersion, rule_in_force};

text_enum! {
    /// Where a campaign stands.
    "campaign status" CampaignStatus {
        /// Being prepared; awards nothing.
        Draft = "draft",
        /// Running.
        Active = "active",
        /// Held: deeds are recorded and earn nothing.
        Paused = "paused",
        /// Over for good.
        Ended = "ended",
    }
}

text_enum! {
    /// A step that somebody takes with a campaign.
    "campaign step" CampaignStep {
        /// Start, or go on after a pause.
        Activate = "activate",
        /// Hold.
        Pause = "pause",
        /// End for good.
        End = "end",
    }
}

text_enum! {
    /// Which instant of a deed decides its reckoning date.
    "reckoning" ReckonBy {
        /// When it was closed.
        Closed = "closed",
        /// When it was submitted.
        Submitted = "submitted",
    }
}

/// The days of a campaign, first and last inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CampaignDates {
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    ended_on: Option<NaiveDate>,
}

impl CampaignDates {
    /// Days from `starts_on` to `ends_on`; `ended_on` is the last day of one that was ended, and cuts the rest off.
    ///
    /// # Errors
    /// `EndsBeforeStart`.
    pub fn new(
        starts_on: NaiveDate,
        ends_on: NaiveDate,
        ended_on: Option<NaiveDate>,
    ) -> Result<Self, CampaignError> {
        if ends_on < starts_on {
            return Err(CampaignError::EndsBeforeStart { starts_on, ends_on });
        }
        Ok(Self { starts_on, ends_on, ended_on })
    }

    /// The first day.
    #[must_use]
    pub const fn starts_on(&self) -> NaiveDate {
        self.starts_on
    }

    /// The last day as planned.
    #[must_use]
    pub const fn ends_on(&self) -> NaiveDate {
        self.ends_on
    }

    /// The day on which it was ended, if it was.
    #[must_use]
    pub const fn ended_on(&self) -> Option<NaiveDate> {
        self.ended_on
    }

    /// The last day in truth; before the first one if the campaign was ended before it began.
    #[must_use]
    pub fn last_on(&self) -> NaiveDate {
        self.ended_on.map_or(self.ends_on, |ended_on| ended_on.min(self.ends_on))
    }

    /// Whether a date is one of the campaign's days.
    #[must_use]
    pub fn covers(&self, on: NaiveDate) -> bool {
        self.starts_on <= on && on <= self.last_on()
    }

    /// Whether two campaigns have a day in common.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.starts_on.max(other.starts_on) <= self.last_on().min(other.last_on())
    }
}

/// A campaign with all its rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    /// Its id.
    pub id: String,
    /// Its name, as residents see it.
    pub name: String,
    /// Its days.
    pub dates: CampaignDates,
    /// Which instant of a deed decides the reckoning date.
    pub reckon_by: ReckonBy,
    /// Where it stands.
    pub status: CampaignStatus,
    /// The last day on which its beans buy something; `None` if they never expire.
    pub redeem_until: Option<NaiveDate>,
    /// Every version of its rules, in any order.
    pub rules: Vec<RuleVersion>,
}

impl Campaign {
    /// Whether a step is allowed now, and where it leads.
    ///
    /// # Errors
    /// `InvalidTransition`, or `NoRules` when it is activated without rules for its first day.
    pub fn next(&self, step: CampaignStep) -> Result<CampaignStatus, CampaignError> {
        use CampaignStatus::{Active, Draft, Ended, Paused};
        match (step, self.status) {
            (CampaignStep::Activate, Draft | Paused) => {
                let starts_on = self.dates.starts_on;
                rule_in_force(&self.rules, starts_on)
                    .map(|_| Active)
                    .ok_or(CampaignError::NoRules { starts_on })
            }
            (CampaignStep::Pause, Active) => Ok(Paused),
            (CampaignStep::End, Draft | Active | Paused) => Ok(Ended),
            (_, status) => Err(CampaignError::InvalidTransition { status, step }),
        }
    }

    /// The last day to record when the campaign is ended today. One that never left draft has covered no day, so
    /// that its days are free for another.
    #[must_use]
    pub fn ended_on(&self, today_on: NaiveDate) -> NaiveDate {
        match self.status {
            CampaignStatus::Draft => self.dates.starts_on.pred_opt().unwrap_or(NaiveDate::MIN),
            CampaignStatus::Active | CampaignStatus::Paused | CampaignStatus::Ended => today_on,
        }
    }

    /// Whether a new rule version may take effect on this date. Today is allowed: what was awarded earlier today
    /// keeps its version.
    ///
    /// # Errors
    /// `Ended`, `RuleInPast` (unless the campaign is a draft), `RuleAfterEnd`, `RuleDateTaken`.
    pub fn check_new_rule(
        &self,
        effective_from: NaiveDate,
        today_on: NaiveDate,
    ) -> Result<(), CampaignError> {
        if self.status == CampaignStatus::Ended {
            return Err(CampaignError::Ended);
        }
        if self.status != CampaignStatus::Draft && effective_from < today_on {
            return Err(CampaignError::RuleInPast { today_on });
        }
        let last_on = self.dates.last_on();
        if effective_from > last_on {
            return Err(CampaignError::RuleAfterEnd { last_on });
        }
        match self.rules.iter().find(|rule| rule.effective_from == effective_from) {
            Some(rule) => Err(CampaignError::RuleDateTaken { version: rule.version }),
            None => Ok(()),
        }
    }

    /// The number of the next rule version.
    #[must_use]
    pub fn next_version(&self) -> i32 {
        self.rules.iter().map(|rule| rule.version).max().unwrap_or(0).saturating_add(1)
    }
}

/// Whether a new campaign may have these dates. Drafts count too: two seasons that clash are better told at once
/// than on the day the second is activated.
///
/// # Errors
/// `RedeemUntilTooEarly`, `Overlaps`.
pub fn check_new_campaign(
    dates: &CampaignDates,
    redeem_until: Option<NaiveDate>,
    others: &[Campaign],
) -> Result<(), CampaignError> {
    let ends_on = dates.ends_on;
    if redeem_until.is_some_and(|until| until < ends_on) {
        return Err(CampaignError::RedeemUntilTooEarly { ends_on });
    }
    match others.iter().find(|other| other.dates.overlaps(dates)) {
        Some(other) => Err(CampaignError::Overlaps { id: other.id.clone(), name: other.name.clone() }),
        None => Ok(()),
    }
}

#[cfg(test)]
pub(crate) mod fixtures;
#[cfg(test)]
mod tests;
