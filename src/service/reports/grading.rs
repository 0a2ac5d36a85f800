//! A grade on its way: given at once and awarded, or kept until a second person confirms it.

use super::decide::{self, RequestView};
use super::requests::asked;
use super::shown;
use super::step::{By, note};
use super::view::{CenterReport, ReportAward};
use super::words::Words;
use crate::config::ReportsConfig;
use crate::domain::deed::Deed;
use crate::domain::report_event::EventKind;
use crate::domain::request::RequestKind;
use crate::domain::tier::Tier;
use crate::error::{Code, Error, Result};
use crate::service::idempotency::{Answered, Keyed};
use crate::service::{App, Moment};
use crate::storage::reports::ReportRow;
use crate::storage::{WriteTx, report_events, report_requests};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A report whose closing, reopening or corrected grade moved beans.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ClosedReport {
    /// The report as the step left it.
    pub report: CenterReport,
    /// What it has earned now.
    pub award: ReportAward,
}

/// A grade that waits for a second person; the report is as it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GradeWaits {
    /// The report as it is.
    pub report: CenterReport,
    /// The request that another person approves or refuses.
    pub request: RequestView,
}

/// What came of grading a report.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum GradeOutcome {
    /// It is graded and awarded.
    Graded(Box<ClosedReport>),
    /// The grade waits for a second person.
    Waits(Box<GradeWaits>),
}

/// What is kept for the request's key: a crash may lie between the step and its award.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stage {
    /// The step is taken and the award is wished.
    Wished {
        /// The report as the step left it.
        report: Box<CenterReport>,
        /// The reports whose awards are wished, this one first.
        deed_ids: Vec<String>,
    },
    /// The award is posted, too.
    Awarded(Box<ClosedReport>),
    /// The grade waits for a second person.
    Asked(Box<GradeWaits>),
}

impl App {
    /// Brings a step that moves beans to its end.
    ///
    /// # Errors
    /// 503 if the ledger or the database is away: the same key asks again.
    pub(super) async fn award_stage(
        &self,
        stage: Answered<Stage>,
        request: Keyed,
    ) -> Result<Answered<ClosedReport>> {
        let replayed = stage.replayed;
        let (report, deed_ids) = match stage.value {
            Stage::Awarded(closed) => return Ok(Answered { value: *closed, replayed }),
            Stage::Wished { report, deed_ids } => (*report, deed_ids),
            Stage::Asked(_) => return Err(Error::internal("a grade that waits has no award")),
        };
        let record = self.post_awards(deed_ids.into_iter().map(Deed::report).collect()).await?;
        let closed = ClosedReport { report, award: ReportAward::from(&record) };
        self.complete(request, &Stage::Awarded(Box::new(closed.clone()))).await?;
        Ok(Answered { value: closed, replayed })
    }

    /// The same for a step that may have left its grade waiting.
    ///
    /// # Errors
    /// As [`App::award_stage`].
    pub(super) async fn grade_stage(
        &self,
        stage: Answered<Stage>,
        request: Keyed,
    ) -> Result<Answered<GradeOutcome>> {
        if let Stage::Asked(waits) = stage.value {
            return Ok(Answered { value: GradeOutcome::Waits(waits), replayed: stage.replayed });
        }
        let graded = self.award_stage(stage, request).await?;
        Ok(Answered { value: GradeOutcome::Graded(Box::new(graded.value)), replayed: graded.replayed })
    }
}

/// Where two people have to verify and to grade, whoever verified does not grade, nor correct the grade.
///
/// # Errors
/// 409 `another_person_needed`.
pub(in crate::service) fn must_not_have_verified(
    tx: &mut WriteTx<'_>,
    report: &ReportRow,
    settings: &ReportsConfig,
    by: &By,
) -> Result<()> {
    if !settings.two_people_verify_and_grade {
        return Ok(());
    }
    let verified = report_events::last_of(tx, &report.id, &[EventKind::Verified])?;
    let verifier = verified.and_then(|event| event.actor_id);
    if verifier.is_some() && verifier == by.actor_id {
        return Err(Error::new(Code::AnotherPersonNeeded).with_facts("whoever verified does not grade"));
    }
    Ok(())
}

/// Whether a second person has to confirm a grade.
pub(in crate::service) fn needs_second_person(tier: Tier, settings: &ReportsConfig) -> bool {
    tier == Tier::Major && settings.major_needs_approval
}

/// Keeps the grade `major` of a locked report until a second person confirms it. `words` are what its reporter is then
/// told.
///
/// # Errors
/// 409 `request_pending` if one waits already.
pub(in crate::service) fn ask_for_second_person(
    tx: &mut WriteTx<'_>,
    report: ReportRow,
    words: &str,
    by: &By,
) -> Result<(ReportRow, RequestView)> {
    let words = Words { tier: Some(Tier::Major), comment: Some(words.to_owned()), ..Words::default() };
    let row = asked(&report, RequestKind::Major, &words, None, false, by);
    report_requests::insert(tx, &row)?;
    let report = note(tx, report, EventKind::GradeRequested, by, &words, |_| {})?;
    Ok((report, decide::view(tx, row)?))
}

impl Stage {
    pub(super) fn wished(report: CenterReport, deeds: Vec<Deed>) -> Result<Self> {
        let deed_ids = deeds.into_iter().map(|deed| deed.id).collect();
        Ok(Self::Wished { report: Box::new(report), deed_ids })
    }

    /// A grade that waits.
    ///
    /// # Errors
    /// The database's.
    pub(super) fn asked(
        tx: &mut WriteTx<'_>,
        (report, request): (ReportRow, RequestView),
        now: Moment,
    ) -> Result<Self> {
        let report = CenterReport::of(&shown::show(tx, report)?, now)?;
        Ok(Self::Asked(Box::new(GradeWaits { report, request })))
    }
}
