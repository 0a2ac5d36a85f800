//! What anyone can see of the scheme: the season, its money and rules, and how much was reported.
//!
//! Read again after some seconds at the earliest, however many ask.

use super::App;
use super::campaigns::{BudgetView, RuleView, campaign_on};
use crate::domain::beans::Beans;
use crate::domain::calendar::local_date;
use crate::domain::campaign::{Campaign, CampaignStatus, rule_in_force};
use crate::domain::group::CategoryGroup;
use crate::domain::report::ReportStatus;
use crate::error::{Code, Error, Result};
use crate::storage::ledger_views::BudgetFigures;
use crate::storage::report_counts::{self, GroupCount};
use crate::storage::{DbConnection, campaigns, ledger_views};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use std::collections::HashMap;
use tokio::sync::Mutex;

/// The season as anyone sees it.
#[derive(Debug, Clone, serde::Serialize, utoipa::ToSchema)]
pub struct PublicCampaign {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub status: CampaignStatus,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day: as planned, or on which it was ended.
    pub ends_on: NaiveDate,
    /// The last day on which its beans buy something; null if they never expire.
    pub redeem_until: Option<NaiveDate>,
    /// Its money.
    pub budget: BudgetView,
    /// The rules in force today; of a season that is over, those of its last day.
    pub rule: Option<RuleView>,
}

/// What was reported and awarded so far, in all seasons.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct PublicStats {
    /// Reports that were ever filed.
    pub reports: i64,
    /// Of them closed.
    pub closed: i64,
    /// Beans that residents were awarded and kept.
    pub awarded: Beans,
    /// The same by group.
    pub groups: Vec<GroupStats>,
}

/// Reports of one group.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct GroupStats {
    /// The group.
    pub group: CategoryGroup,
    /// Its name.
    pub name: String,
    /// Reports that were ever filed.
    pub reports: i64,
    /// Of them closed.
    pub closed: i64,
}

/// The figures that were read last.
#[derive(Debug, Default)]
pub(super) struct PublicFigures {
    campaign: Mutex<Kept<Option<PublicCampaign>>>,
    stats: Mutex<Kept<PublicStats>>,
}

type Kept<T> = Option<(DateTime<Utc>, T)>;

impl App {
    /// The season of today; else the latest one that began; 404 where none ever did.
    ///
    /// # Errors
    /// 404; 503.
    pub async fn public_campaign(&self) -> Result<PublicCampaign> {
        let today_on = local_date(self.clock.now(), self.config.district.timezone);
        self.kept(&self.public_figures.campaign, move |conn| read_campaign(conn, today_on))
            .await?
            .ok_or_else(|| Error::new(Code::NotFound))
    }

    /// What was reported and awarded so far.
    ///
    /// # Errors
    /// 503.
    pub async fn public_stats(&self) -> Result<PublicStats> {
        self.kept(&self.public_figures.stats, read_stats).await
    }

    /// What is kept, or what is read now if that is too old. Those who ask meanwhile wait for the one who reads.
    async fn kept<T: Clone + Send + 'static>(
        &self,
        kept: &Mutex<Kept<T>>,
        read: impl FnMut(&mut DbConnection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let max_age = TimeDelta::milliseconds(i64::from(self.config.scheme.public_figures_age_ms));
        let mut kept = kept.lock().await;
        let now = self.clock.now();
        if let Some((read_at, value)) = kept.as_ref()
            && *read_at <= now
            && now - *read_at < max_age
        {
            return Ok(value.clone());
        }
        let value = self.storage.read(read).await?;
        *kept = Some((now, value.clone()));
        Ok(value)
    }
}

fn read_campaign(connection: &mut DbConnection, today_on: NaiveDate) -> Result<Option<PublicCampaign>> {
    let campaigns: Vec<Campaign> =
        campaigns::all(connection)?.into_iter().map(|stored| stored.campaign).collect();
    // The newest season comes first.
    let begun = |campaign: &&Campaign| {
        campaign.status != CampaignStatus::Draft
            && campaign.dates.starts_on() <= today_on.min(campaign.dates.last_on())
    };
    let Some(campaign) = campaign_on(&campaigns, today_on).or_else(|| campaigns.iter().find(begun)) else {
        return Ok(None);
    };
    let figures = ledger_views::budget(connection, &campaign.id)?;
    Ok(Some(shown(campaign, figures, today_on)))
}

fn shown(campaign: &Campaign, figures: BudgetFigures, today_on: NaiveDate) -> PublicCampaign {
    let ends_on = campaign.dates.last_on();
    PublicCampaign {
        id: campaign.id.clone(),
        name: campaign.name.clone(),
        status: campaign.status,
        starts_on: campaign.dates.starts_on(),
        ends_on,
        redeem_until: campaign.redeem_until,
        budget: figures.into(),
        rule: rule_in_force(&campaign.rules, today_on.min(ends_on)).map(RuleView::from),
    }
}

fn read_stats(connection: &mut DbConnection) -> Result<PublicStats> {
    let counts = report_counts::by_group_and_status(connection)?;
    let budgets: HashMap<String, BudgetFigures> = ledger_views::budgets(connection)?;
    let groups: Vec<GroupStats> = CategoryGroup::ALL.iter().map(|group| stats_of(*group, &counts)).collect();
    Ok(PublicStats {
        reports: groups.iter().map(|group| group.reports).sum(),
        closed: groups.iter().map(|group| group.closed).sum(),
        awarded: budgets
            .into_values()
            .map(|figures| BudgetView::from(figures).awarded)
            .fold(Beans::ZERO, Beans::saturating_add),
        groups,
    })
}

fn stats_of(group: CategoryGroup, counts: &[GroupCount]) -> GroupStats {
    let of_group = || counts.iter().filter(move |count| count.group_code == group.as_str());
    let is_closed = |count: &&GroupCount| count.status == ReportStatus::Closed.as_str();
    GroupStats {
        group,
        name: group.name_zh().to_owned(),
        reports: of_group().map(|count| count.reports).sum(),
        closed: of_group().filter(is_closed).map(|count| count.reports).sum(),
    }
}
