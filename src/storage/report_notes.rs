//! Notes of staff on a report: rows are added and never changed.

use super::report_events::ActorRow;
use super::schema::{report_note, unit, users};
use super::{DbConnection, WriteTx};
use crate::error::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A note as it is kept.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = report_note)]
pub struct NoteRow {
    /// Its id; ordered by time.
    pub id: String,
    /// The report.
    pub report_id: String,
    /// The unit that sees it besides the center, if any does.
    pub unit_id: Option<String>,
    /// Who wrote it.
    pub author_id: String,
    /// What it says.
    pub text: String,
    /// When, UTC.
    pub at: NaiveDateTime,
}

/// A note, who wrote it, and the name of the unit that sees it.
pub type NoteWithNames = (NoteRow, ActorRow, Option<String>);

/// Adds a note.
///
/// # Errors
/// The database's.
pub fn append(tx: &mut WriteTx<'_>, row: &NoteRow) -> Result<()> {
    diesel::insert_into(report_note::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// The notes of a report, newest first, after the last of the page before; only those that a unit sees, if one asks.
///
/// # Errors
/// The database's.
pub fn of_report(
    connection: &mut DbConnection,
    report_id: &str,
    unit_id: Option<&str>,
    after_id: Option<&str>,
    rows: i64,
) -> Result<Vec<NoteWithNames>> {
    let mut query = report_note::table
        .inner_join(users::table.on(users::id.eq(report_note::author_id)))
        .left_join(unit::table.on(unit::id.nullable().eq(report_note::unit_id)))
        .filter(report_note::report_id.eq(report_id.to_owned()))
        .select((NoteRow::as_select(), (users::role, users::name, users::username), unit::name.nullable()))
        .order(report_note::id.desc())
        .limit(rows)
        .into_boxed();
    if let Some(unit_id) = unit_id {
        query = query.filter(report_note::unit_id.eq(unit_id.to_owned()));
    }
    if let Some(after_id) = after_id {
        query = query.filter(report_note::id.lt(after_id.to_owned()));
    }
    Ok(query.load(connection)?)
}
