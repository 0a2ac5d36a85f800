//! Reports and their history as programs list them: by time, a page at a time.

use crate::error::Result;
use crate::storage::DbConnection;
use crate::storage::report_events::EventRow;
use crate::storage::reports::ReportRow;
use crate::storage::schema::{category, report, report_event};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Which reports. Everything that is said must hold.
#[derive(Debug, Clone, Default)]
pub struct RequestFilter {
    /// These and no others.
    pub ids: Option<Vec<String>>,
    /// Of these categories; empty for any.
    pub category_codes: Vec<String>,
    /// At one of these states; empty for any.
    pub statuses: Vec<&'static str>,
    /// Filed from the first to the second instant, both included.
    pub filed: Option<(NaiveDateTime, NaiveDateTime)>,
    /// Only public ones.
    pub published: bool,
}

/// A page of a list.
#[derive(Debug, Clone, Copy)]
pub struct Rows {
    /// How many to pass over.
    pub offset: i64,
    /// How many to read.
    pub limit: i64,
}

/// Reports, those filed last first.
///
/// # Errors
/// The database's.
pub fn list(connection: &mut DbConnection, filter: &RequestFilter, rows: Rows) -> Result<Vec<ReportRow>> {
    let mut query = report::table
        .select(ReportRow::as_select())
        .order((report::submitted_at.desc(), report::id.desc()))
        .offset(rows.offset)
        .limit(rows.limit)
        .into_boxed();
    if let Some(ids) = &filter.ids {
        query = query.filter(report::id.eq_any(ids));
    }
    if !filter.category_codes.is_empty() {
        query = query.filter(report::category_code.eq_any(&filter.category_codes));
    }
    if !filter.statuses.is_empty() {
        query = query.filter(report::status.eq_any(&filter.statuses));
    }
    if let Some((from, to)) = filter.filed {
        query = query.filter(report::submitted_at.between(from, to));
    }
    if filter.published {
        query = query.filter(report::published.eq(true));
    }
    Ok(query.load(connection)?)
}

/// Which entries of histories. Everything that is said must hold.
#[derive(Debug, Clone, Default)]
pub struct UpdateFilter {
    /// Of these reports and no others.
    pub report_ids: Option<Vec<String>>,
    /// Of these kinds.
    pub kinds: Vec<&'static str>,
    /// From the first to the second instant, both included.
    pub happened: Option<(NaiveDateTime, NaiveDateTime)>,
    /// Only of public reports.
    pub published: bool,
}

/// Entries of histories, what happened first first.
///
/// # Errors
/// The database's.
pub fn updates(
    connection: &mut DbConnection,
    filter: &UpdateFilter,
    rows: Rows,
) -> Result<Vec<(EventRow, ReportRow)>> {
    let mut query = report_event::table
        .inner_join(report::table.on(report::id.eq(report_event::report_id)))
        .filter(report_event::kind.eq_any(&filter.kinds))
        .select((EventRow::as_select(), ReportRow::as_select()))
        .order((report_event::at, report_event::report_id, report_event::position))
        .offset(rows.offset)
        .limit(rows.limit)
        .into_boxed();
    if let Some(ids) = &filter.report_ids {
        query = query.filter(report_event::report_id.eq_any(ids));
    }
    if let Some((from, to)) = filter.happened {
        query = query.filter(report_event::at.between(from, to));
    }
    if filter.published {
        query = query.filter(report::published.eq(true));
    }
    Ok(query.load(connection)?)
}

/// The entries of these kinds in the histories of these reports, oldest first.
///
/// # Errors
/// The database's.
pub fn entries(
    connection: &mut DbConnection,
    report_ids: &[&str],
    kinds: &[&'static str],
) -> Result<Vec<EventRow>> {
    Ok(report_event::table
        .filter(report_event::report_id.eq_any(report_ids))
        .filter(report_event::kind.eq_any(kinds))
        .order((report_event::report_id, report_event::position))
        .select(EventRow::as_select())
        .load(connection)?)
}

/// Which of these codes no category has.
///
/// # Errors
/// The database's.
pub fn unknown_codes(connection: &mut DbConnection, codes: &[String]) -> Result<Vec<String>> {
    let known: Vec<String> =
        category::table.filter(category::code.eq_any(codes)).select(category::code).load(connection)?;
    Ok(codes.iter().filter(|code| !known.contains(code)).cloned().collect())
}
