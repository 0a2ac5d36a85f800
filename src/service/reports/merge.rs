//! The dispatcher finds a report to be a duplicate of another.

use super::award::{first_filed_of, wish_co_reporters_in, wish_nothing_in};
use super::step::{By, forbidden, locked, note, take};
use super::view::CenterReport;
use super::words::Words;
use super::{CENTER, shown};
use crate::auth::Caller;
use crate::domain::deed::Deed;
use crate::domain::duplicate::{MergeError, check_merge};
use crate::domain::report::{ReportStatus, Step, next};
use crate::domain::report_event::EventKind;
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::storage::WriteTx;
use crate::storage::report_joins;
use crate::storage::reports::{self, ReportRow};
use serde::Deserialize;
use utoipa::ToSchema;

/// The other report.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// Its id, or its number.
    pub into: String,
}

impl App {
    /// Merges a report into another, which keeps its first reporter's claim. Reports that were merged into this one
    /// go with it.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`; 422 on field `into`: unknown, itself, merged, rejected or withdrawn.
    pub async fn merge_report(&self, caller: &Caller, id: String, merge: Merge) -> Result<CenterReport> {
        caller.must_be(&CENTER)?;
        let now = self.moment();
        let by = By::caller(caller, now);
        let (report, deeds) = self
            .storage
            .write(move |tx| {
                let (report, deeds) = merge_in(tx, &id, merge.into.trim(), &by)?;
                Ok((CenterReport::of(&shown::show(tx, report)?, now)?, deeds))
            })
            .await?;
        self.post_co_awards(deeds).await;
        Ok(report)
    }
}

fn merge_in(tx: &mut WriteTx<'_>, id: &str, into: &str, by: &By) -> Result<(ReportRow, Vec<Deed>)> {
    let (report, into) = locked_pair(tx, id, into)?;
    next(report.status()?, Step::Merge, report.unit_id.is_some()).map_err(forbidden)?;
    check_merge(&report.id, &into.id, into.status()?)
        .map_err(|error| Error::field("into", error.code(), error.to_string()))?;
    refuse_older_into_closed(tx, &report, &into)?;
    let words = Words { into: Some(into.number.clone()), ..Words::default() };
    report_joins::move_all(tx, &report.id, &into)?;
    let mut deeds = wish_nothing_in(tx, &report, by, None)?;
    for duplicate_id in reports::duplicate_ids(tx, &report.id)? {
        let duplicate = locked(tx, &duplicate_id)?;
        note(tx, duplicate, EventKind::Merged, by, &words, |duplicate| {
            duplicate.merged_into = Some(into.id.clone());
        })?;
    }
    let report = take(tx, report, Step::Merge, by, &words, |report| {
        report.merged_into = Some(into.id.clone());
        report.published = false;
    })?;
    if into.status()? == ReportStatus::Closed {
        deeds.extend(wish_co_reporters_in(tx, &into, by)?);
    }
    Ok((report, deeds))
}

/// Once closed, the first reporter was paid: a report that was filed before that one would be the first itself, and must
/// not lose its claim by being merged.
fn refuse_older_into_closed(tx: &mut WriteTx<'_>, report: &ReportRow, into: &ReportRow) -> Result<()> {
    if into.status()? != ReportStatus::Closed {
        return Ok(());
    }
    let (coming, paid) = (first_filed_of(tx, report)?, first_filed_of(tx, into)?);
    if coming.filing() < paid.filing() {
        let error = MergeError::OlderIntoClosed;
        return Err(Error::field("into", error.code(), error.to_string()));
    }
    Ok(())
}

/// Both reports, locked in the order of their ids, so that two merges of the same pair take turns.
fn locked_pair(tx: &mut WriteTx<'_>, id: &str, into: &str) -> Result<(ReportRow, ReportRow)> {
    let unknown = || Error::field("into", "unknown_report", "the id or number of another report");
    let report = reports::find(tx, id)?.ok_or_else(|| Error::new(Code::NotFound))?;
    let into_id = match reports::find(tx, into)? {
        Some(into) => into.id,
        None => reports::id_of_number(tx, into)?.ok_or_else(unknown)?,
    };
    if report.id <= into_id {
        let report = locked(tx, &report.id)?;
        let into = locked(tx, &into_id)?;
        Ok((report, into))
    } else {
        let into = locked(tx, &into_id)?;
        let report = locked(tx, &report.id)?;
        Ok((report, into))
    }
}
