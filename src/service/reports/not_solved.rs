//! A reporter says that a closed case is not solved: it is opened again, and the reporter keeps the beans.
//!
//! What was paid for is the report and its grade, which nobody doubts here; docs/adr says why.

use super::input::Reason;
use super::reopen::reopen_in;
use super::shown;
use super::step::{By, locked_of_resident, note};
use super::view::OwnReport;
use super::words::Words;
use crate::auth::Caller;
use crate::domain::deed::Deed;
use crate::domain::not_solved::{NotSolvedError, check_not_solved};
use crate::domain::report::ReportStatus;
use crate::domain::report_event::EventKind;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::ledger::awards;
use crate::service::App;
use crate::storage::report_events;

impl App {
    /// Opens a closed report again because its reporter says so.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition` unless it is closed, `not_solved_too_late`, `not_solved_too_often`; 422.
    pub async fn report_not_solved(&self, caller: &Caller, id: String, reason: Reason) -> Result<OwnReport> {
        caller.must_be(&[Role::Resident])?;
        let words = Words::reason(reason.read(&self.config.reports)?);
        let resident_id = caller.user_id.clone();
        let now = self.moment();
        let by = By::caller(caller, now);
        let (within_days, most_times) =
            (self.config.reports.not_solved_within_days, self.config.reports.not_solved_times);
        self.storage
            .write(move |tx| {
                let report = locked_of_resident(tx, &id, &resident_id)?;
                let status = report.status()?;
                let Some(closed_at) = report.closed_at.filter(|_| status == ReportStatus::Closed) else {
                    return Err(Error::new(Code::InvalidTransition)
                        .with_facts(format!("a report that is {status} is not closed")));
                };
                let kinds = report_events::kinds_newest_first(tx, &report.id)?;
                let times = kinds.iter().filter(|kind| *kind == EventKind::NotSolved.as_str()).count();
                check_not_solved(closed_at.and_utc(), now.at, times, within_days, most_times)
                    .map_err(refused)?;
                let report = note(tx, report, EventKind::NotSolved, &by, &words, |_| {})?;
                // The unit is told what is left to do, and not that the reporter said it.
                // Nor is the reporter told what they did themselves.
                let reopening = By { actor_id: None, except: by.actor_id.clone(), ..by.clone() };
                let report = reopen_in(tx, report, &reopening, &words)?;
                let award = awards::find(tx, &Deed::report(report.id.clone()))?;
                OwnReport::of(&shown::show(tx, report)?, award.as_ref(), now)
            })
            .await
    }
}

fn refused(error: NotSolvedError) -> Error {
    let code = match error {
        NotSolvedError::TooLate { .. } => Code::NotSolvedTooLate,
        NotSolvedError::TooOften { .. } => Code::NotSolvedTooOften,
    };
    Error::new(code).with_facts(error.to_string())
}
