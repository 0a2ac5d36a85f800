//! A unit signs for a report (签收): it has seen it, whether it works on it yet or not.

use super::clocks;
use super::list::unit_view;
use super::step::{By, locked_of_unit, note};
use super::suspend::must_be_at_the_unit;
use super::view::UnitReport;
use super::words::Words;
use crate::auth::Caller;
use crate::domain::report_event::EventKind;
use crate::error::{Code, Error, Result};
use crate::service::App;

impl App {
    /// Signs for a report. Starting and resolving one sign for it too.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`, `already_signed`.
    pub async fn sign_report(&self, caller: &Caller, id: String) -> Result<UnitReport> {
        let unit_id = caller.unit()?.to_owned();
        let now = self.moment();
        let by = By::caller(caller, now);
        self.storage
            .write(move |tx| {
                let report = locked_of_unit(tx, &id, &unit_id)?;
                must_be_at_the_unit(&report)?;
                if !clocks::sign_in(tx, &report.id, by.at)? {
                    return Err(Error::new(Code::AlreadySigned));
                }
                let report = note(tx, report, EventKind::Signed, &by, &Words::default(), |_| {})?;
                unit_view(tx, report, now)
            })
            .await
    }
}
