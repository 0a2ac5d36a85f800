//! When the clocks of reports stood still.

use super::schema::report_pause;
use super::{DbConnection, WriteTx};
use crate::error::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A pause. Instants are in UTC.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = report_pause)]
pub struct PauseRow {
    /// The report.
    pub report_id: String,
    /// The order, from 0.
    pub position: i32,
    /// A kind of pause.
    pub kind: String,
    /// What was asked, or why.
    pub words: String,
    /// When it began.
    pub started_at: NaiveDateTime,
    /// When it ends by itself.
    pub until_at: NaiveDateTime,
    /// When it ended.
    pub ended_at: Option<NaiveDateTime>,
    /// Whether the reporter's answer ended it.
    pub answered: bool,
}

/// The pause of a report that has not ended, or nothing.
///
/// # Errors
/// The database's.
pub fn running(connection: &mut DbConnection, report_id: &str) -> Result<Option<PauseRow>> {
    Ok(report_pause::table
        .filter(report_pause::report_id.eq(report_id))
        .filter(report_pause::ended_at.is_null())
        .select(PauseRow::as_select())
        .first(connection)
        .optional()?)
}

/// The last pause of a report, or nothing.
///
/// # Errors
/// The database's.
pub fn last(connection: &mut DbConnection, report_id: &str) -> Result<Option<PauseRow>> {
    Ok(report_pause::table
        .filter(report_pause::report_id.eq(report_id))
        .order(report_pause::position.desc())
        .select(PauseRow::as_select())
        .first(connection)
        .optional()?)
}

/// The pauses of a report, in their order.
///
/// # Errors
/// The database's.
pub fn of_report(connection: &mut DbConnection, report_id: &str) -> Result<Vec<PauseRow>> {
    Ok(report_pause::table
        .filter(report_pause::report_id.eq(report_id))
        .order(report_pause::position)
        .select(PauseRow::as_select())
        .load(connection)?)
}

/// The pauses of these reports that have not ended.
///
/// # Errors
/// The database's.
pub fn running_of(connection: &mut DbConnection, report_ids: &[&str]) -> Result<Vec<PauseRow>> {
    Ok(report_pause::table
        .filter(report_pause::report_id.eq_any(report_ids))
        .filter(report_pause::ended_at.is_null())
        .select(PauseRow::as_select())
        .load(connection)?)
}

/// Up to `rows` reports whose pause was to end by `now`.
///
/// # Errors
/// The database's.
pub fn over(connection: &mut DbConnection, now: NaiveDateTime, rows: i64) -> Result<Vec<String>> {
    Ok(report_pause::table
        .filter(report_pause::ended_at.is_null())
        .filter(report_pause::until_at.le(now))
        .order(report_pause::until_at)
        .limit(rows)
        .select(report_pause::report_id)
        .load(connection)?)
}

/// Keeps a new pause.
///
/// # Errors
/// The database's; a second one that runs violates a constraint.
pub fn insert(tx: &mut WriteTx<'_>, row: &PauseRow) -> Result<()> {
    diesel::insert_into(report_pause::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// Ends a pause.
///
/// # Errors
/// The database's.
pub fn end(tx: &mut WriteTx<'_>, row: &PauseRow, at: NaiveDateTime, answered: bool) -> Result<()> {
    diesel::update(report_pause::table.find((&row.report_id, row.position)))
        .set((report_pause::ended_at.eq(at), report_pause::answered.eq(answered)))
        .execute(&mut **tx)?;
    Ok(())
}
