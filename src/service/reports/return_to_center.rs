//! A unit gives a report back as not its own.

use super::input::Reason;
use super::list::unit_view;
use super::step::{By, locked_of_unit, take};
use super::view::UnitReport;
use super::words::Words;
use crate::auth::Caller;
use crate::domain::report::Step;
use crate::error::Result;
use crate::service::App;

impl App {
    /// Gives a report back to the center with a reason. It is then no longer the unit's to see.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`; 422.
    pub async fn return_report(&self, caller: &Caller, id: String, reason: Reason) -> Result<UnitReport> {
        let unit_id = caller.unit()?.to_owned();
        let words = Words::reason(reason.read(&self.config.reports)?);
        let now = self.moment();
        let by = By::caller(caller, now);
        self.storage
            .write(move |tx| {
                let report = locked_of_unit(tx, &id, &unit_id)?;
                let report = take(tx, report, Step::Return, &by, &words, |report| {
                    report.unit_id = None;
                })?;
                unit_view(tx, report, now)
            })
            .await
    }
}
