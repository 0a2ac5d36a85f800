//! The dispatcher refuses a report.

use super::award::wish_nothing_in;
use super::input::Reason;
use super::step::{By, locked, take};
use super::view::CenterReport;
use super::words::Words;
use super::{CENTER, shown};
use crate::auth::Caller;
use crate::domain::report::Step;
use crate::error::Result;
use crate::service::App;

impl App {
    /// Refuses a report, with a reason that the reporter is told. What was public no longer is; what one earned that was
    /// closed before is taken back.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`; 422.
    pub async fn reject_report(&self, caller: &Caller, id: String, reason: Reason) -> Result<CenterReport> {
        caller.must_be(&CENTER)?;
        let words = Words::reason(reason.read(&self.config.reports)?);
        let now = self.moment();
        let by = By::caller(caller, now);
        let (report, deeds) = self
            .storage
            .write(move |tx| {
                let report = locked(tx, &id)?;
                let report = take(tx, report, Step::Reject, &by, &words, |report| report.published = false)?;
                let deeds = wish_nothing_in(tx, &report, &by, words.reason.as_deref())?;
                Ok((CenterReport::of(&shown::show(tx, report)?, now)?, deeds))
            })
            .await?;
        self.post_co_awards(deeds).await;
        Ok(report)
    }
}
