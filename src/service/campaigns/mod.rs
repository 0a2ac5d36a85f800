//! Campaigns: who may run them, and what the outside sees of them.
//!
//! Every change takes the ledger's head row first (`scheme_changes`), so that two changes at the same instant, in
//! any two processes, are decided one after the other, and the ledger writer sees the new rules.

mod add_rule;
mod change_state;
mod create;
mod fund;
mod read;
mod simulate;

pub use add_rule::{NewRule, RuleAmounts};
pub use create::NewCampaign;
pub use fund::{Funded, NewFunding};
pub use simulate::{SimulatedGrade, Simulation, SimulationWish};

use crate::domain::beans::Beans;
use crate::domain::campaign::{Campaign, CampaignError, CampaignStatus, ReckonBy, RuleVersion};
use crate::domain::deed::{DeedKind, Grade};
use crate::domain::role::Role;
use crate::domain::tier::Tier;
use crate::error::{Code, Error};
use crate::storage::campaigns::StoredCampaign;
use crate::storage::ledger_views::BudgetFigures;
use chrono::{DateTime, NaiveDate, Utc};

/// Who sees campaigns with their money.
const STAFF: [Role; 4] = [Role::Dispatcher, Role::Finance, Role::Auditor, Role::Admin];

/// A campaign as staff see it.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Campaign)]
pub struct CampaignView {
    /// Its id.
    pub id: String,
    /// Its name, as residents see it.
    pub name: String,
    /// Where it stands.
    pub status: CampaignStatus,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day as planned.
    pub ends_on: NaiveDate,
    /// The day on which it was ended, if it was.
    pub ended_on: Option<NaiveDate>,
    /// Which instant of a report decides its date.
    pub reckon_by: ReckonBy,
    /// The last day on which its beans buy something; null if they never expire.
    pub redeem_until: Option<NaiveDate>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Its money.
    pub budget: BudgetView,
    /// Every version of its rules.
    pub rules: Vec<RuleView>,
}

/// A campaign's money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Budget)]
pub struct BudgetView {
    /// What it was given.
    pub funded: Beans,
    /// What residents were awarded and kept.
    pub awarded: Beans,
    /// What went back to the treasury when it ended.
    pub released: Beans,
    /// What it may still award.
    pub left: Beans,
}

impl From<BudgetFigures> for BudgetView {
    fn from(figures: BudgetFigures) -> Self {
        let BudgetFigures { funded, released, left } = figures;
        let awarded = funded.saturating_sub(released).saturating_sub(left);
        Self { funded, awarded, released, left }
    }
}

/// A version of a campaign's rules.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = RuleVersion)]
pub struct RuleView {
    /// Its number within the campaign, from 1.
    pub version: i32,
    /// The first day on which it is in force.
    pub effective_from: NaiveDate,
    /// Beans for a minor report.
    pub minor: Beans,
    /// Beans for a general report.
    pub general: Beans,
    /// Beans for a major report.
    pub major: Beans,
    /// Beans for a report that was merged into the first reporter's.
    pub co_reporter: Beans,
    /// The most a resident earns for one day.
    pub daily_cap: Beans,
    /// The most a resident earns for one calendar month.
    pub monthly_cap: Beans,
}

impl From<&RuleVersion> for RuleView {
    fn from(rule: &RuleVersion) -> Self {
        let amount = |tier: Tier| rule.amount(DeedKind::Report, &tier.into());
        Self {
            version: rule.version,
            effective_from: rule.effective_from,
            minor: amount(Tier::Minor),
            general: amount(Tier::General),
            major: amount(Tier::Major),
            co_reporter: rule.amount(DeedKind::Report, &Grade::CO_REPORTER),
            daily_cap: rule.daily_cap,
            monthly_cap: rule.monthly_cap,
        }
    }
}

impl CampaignView {
    fn new(stored: StoredCampaign, figures: BudgetFigures) -> Self {
        let StoredCampaign { campaign, created_at } = stored;
        let Campaign { id, name, dates, reckon_by, status, redeem_until, rules } = campaign;
        Self {
            id,
            name,
            status,
            starts_on: dates.starts_on(),
            ends_on: dates.ends_on(),
            ended_on: dates.ended_on(),
            reckon_by,
            redeem_until,
            created_at,
            budget: figures.into(),
            rules: rules.iter().map(RuleView::from).collect(),
        }
    }
}

/// The campaign that has this day: at most one, since campaigns never overlap. A draft has none.
pub(super) fn campaign_on(campaigns: &[Campaign], on: NaiveDate) -> Option<&Campaign> {
    campaigns.iter().find(|campaign| campaign.status != CampaignStatus::Draft && campaign.dates.covers(on))
}

impl From<CampaignError> for Error {
    fn from(error: CampaignError) -> Self {
        let detail = error.to_string();
        match error {
            CampaignError::EndsBeforeStart { .. } => Self::field("ends_on", "ends_before_start", detail),
            CampaignError::RedeemUntilTooEarly { .. } => {
                Self::field("redeem_until", "redeem_until_too_early", detail)
            }
            CampaignError::RuleAfterEnd { .. } => Self::field("effective_from", "after_campaign", detail),
            CampaignError::Overlaps { .. } => Self::new(Code::CampaignOverlap).with_facts(detail),
            CampaignError::RuleInPast { .. } => Self::new(Code::RuleInPast).with_facts(detail),
            CampaignError::RuleDateTaken { .. } => Self::new(Code::RuleDateTaken).with_facts(detail),
            CampaignError::NoRules { .. } => Self::new(Code::CampaignWithoutRules).with_facts(detail),
            CampaignError::Ended | CampaignError::InvalidTransition { .. } => {
                Self::new(Code::CampaignState).with_facts(detail)
            }
        }
    }
}
