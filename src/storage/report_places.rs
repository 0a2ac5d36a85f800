//! Which reports are near a place: by the index over latitudes, without a look at all reports.

use super::DbConnection;
use super::report_lists::DatumBox;
use super::reports::ReportRow;
use super::schema::report;
use crate::error::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// What reports near a place are narrowed to.
#[derive(Debug, Clone)]
pub struct Narrowing {
    /// At one of these states.
    pub statuses: Vec<&'static str>,
    /// In this group, if any.
    pub group: Option<String>,
    /// Filed at or after.
    pub from: NaiveDateTime,
    /// Filed at or before.
    pub until: NaiveDateTime,
}

/// Up to `rows` reports in each of these boxes, newest first. One question a datum: an index answers no "or".
///
/// # Errors
/// The database's.
pub fn inside(
    connection: &mut DbConnection,
    boxes: &[DatumBox],
    narrowing: &Narrowing,
    rows: i64,
) -> Result<Vec<ReportRow>> {
    let mut found = Vec::new();
    for area in boxes {
        let mut query = report::table
            .filter(report::datum.eq(area.datum.as_str()))
            .filter(report::lat_e7.between(area.lat_e7.0, area.lat_e7.1))
            .filter(report::lng_e7.between(area.lng_e7.0, area.lng_e7.1))
            .filter(report::submitted_at.between(narrowing.from, narrowing.until))
            .filter(report::status.eq_any(narrowing.statuses.clone()))
            .order(report::submitted_at.desc())
            .limit(rows)
            .select(ReportRow::as_select())
            .into_boxed();
        if let Some(group) = &narrowing.group {
            query = query.filter(report::group_code.eq(group.clone()));
        }
        found.extend(query.load(connection)?);
    }
    Ok(found)
}
