//! What a report is wished to earn: told to the ledger in the step's own transaction.

use super::step::By;
use crate::domain::deed::{Deed, Grade};
use crate::error::{Error, Result};
use crate::ledger::awards;
use crate::ledger::{AwardRecord, AwardWish};
use crate::service::{App, exclusion};
use crate::storage::reports::{self, ReportRow};
use crate::storage::{DbConnection, WriteTx};
use std::collections::BTreeSet;

/// Of a report and those merged into it the one that was filed first: its reporter is paid.
///
/// # Errors
/// The database's.
pub(super) fn first_filed_of(connection: &mut DbConnection, report: &ReportRow) -> Result<ReportRow> {
    Ok(in_order_of_filing(connection, report)?.0)
}

/// A report and those merged into it: the first, and the others in the order of filing.
fn in_order_of_filing(
    connection: &mut DbConnection,
    report: &ReportRow,
) -> Result<(ReportRow, Vec<ReportRow>)> {
    let mut all = reports::duplicates_of(connection, &report.id)?;
    all.sort_by(|one, other| one.filing().cmp(&other.filing()));
    match all.first() {
        Some(first) if first.filing() < report.filing() => {
            let first = all.remove(0);
            all.push(report.clone());
            Ok((first, all))
        }
        _ => Ok((report.clone(), all)),
    }
}

/// Wishes the grade for the first who reported it, and what a campaign gives co-reporters for the others. `None` takes
/// everything back. Answers whose deeds the ledger then has to post, the first reporter's first.
///
/// # Errors
/// 500 for a report that was never closed.
pub(super) fn wish_in(
    tx: &mut WriteTx<'_>,
    report: &ReportRow,
    grade: Option<Grade>,
    by: &By,
    reason: Option<&str>,
) -> Result<Vec<Deed>> {
    let (first, others) = in_order_of_filing(tx, report)?;
    let co_grade = grade.as_ref().map(|_| Grade::CO_REPORTER);
    let mut deeds = vec![wish_one(tx, &first, report, grade, by, reason)?];
    deeds.extend(wish_others_in(tx, &first, others, report, co_grade.as_ref(), by, reason)?);
    Ok(deeds)
}

/// Takes back what a report earned that was closed once, was opened again, and now ends without a result.
///
/// # Errors
/// The database's.
pub(super) fn wish_nothing_in(
    tx: &mut WriteTx<'_>,
    report: &ReportRow,
    by: &By,
    reason: Option<&str>,
) -> Result<Vec<Deed>> {
    if report.first_closed_at.is_none() { Ok(Vec::new()) } else { wish_in(tx, report, None, by, reason) }
}

/// Wishes what a campaign gives co-reporters, which is nothing unless it says so, for a report that is closed.
///
/// # Errors
/// 500 for a report that was never closed.
pub(super) fn wish_co_reporters_in(tx: &mut WriteTx<'_>, report: &ReportRow, by: &By) -> Result<Vec<Deed>> {
    let (first, others) = in_order_of_filing(tx, report)?;
    wish_others_in(tx, &first, others, report, Some(&Grade::CO_REPORTER), by, None)
}

fn wish_others_in(
    tx: &mut WriteTx<'_>,
    first: &ReportRow,
    others: Vec<ReportRow>,
    closed: &ReportRow,
    grade: Option<&Grade>,
    by: &By,
    reason: Option<&str>,
) -> Result<Vec<Deed>> {
    let mut deeds = Vec::new();
    // A person earns once for one problem, however often it was reported.
    let mut paid = BTreeSet::from([first.resident_id.clone()]);
    for other in others {
        if paid.insert(other.resident_id.clone()) {
            deeds.push(wish_one(tx, &other, closed, grade.cloned(), by, reason)?);
        } else if other.id == closed.id || awards::find(tx, &Deed::report(other.id.clone()))?.is_some() {
            // Every closed report has its record, also one that earns nothing. And what was paid to a person as a
            // co-reporter is taken back once another of their reports proves to be the first.
            deeds.push(wish_one(tx, &other, closed, None, by, reason)?);
        }
    }
    Ok(deeds)
}

/// Wishes for one reporter. The instant is that of the first closing: a corrected grade is reckoned on it.
fn wish_one(
    tx: &mut WriteTx<'_>,
    report: &ReportRow,
    closed: &ReportRow,
    grade: Option<Grade>,
    by: &By,
    reason: Option<&str>,
) -> Result<Deed> {
    let closed_at = closed.first_closed_at.ok_or_else(|| Error::internal("an award without a closing"))?;
    let deed = Deed::report(report.id.clone());
    let wish = AwardWish {
        deed: deed.clone(),
        resident_id: report.resident_id.clone(),
        grade,
        submitted_at: report.submitted_at.and_utc(),
        closed_at: closed_at.and_utc(),
        excluded: exclusion::is_excluded(tx, &report.resident_id, closed_at.and_utc())?,
        actor_id: by.actor_id.clone(),
        reason: reason.map(str::to_owned),
    };
    awards::want(tx, &wish)?;
    Ok(deed)
}

impl App {
    /// Has the ledger post what was wished, and answers what the first deed earned. What fails for the others is
    /// found by the ledger's sweep.
    ///
    /// # Errors
    /// 503 if the ledger or the database is away: the wish is kept, and a retry answers it.
    pub(in crate::service) async fn post_awards(&self, deeds: Vec<Deed>) -> Result<AwardRecord> {
        let mut deeds = deeds.into_iter();
        let own = deeds.next().ok_or_else(|| Error::internal("no deed to award"))?;
        let record = self.ledger.post_award(own).await?;
        self.post_co_awards(deeds.collect()).await;
        Ok(record)
    }

    /// Has the ledger post awards that nobody waits for.
    pub(super) async fn post_co_awards(&self, deeds: Vec<Deed>) {
        for deed in deeds {
            if let Err(error) = self.ledger.post_award(deed).await {
                tracing::warn!(%error, "a co-reporter's award is left to the sweep");
            }
        }
    }
}
