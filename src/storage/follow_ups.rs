//! Calls back to reporters: rows are added and never changed.

use super::report_events::ActorRow;
use super::schema::{follow_up, users};
use super::{DbConnection, WriteTx};
use crate::error::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A call back as it is kept.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = follow_up)]
pub struct FollowUpRow {
    /// Its id; ordered by time.
    pub id: String,
    /// The report.
    pub report_id: String,
    /// Who asked.
    pub caller_id: String,
    /// What it came to.
    pub outcome: String,
    /// What was said.
    pub comment: Option<String>,
    /// When, UTC.
    pub at: NaiveDateTime,
}

/// Adds a call back.
///
/// # Errors
/// The database's.
pub fn append(tx: &mut WriteTx<'_>, row: &FollowUpRow) -> Result<()> {
    diesel::insert_into(follow_up::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// The calls back about a report with who asked, newest first, after the last of the page before.
///
/// # Errors
/// The database's.
pub fn of_report(
    connection: &mut DbConnection,
    report_id: &str,
    after_id: Option<&str>,
    rows: i64,
) -> Result<Vec<(FollowUpRow, ActorRow)>> {
    let mut query = follow_up::table
        .inner_join(users::table.on(users::id.eq(follow_up::caller_id)))
        .filter(follow_up::report_id.eq(report_id.to_owned()))
        .select((FollowUpRow::as_select(), (users::role, users::name, users::username)))
        .order(follow_up::id.desc())
        .limit(rows)
        .into_boxed();
    if let Some(after_id) = after_id {
        query = query.filter(follow_up::id.lt(after_id.to_owned()));
    }
    Ok(query.load(connection)?)
}
