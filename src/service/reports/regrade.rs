//! The grade of a closed report is corrected; the ledger posts the difference, reckoned on the original date.

use super::award::wish_in;
use super::grading::{
    GradeOutcome, Stage, ask_for_second_person, must_not_have_verified, needs_second_person,
};
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
use crate::storage::reports::ReportRow;
use crate::storage::{report_events, report_requests};
use serde::Deserialize;
use utoipa::ToSchema;

/// A corrected grade with its reason cleaned.
#[derive(Debug, Clone)]
pub(in crate::service) struct Correction {
    /// The right grade.
    pub tier: Tier,
    /// Why.
    pub reason: String,
    /// Who gave the grade, where another person confirms it.
    pub graded_by: Option<String>,
}

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
    /// Corrects the grade of a closed report, or keeps the correction until a second person confirms it. Sent again with
    /// the same key it answers the same.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`, `another_person_needed`, `request_pending`; 422, also for the grade that it
    /// has; 503.
    pub async fn regrade_report(
        &self,
        caller: &Caller,
        id: String,
        regrade: Regrade,
        request: Keyed,
    ) -> Result<Answered<GradeOutcome>> {
        caller.must_be(&CENTER)?;
        let reason = required_text("reason", &regrade.reason, self.config.reports.comment_chars)?;
        let now = self.moment();
        let by = By::caller(caller, now);
        let config = std::sync::Arc::clone(&self.config);
        let stage = self
            .once(request.clone(), Keep::ForGood, now.at, move |tx| {
                let report = locked(tx, &id)?;
                if config.reports.regrade_by_another {
                    must_be_another(tx, &report, &by)?;
                }
                must_not_have_verified(tx, &report, &config.reports, &by)?;
                if needs_second_person(regrade.tier, &config.reports) {
                    must_be_wrong(&report, regrade.tier)?;
                    let waits = ask_for_second_person(tx, report, &reason, &by)?;
                    return Stage::asked(tx, waits, now);
                }
                let correction = Correction { tier: regrade.tier, reason: reason.clone(), graded_by: None };
                let (report, deeds) = regrade_in(tx, report, &correction, &by)?;
                Stage::wished(CenterReport::of(&shown::show(tx, report)?, now)?, deeds)
            })
            .await?;
        self.grade_stage(stage, request).await
    }
}

/// Refuses whoever graded the report last, and whoever confirmed that grade. For one that was merged also those of the
/// case that it went into: its reporter is paid by their grade.
///
/// # Errors
/// 409 `another_person_needed`.
pub(in crate::service) fn must_be_another(tx: &mut WriteTx<'_>, report: &ReportRow, by: &By) -> Result<()> {
    let Some(actor_id) = &by.actor_id else { return Ok(()) };
    for case_id in std::iter::once(&report.id).chain(&report.merged_into) {
        if graders_of(tx, case_id)?.contains(actor_id) {
            return Err(Error::new(Code::AnotherPersonNeeded));
        }
    }
    Ok(())
}

/// Whoever gave the last grade of a case, and whoever confirmed it: as its history tells. An award's record does not,
/// since it names whoever wished last, which is also who merged a duplicate or made good a suspension.
fn graders_of(tx: &mut WriteTx<'_>, case_id: &str) -> Result<Vec<String>> {
    let Some(graded) = report_events::last_of(tx, case_id, &GRADING)? else { return Ok(Vec::new()) };
    let Some(grader) = graded.actor_id else { return Ok(Vec::new()) };
    let mut graders: Vec<String> =
        report_requests::confirmed_grader(tx, case_id, &grader, graded.at)?.into_iter().collect();
    graders.push(grader);
    Ok(graders)
}

/// Refuses to correct to the grade that the report has, and where there is none.
///
/// # Errors
/// 409 `invalid_transition` unless it is closed; 422 on `tier` for the grade that it has.
pub(in crate::service) fn must_be_wrong(report: &ReportRow, tier: Tier) -> Result<()> {
    let status = report.status()?;
    if status != ReportStatus::Closed {
        return Err(Error::new(Code::InvalidTransition)
            .with_facts(format!("a report that is {status} has no grade to correct")));
    }
    if report.tier.as_deref() == Some(tier.as_str()) {
        return Err(Error::field("tier", "unchanged", "the report has this grade already"));
    }
    Ok(())
}

/// Corrects the grade of a locked report and wishes its award anew; a correction that waits for its second person is
/// overtaken by it. Answers the deeds that the ledger then has to post.
///
/// # Errors
/// As [`must_be_wrong`].
pub(in crate::service) fn regrade_in(
    tx: &mut WriteTx<'_>,
    report: ReportRow,
    correction: &Correction,
    by: &By,
) -> Result<(ReportRow, Vec<Deed>)> {
    let Correction { tier, reason, graded_by } = correction;
    must_be_wrong(&report, *tier)?;
    report_requests::lapse(tx, &report.id, by.at.naive_utc())?;
    let words = Words { tier: Some(*tier), reason: Some(reason.clone()), ..Words::default() };
    let report = note(tx, report, EventKind::Regraded, by, &words, |report| {
        report.tier = Some(tier.as_str().to_owned());
    })?;
    let grader = by.or(graded_by.as_deref());
    let deeds = wish_in(tx, &report, Some(Grade::from(*tier)), &grader, Some(reason))?;
    Ok((report, deeds))
}
