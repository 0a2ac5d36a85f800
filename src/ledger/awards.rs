//! Award records: what a deed is wished to earn, and what was granted so far.
//!
//! A use case writes the wish in its own transaction; the writer makes what was granted follow. A crash between
//! leaves the record pending, and the sweep finds it.

use super::store::rows::AwardRow;
use crate::domain::award::LimitedBy;
use crate::domain::beans::Beans;
use crate::domain::deed::{Deed, DeedKind, Grade};
use crate::error::{Error, Result};
use crate::on_backend;
use crate::storage::schema::award;
use crate::storage::{DbConnection, WriteTx};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

pub(super) const PENDING: &str = "pending";
pub(super) const POSTED: &str = "posted";

/// What a deed is wished to earn.
#[derive(Debug, Clone)]
pub struct AwardWish {
    /// What was done.
    pub deed: Deed,
    /// Who did it.
    pub resident_id: String,
    /// How good it was; `None` takes back what was granted (a reopened report).
    pub grade: Option<Grade>,
    /// When it was submitted.
    pub submitted_at: DateTime<Utc>,
    /// When it was closed. Only that of the first wish counts: corrections are reckoned on the original date.
    pub closed_at: DateTime<Utc>,
    /// Whether the person does not earn (staff with the same phone, or suspended). Only that of the first wish counts.
    pub excluded: bool,
    /// Who graded it.
    pub actor_id: Option<String>,
    /// Why it was graded anew.
    pub reason: Option<String>,
}

/// What a deed earned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwardRecord {
    /// What was done.
    pub deed: Deed,
    /// Who did it.
    pub resident_id: String,
    /// How good it was; `None` while taken back.
    pub grade: Option<Grade>,
    /// What the grade is worth.
    pub tier_beans: Beans,
    /// What was granted.
    pub beans: Beans,
    /// What cut it.
    pub limited_by: Option<LimitedBy>,
    /// The campaign that paid.
    pub campaign_id: Option<String>,
    /// Its rules' version.
    pub rule_version: Option<i32>,
    /// The date whose caps it counts for.
    pub reckoned_on: Option<NaiveDate>,
    /// The latest posting; `None` if nothing ever moved.
    pub seq: Option<i64>,
    /// Whether the ledger has yet to decide.
    pub pending: bool,
}

impl AwardRow {
    /// A first record of a wish, not decided yet.
    pub(super) fn wished(wish: &AwardWish) -> Self {
        Self {
            deed_kind: wish.deed.kind.as_str().to_owned(),
            deed_id: wish.deed.id.clone(),
            resident_id: wish.resident_id.clone(),
            grade: wish.grade.as_ref().map(|grade| grade.as_str().to_owned()),
            submitted_at: wish.submitted_at.naive_utc(),
            closed_at: wish.closed_at.naive_utc(),
            excluded: wish.excluded,
            actor_id: wish.actor_id.clone(),
            reason: wish.reason.clone(),
            state: PENDING.to_owned(),
            campaign_id: None,
            rule_version: None,
            reckoned_on: None,
            tier_beans: 0,
            beans: 0,
            limited_by: None,
            seq: None,
        }
    }

    /// The grade that is wished.
    pub(super) fn wished_grade(&self) -> Result<Option<Grade>> {
        self.grade.as_deref().map(Grade::parse).transpose().map_err(Error::internal)
    }

    /// The record in the domain's terms.
    ///
    /// # Errors
    /// The stored row makes no sense.
    pub fn record(&self) -> Result<AwardRecord> {
        let beans = |hundredths| Beans::from_hundredths(hundredths).map_err(Error::internal);
        Ok(AwardRecord {
            deed: Deed {
                kind: DeedKind::parse(&self.deed_kind).map_err(Error::internal)?,
                id: self.deed_id.clone(),
            },
            resident_id: self.resident_id.clone(),
            grade: self.wished_grade()?,
            tier_beans: beans(self.tier_beans)?,
            beans: beans(self.beans)?,
            limited_by: self
                .limited_by
                .as_deref()
                .map(LimitedBy::parse)
                .transpose()
                .map_err(Error::internal)?,
            campaign_id: self.campaign_id.clone(),
            rule_version: self.rule_version,
            reckoned_on: self.reckoned_on,
            seq: self.seq,
            pending: self.state == PENDING,
        })
    }
}

/// Writes what a deed is wished to earn, in the use case's own transaction. Call `Ledger::post_award` after it.
/// One statement, so that two who wish for one deed at the same moment leave one record, with all it was granted.
///
/// # Errors
/// The database's.
pub fn want(tx: &mut WriteTx<'_>, wish: &AwardWish) -> Result<()> {
    let row = AwardRow::wished(wish);
    on_backend!(&mut **tx, |c| diesel::insert_into(award::table)
        .values((
            award::deed_kind.eq(&row.deed_kind),
            award::deed_id.eq(&row.deed_id),
            award::resident_id.eq(&row.resident_id),
            award::grade.eq(&row.grade),
            award::submitted_at.eq(row.submitted_at),
            award::closed_at.eq(row.closed_at),
            award::excluded.eq(row.excluded),
            award::actor_id.eq(&row.actor_id),
            award::reason.eq(&row.reason),
            award::state.eq(PENDING),
            award::tier_beans.eq(row.tier_beans),
            award::beans.eq(row.beans),
        ))
        .on_conflict((award::deed_kind, award::deed_id))
        .do_update()
        .set((
            award::grade.eq(&row.grade),
            award::actor_id.eq(&row.actor_id),
            award::reason.eq(&row.reason),
            award::state.eq(PENDING),
        ))
        .execute(c))?;
    Ok(())
}

/// What a deed earned, if it was ever closed.
///
/// # Errors
/// The database's.
pub fn find(c: &mut DbConnection, deed: &Deed) -> Result<Option<AwardRecord>> {
    let row: Option<AwardRow> = award::table
        .filter(award::deed_kind.eq(deed.kind.as_str()))
        .filter(award::deed_id.eq(&deed.id))
        .first(c)
        .optional()?;
    row.map(|row| row.record()).transpose()
}

/// What these deeds of one kind earned; those that were never closed are left out.
///
/// # Errors
/// The database's.
pub fn find_all(c: &mut DbConnection, kind: DeedKind, ids: &[&str]) -> Result<Vec<AwardRecord>> {
    let rows: Vec<AwardRow> =
        award::table.filter(award::deed_kind.eq(kind.as_str())).filter(award::deed_id.eq_any(ids)).load(c)?;
    rows.iter().map(AwardRow::record).collect()
}

/// Wishes anew what was wished as excluded for a resident's reports closed from the first instant on and before the
/// second. Campaign, rules and date stay as they were decided. Answers the ids of the deeds, which the ledger then has to
/// post.
///
/// # Errors
/// The database's.
pub fn readmit(
    tx: &mut WriteTx<'_>,
    resident_id: &str,
    (from, before): (DateTime<Utc>, DateTime<Utc>),
    actor_id: &str,
    reason: &str,
) -> Result<Vec<String>> {
    let kind = DeedKind::Report.as_str();
    let ids: Vec<String> = award::table
        .filter(award::deed_kind.eq(kind))
        .filter(award::resident_id.eq(resident_id))
        .filter(award::excluded)
        .filter(award::closed_at.ge(from.naive_utc()))
        .filter(award::closed_at.lt(before.naive_utc()))
        .order((award::closed_at, award::deed_id))
        .select(award::deed_id)
        .load(&mut **tx)?;
    diesel::update(award::table.filter(award::deed_kind.eq(kind)).filter(award::deed_id.eq_any(&ids)))
        .set((
            award::excluded.eq(false),
            award::limited_by.eq(None::<String>),
            award::actor_id.eq(actor_id),
            award::reason.eq(reason),
            award::state.eq(PENDING),
        ))
        .execute(&mut **tx)?;
    Ok(ids)
}
