//! One step of a report: decided by the domain, written once, and kept in its history, in one transaction.

use super::words::Words;
use super::{clocks, pauses};
use crate::auth::Caller;
use crate::domain::report::{InvalidTransition, ReportStatus, Step, next};
use crate::domain::report_event::EventKind;
use crate::error::{Code, Error, Result};
use crate::service::Moment;
use crate::service::notices;
use crate::storage::WriteTx;
use crate::storage::report_events::{self, EventRow};
use crate::storage::reports::{self, ReportRow};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// Who takes a step, when, and in which zone's days and hours.
#[derive(Debug, Clone)]
pub struct By {
    /// `users.id`; nobody for what the program does by itself.
    pub actor_id: Option<String>,
    /// The instant.
    pub at: DateTime<Utc>,
    /// The district's zone.
    pub zone: Tz,
    /// Who is not told of the step either, since it follows from what they did.
    pub except: Option<String>,
}

impl By {
    /// This caller, now.
    #[must_use]
    pub fn caller(caller: &Caller, now: Moment) -> Self {
        Self { actor_id: Some(caller.user_id.clone()), at: now.at, zone: now.zone, except: None }
    }

    /// Another person at the same instant, if one is named.
    #[must_use]
    pub fn or(&self, actor_id: Option<&str>) -> Self {
        Self { actor_id: actor_id.map(str::to_owned).or_else(|| self.actor_id.clone()), ..self.clone() }
    }
}

/// The report, kept from changing until the transaction ends.
///
/// # Errors
/// 404.
pub(in crate::service) fn locked(tx: &mut WriteTx<'_>, id: &str) -> Result<ReportRow> {
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

/// Takes a step with a locked report, changing besides the status what `change` says. A pause ends with it, and its
/// clocks are started and stopped as the step wants it.
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
    let from = report.status()?;
    let to = next(from, step, report.unit_id.is_some()).map_err(forbidden)?;
    pauses::end_in(tx, &report, by, false)?;
    if matches!(step, Step::Start | Step::Resolve) {
        clocks::sign_in(tx, &report.id, by.at)?;
    }
    to.as_str().clone_into(&mut report.status);
    change(&mut report);
    let report = record(tx, report, step.into(), from.as_str().to_owned(), by, words)?;
    clocks::turn_in(tx, &report, step, from, by)?;
    Ok(report)
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

/// Puts a locked report back where it stood once, and writes that down.
///
/// # Errors
/// The database's.
pub(super) fn put_back(
    tx: &mut WriteTx<'_>,
    mut report: ReportRow,
    to: ReportStatus,
    kind: EventKind,
    by: &By,
    words: &Words,
) -> Result<ReportRow> {
    let from = std::mem::replace(&mut report.status, to.as_str().to_owned());
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
    // The end of a pause may be noted later than it was.
    report.updated_at = report.updated_at.max(by.at.naive_utc());
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
    notices::tell_event(tx, report, kind, by.at, by.except.as_deref())?;
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
