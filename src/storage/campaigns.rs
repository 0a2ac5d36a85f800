//! Campaigns with their rule versions and amounts.

use super::schema::{campaign, ledger_head, rule_amount, rule_version};
use super::{DbConnection, WriteTx};
use crate::domain::beans::Beans;
use crate::domain::campaign::{Campaign, CampaignDates, CampaignStatus, ReckonBy, RuleVersion};
use crate::domain::deed::{DeedKind, Grade};
use crate::error::{Code, Error, Result};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};

#[derive(Queryable, Insertable)]
#[diesel(table_name = campaign)]
struct CampaignRow {
    id: String,
    name: String,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    ended_on: Option<NaiveDate>,
    reckon_by: String,
    redeem_until: Option<NaiveDate>,
    status: String,
    created_at: NaiveDateTime,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = rule_version)]
struct RuleVersionRow {
    campaign_id: String,
    version: i32,
    effective_from: NaiveDate,
    daily_cap: i64,
    monthly_cap: i64,
    created_at: NaiveDateTime,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = rule_amount)]
struct RuleAmountRow {
    campaign_id: String,
    version: i32,
    deed_kind: String,
    grade: String,
    beans: i64,
}

/// A campaign and the instant at which it was made.
#[derive(Debug, Clone)]
pub struct StoredCampaign {
    /// The campaign with all its rules.
    pub campaign: Campaign,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// Says that campaigns or rules change in this transaction, and takes the ledger's head row for it: the ledger
/// writer reads the scheme anew, and whoever else changes the scheme waits until this transaction is over. Must come
/// before the transaction reads campaigns, since a lock wait does not refresh what was read.
///
/// # Errors
/// The database's; 503 if the ledger has not been prepared.
pub fn scheme_changes(tx: &mut WriteTx<'_>) -> Result<()> {
    let heads = diesel::update(ledger_head::table.filter(ledger_head::id.eq(1)))
        .set(ledger_head::scheme_revision.eq(ledger_head::scheme_revision + 1))
        .execute(&mut **tx)?;
    match heads {
        1 => Ok(()),
        _ => Err(Error::new(Code::LedgerBusy).because("the ledger has no head row")),
    }
}

/// Every campaign with all its rules, the newest season first. A district has a handful.
///
/// # Errors
/// The database's.
pub fn all(connection: &mut DbConnection) -> Result<Vec<StoredCampaign>> {
    let rows: Vec<CampaignRow> =
        campaign::table.order((campaign::starts_on.desc(), campaign::id.desc())).load(connection)?;
    let mut rules = rules(connection, None)?;
    rows.into_iter()
        .map(|row| {
            let versions = rules.remove(&row.id).unwrap_or_default();
            stored(row, versions)
        })
        .collect()
}

/// One campaign with all its rules.
///
/// # Errors
/// 404; the database's.
pub fn find(connection: &mut DbConnection, id: &str) -> Result<StoredCampaign> {
    let row: CampaignRow = campaign::table.find(id).first(connection)?;
    let versions = rules(connection, Some(id))?.remove(id).unwrap_or_default();
    stored(row, versions)
}

/// Keeps a new campaign, without rules.
///
/// # Errors
/// 409 `name_taken`; the database's.
pub fn insert(tx: &mut WriteTx<'_>, new: &Campaign, created_at: DateTime<Utc>) -> Result<()> {
    let row = CampaignRow {
        id: new.id.clone(),
        name: new.name.clone(),
        starts_on: new.dates.starts_on(),
        ends_on: new.dates.ends_on(),
        ended_on: new.dates.ended_on(),
        reckon_by: new.reckon_by.as_str().to_owned(),
        redeem_until: new.redeem_until,
        status: new.status.as_str().to_owned(),
        created_at: created_at.naive_utc(),
    };
    diesel::insert_into(campaign::table)
        .values(row)
        .execute(&mut **tx)
        .map_err(Error::on_unique(Code::NameTaken))?;
    Ok(())
}

/// Keeps a new version of a campaign's rules with its amounts, for good.
///
/// # Errors
/// 409 `rule_date_taken`; the database's.
pub fn insert_rule(
    tx: &mut WriteTx<'_>,
    campaign_id: &str,
    rule: &RuleVersion,
    created_at: DateTime<Utc>,
) -> Result<()> {
    let row = RuleVersionRow {
        campaign_id: campaign_id.to_owned(),
        version: rule.version,
        effective_from: rule.effective_from,
        daily_cap: rule.daily_cap.hundredths(),
        monthly_cap: rule.monthly_cap.hundredths(),
        created_at: created_at.naive_utc(),
    };
    diesel::insert_into(rule_version::table)
        .values(row)
        .execute(&mut **tx)
        .map_err(Error::on_unique(Code::RuleDateTaken))?;
    for ((kind, grade), beans) in &rule.amounts {
        let row = RuleAmountRow {
            campaign_id: campaign_id.to_owned(),
            version: rule.version,
            deed_kind: kind.as_str().to_owned(),
            grade: grade.as_str().to_owned(),
            beans: beans.hundredths(),
        };
        diesel::insert_into(rule_amount::table).values(row).execute(&mut **tx)?;
    }
    Ok(())
}

/// Moves a campaign to another state; `ended_on` is given when it ends.
///
/// # Errors
/// The database's.
pub fn set_status(
    tx: &mut WriteTx<'_>,
    id: &str,
    status: CampaignStatus,
    ended_on: Option<NaiveDate>,
) -> Result<()> {
    diesel::update(campaign::table.find(id))
        .set((campaign::status.eq(status.as_str()), campaign::ended_on.eq(ended_on)))
        .execute(&mut **tx)?;
    Ok(())
}

/// Rule versions by campaign, of one campaign or of all.
fn rules(connection: &mut DbConnection, of: Option<&str>) -> Result<HashMap<String, Vec<RuleVersion>>> {
    let mut versions = rule_version::table.into_boxed();
    let mut amounts = rule_amount::table.into_boxed();
    if let Some(id) = of {
        versions = versions.filter(rule_version::campaign_id.eq(id.to_owned()));
        amounts = amounts.filter(rule_amount::campaign_id.eq(id.to_owned()));
    }
    let versions: Vec<RuleVersionRow> =
        versions.order((rule_version::campaign_id, rule_version::version)).load(connection)?;
    let mut by_version: HashMap<(String, i32), BTreeMap<(DeedKind, Grade), Beans>> = HashMap::new();
    for row in amounts.load::<RuleAmountRow>(connection)? {
        let kind = DeedKind::parse(&row.deed_kind).map_err(Error::internal)?;
        let grade = Grade::parse(&row.grade).map_err(Error::internal)?;
        by_version
            .entry((row.campaign_id, row.version))
            .or_default()
            .insert((kind, grade), beans(row.beans)?);
    }
    let mut rules: HashMap<String, Vec<RuleVersion>> = HashMap::new();
    for row in versions {
        let amounts = by_version.remove(&(row.campaign_id.clone(), row.version)).unwrap_or_default();
        rules.entry(row.campaign_id).or_default().push(RuleVersion {
            version: row.version,
            effective_from: row.effective_from,
            daily_cap: beans(row.daily_cap)?,
            monthly_cap: beans(row.monthly_cap)?,
            amounts,
        });
    }
    Ok(rules)
}

fn stored(row: CampaignRow, rules: Vec<RuleVersion>) -> Result<StoredCampaign> {
    let campaign = Campaign {
        id: row.id,
        name: row.name,
        dates: CampaignDates::new(row.starts_on, row.ends_on, row.ended_on).map_err(Error::internal)?,
        reckon_by: ReckonBy::parse(&row.reckon_by).map_err(Error::internal)?,
        status: CampaignStatus::parse(&row.status).map_err(Error::internal)?,
        redeem_until: row.redeem_until,
        rules,
    };
    Ok(StoredCampaign { campaign, created_at: row.created_at.and_utc() })
}

fn beans(hundredths: i64) -> Result<Beans> {
    Beans::from_hundredths(hundredths).map_err(Error::internal)
}
