//! Samples, their cases, and what came out.

use super::READERS;
use crate::auth::Caller;
use crate::domain::group::CategoryGroup;
use crate::domain::look_back::CheckResult;
use crate::domain::tier::Tier;
use crate::error::{Error, Result};
use crate::service::App;
use crate::service::reports::{Actor, CenterReport, center_views, named};
use crate::storage::look_backs::{self, CheckRow, LookBackRow};
use crate::storage::report_events::ActorRow;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// How many checks came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = LookBackResults)]
pub struct Results {
    /// Closed as they should be.
    pub fine: i64,
    /// Graded wrongly.
    pub wrong_grade: i64,
    /// Said to be done and not.
    pub faked_fix: i64,
    /// Not done.
    pub not_fixed: i64,
}

/// A sample of closed cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LookBack {
    /// Its id.
    pub id: String,
    /// What the draw hangs on.
    pub seed: String,
    /// How much was drawn.
    pub share_percent: i32,
    /// First local date of closing.
    pub closed_from: NaiveDate,
    /// Last local date of closing.
    pub closed_to: NaiveDate,
    /// Only of this group.
    pub group: Option<CategoryGroup>,
    /// Only of this category.
    pub category: Option<String>,
    /// Only of this unit.
    pub unit_id: Option<String>,
    /// How many cases it was drawn from.
    pub population: i32,
    /// How many were drawn.
    pub cases: i32,
    /// How many were checked.
    pub checked: i64,
    /// What the checks came to.
    pub results: Results,
    /// When it was drawn.
    pub drawn_at: DateTime<Utc>,
}

/// What checking a case again found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CaseCheck {
    /// What was found.
    pub result: CheckResult,
    /// What was seen.
    pub comment: Option<String>,
    /// The grade before, if it was corrected.
    pub old_tier: Option<Tier>,
    /// The grade that was found right, if it was corrected; where a second person confirms it, the report has it then.
    pub new_tier: Option<Tier>,
    /// Whether the case was opened again.
    pub reopened: bool,
    /// Who checked.
    pub checked_by: Option<Actor>,
    /// When.
    pub checked_at: DateTime<Utc>,
}

/// One case of a sample.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LookBackCase {
    /// Its place in the sample, from 0.
    pub position: i32,
    /// The report as it is now.
    pub report: CenterReport,
    /// What was found; null while it is to be checked.
    pub check: Option<CaseCheck>,
}

impl App {
    /// Samples, newest first.
    ///
    /// # Errors
    /// 403.
    pub async fn look_backs(
        &self,
        caller: &Caller,
        after_id: Option<String>,
        rows: i64,
    ) -> Result<Vec<LookBack>> {
        caller.must_be(&READERS)?;
        self.storage
            .read(move |c| {
                let rows = look_backs::list(c, after_id.as_deref(), rows)?;
                let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
                let results = look_backs::results(c, &ids)?;
                rows.into_iter().map(|row| shown(row, &results)).collect()
            })
            .await
    }

    /// One sample.
    ///
    /// # Errors
    /// 403; 404.
    pub async fn look_back(&self, caller: &Caller, id: String) -> Result<LookBack> {
        caller.must_be(&READERS)?;
        self.storage
            .read(move |c| {
                let row = look_backs::find(c, &id)?;
                let results = look_backs::results(c, &[&id])?;
                shown(row, &results)
            })
            .await
    }

    /// The cases of a sample in the order they were drawn.
    ///
    /// # Errors
    /// 403; 404.
    pub async fn look_back_cases(
        &self,
        caller: &Caller,
        id: String,
        checked: Option<bool>,
        after_position: Option<i32>,
        rows: i64,
    ) -> Result<Vec<LookBackCase>> {
        caller.must_be(&READERS)?;
        let now = self.moment();
        self.storage
            .read(move |c| {
                look_backs::find(c, &id)?;
                let cases = look_backs::cases(c, &id, checked, after_position, rows)?;
                let mut rest = Vec::with_capacity(cases.len());
                let mut reports = Vec::with_capacity(cases.len());
                for (case, report, check, checked_by) in cases {
                    reports.push(report);
                    rest.push((case.position, check, checked_by));
                }
                let views = center_views(c, reports, now)?;
                rest.into_iter()
                    .zip(views)
                    .map(|((position, check, checked_by), report)| {
                        let check = check.map(|row| check_view(row, checked_by.as_ref())).transpose()?;
                        Ok(LookBackCase { position, report, check })
                    })
                    .collect()
            })
            .await
    }
}

fn check_view(row: CheckRow, checked_by: Option<&ActorRow>) -> Result<CaseCheck> {
    let tier = |word: Option<&str>| word.map(Tier::parse).transpose().map_err(Error::internal);
    Ok(CaseCheck {
        result: CheckResult::parse(&row.result).map_err(Error::internal)?,
        old_tier: tier(row.old_tier.as_deref())?,
        new_tier: tier(row.new_tier.as_deref())?,
        comment: row.comment,
        reopened: row.reopened,
        checked_by: checked_by.map(named).transpose()?,
        checked_at: row.checked_at.and_utc(),
    })
}

/// A sample with what the checks of it came to.
///
/// # Errors
/// 500 if the database holds what is none of the allowed words.
pub(super) fn shown(row: LookBackRow, checks: &[(String, String, i64)]) -> Result<LookBack> {
    let mut results = Results::default();
    for (_, result, count) in checks.iter().filter(|(id, ..)| *id == row.id) {
        match CheckResult::parse(result).map_err(Error::internal)? {
            CheckResult::Fine => results.fine = *count,
            CheckResult::WrongGrade => results.wrong_grade = *count,
            CheckResult::FakedFix => results.faked_fix = *count,
            CheckResult::NotFixed => results.not_fixed = *count,
        }
    }
    Ok(LookBack {
        group: row.group_code.as_deref().map(CategoryGroup::parse).transpose().map_err(Error::internal)?,
        id: row.id,
        seed: row.seed,
        share_percent: row.share_percent,
        closed_from: row.closed_from,
        closed_to: row.closed_to,
        category: row.category_code,
        unit_id: row.unit_id,
        population: row.population,
        cases: row.cases,
        checked: results.fine + results.wrong_grade + results.faked_fix + results.not_fixed,
        results,
        drawn_at: row.drawn_at.and_utc(),
    })
}
