//! A resident takes a report back.

use super::award::wish_nothing_in;
use super::shown;
use super::step::{By, locked_of_resident, take};
use super::view::OwnReport;
use super::words::Words;
use crate::auth::Caller;
use crate::domain::report::Step;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::storage::WriteTx;
use crate::storage::reports::{self, ReportRow};

impl App {
    /// Takes a report back before a unit has it. What was public no longer is; what one earned that was closed before
    /// is taken back.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`, `report_shared`.
    pub async fn withdraw_report(&self, caller: &Caller, id: String) -> Result<OwnReport> {
        caller.must_be(&[Role::Resident])?;
        let now = self.moment();
        let by = By::caller(caller, now);
        let resident_id = caller.user_id.clone();
        let (report, deeds) = self
            .storage
            .write(move |tx| {
                let report = locked_of_resident(tx, &id, &resident_id)?;
                refuse_shared(tx, &report)?;
                let words = Words::default();
                let report =
                    take(tx, report, Step::Withdraw, &by, &words, |report| report.published = false)?;
                let deeds = wish_nothing_in(tx, &report, &by, None)?;
                Ok((OwnReport::of(&shown::show(tx, report)?, None, now)?, deeds))
            })
            .await?;
        self.post_co_awards(deeds).await;
        Ok(report)
    }
}

/// What others filed as well, perhaps before, and was merged into this one goes on as this one: taken back, it would
/// take their claims with it.
fn refuse_shared(tx: &mut WriteTx<'_>, report: &ReportRow) -> Result<()> {
    let merged = reports::duplicates_of(tx, &report.id)?;
    let is_others = |other: &ReportRow| other.resident_id != report.resident_id;
    if merged.iter().any(is_others) { Err(Error::new(Code::ReportShared)) } else { Ok(()) }
}
