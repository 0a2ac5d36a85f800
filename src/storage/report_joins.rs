//! Who joined a report of somebody else's instead of filing their own.

use super::reports::ReportRow;
use super::schema::{report, report_join};
use super::{DbConnection, WriteTx};
use crate::domain::report::ReportStatus;
use crate::error::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A resident who joined a report.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = report_join)]
pub struct JoinRow {
    /// The id; ordered by the instant.
    pub id: String,
    /// The report.
    pub report_id: String,
    /// Who joined.
    pub resident_id: String,
    /// When.
    pub joined_at: NaiveDateTime,
    /// The report that they joined, where it was merged into this one since.
    pub moved_from_id: Option<String>,
}

/// The row of this resident on this report.
///
/// # Errors
/// The database's.
pub fn find(connection: &mut DbConnection, report_id: &str, resident_id: &str) -> Result<Option<JoinRow>> {
    Ok(report_join::table
        .filter(report_join::report_id.eq(report_id))
        .filter(report_join::resident_id.eq(resident_id))
        .select(JoinRow::as_select())
        .first(connection)
        .optional()?)
}

/// Adds a resident to a report.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut WriteTx<'_>, row: &JoinRow) -> Result<()> {
    diesel::insert_into(report_join::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// Takes a resident off a report, if there.
///
/// # Errors
/// The database's.
pub fn remove(tx: &mut WriteTx<'_>, report_id: &str, resident_id: &str) -> Result<()> {
    let row = report_join::table
        .filter(report_join::report_id.eq(report_id))
        .filter(report_join::resident_id.eq(resident_id));
    diesel::delete(row).execute(&mut **tx)?;
    Ok(())
}

/// How many joined a report.
///
/// # Errors
/// The database's.
pub fn count(connection: &mut DbConnection, report_id: &str) -> Result<i64> {
    Ok(report_join::table.filter(report_join::report_id.eq(report_id)).count().get_result(connection)?)
}

/// How many reports that are still open a resident has joined.
///
/// # Errors
/// The database's.
pub fn count_open(connection: &mut DbConnection, resident_id: &str) -> Result<i64> {
    let open = ReportStatus::ALL.iter().filter(|status| status.is_open()).map(|status| status.as_str());
    Ok(report_join::table
        .inner_join(report::table.on(report::id.eq(report_join::report_id)))
        .filter(report_join::resident_id.eq(resident_id))
        .filter(report::status.eq_any(open.collect::<Vec<_>>()))
        .count()
        .get_result(connection)?)
}

/// Which of these reports a resident has joined.
///
/// # Errors
/// The database's.
pub fn joined_among(
    connection: &mut DbConnection,
    resident_id: &str,
    report_ids: &[&str],
) -> Result<Vec<String>> {
    Ok(report_join::table
        .filter(report_join::resident_id.eq(resident_id))
        .filter(report_join::report_id.eq_any(report_ids))
        .select(report_join::report_id)
        .load(connection)?)
}

/// Up to `rows` reports that a resident joined, the last joined first. Of one that was merged into another that the
/// resident filed or joined, too, only that other is there.
///
/// # Errors
/// The database's.
pub fn list(
    connection: &mut DbConnection,
    resident_id: &str,
    after_id: Option<&str>,
    rows: i64,
) -> Result<Vec<(JoinRow, ReportRow)>> {
    let mut query = report_join::table
        .inner_join(report::table.on(report::id.eq(report_join::report_id)))
        .filter(report_join::resident_id.eq(resident_id.to_owned()))
        .filter(report::status.ne(ReportStatus::Merged.as_str()))
        .select((JoinRow::as_select(), ReportRow::as_select()))
        .order(report_join::id.desc())
        .limit(rows)
        .into_boxed();
    if let Some(id) = after_id {
        query = query.filter(report_join::id.lt(id.to_owned()));
    }
    Ok(query.load(connection)?)
}

/// Has those who joined one report wait for another, as it was merged into that one. Whoever filed the other or joined
/// it already stays where they were: nobody waits for one thing twice.
///
/// # Errors
/// The database's.
pub fn move_all(tx: &mut WriteTx<'_>, from_id: &str, to: &ReportRow) -> Result<()> {
    let mut there = resident_ids(tx, &to.id)?;
    there.push(to.resident_id.clone());
    let of_from = report_join::table
        .filter(report_join::report_id.eq(from_id))
        .filter(report_join::resident_id.ne_all(&there));
    diesel::update(of_from.clone().filter(report_join::moved_from_id.is_null()))
        .set(report_join::moved_from_id.eq(from_id))
        .execute(&mut **tx)?;
    diesel::update(of_from).set(report_join::report_id.eq(&to.id)).execute(&mut **tx)?;
    Ok(())
}

/// Takes those back to a report who had joined it, or one of `with_ids` that go back with it, before it was merged into
/// the report where they wait now.
///
/// # Errors
/// The database's.
pub fn move_back(tx: &mut WriteTx<'_>, from_id: &str, to_id: &str, with_ids: &[String]) -> Result<()> {
    let there = resident_ids(tx, to_id)?;
    let mut came_from: Vec<&str> = with_ids.iter().map(String::as_str).collect();
    came_from.push(to_id);
    let back = report_join::table
        .filter(report_join::report_id.eq(from_id))
        .filter(report_join::moved_from_id.eq_any(&came_from))
        .filter(report_join::resident_id.ne_all(&there));
    diesel::update(back).set(report_join::report_id.eq(to_id)).execute(&mut **tx)?;
    let home = report_join::table
        .filter(report_join::report_id.eq(to_id))
        .filter(report_join::moved_from_id.eq(to_id));
    diesel::update(home).set(report_join::moved_from_id.eq(None::<String>)).execute(&mut **tx)?;
    Ok(())
}

fn resident_ids(tx: &mut WriteTx<'_>, report_id: &str) -> Result<Vec<String>> {
    Ok(report_join::table
        .filter(report_join::report_id.eq(report_id))
        .select(report_join::resident_id)
        .load(&mut **tx)?)
}
