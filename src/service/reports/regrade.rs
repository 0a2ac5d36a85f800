//! The grade of a closed report is corrected; the ledger posts the difference, reckoned on the original date.

use super::award::wish_in;
use super::close::{ClosedReport, Stage};
use super::input::required_text;
use super::step::{By, locked, note};
use super::view::CenterReport;
use super::words::Words;
use super::{CENTER, shown};
use crate::auth::Caller;
use crate::domain::deed::{Deed, Grade};
use crate::domain::report::ReportStatus;
use crate::domain::report_event::EventKind;
use crate::domain::tier::Tier;
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::service::idempotency::{Answered, Keep, Keyed};
use crate::storage::WriteTx;
use crate::storage::report_events;
use crate::storage::reports::ReportRow;
use serde::Deserialize;
use utoipa::ToSchema;

/// Who graded last is found by these.
const GRADING: [EventKind; 2] = [EventKind::Closed, EventKind::Regraded];

/// A corrected grade.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Regrade {
    /// The right grade.
    pub tier: Tier,
    /// Why; the reporter is told.
    pub reason: String,
}

impl App {
    /// Corrects the grade of a closed report. Sent again with the same key it answers the same.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`, `another_person_needed`; 422, also for the grade that it has; 503.
    pub async fn regrade_report(
        &self,
        caller: &Caller,
        id: String,
        regrade: Regrade,
        request: Keyed,
    ) -> Result<Answered<ClosedReport>> {
        caller.must_be(&CENTER)?;
        let reason = required_text("reason", &regrade.reason, self.config.reports.comment_chars)?;
        let now = self.moment();
        let by = By::caller(caller, now);
        let by_another = self.config.reports.regrade_by_another;
        let stage = self
            .once(request.clone(), Keep::ForGood, now.at, move |tx| {
                let report = locked(tx, &id)?;
                if by_another {
                    must_be_another(tx, &report, &by)?;
                }
                let (report, deeds) = regrade_in(tx, report, regrade.tier, &reason, &by)?;
                Stage::wished(CenterReport::of(&shown::show(tx, report)?, now)?, deeds)
            })
            .await?;
        self.award_stage(stage, request).await
    }
}

/// Refuses whoever graded the report last.
///
/// # Errors
/// 409 `another_person_needed`.
pub(in crate::service) fn must_be_another(tx: &mut WriteTx<'_>, report: &ReportRow, by: &By) -> Result<()> {
    let grader = report_events::last_actor(tx, &report.id, &GRADING.map(EventKind::as_str))?;
    if grader.is_some() && grader == by.actor_id {
        return Err(Error::new(Code::AnotherPersonNeeded));
    }
    Ok(())
}

/// Corrects the grade of a locked report and wishes its award anew. Answers the deeds that the ledger then has to post.
///
/// # Errors
/// 409 `invalid_transition` unless it is closed; 422 on `tier` for the grade that it has.
pub(in crate::service) fn regrade_in(
    tx: &mut WriteTx<'_>,
    report: ReportRow,
    tier: Tier,
    reason: &str,
    by: &By,
) -> Result<(ReportRow, Vec<Deed>)> {
    let status = report.status()?;
    if status != ReportStatus::Closed {
        return Err(Error::new(Code::InvalidTransition)
            .with_facts(format!("a report that is {status} has no grade to correct")));
    }
    if report.tier.as_deref() == Some(tier.as_str()) {
        return Err(Error::field("tier", "unchanged", "the report has this grade already"));
    }
    let words = Words { tier: Some(tier), reason: Some(reason.to_owned()), ..Words::default() };
    let report = note(tx, report, EventKind::Regraded, by, &words, |report| {
        report.tier = Some(tier.as_str().to_owned());
    })?;
    let deeds = wish_in(tx, &report, Some(Grade::from(tier)), by, Some(reason))?;
    Ok((report, deeds))
}
