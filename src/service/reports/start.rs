//! A unit begins.

use super::list::unit_view;
use super::step::{By, locked_of_unit, take};
use super::view::UnitReport;
use super::words::Words;
use crate::auth::Caller;
use crate::domain::report::Step;
use crate::error::Result;
use crate::service::App;

impl App {
    /// Notes that the unit is at work.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`.
    pub async fn start_report(&self, caller: &Caller, id: String) -> Result<UnitReport> {
        let unit_id = caller.unit()?.to_owned();
        let now = self.moment();
        let by = By::caller(caller, now);
        self.storage
            .write(move |tx| {
                let report = locked_of_unit(tx, &id, &unit_id)?;
                let report = take(tx, report, Step::Start, &by, &Words::default(), |_| {})?;
                unit_view(tx, report, now)
            })
            .await
    }
}
