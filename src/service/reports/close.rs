//! The dispatcher grades and closes a report, and the reporter is awarded for it.

use super::answers::closing_answer_in;
use super::award::wish_in;
use super::decide::{self, RequestView};
use super::input::optional_text;
use super::requests::asked;
use super::step::{By, forbidden, locked, note, take};
use super::view::{CenterReport, ReportAward};
use super::words::Words;
use super::{CENTER, shown};
use crate::auth::Caller;
use crate::config::Config;
use crate::domain::deed::{Deed, Grade};
use crate::domain::report::{Step, next};
use crate::domain::report_event::EventKind;
use crate::domain::request::RequestKind;
use crate::domain::tier::Tier;
use crate::error::{Code, Error, Result};
use crate::service::idempotency::{Answered, Keep, Keyed};
use crate::service::{App, Moment};
use crate::storage::reports::ReportRow;
use crate::storage::{WriteTx, report_events, report_requests};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A grade.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// How much the problem weighed.
    pub tier: Tier,
    /// What the reporter is told. Left out, the automatic template of the category answers, or the settings' own text:
    /// a closing always has an answer in words.
    pub comment: Option<String>,
}

/// A grade with its comment cleaned.
#[derive(Debug, Clone)]
pub struct Closing {
    /// How much the problem weighed.
    pub tier: Tier,
    /// What the reporter is told.
    pub comment: Option<String>,
}

/// A report whose closing or reopening moved beans.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ClosedReport {
    /// The report as the step left it.
    pub report: CenterReport,
    /// What it has earned now.
    pub award: ReportAward,
}

/// A grade that waits for a second person; the report is not closed yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GradeWaits {
    /// The report as it is.
    pub report: CenterReport,
    /// The request that another person approves or refuses.
    pub request: RequestView,
}

/// What came of closing a report.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum CloseOutcome {
    /// It is closed and awarded.
    Closed(Box<ClosedReport>),
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
    /// Grades and closes a report. Sent again with the same key it answers the same, also after a crash between the
    /// closing and the award.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`; 422; 503.
    pub async fn close_report(
        &self,
        caller: &Caller,
        id: String,
        close: Close,
        request: Keyed,
    ) -> Result<Answered<CloseOutcome>> {
        caller.must_be(&CENTER)?;
        let comment = optional_text("comment", close.comment.as_deref(), self.config.reports.comment_chars)?;
        let config = std::sync::Arc::clone(&self.config);
        let now = self.moment();
        let by = By::caller(caller, now);
        let stage = self
            .once(request.clone(), Keep::ForGood, now.at, move |tx| {
                let report = locked(tx, &id)?;
                let comment = match &comment {
                    Some(comment) => comment.clone(),
                    None => closing_answer_in(tx, &report, close.tier, &config)?,
                };
                must_not_have_verified(tx, &report, &config, &by)?;
                if close.tier == Tier::Major && config.reports.major_needs_approval {
                    return ask_for_second_person(tx, report, comment, &by, now);
                }
                let closing = Closing { tier: close.tier, comment: Some(comment) };
                let (report, deeds) = close_in(tx, report, &closing, &by)?;
                Stage::wished(CenterReport::of(&shown::show(tx, report)?, now)?, deeds)
            })
            .await?;
        if let Stage::Asked(waits) = stage.value {
            return Ok(Answered { value: CloseOutcome::Waits(waits), replayed: stage.replayed });
        }
        let closed = self.award_stage(stage, request).await?;
        Ok(Answered { value: CloseOutcome::Closed(Box::new(closed.value)), replayed: closed.replayed })
    }

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
}

impl Stage {
    pub(super) fn wished(report: CenterReport, deeds: Vec<Deed>) -> Result<Self> {
        let deed_ids = deeds.into_iter().map(|deed| deed.id).collect();
        Ok(Self::Wished { report: Box::new(report), deed_ids })
    }
}

/// Where two people have to verify and to grade, whoever verified does not grade.
fn must_not_have_verified(tx: &mut WriteTx<'_>, report: &ReportRow, config: &Config, by: &By) -> Result<()> {
    if !config.reports.two_people_verify_and_grade {
        return Ok(());
    }
    let verified = report_events::last_actor(tx, &report.id, &[EventKind::Verified.as_str()])?;
    if verified.is_some() && verified == by.actor_id {
        return Err(Error::new(Code::SecondPersonNeeded).with_facts("whoever verified does not grade"));
    }
    Ok(())
}

/// Keeps the grade `major` until a second person confirms it.
fn ask_for_second_person(
    tx: &mut WriteTx<'_>,
    report: ReportRow,
    comment: String,
    by: &By,
    now: Moment,
) -> Result<Stage> {
    next(report.status()?, Step::Close, report.unit_id.is_some()).map_err(forbidden)?;
    let words = Words { tier: Some(Tier::Major), comment: Some(comment), ..Words::default() };
    let row = asked(&report, RequestKind::Major, &words, None, false, by);
    report_requests::insert(tx, &row)?;
    let report = note(tx, report, EventKind::GradeRequested, by, &words, |_| {})?;
    Ok(Stage::Asked(Box::new(GradeWaits {
        request: decide::view(tx, row)?,
        report: CenterReport::of(&shown::show(tx, report)?, now)?,
    })))
}

/// Grades and closes a locked report as of `by.at`, and wishes its award. Answers the deeds that the ledger then has
/// to post.
///
/// # Errors
/// 409 `invalid_transition`.
pub fn close_in(
    tx: &mut WriteTx<'_>,
    report: ReportRow,
    closing: &Closing,
    by: &By,
) -> Result<(ReportRow, Vec<Deed>)> {
    let words = Words { tier: Some(closing.tier), comment: closing.comment.clone(), ..Words::default() };
    let closed_at = by.at.naive_utc();
    let report = take(tx, report, Step::Close, by, &words, |report| {
        report.tier = Some(closing.tier.as_str().to_owned());
        report.closed_at = Some(closed_at);
        report.first_closed_at.get_or_insert(closed_at);
    })?;
    let deeds = wish_in(tx, &report, Some(Grade::from(closing.tier)), by, None)?;
    Ok((report, deeds))
}
