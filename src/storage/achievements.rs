//! What a resident's badges are computed from: their reports, and what the ledger awarded for them.

use super::DbConnection;
use super::schema::report;
use crate::error::Result;
use crate::on_backend;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Nullable, Text, Timestamp};

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
    Ok(on_backend!(connection, |c| sql_query(FIRST_AWARDED)
        .bind::<Text, _>(resident_id)
        .get_result::<FirstAwarded>(c))?
    .closed_at)
}

/// The resident's claims are on own reports, and on those that these were merged into as the first of them. Each is looked up
/// by its key: a join may begin at all awards, of which there are millions.
const FIRST_AWARDED: &str = "WITH RECURSIVE claimed (id, merged_into) AS (
        SELECT id, merged_into FROM report WHERE resident_id = $1
        UNION SELECT report.id, report.merged_into FROM report JOIN claimed ON report.id = claimed.merged_into
    )
    SELECT MIN((
        SELECT award.closed_at FROM award
        WHERE award.deed_kind = 'report' AND award.deed_id = claimed.id AND award.resident_id = $1 AND award.beans > 0
    )) AS closed_at FROM claimed";

#[derive(QueryableByName)]
struct FirstAwarded {
    #[diesel(sql_type = Nullable<Timestamp>)]
    closed_at: Option<NaiveDateTime>,
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
