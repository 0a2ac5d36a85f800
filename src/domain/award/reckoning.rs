//! Under which campaign, rule version and date a deed is reckoned.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{Caps, LimitedBy};
use crate::domain::beans::Beans;
use crate::domain::calendar::local_date;
use crate::domain::campaign::{Campaign, CampaignStatus, ReckonBy, RuleVersion, rule_in_force};
use crate::domain::deed::{DeedKind, Grade};

/// The rules a deed is reckoned by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Under<'a> {
    /// The campaign that pays.
    pub campaign: &'a Campaign,
    /// The version of its rules.
    pub rules: &'a RuleVersion,
    /// The local date whose day and month the caps are counted for.
    pub reckoned_on: NaiveDate,
}

impl Under<'_> {
    /// What the deed earns before any limit.
    #[must_use]
    pub fn tier_beans(&self, kind: DeedKind, grade: &Grade) -> Beans {
        self.rules.amount(kind, grade)
    }

    /// The caps of these rules.
    #[must_use]
    pub const fn caps(&self) -> Caps {
        Caps { daily: self.rules.daily_cap, monthly: self.rules.monthly_cap }
    }
}

/// Whether a deed earns, and by which rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reckoning<'a> {
    /// It earns under these rules.
    Counts(Under<'a>),
    /// These rules would have applied, and the campaign is paused.
    Paused(Under<'a>),
    /// The person does not earn, whatever rules would have applied.
    Excluded(Option<Under<'a>>),
    /// No campaign covers the reckoning date.
    NoCampaign,
}

impl<'a> Reckoning<'a> {
    /// The rules that apply or would have applied.
    #[must_use]
    pub const fn under(&self) -> Option<Under<'a>> {
        match self {
            Self::Counts(under) | Self::Paused(under) => Some(*under),
            Self::Excluded(under) => *under,
            Self::NoCampaign => None,
        }
    }

    /// Why nothing is earned, or `None` if the deed counts.
    #[must_use]
    pub const fn limited_by(&self) -> Option<LimitedBy> {
        match self {
            Self::Counts(_) => None,
            Self::Paused(_) => Some(LimitedBy::Paused),
            Self::Excluded(_) => Some(LimitedBy::Excluded),
            Self::NoCampaign => Some(LimitedBy::NoCampaign),
        }
    }
}

/// Finds the campaign that covers a deed on the date it reckons by, and the rules in force there.
///
/// A draft counts as none. With one campaign that reckons by submission and a later one that reckons by closing, a
/// deed may fall into both: then a running campaign goes before a paused one, a paused before an ended one, and the
/// season that began first, in which the deed was submitted, before the later.
#[must_use]
pub fn reckon(
    campaigns: &[Campaign],
    submitted_at: DateTime<Utc>,
    closed_at: DateTime<Utc>,
    zone: Tz,
    excluded: bool,
) -> Reckoning<'_> {
    let submitted_on = local_date(submitted_at, zone);
    let closed_on = local_date(closed_at, zone);
    let found = campaigns
        .iter()
        .filter_map(|campaign| {
            let reckoned_on = match campaign.reckon_by {
                ReckonBy::Closed => closed_on,
                ReckonBy::Submitted => submitted_on,
            };
            let rules = rule_in_force(&campaign.rules, reckoned_on)?;
            let covered = campaign.dates.covers(reckoned_on);
            let rank = precedence(campaign.status)?;
            covered.then_some((rank, Under { campaign, rules, reckoned_on }))
        })
        .min_by_key(|(rank, under)| (*rank, under.campaign.dates.starts_on(), under.campaign.id.as_str()));
    match found {
        _ if excluded => Reckoning::Excluded(found.map(|(_, under)| under)),
        None => Reckoning::NoCampaign,
        Some((_, under)) if under.campaign.status == CampaignStatus::Paused => Reckoning::Paused(under),
        Some((_, under)) => Reckoning::Counts(under),
    }
}

/// Which campaign goes first if several cover a deed; `None` for one that counts as none.
const fn precedence(status: CampaignStatus) -> Option<u8> {
    match status {
        CampaignStatus::Active => Some(0),
        CampaignStatus::Paused => Some(1),
        CampaignStatus::Ended => Some(2),
        CampaignStatus::Draft => None,
    }
}
