//! The history of reports: rows are added and never changed.

use super::schema::{report_event, users};
use super::{DbConnection, WriteTx};
use crate::domain::report_event::EventKind;
use crate::error::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// One entry of a report's history.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = report_event)]
pub struct EventRow {
    /// The report.
    pub report_id: String,
    /// The order, from 0: the report's revision that this entry made.
    pub position: i32,
    /// An event kind.
    pub kind: String,
    /// When it happened.
    pub at: NaiveDateTime,
    /// Who did it; nobody for what the program does by itself.
    pub actor_id: Option<String>,
    /// Where the report stood.
    pub from_status: Option<String>,
    /// Where it stood afterwards.
    pub to_status: String,
    /// What was said and decided, as JSON.
    pub detail: String,
}

/// Who did something, as far as the center is told.
#[derive(Debug, Clone, Queryable)]
pub struct ActorRow {
    /// The role the person has now.
    pub role: String,
    /// The person's name.
    pub name: Option<String>,
    /// What staff log in by.
    pub username: Option<String>,
}

/// Adds an entry.
///
/// # Errors
/// The database's.
pub fn append(tx: &mut WriteTx<'_>, row: &EventRow) -> Result<()> {
    diesel::insert_into(report_event::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// The history of a report, oldest first, with who did it.
///
/// # Errors
/// The database's.
pub fn of_report(
    connection: &mut DbConnection,
    report_id: &str,
) -> Result<Vec<(EventRow, Option<ActorRow>)>> {
    Ok(report_event::table
        .left_join(users::table.on(users::id.nullable().eq(report_event::actor_id)))
        .filter(report_event::report_id.eq(report_id))
        .order(report_event::position)
        .select((EventRow::as_select(), (users::role, users::name, users::username).nullable()))
        .load(connection)?)
}

/// The kinds of a report's entries, newest first.
///
/// # Errors
/// The database's.
pub fn kinds_newest_first(connection: &mut DbConnection, report_id: &str) -> Result<Vec<String>> {
    Ok(report_event::table
        .filter(report_event::report_id.eq(report_id))
        .order(report_event::position.desc())
        .select(report_event::kind)
        .load(connection)?)
}

/// A report's entries of one kind, newest first.
///
/// # Errors
/// The database's.
pub fn of_kind(connection: &mut DbConnection, report_id: &str, kind: EventKind) -> Result<Vec<EventRow>> {
    Ok(report_event::table
        .filter(report_event::report_id.eq(report_id))
        .filter(report_event::kind.eq(kind.as_str()))
        .order(report_event::position.desc())
        .select(EventRow::as_select())
        .load(connection)?)
}

/// The latest of a report's entries of these kinds.
///
/// # Errors
/// The database's.
pub fn last_of(
    connection: &mut DbConnection,
    report_id: &str,
    kinds: &[EventKind],
) -> Result<Option<EventRow>> {
    Ok(report_event::table
        .filter(report_event::report_id.eq(report_id))
        .filter(report_event::kind.eq_any(kinds.iter().map(|kind| kind.as_str())))
        .order(report_event::position.desc())
        .select(EventRow::as_select())
        .first(connection)
        .optional()?)
}
