//! What a resident's badges are computed from: their reports, and what the ledger awarded for them.

use super::DbConnection;
use super::schema::{award, report};
use crate::error::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// When a resident's first report was filed, UTC.
///
/// # Errors
/// The database's.
pub fn first_submitted_at(connection: &mut DbConnection, resident_id: &str) -> Result<Option<NaiveDateTime>> {
    Ok(report::table
        .filter(report::resident_id.eq(resident_id))
        .order(report::id)
        .select(report::submitted_at)
        .first(connection)
        .optional()?)
}

/// When the first report was closed that the ledger awarded beans for, UTC.
///
/// # Errors
/// The database's.
pub fn first_awarded_at(connection: &mut DbConnection, resident_id: &str) -> Result<Option<NaiveDateTime>> {
    Ok(award::table
        .filter(award::resident_id.eq(resident_id))
        .filter(award::beans.gt(0))
        .select(diesel::dsl::min(award::closed_at))
        .first(connection)?)
}

/// A resident's closed reports in the order of closing: when it was filed and first closed, and its group.
///
/// # Errors
/// The database's.
pub fn solved(
    connection: &mut DbConnection,
    resident_id: &str,
    rows: i64,
) -> Result<Vec<(NaiveDateTime, NaiveDateTime, String)>> {
    let found: Vec<(NaiveDateTime, Option<NaiveDateTime>, String)> = report::table
        .filter(report::resident_id.eq(resident_id))
        .filter(report::status.eq("closed"))
        .filter(report::first_closed_at.is_not_null())
        .order((report::first_closed_at, report::id))
        .limit(rows)
        .select((report::submitted_at, report::first_closed_at, report::group_code))
        .load(connection)?;
    Ok(found.into_iter().filter_map(|(filed, closed, group)| Some((filed, closed?, group))).collect())
}
