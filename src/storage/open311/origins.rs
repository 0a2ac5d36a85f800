//! Through which programs reports came.

use crate::error::Result;
use crate::storage::schema::open311::{api_key, report_origin};
use crate::storage::{DbConnection, WriteTx};
use diesel::prelude::*;

/// Through which program a report came, and what it said that a report has no place for.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = report_origin)]
pub struct OriginRow {
    /// The report.
    pub report_id: String,
    /// The program's key.
    pub api_key_id: String,
    /// Where the program keeps a picture; never fetched.
    pub media_url: Option<String>,
    /// What was answered to the service's questions, as JSON.
    pub answers: String,
}

/// Notes through which program a report came.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut WriteTx<'_>, row: &OriginRow) -> Result<()> {
    diesel::insert_into(report_origin::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// Through which program a report came, with the program's name; `None` if it came through none.
///
/// # Errors
/// The database's.
pub fn find(connection: &mut DbConnection, report_id: &str) -> Result<Option<(OriginRow, String)>> {
    Ok(report_origin::table
        .inner_join(api_key::table.on(api_key::id.eq(report_origin::api_key_id)))
        .filter(report_origin::report_id.eq(report_id))
        .select((OriginRow::as_select(), api_key::name))
        .first(connection)
        .optional()?)
}
