//! Campaigns, their rules and the shops, as a batch needs them; read again only when somebody changed them.

use crate::domain::beans::Beans;
use crate::domain::campaign::{Campaign, CampaignDates, CampaignStatus, ReckonBy, RuleVersion};
use crate::domain::deed::{DeedKind, Grade};
use crate::error::{Error, Result};
use crate::storage::DbConnection;
use crate::storage::schema::{campaign, rule_amount, rule_version, shop};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// What the rules of a batch are decided by.
#[derive(Debug)]
pub(super) struct Scheme {
    /// `ledger_head.scheme_revision` it was read at; whoever changes campaigns, rules or shops raises it.
    pub(super) revision: i64,
    pub(super) campaigns: Vec<Campaign>,
    shops: HashMap<String, bool>,
}

/// Whether a shop can redeem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShopState {
    Active,
    Inactive,
    Unknown,
}

impl Scheme {
    pub(super) fn shop(&self, shop_id: &str) -> ShopState {
        match self.shops.get(shop_id) {
            Some(true) => ShopState::Active,
            Some(false) => ShopState::Inactive,
            None => ShopState::Unknown,
        }
    }

    pub(super) fn campaign(&self, campaign_id: &str) -> Option<&Campaign> {
        self.campaigns.iter().find(|campaign| campaign.id == campaign_id)
    }

    /// Reads everything; there are few campaigns and some hundred shops.
    pub(super) fn read(c: &mut DbConnection, revision: i64) -> Result<Self> {
        let mut rules = read_rules(c)?;
        type Row =
            (String, String, NaiveDate, NaiveDate, Option<NaiveDate>, String, Option<NaiveDate>, String);
        let rows: Vec<Row> = campaign::table
            .select((
                campaign::id,
                campaign::name,
                campaign::starts_on,
                campaign::ends_on,
                campaign::ended_on,
                campaign::reckon_by,
                campaign::redeem_until,
                campaign::status,
            ))
            .load(c)?;
        let mut campaigns = Vec::with_capacity(rows.len());
        for (id, name, starts_on, ends_on, ended_on, reckon_by, redeem_until, status) in rows {
            campaigns.push(Campaign {
                rules: rules.remove(&id).unwrap_or_default(),
                id,
                name,
                dates: CampaignDates::new(starts_on, ends_on, ended_on).map_err(Error::internal)?,
                reckon_by: ReckonBy::parse(&reckon_by).map_err(Error::internal)?,
                status: CampaignStatus::parse(&status).map_err(Error::internal)?,
                redeem_until,
            });
        }
        let shops: Vec<(String, bool)> = shop::table.select((shop::id, shop::active)).load(c)?;
        Ok(Self { revision, campaigns, shops: shops.into_iter().collect() })
    }
}

fn read_rules(c: &mut DbConnection) -> Result<HashMap<String, Vec<RuleVersion>>> {
    let mut amounts: HashMap<(String, i32), BTreeMap<(DeedKind, Grade), Beans>> = HashMap::new();
    let rows: Vec<(String, i32, String, String, i64)> = rule_amount::table.load(c)?;
    for (campaign_id, version, kind, grade, beans) in rows {
        let kind = DeedKind::parse(&kind).map_err(Error::internal)?;
        let grade = Grade::parse(&grade).map_err(Error::internal)?;
        let beans = Beans::from_hundredths(beans).map_err(Error::internal)?;
        amounts.entry((campaign_id, version)).or_default().insert((kind, grade), beans);
    }
    let mut rules: HashMap<String, Vec<RuleVersion>> = HashMap::new();
    let rows: Vec<(String, i32, NaiveDate, i64, i64)> = rule_version::table
        .select((
            rule_version::campaign_id,
            rule_version::version,
            rule_version::effective_from,
            rule_version::daily_cap,
            rule_version::monthly_cap,
        ))
        .load(c)?;
    for (campaign_id, version, effective_from, daily_cap, monthly_cap) in rows {
        let amounts = amounts.remove(&(campaign_id.clone(), version)).unwrap_or_default();
        rules.entry(campaign_id).or_default().push(RuleVersion {
            version,
            effective_from,
            daily_cap: Beans::from_hundredths(daily_cap).map_err(Error::internal)?,
            monthly_cap: Beans::from_hundredths(monthly_cap).map_err(Error::internal)?,
            amounts,
        });
    }
    Ok(rules)
}
