//! One step of a report: decided by the domain, written once, and kept in its history, in one transaction.

use super::words::Words;
use crate::domain::report::{InvalidTransition, Step, next};
use crate::domain::report_event::EventKind;
use crate::error::{Code, Error, Result};
use crate::service::notices;
use crate::storage::WriteTx;
use crate::storage::report_events::{self, EventRow};
use crate::storage::reports::{self, ReportRow};
use chrono::{DateTime, Utc};

/// Who takes a step, and when.
#[derive(Debug, Clone)]
pub struct By {
    /// `users.id`; nobody for what the program does by itself.
    pub actor_id: Option<String>,
    /// The instant.
    pub at: DateTime<Utc>,
}

/// The report, kept from changing until the transaction ends.
///
/// # Errors
/// 404.
pub(super) fn locked(tx: &mut WriteTx<'_>, id: &str) -> Result<ReportRow> {
    reports::lock(tx, id)?.ok_or_else(|| Error::new(Code::NotFound))
}

/// The same for a handler: reports of other units are not there.
///
/// # Errors
/// 404.
pub(super) fn locked_of_unit(tx: &mut WriteTx<'_>, id: &str, unit_id: &str) -> Result<ReportRow> {
    let report = locked(tx, id)?;
    if report.unit_id.as_deref() == Some(unit_id) { Ok(report) } else { Err(Error::new(Code::NotFound)) }
}

/// The same for a resident: reports of other people are not there.
///
/// # Errors
/// 404.
pub(super) fn locked_of_resident(tx: &mut WriteTx<'_>, id: &str, resident_id: &str) -> Result<ReportRow> {
    let report = locked(tx, id)?;
    if report.resident_id == resident_id { Ok(report) } else { Err(Error::new(Code::NotFound)) }
}

/// Takes a step with a locked report, changing besides the status what `change` says.
///
/// # Errors
/// 409 `invalid_transition` with the present state.
pub(super) fn take(
    tx: &mut WriteTx<'_>,
    mut report: ReportRow,
    step: Step,
    by: &By,
    words: &Words,
    change: impl FnOnce(&mut ReportRow),
) -> Result<ReportRow> {
    let to = next(report.status()?, step, report.unit_id.is_some()).map_err(forbidden)?;
    let from = std::mem::replace(&mut report.status, to.as_str().to_owned());
    change(&mut report);
    record(tx, report, step.into(), from, by, words)
}

/// Writes what happened to a locked report without moving it to another state.
///
/// # Errors
/// The database's.
pub(super) fn note(
    tx: &mut WriteTx<'_>,
    mut report: ReportRow,
    kind: EventKind,
    by: &By,
    words: &Words,
    change: impl FnOnce(&mut ReportRow),
) -> Result<ReportRow> {
    change(&mut report);
    let from = report.status.clone();
    record(tx, report, kind, from, by, words)
}

fn record(
    tx: &mut WriteTx<'_>,
    mut report: ReportRow,
    kind: EventKind,
    from: String,
    by: &By,
    words: &Words,
) -> Result<ReportRow> {
    report.revision = report.revision.saturating_add(1);
    report.updated_at = by.at.naive_utc();
    reports::update(tx, &report)?;
    append(tx, &report, kind, Some(from), by, words)?;
    Ok(report)
}

/// Adds the entry that belongs to the report's present revision.
///
/// # Errors
/// The database's.
pub(super) fn append(
    tx: &mut WriteTx<'_>,
    report: &ReportRow,
    kind: EventKind,
    from_status: Option<String>,
    by: &By,
    words: &Words,
) -> Result<()> {
    notices::tell_event(tx, report, kind, by.at)?;
    report_events::append(
        tx,
        &EventRow {
            report_id: report.id.clone(),
            position: report.revision,
            kind: kind.as_str().to_owned(),
            at: by.at.naive_utc(),
            actor_id: by.actor_id.clone(),
            from_status,
            to_status: report.status.clone(),
            detail: serde_json::to_string(words).map_err(Error::internal)?,
        },
    )
}

/// The refusal of a step that the present state does not allow.
pub(super) fn forbidden(error: InvalidTransition) -> Error {
    Error::new(Code::InvalidTransition).with_facts(error.to_string())
}
