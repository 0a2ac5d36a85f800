//! The dispatcher opens a closed report again; what it earned is taken back until it is closed anew.

use super::award::wish_in;
use super::grading::{ClosedReport, Stage};
use super::input::Reason;
use super::step::{By, locked, take};
use super::view::CenterReport;
use super::words::Words;
use super::{CENTER, shown};
use crate::auth::Caller;
use crate::domain::report::Step;
use crate::error::Result;
use crate::service::App;
use crate::service::idempotency::{Answered, Keep, Keyed};
use crate::storage::WriteTx;
use crate::storage::reports::ReportRow;

impl App {
    /// Opens a closed report again. A later closing is reckoned on the instant of the first one.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`; 422; 503.
    pub async fn reopen_report(
        &self,
        caller: &Caller,
        id: String,
        reason: Reason,
        request: Keyed,
    ) -> Result<Answered<ClosedReport>> {
        caller.must_be(&CENTER)?;
        let words = Words::reason(reason.read(&self.config.reports)?);
        let now = self.moment();
        let by = By::caller(caller, now);
        let stage = self
            .once(request.clone(), Keep::ForGood, now.at, move |tx| {
                let report = locked(tx, &id)?;
                let report = reopen_in(tx, report, &by, &words)?;
                let deeds = wish_in(tx, &report, None, &by, words.reason.as_deref())?;
                Stage::wished(CenterReport::of(&shown::show(tx, report)?, now)?, deeds)
            })
            .await?;
        self.award_stage(stage, request).await
    }
}

/// Opens a locked report again. What it earned is the caller's to decide.
///
/// # Errors
/// 409 `invalid_transition`.
pub(super) fn reopen_in(
    tx: &mut WriteTx<'_>,
    report: ReportRow,
    by: &By,
    words: &Words,
) -> Result<ReportRow> {
    take(tx, report, Step::Reopen, by, words, |report| {
        report.tier = None;
        report.closed_at = None;
    })
}

/// Opens a locked report again because its work is not done: its reporter keeps what the report earned.
///
/// # Errors
/// 409 `invalid_transition`.
pub(in crate::service) fn reopen_unsolved_in(
    tx: &mut WriteTx<'_>,
    report: ReportRow,
    reason: &str,
    by: &By,
) -> Result<ReportRow> {
    reopen_in(tx, report, by, &Words::reason(reason.to_owned()))
}
