//! Which reports are under supervision (督办) now.

use super::schema::supervision;
use super::{DbConnection, WriteTx};
use crate::error::Result;
use crate::on_backend;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A mark on a report.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = supervision)]
pub struct SupervisionRow {
    /// The report.
    pub report_id: String,
    /// Why.
    pub reason: String,
    /// Since when, UTC.
    pub since_at: NaiveDateTime,
}

/// The marks on these reports.
///
/// # Errors
/// The database's.
pub fn of(connection: &mut DbConnection, report_ids: &[&str]) -> Result<Vec<SupervisionRow>> {
    Ok(supervision::table
        .filter(supervision::report_id.eq_any(report_ids))
        .select(SupervisionRow::as_select())
        .load(connection)?)
}

/// Marks a report; whether it was not marked before.
///
/// # Errors
/// The database's.
pub fn set(tx: &mut WriteTx<'_>, row: &SupervisionRow) -> Result<bool> {
    let added = on_backend!(&mut **tx, |c| diesel::insert_into(supervision::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(added == 1)
}

/// Takes the mark away; whether there was one.
///
/// # Errors
/// The database's.
pub fn clear(tx: &mut WriteTx<'_>, report_id: &str) -> Result<bool> {
    Ok(diesel::delete(supervision::table.find(report_id)).execute(&mut **tx)? == 1)
}
