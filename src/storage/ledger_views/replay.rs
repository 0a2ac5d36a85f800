//! What was graded in a period, for replaying it.

use crate::domain::campaign::ReckonBy;
use crate::error::Result;
use crate::storage::DbConnection;
use crate::storage::schema::award;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A deed with its grade.
#[derive(Debug, Clone, Queryable)]
pub struct ReplayRow {
    /// Who did it.
    pub resident_id: String,
    /// What kind of deed it was.
    pub deed_kind: String,
    /// How it was graded; none while taken back.
    pub grade: Option<String>,
    /// When it was submitted, UTC.
    pub submitted_at: NaiveDateTime,
    /// When it was first closed, UTC.
    pub closed_at: NaiveDateTime,
    /// Whether the person does not earn.
    pub excluded: bool,
}

/// Deeds that are reckoned from one instant up to another, in the order of closing.
///
/// # Errors
/// The database's.
pub fn graded_deeds(
    connection: &mut DbConnection,
    reckon_by: ReckonBy,
    from_at: NaiveDateTime,
    before_at: NaiveDateTime,
    rows: i64,
) -> Result<Vec<ReplayRow>> {
    let mut query = award::table.filter(award::grade.is_not_null()).into_boxed();
    query = match reckon_by {
        ReckonBy::Closed => query.filter(award::closed_at.ge(from_at).and(award::closed_at.lt(before_at))),
        ReckonBy::Submitted => {
            query.filter(award::submitted_at.ge(from_at).and(award::submitted_at.lt(before_at)))
        }
    };
    Ok(query
        .order((award::closed_at, award::deed_id))
        .limit(rows)
        .select((
            award::resident_id,
            award::deed_kind,
            award::grade,
            award::submitted_at,
            award::closed_at,
            award::excluded,
        ))
        .load(connection)?)
}
