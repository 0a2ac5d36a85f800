//! What was taken out of the house, and the rows that are: read by key in chunks, so that a long export holds no
//! transaction.

use super::report_events::ActorRow;
use super::report_lists::{self, Filter};
use super::reports::ReportRow;
use super::schema::{export, export_end, users};
use super::{DbConnection, WriteTx};
use crate::error::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// An export that somebody asked for.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = export)]
pub struct ExportRow {
    /// Its id.
    pub id: String,
    /// Who asked.
    pub user_id: String,
    /// What was asked for.
    pub what: String,
    /// `csv` or `xlsx`.
    pub format: String,
    /// What it was narrowed to.
    pub query: String,
    /// When.
    pub at: NaiveDateTime,
}

/// How an export ended.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = export_end)]
pub struct ExportEndRow {
    /// The export.
    pub export_id: String,
    /// `complete` or `broken_off`.
    pub outcome: String,
    /// Rows that were handed out.
    pub rows_written: i64,
    /// When.
    pub at: NaiveDateTime,
}

/// An export with its end, if it has one, and who asked.
pub type LoggedExport = (ExportRow, Option<ExportEndRow>, ActorRow);

/// Notes that an export begins.
///
/// # Errors
/// The database's.
pub fn begin(tx: &mut WriteTx<'_>, row: &ExportRow) -> Result<()> {
    diesel::insert_into(export::table).values(row.clone()).execute(&mut **tx)?;
    Ok(())
}

/// Notes how an export ended.
///
/// # Errors
/// The database's.
pub fn end(tx: &mut WriteTx<'_>, row: &ExportEndRow) -> Result<()> {
    diesel::insert_into(export_end::table).values(row.clone()).execute(&mut **tx)?;
    Ok(())
}

/// Exports, the newest first, before this one.
///
/// # Errors
/// The database's.
pub fn list(connection: &mut DbConnection, below_id: Option<String>, rows: i64) -> Result<Vec<LoggedExport>> {
    let mut query = export::table
        .inner_join(users::table.on(users::id.eq(export::user_id)))
        .left_join(export_end::table.on(export_end::export_id.eq(export::id)))
        .select((
            export::all_columns,
            export_end::all_columns.nullable(),
            (users::role, users::name, users::username),
        ))
        .order(export::id.desc())
        .limit(rows)
        .into_boxed();
    if let Some(below_id) = below_id {
        query = query.filter(export::id.lt(below_id));
    }
    Ok(query.load(connection)?)
}

/// A chunk of reports, with the names of categories and units in it.
#[derive(Debug, Clone, Default)]
pub struct ReportChunk {
    /// The reports, newest first.
    pub reports: Vec<ReportRow>,
    /// (code, name)
    pub categories: Vec<(String, String)>,
    /// (id, name)
    pub units: Vec<(String, String)>,
}

/// A chunk of reports.
///
/// # Errors
/// The database's.
pub fn reports(connection: &mut DbConnection, filter: &Filter, rows: i64) -> Result<ReportChunk> {
    let reports = report_lists::list(connection, filter, rows)?;
    let mut codes: Vec<&str> = reports.iter().map(|report| report.category_code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut unit_ids: Vec<&str> = reports.iter().filter_map(|report| report.unit_id.as_deref()).collect();
    unit_ids.sort_unstable();
    unit_ids.dedup();
    let categories = report_lists::category_names(connection, &codes)?;
    let units = report_lists::unit_names(connection, &unit_ids)?;
    Ok(ReportChunk { reports, categories, units })
}
