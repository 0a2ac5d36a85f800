//! The dispatcher checks a unit's result.

use super::input::{optional_text, required_text};
use super::step::{By, locked, take};
use super::view::CenterReport;
use super::words::Words;
use super::{CENTER, shown};
use crate::auth::Caller;
use crate::domain::report::Step;
use crate::error::Result;
use crate::service::App;
use serde::Deserialize;
use utoipa::ToSchema;

/// What the check found.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// Whether it is done.
    pub passed: bool,
    /// What was found; required if it is not done, so that the unit knows what is missing.
    pub comment: Option<String>,
}

impl App {
    /// Records the check: done, or back to the unit for rework, which is counted.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`; 422.
    pub async fn verify_report(&self, caller: &Caller, id: String, verify: Verify) -> Result<CenterReport> {
        caller.must_be(&CENTER)?;
        let most_chars = self.config.reports.comment_chars;
        let (step, comment) = if verify.passed {
            (Step::VerifyPassed, optional_text("comment", verify.comment.as_deref(), most_chars)?)
        } else {
            let comment = verify.comment.unwrap_or_default();
            (Step::VerifyFailed, Some(required_text("comment", &comment, most_chars)?))
        };
        let words = Words { comment, ..Words::default() };
        let now = self.moment();
        let by = By::caller(caller, now);
        self.storage
            .write(move |tx| {
                let report = locked(tx, &id)?;
                let report = take(tx, report, step, &by, &words, |report| {
                    if step == Step::VerifyFailed {
                        report.rework_count = report.rework_count.saturating_add(1);
                    }
                })?;
                CenterReport::of(&shown::show(tx, report)?, now)
            })
            .await
    }
}
