//! The center suspends a case (挂账), and lets its clocks go on.

use super::input::{Reason, required_text};
use super::pauses;
use super::step::{By, locked, note};
use super::view::CenterReport;
use super::words::Words;
use super::{CENTER, shown};
use crate::auth::Caller;
use crate::domain::clock::PauseKind;
use crate::domain::deadline::{AT_THE_UNIT, check_due};
use crate::domain::report_event::EventKind;
use crate::error::{Code, Error, Result};
use crate::service::{App, Moment};
use crate::storage::reports::ReportRow;
use crate::storage::{WriteTx, report_pauses};
use chrono::{DateTime, SubsecRound, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

/// Digits of a second that both databases keep.
const MICROSECONDS: u16 = 6;

/// Pauses that one round looks for.
const RESUMED_AT_ONCE: i64 = 200;

/// Until when, and why.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Suspend {
    /// When the clocks go on by themselves.
    pub until: DateTime<Utc>,
    /// In words; the reporter is told them.
    pub reason: String,
}

impl Suspend {
    /// The instant and the words, checked.
    ///
    /// # Errors
    /// 422 on fields `until` and `reason`.
    pub(super) fn read(self, app: &App) -> Result<(DateTime<Utc>, String)> {
        let limits = &app.config.reports;
        let reason = required_text("reason", &self.reason, limits.comment_chars)?;
        let until = self.until.trunc_subsecs(MICROSECONDS);
        check_due(until, app.clock.now(), limits.longest_due_days)
            .map_err(|error| Error::field("until", error.code(), error.to_string()))?;
        Ok((until, reason))
    }
}

impl App {
    /// Suspends a case that is at a unit.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`, `already_paused`; 422.
    pub async fn suspend_report(
        &self,
        caller: &Caller,
        id: String,
        suspend: Suspend,
    ) -> Result<CenterReport> {
        caller.must_be(&CENTER)?;
        let (until, reason) = suspend.read(self)?;
        let now = self.moment();
        let by = By::caller(caller, now);
        self.storage
            .write(move |tx| {
                let report = locked(tx, &id)?;
                let report = suspend_in(tx, report, &reason, until, &by)?;
                CenterReport::of(&shown::show(tx, report)?, now)
            })
            .await
    }

    /// Lets the clocks of a report go on, whatever they stand still for.
    ///
    /// # Errors
    /// 403; 404; 409 `not_paused`; 422.
    pub async fn resume_report(&self, caller: &Caller, id: String, reason: Reason) -> Result<CenterReport> {
        caller.must_be(&CENTER)?;
        let words = Words::reason(reason.read(&self.config.reports)?);
        let now = self.moment();
        let by = By::caller(caller, now);
        self.storage
            .write(move |tx| {
                let report = locked(tx, &id)?;
                let report = resume_in(tx, report, &words, &by)?;
                CenterReport::of(&shown::show(tx, report)?, now)
            })
            .await
    }
}

impl App {
    /// Notes in the histories of reports that their pauses are over; tells how many. Their clocks run again without it.
    ///
    /// # Errors
    /// The database's.
    pub async fn resume_what_is_over(&self) -> Result<usize> {
        let now = self.moment();
        let ids = self
            .storage
            .read(move |conn| report_pauses::over(conn, now.at.naive_utc(), RESUMED_AT_ONCE))
            .await?;
        let mut resumed = 0;
        for id in ids {
            if self.storage.write(move |tx| note_what_is_over(tx, &id, now)).await? {
                resumed += 1;
            }
        }
        Ok(resumed)
    }
}

/// Whether the pause of a report was over; whoever was faster may have ended it, or begun another.
fn note_what_is_over(tx: &mut WriteTx<'_>, id: &str, now: Moment) -> Result<bool> {
    let report = locked(tx, id)?;
    let Some(pause) = report_pauses::running(tx, id)?.filter(|pause| pause.until_at <= now.at.naive_utc())
    else {
        return Ok(false);
    };
    let by = By { actor_id: None, at: pause.until_at.and_utc(), zone: now.zone, except: None };
    pauses::end_in(tx, &report, &by, false)?;
    note(tx, report, EventKind::Resumed, &by, &Words::default(), |_| {})?;
    Ok(true)
}

/// Suspends a locked report.
///
/// # Errors
/// 409 `invalid_transition` unless it is at a unit, `already_paused`.
pub(super) fn suspend_in(
    tx: &mut WriteTx<'_>,
    report: ReportRow,
    reason: &str,
    until: DateTime<Utc>,
    by: &By,
) -> Result<ReportRow> {
    must_be_at_the_unit(&report)?;
    pauses::pause_in(tx, &report, PauseKind::Suspension, reason, until, by)?;
    let words = Words { reason: Some(reason.to_owned()), until: Some(until), ..Words::default() };
    note(tx, report, EventKind::Suspended, by, &words, |_| {})
}

/// Lets the clocks of a locked report go on.
///
/// # Errors
/// 409 `not_paused`.
pub(super) fn resume_in(
    tx: &mut WriteTx<'_>,
    report: ReportRow,
    words: &Words,
    by: &By,
) -> Result<ReportRow> {
    let lasts =
        report_pauses::running(tx, &report.id)?.is_some_and(|pause| pause.until_at > by.at.naive_utc());
    if !lasts {
        return Err(Error::new(Code::NotPaused));
    }
    pauses::end_in(tx, &report, by, false)?;
    note(tx, report, EventKind::Resumed, by, words, |_| {})
}

/// What only a report allows that a unit has to work on.
///
/// # Errors
/// 409 `invalid_transition` with the present state.
pub(super) fn must_be_at_the_unit(report: &ReportRow) -> Result<()> {
    let status = report.status()?;
    if AT_THE_UNIT.contains(&status) {
        Ok(())
    } else {
        Err(Error::new(Code::InvalidTransition)
            .with_facts(format!("a report that is {status} is not at a unit that works on it")))
    }
}
