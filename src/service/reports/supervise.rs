//! The center puts a case under supervision (督办), and takes it from it.

use super::input::Reason;
use super::step::{By, locked, note};
use super::view::CenterReport;
use super::words::Words;
use super::{CENTER, shown};
use crate::auth::Caller;
use crate::domain::report_event::EventKind;
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::storage::supervision::{self, SupervisionRow};

impl App {
    /// Marks an open report, so that center and unit have it before all others. With a mark already there, or none to
    /// take away, nothing changes.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition` for a report that has ended; 422.
    pub async fn supervise_report(
        &self,
        caller: &Caller,
        id: String,
        reason: Reason,
        marked: bool,
    ) -> Result<CenterReport> {
        caller.must_be(&CENTER)?;
        let words = Words::reason(reason.read(&self.config.reports)?);
        let now = self.moment();
        let by = By::caller(caller, now);
        self.storage
            .write(move |tx| {
                let mut report = locked(tx, &id)?;
                let status = report.status()?;
                if !status.is_open() {
                    return Err(Error::new(Code::InvalidTransition)
                        .with_facts(format!("a report that is {status} needs no supervision")));
                }
                let (kind, changed) = if marked {
                    let row = SupervisionRow {
                        report_id: report.id.clone(),
                        reason: words.reason.clone().unwrap_or_default(),
                        since_at: now.at.naive_utc(),
                    };
                    (EventKind::Supervised, supervision::set(tx, &row)?)
                } else {
                    (EventKind::Unsupervised, supervision::clear(tx, &report.id)?)
                };
                if changed {
                    report = note(tx, report, kind, &by, &words, |_| {})?;
                }
                CenterReport::of(&shown::show(tx, report)?, now)
            })
            .await
    }
}
