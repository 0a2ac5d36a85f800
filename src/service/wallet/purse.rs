//! A resident looks at the beans they hold and may still earn.

use crate::auth::Caller;
use crate::domain::beans::Beans;
use crate::domain::calendar::{local_date, month_of};
use crate::domain::campaign::{Campaign, rule_in_force};
use crate::domain::role::Role;
use crate::error::Result;
use crate::service::App;
use crate::service::campaigns::campaign_on;
use crate::storage::earned::earned_between;
use crate::storage::ledger_views::{self, PocketRow};
use crate::storage::{DbConnection, campaigns};
use chrono::NaiveDate;

/// A resident's beans.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Wallet {
    /// What can be spent today.
    pub balance: Beans,
    /// What a correction wanted back and did not find; later awards repay it first.
    pub owed: Beans,
    /// Earned today, in the district, under the campaign of the day.
    pub today: Earned,
    /// Earned in this calendar month under the campaign of the day.
    pub month: Earned,
    /// By campaign, the one that expires first first; empty ones and expired ones are left out.
    pub pockets: Vec<Pocket>,
}

/// What was earned, and the most that can be; both zero on a day without a campaign.
#[derive(Debug, Clone, Copy, Default, serde::Serialize, utoipa::ToSchema)]
pub struct Earned {
    /// What was earned so far.
    pub earned: Beans,
    /// The most that can be earned.
    pub cap: Beans,
}

/// Beans of one campaign.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Pocket {
    /// The campaign's id.
    pub campaign_id: String,
    /// The campaign's name.
    pub campaign: String,
    /// How many.
    pub balance: Beans,
    /// The last day on which they buy something; null if they never expire.
    pub expires_on: Option<NaiveDate>,
}

impl App {
    /// The caller's own beans.
    ///
    /// # Errors
    /// 403.
    pub async fn wallet(&self, caller: &Caller) -> Result<Wallet> {
        caller.must_be(&[Role::Resident])?;
        let today_on = local_date(self.clock.now(), self.config.district.timezone);
        let resident_id = caller.user_id.clone();
        self.storage.read(move |conn| read(conn, &resident_id, today_on)).await
    }
}

fn read(connection: &mut DbConnection, resident_id: &str, today_on: NaiveDate) -> Result<Wallet> {
    let pockets = ledger_views::pockets(connection, resident_id)?;
    let campaigns: Vec<Campaign> =
        campaigns::all(connection)?.into_iter().map(|stored| stored.campaign).collect();
    let (today, month) = match campaign_on(&campaigns, today_on) {
        Some(campaign) => earned_under(connection, campaign, &pockets, today_on)?,
        None => (Earned::default(), Earned::default()),
    };
    let owed = pockets.iter().map(|pocket| pocket.owed).fold(Beans::ZERO, Beans::saturating_add);
    let usable = |pocket: &PocketRow| pocket.expires_on.is_none_or(|last_on| today_on <= last_on);
    let pockets: Vec<Pocket> = pockets
        .into_iter()
        .filter(|pocket| !pocket.beans.is_zero() && usable(pocket))
        .map(|pocket| Pocket {
            campaign_id: pocket.campaign_id,
            campaign: pocket.campaign_name,
            balance: pocket.beans,
            expires_on: pocket.expires_on,
        })
        .collect();
    let balance = pockets.iter().map(|pocket| pocket.balance).fold(Beans::ZERO, Beans::saturating_add);
    Ok(Wallet { balance, owed, today, month, pockets })
}

fn earned_under(
    connection: &mut DbConnection,
    campaign: &Campaign,
    pockets: &[PocketRow],
    today_on: NaiveDate,
) -> Result<(Earned, Earned)> {
    let (mut today, mut month) = (Earned::default(), Earned::default());
    if let Some(rules) = rule_in_force(&campaign.rules, today_on) {
        (today.cap, month.cap) = (rules.daily_cap, rules.monthly_cap);
    }
    if let Some(pocket) = pockets.iter().find(|pocket| pocket.campaign_id == campaign.id) {
        let (first_on, last_on) = month_of(today_on);
        let ids = [pocket.account_id];
        today.earned = earned_between(connection, &ids, today_on, today_on)?;
        month.earned = match pocket.month_on {
            Some(month_on) if month_on == first_on => pocket.month_beans,
            // Only where a clock was set back: the days tell.
            Some(month_on) if month_on > first_on => earned_between(connection, &ids, first_on, last_on)?,
            _ => Beans::ZERO,
        };
    }
    Ok((today, month))
}
