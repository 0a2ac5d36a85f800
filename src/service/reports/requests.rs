//! What a unit asks the center to decide: to give a report back, to have more time, to let a case rest.

use super::clocks;
use super::input::Reason;
use super::list::unit_view;
use super::step::{By, locked_of_unit, note, take};
use super::suspend::{Suspend, must_be_at_the_unit};
use super::view::UnitReport;
use super::words::Words;
use crate::auth::Caller;
use crate::domain::deadline::check_extension;
use crate::domain::report::Step;
use crate::domain::report_event::EventKind;
use crate::domain::request::{RequestKind, RequestState};
use crate::error::{Code, Error, Result};
use crate::service::{App, new_id_at};
use crate::storage::report_clocks::ClockRow;
use crate::storage::report_requests::{self, RequestRow};
use crate::storage::reports::ReportRow;
use crate::storage::{WriteTx, report_pauses};
use chrono::{DateTime, SubsecRound, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

/// Digits of a second that both databases keep.
const MICROSECONDS: u16 = 6;

/// Until when, and why.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Extend {
    /// The new limit, after the present one.
    pub until: DateTime<Utc>,
    /// In words.
    pub reason: String,
}

impl App {
    /// Gives a report back to the center with a reason, or asks for it where `reports.returns_need_approval`.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`, `request_pending`; 422.
    pub async fn return_report(&self, caller: &Caller, id: String, reason: Reason) -> Result<UnitReport> {
        let unit_id = caller.unit()?.to_owned();
        let words = Words::reason(reason.read(&self.config.reports)?);
        let needs_approval = self.config.reports.returns_need_approval;
        let now = self.moment();
        let by = By::caller(caller, now);
        self.storage
            .write(move |tx| {
                let report = locked_of_unit(tx, &id, &unit_id)?;
                must_be_at_the_unit(&report)?;
                let request = asked(&report, RequestKind::Return, &words, None, false, &by);
                let report = if needs_approval {
                    report_requests::insert(tx, &request)?;
                    note(tx, report, EventKind::ReturnRequested, &by, &words, |_| {})?
                } else {
                    report_requests::insert(tx, &granted(request))?;
                    give_back_in(tx, report, &words, &by)?
                };
                unit_view(tx, report, now)
            })
            .await
    }

    /// Gets the unit more time, or asks for it where `reports.extensions_need_approval`. A second time for the same
    /// assignment is an admin's to decide.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`, `limit_passed`, `request_pending`; 422.
    pub async fn extend_report(&self, caller: &Caller, id: String, extend: Extend) -> Result<UnitReport> {
        let unit_id = caller.unit()?.to_owned();
        let limits = &self.config.reports;
        let reason = super::input::required_text("reason", &extend.reason, limits.comment_chars)?;
        let (longest_days, needs_approval) = (limits.longest_due_days, limits.extensions_need_approval);
        let until = extend.until.trunc_subsecs(MICROSECONDS);
        let now = self.moment();
        let by = By::caller(caller, now);
        let words = Words { reason: Some(reason), due_at: Some(until), ..Words::default() };
        self.storage
            .write(move |tx| {
                let report = locked_of_unit(tx, &id, &unit_id)?;
                must_be_at_the_unit(&report)?;
                let clock = clocks::of_unit(tx, &report.id)?;
                let due_at = clock.as_ref().and_then(|clock| clock.due_at).map(|due_at| due_at.and_utc());
                check_extension(until, due_at, now.at, longest_days)
                    .map_err(|error| Error::field("until", error.code(), error.to_string()))?;
                if due_at.is_some_and(|due_at| due_at < now.at) {
                    return Err(Error::new(Code::LimitPassed));
                }
                let again = was_extended(tx, &report.id, clock.as_ref())?;
                let request = asked(&report, RequestKind::Extension, &words, Some(until), again, &by);
                let report = if needs_approval || again {
                    let words = Words { needs_admin: again, ..words.clone() };
                    report_requests::insert(tx, &request)?;
                    note(tx, report, EventKind::ExtensionRequested, &by, &words, |_| {})?
                } else {
                    report_requests::insert(tx, &granted(request))?;
                    extend_in(tx, report, until, &words, &by)?
                };
                unit_view(tx, report, now)
            })
            .await
    }

    /// Asks the center to suspend the case (挂账).
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`, `already_paused`, `request_pending`; 422.
    pub async fn ask_for_suspension(
        &self,
        caller: &Caller,
        id: String,
        suspend: Suspend,
    ) -> Result<UnitReport> {
        let unit_id = caller.unit()?.to_owned();
        let (until, reason) = suspend.read(self)?;
        let now = self.moment();
        let by = By::caller(caller, now);
        let words = Words { reason: Some(reason), until: Some(until), ..Words::default() };
        self.storage
            .write(move |tx| {
                let report = locked_of_unit(tx, &id, &unit_id)?;
                must_be_at_the_unit(&report)?;
                let pause = report_pauses::running(tx, &report.id)?;
                if pause.is_some_and(|pause| pause.until_at > now.at.naive_utc()) {
                    return Err(Error::new(Code::AlreadyPaused));
                }
                let request = asked(&report, RequestKind::Suspension, &words, Some(until), false, &by);
                report_requests::insert(tx, &request)?;
                let report = note(tx, report, EventKind::SuspensionRequested, &by, &words, |_| {})?;
                unit_view(tx, report, now)
            })
            .await
    }
}

/// A request that waits.
pub(super) fn asked(
    report: &ReportRow,
    kind: RequestKind,
    words: &Words,
    until: Option<DateTime<Utc>>,
    needs_admin: bool,
    by: &By,
) -> RequestRow {
    RequestRow {
        id: new_id_at(by.at),
        report_id: report.id.clone(),
        kind: kind.as_str().to_owned(),
        state: RequestState::Pending.as_str().to_owned(),
        unit_id: report.unit_id.clone().filter(|_| kind != RequestKind::Major),
        asked_by: by.actor_id.clone().unwrap_or_default(),
        asked_at: by.at.naive_utc(),
        words: words.reason.clone().or_else(|| words.comment.clone()),
        until_at: until.map(|until| until.naive_utc()),
        needs_admin,
        decided_by: None,
        decided_at: None,
        decision: None,
    }
}

/// The same where nobody has to approve it; it is counted all the same.
fn granted(request: RequestRow) -> RequestRow {
    RequestRow {
        state: RequestState::Approved.as_str().to_owned(),
        decided_at: Some(request.asked_at),
        ..request
    }
}

/// Whether the unit got more time already since the report was assigned to it.
fn was_extended(tx: &mut WriteTx<'_>, report_id: &str, clock: Option<&ClockRow>) -> Result<bool> {
    let since = clock.map(|clock| clock.started_at);
    Ok(report_requests::of_report(tx, report_id)?.iter().any(|request| {
        request.kind == RequestKind::Extension.as_str()
            && request.state == RequestState::Approved.as_str()
            && since.is_none_or(|since| request.asked_at >= since)
    }))
}

/// The report goes back to the center; it is then no longer the unit's to see.
///
/// # Errors
/// 409 `invalid_transition`.
pub(super) fn give_back_in(
    tx: &mut WriteTx<'_>,
    report: ReportRow,
    words: &Words,
    by: &By,
) -> Result<ReportRow> {
    take(tx, report, Step::Return, by, words, |report| report.unit_id = None)
}

/// The unit gets more time.
///
/// # Errors
/// The database's.
pub(super) fn extend_in(
    tx: &mut WriteTx<'_>,
    report: ReportRow,
    until: DateTime<Utc>,
    words: &Words,
    by: &By,
) -> Result<ReportRow> {
    clocks::give_until_in(tx, &report.id, until, by)?;
    note(tx, report, EventKind::Extended, by, words, |_| {})
}
