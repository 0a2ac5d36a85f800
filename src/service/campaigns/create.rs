//! An admin prepares a campaign.

use super::CampaignView;
use crate::auth::Caller;
use crate::domain::campaign::{Campaign, CampaignDates, CampaignStatus, ReckonBy, check_new_campaign};
use crate::domain::role::Role;
use crate::error::Result;
use crate::service::fields::Fields;
use crate::service::{App, new_id};
use crate::storage::WriteTx;
use crate::storage::campaigns::{self, StoredCampaign};
use crate::storage::ledger_views::BudgetFigures;
use chrono::{DateTime, NaiveDate, Utc};

/// A campaign to be prepared.
#[derive(Debug, Clone, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCampaign {
    /// As residents see it; unique.
    #[schema(example = "幸福麒麟金豆计划 2024 年第一季")]
    pub name: String,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day; no other campaign has a day in common.
    pub ends_on: NaiveDate,
    /// Which instant of a report decides its date; `closed` unless said otherwise.
    pub reckon_by: Option<ReckonBy>,
    /// The last day on which its beans buy something, not before `ends_on`; they never expire without.
    pub redeem_until: Option<NaiveDate>,
}

impl App {
    /// Prepares a campaign: a draft without rules and money.
    ///
    /// # Errors
    /// 403; 422 for wrong values; 409 `campaign_overlap`, `name_taken`.
    pub async fn create_campaign(&self, caller: &Caller, new: NewCampaign) -> Result<CampaignView> {
        caller.must_be(&[Role::Admin])?;
        let mut fields = Fields::default();
        let name = fields.line("name", &new.name, self.config.scheme.name_chars);
        fields.date("starts_on", new.starts_on);
        fields.date("ends_on", new.ends_on);
        if let Some(until) = new.redeem_until {
            fields.date("redeem_until", until);
        }
        fields.finish()?;
        let campaign = Campaign {
            id: new_id(),
            name,
            dates: CampaignDates::new(new.starts_on, new.ends_on, None)?,
            reckon_by: new.reckon_by.unwrap_or(ReckonBy::Closed),
            status: CampaignStatus::Draft,
            redeem_until: new.redeem_until,
            rules: Vec::new(),
        };
        let created_at = self.clock.now();
        let kept = campaign.clone();
        self.storage.write(move |tx| create_in(tx, &kept, created_at)).await?;
        tracing::info!(campaign = %campaign.id, by = %caller.user_id, "campaign prepared");
        Ok(CampaignView::new(StoredCampaign { campaign, created_at }, BudgetFigures::default()))
    }
}

fn create_in(tx: &mut WriteTx<'_>, campaign: &Campaign, created_at: DateTime<Utc>) -> Result<()> {
    campaigns::scheme_changes(tx)?;
    let others: Vec<Campaign> = campaigns::all(tx)?.into_iter().map(|other| other.campaign).collect();
    check_new_campaign(&campaign.dates, campaign.redeem_until, &others)?;
    campaigns::insert(tx, campaign, created_at)
}
