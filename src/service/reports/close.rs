//! The dispatcher grades and closes a report, and the reporter is awarded for it.

use super::CENTER;
use super::answers::closing_answer_in;
use super::award::wish_in;
use super::grading::{
    GradeOutcome, Stage, ask_for_second_person, must_not_have_verified, needs_second_person,
};
use super::input::optional_text;
use super::shown;
use super::step::{By, forbidden, locked, take};
use super::view::CenterReport;
use super::words::Words;
use crate::auth::Caller;
use crate::domain::deed::{Deed, Grade};
use crate::domain::report::{Step, next};
use crate::domain::tier::Tier;
use crate::error::Result;
use crate::service::App;
use crate::service::idempotency::{Answered, Keep, Keyed};
use crate::storage::WriteTx;
use crate::storage::reports::ReportRow;
use serde::Deserialize;
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
    /// Who gave the grade, where another person confirms it.
    pub graded_by: Option<String>,
}

impl App {
    /// Grades and closes a report. Sent again with the same key it answers the same, also after a crash between the
    /// closing and the award.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`, `another_person_needed`, `request_pending`; 422; 503.
    pub async fn close_report(
        &self,
        caller: &Caller,
        id: String,
        close: Close,
        request: Keyed,
    ) -> Result<Answered<GradeOutcome>> {
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
                must_not_have_verified(tx, &report, &config.reports, &by)?;
                if needs_second_person(close.tier, &config.reports) {
                    next(report.status()?, Step::Close, report.unit_id.is_some()).map_err(forbidden)?;
                    let waits = ask_for_second_person(tx, report, &comment, &by)?;
                    return Stage::asked(tx, waits, now);
                }
                let closing = Closing { tier: close.tier, comment: Some(comment), graded_by: None };
                let (report, deeds) = close_in(tx, report, &closing, &by)?;
                Stage::wished(CenterReport::of(&shown::show(tx, report)?, now)?, deeds)
            })
            .await?;
        self.grade_stage(stage, request).await
    }
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
    let grader = by.or(closing.graded_by.as_deref());
    let deeds = wish_in(tx, &report, Some(Grade::from(closing.tier)), &grader, None)?;
    Ok((report, deeds))
}
