//! Samples of closed cases that are checked again: rows are added and never changed.

use super::report_events::ActorRow;
use super::reports::ReportRow;
use super::schema::{look_back, look_back_case, look_back_check, report, users};
use super::{DbConnection, WriteTx};
use crate::error::Result;
use crate::on_backend;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

/// A draw as it is kept.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = look_back)]
pub struct LookBackRow {
    /// Its id; ordered by time.
    pub id: String,
    /// What the draw hangs on.
    pub seed: String,
    /// How much was drawn, 1 to 100.
    pub share_percent: i32,
    /// First local date of closing.
    pub closed_from: NaiveDate,
    /// Last local date of closing.
    pub closed_to: NaiveDate,
    /// Only of this group.
    pub group_code: Option<String>,
    /// Only of this category.
    pub category_code: Option<String>,
    /// Only of this unit.
    pub unit_id: Option<String>,
    /// How many cases it was drawn from.
    pub population: i32,
    /// How many were drawn.
    pub cases: i32,
    /// Who drew it.
    pub drawn_by: String,
    /// When, UTC.
    pub drawn_at: NaiveDateTime,
}

/// One case of a sample.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = look_back_case)]
pub struct CaseRow {
    /// The sample.
    pub look_back_id: String,
    /// The report.
    pub report_id: String,
    /// Its place in the sample, from 0.
    pub position: i32,
}

/// What checking a case again found.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = look_back_check)]
pub struct CheckRow {
    /// The sample.
    pub look_back_id: String,
    /// The report.
    pub report_id: String,
    /// A check result.
    pub result: String,
    /// What was seen.
    pub comment: Option<String>,
    /// The grade before, if it was corrected.
    pub old_tier: Option<String>,
    /// The grade after, if it was corrected.
    pub new_tier: Option<String>,
    /// Whether the case was opened again.
    pub reopened: bool,
    /// Who checked.
    pub checked_by: String,
    /// When, UTC.
    pub checked_at: NaiveDateTime,
}

/// Which closed cases are drawn from.
#[derive(Debug, Clone)]
pub struct Population {
    /// Closed at or after, UTC.
    pub from: NaiveDateTime,
    /// Closed before, UTC.
    pub before: NaiveDateTime,
    /// Only of this group.
    pub group_code: Option<String>,
    /// Only of this category.
    pub category_code: Option<String>,
    /// Only of this unit.
    pub unit_id: Option<String>,
}

/// A case with its report, and its check with who did it.
pub type CaseWithCheck = (CaseRow, ReportRow, Option<CheckRow>, Option<ActorRow>);

/// The ids of closed reports, in their order, up to `rows`.
///
/// # Errors
/// The database's.
pub fn population(connection: &mut DbConnection, wanted: &Population, rows: i64) -> Result<Vec<String>> {
    let mut query = report::table
        .filter(report::status.eq("closed"))
        .filter(report::closed_at.ge(wanted.from))
        .filter(report::closed_at.lt(wanted.before))
        .order(report::id)
        .select(report::id)
        .limit(rows)
        .into_boxed();
    if let Some(group) = &wanted.group_code {
        query = query.filter(report::group_code.eq(group.clone()));
    }
    if let Some(category) = &wanted.category_code {
        query = query.filter(report::category_code.eq(category.clone()));
    }
    if let Some(unit_id) = &wanted.unit_id {
        query = query.filter(report::unit_id.eq(unit_id.clone()));
    }
    Ok(query.load(connection)?)
}

/// Keeps a draw with its cases.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut WriteTx<'_>, row: &LookBackRow, cases: &[CaseRow]) -> Result<()> {
    diesel::insert_into(look_back::table).values(row.clone()).execute(&mut **tx)?;
    on_backend!(&mut **tx, |c| diesel::insert_into(look_back_case::table).values(cases).execute(c))?;
    Ok(())
}

/// Draws, newest first, after the last of the page before.
///
/// # Errors
/// The database's.
pub fn list(connection: &mut DbConnection, after_id: Option<&str>, rows: i64) -> Result<Vec<LookBackRow>> {
    let mut query = look_back::table.order(look_back::id.desc()).limit(rows).into_boxed();
    if let Some(after_id) = after_id {
        query = query.filter(look_back::id.lt(after_id.to_owned()));
    }
    Ok(query.load(connection)?)
}

/// One draw.
///
/// # Errors
/// 404; the database's.
pub fn find(connection: &mut DbConnection, id: &str) -> Result<LookBackRow> {
    Ok(look_back::table.find(id).first(connection)?)
}

/// How many checks of these draws came to what, as (draw, result, checks).
///
/// # Errors
/// The database's.
pub fn results(connection: &mut DbConnection, ids: &[&str]) -> Result<Vec<(String, String, i64)>> {
    Ok(look_back_check::table
        .filter(look_back_check::look_back_id.eq_any(ids))
        .group_by((look_back_check::look_back_id, look_back_check::result))
        .select((look_back_check::look_back_id, look_back_check::result, sql::<BigInt>("COUNT(*)")))
        .load(connection)?)
}

/// The cases of a draw with their checks, in the order they were drawn, after the last of the page before; only those
/// that were checked, or were not, if that is asked.
///
/// # Errors
/// The database's.
pub fn cases(
    connection: &mut DbConnection,
    id: &str,
    checked: Option<bool>,
    after_position: Option<i32>,
    rows: i64,
) -> Result<Vec<CaseWithCheck>> {
    let same_case = look_back_check::look_back_id
        .eq(look_back_case::look_back_id)
        .and(look_back_check::report_id.eq(look_back_case::report_id));
    let mut query = look_back_case::table
        .inner_join(report::table.on(report::id.eq(look_back_case::report_id)))
        .left_join(look_back_check::table.on(same_case))
        .left_join(users::table.on(users::id.nullable().eq(look_back_check::checked_by.nullable())))
        .filter(look_back_case::look_back_id.eq(id.to_owned()))
        .filter(look_back_case::position.gt(after_position.unwrap_or(-1)))
        .order(look_back_case::position)
        .limit(rows)
        .select((
            CaseRow::as_select(),
            ReportRow::as_select(),
            Option::<CheckRow>::as_select(),
            (users::role, users::name, users::username).nullable(),
        ))
        .into_boxed();
    match checked {
        Some(true) => query = query.filter(look_back_check::report_id.nullable().is_not_null()),
        Some(false) => query = query.filter(look_back_check::report_id.nullable().is_null()),
        None => {}
    }
    Ok(query.load(connection)?)
}

/// Whether this report is in the draw, and whether it was checked.
///
/// # Errors
/// The database's.
pub fn standing(connection: &mut DbConnection, id: &str, report_id: &str) -> Result<Option<bool>> {
    let drawn: Option<i32> = look_back_case::table
        .find((id, report_id))
        .select(look_back_case::position)
        .first(connection)
        .optional()?;
    if drawn.is_none() {
        return Ok(None);
    }
    let checked: Option<String> = look_back_check::table
        .find((id, report_id))
        .select(look_back_check::result)
        .first(connection)
        .optional()?;
    Ok(Some(checked.is_some()))
}

/// Keeps a check. The caller holds the report's lock and knows that there is none yet.
///
/// # Errors
/// The database's.
pub fn insert_check(tx: &mut WriteTx<'_>, row: &CheckRow) -> Result<()> {
    diesel::insert_into(look_back_check::table).values(row.clone()).execute(&mut **tx)?;
    Ok(())
}
