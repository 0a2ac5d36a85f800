//! A case of a sample is checked again; a wrong grade is corrected and the difference posted.

use crate::auth::Caller;
use crate::config::Config;
use crate::domain::deed::Deed;
use crate::domain::look_back::CheckResult;
use crate::domain::role::Role;
use crate::domain::tier::Tier;
use crate::error::{Code, Error, Result};
use crate::service::fields::Fields;
use crate::service::idempotency::{Answered, Keep, Keyed};
use crate::service::reports::{
    By, CenterReport, Correction, ReportAward, RequestView, ask_for_second_person, center_view, locked,
    must_be_another, must_be_wrong, must_not_have_verified, needs_second_person, regrade_in,
    reopen_unsolved_in,
};
use crate::service::{App, Moment};
use crate::storage::WriteTx;
use crate::storage::look_backs::{self, CheckRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What checking a case again found.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = NewLookBackCheck)]
#[serde(deny_unknown_fields)]
pub struct NewCheck {
    /// What was found.
    pub result: CheckResult,
    /// What was seen; required unless it is fine. With a corrected grade the reporter is told.
    pub comment: Option<String>,
    /// The right grade; only and always with `wrong_grade`.
    pub tier: Option<Tier>,
    /// Opens the case again; only with `faked_fix` or `not_fixed`. The reporter keeps the beans.
    #[serde(default)]
    pub reopen: bool,
}

/// A case that was checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CheckedCase {
    /// The report as the check left it.
    pub report: CenterReport,
    /// What was found.
    pub result: CheckResult,
    /// What the report has earned now, if its grade was corrected.
    pub award: Option<ReportAward>,
    /// The corrected grade, if it waits for a second person; the report has its old one until then.
    #[serde(default)]
    pub request: Option<RequestView>,
}

/// What is kept for the request's key: a crash may lie between the check and the posting of the difference.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stage {
    Wished { checked: Box<CheckedCase>, deed_ids: Vec<String> },
    Done(Box<CheckedCase>),
}

impl App {
    /// Keeps what a check found, once for each case of a sample. Sent again with the same key it answers the same.
    ///
    /// # Errors
    /// 403; 404 for a case that is not of the sample; 409 `already_checked`, `another_person_needed`, `request_pending`,
    /// `invalid_transition` where the grade is to be corrected or the case opened and it is not closed; 422; 503.
    pub async fn check_look_back_case(
        &self,
        caller: &Caller,
        look_back_id: String,
        report_id: String,
        new: NewCheck,
        request: Keyed,
    ) -> Result<Answered<CheckedCase>> {
        caller.must_be(&[Role::Dispatcher, Role::Admin])?;
        let comment = check(&new, self.config.reports.comment_chars)?;
        let now = self.moment();
        let by = By::caller(caller, now);
        let config = std::sync::Arc::clone(&self.config);
        let row = CheckRow {
            look_back_id,
            report_id,
            result: new.result.as_str().to_owned(),
            comment,
            old_tier: None,
            new_tier: new.tier.map(|tier| tier.as_str().to_owned()),
            reopened: new.reopen,
            checked_by: caller.user_id.clone(),
            checked_at: now.at.naive_utc(),
        };
        let stage = self
            .once(request.clone(), Keep::ForGood, now.at, move |tx| {
                check_in(tx, row.clone(), &new, &config, &by)
            })
            .await?;
        self.post_check(stage, request).await
    }

    async fn post_check(&self, stage: Answered<Stage>, request: Keyed) -> Result<Answered<CheckedCase>> {
        let replayed = stage.replayed;
        let (mut checked, deed_ids) = match stage.value {
            Stage::Done(checked) => return Ok(Answered { value: *checked, replayed }),
            Stage::Wished { checked, deed_ids } => (*checked, deed_ids),
        };
        let record = self.post_awards(deed_ids.into_iter().map(Deed::report).collect()).await?;
        checked.award = Some(ReportAward::from(&record));
        self.complete(request, &Stage::Done(Box::new(checked.clone()))).await?;
        Ok(Answered { value: checked, replayed })
    }
}

fn check(new: &NewCheck, most_chars: usize) -> Result<Option<String>> {
    let mut fields = Fields::default();
    let comment = match &new.comment {
        Some(comment) => Some(fields.text("comment", comment, most_chars)),
        None if new.result == CheckResult::Fine => None,
        None => {
            fields.wrong("comment", "required", "say what was seen");
            None
        }
    };
    match (new.result, new.tier) {
        (CheckResult::WrongGrade, None) => fields.wrong("tier", "required", "the right grade"),
        (CheckResult::WrongGrade, Some(_)) | (_, None) => {}
        (_, Some(_)) => fields.wrong("tier", "not_possible", "only with the result wrong_grade"),
    }
    if new.reopen && !new.result.leaves_work() {
        fields.wrong("reopen", "not_possible", "only with the result faked_fix or not_fixed");
    }
    fields.finish()?;
    Ok(comment)
}

fn check_in(
    tx: &mut WriteTx<'_>,
    mut row: CheckRow,
    new: &NewCheck,
    config: &Config,
    by: &By,
) -> Result<Stage> {
    // Locked first, so that two who check one case at the same moment take turns.
    let mut report = locked(tx, &row.report_id)?;
    match look_backs::standing(tx, &row.look_back_id, &row.report_id)? {
        None => return Err(Error::new(Code::NotFound)),
        Some(true) => return Err(Error::new(Code::AlreadyChecked)),
        Some(false) => {}
    }
    if config.look_back.by_another {
        must_be_another(tx, &report, by)?;
    }
    let words = row.comment.clone().unwrap_or_default();
    let mut deeds = Vec::new();
    let mut request = None;
    if let Some(tier) = new.tier {
        must_not_have_verified(tx, &report, &config.reports, by)?;
        row.old_tier.clone_from(&report.tier);
        if needs_second_person(tier, &config.reports) {
            must_be_wrong(&report, tier)?;
            let (waiting, asked) = ask_for_second_person(tx, report, &words, by)?;
            (report, request) = (waiting, Some(asked));
        } else {
            let correction = Correction { tier, reason: words.clone(), graded_by: None };
            (report, deeds) = regrade_in(tx, report, &correction, by)?;
        }
    }
    if new.reopen {
        report = reopen_unsolved_in(tx, report, &words, by)?;
    }
    look_backs::insert_check(tx, &row)?;
    let checked = CheckedCase {
        report: center_view(tx, report, Moment { at: by.at, zone: by.zone })?,
        result: new.result,
        award: None,
        request,
    };
    Ok(if deeds.is_empty() {
        Stage::Done(Box::new(checked))
    } else {
        let deed_ids = deeds.into_iter().map(|deed| deed.id).collect();
        Stage::Wished { checked: Box::new(checked), deed_ids }
    })
}
