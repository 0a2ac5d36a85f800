//! Counts of reports for figures: aggregated by the database, bounded by the number of units, categories, quarters of an
//! hour or cells, never by that of reports.

use super::DbConnection;
use crate::domain::heat::GRID_SHIFT_E7;
use crate::error::Result;
use crate::on_backend;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};

/// A period: from an instant until before another.
pub type Period = (NaiveDateTime, NaiveDateTime);

/// What of a unit's cases was due in a period.
#[derive(Debug, Clone, QueryableByName)]
pub struct DueRow {
    /// The unit.
    #[diesel(sql_type = Text)]
    pub unit_id: String,
    /// Limits in the period.
    #[diesel(sql_type = BigInt)]
    pub due: i64,
    /// Of them suspended now.
    #[diesel(sql_type = BigInt)]
    pub suspended: i64,
    /// Of them closed.
    #[diesel(sql_type = BigInt)]
    pub closed: i64,
    /// Closed, and done within the limit.
    #[diesel(sql_type = BigInt)]
    pub on_time: i64,
    /// Done too late, or not yet although the limit is over.
    #[diesel(sql_type = BigInt)]
    pub overdue: i64,
}

/// A case is due at the unit that had it last, by the limit of its last turn there: what was given back or sent on is
/// not held against the unit that did so. A turn ends when the unit is done, and goes on when the check fails.
const DUE: &str = "
    SELECT unit_id, CAST(COUNT(*) AS BIGINT) AS due,
        CAST(SUM(suspended) AS BIGINT) AS suspended,
        CAST(SUM(CASE WHEN status = 'closed' THEN 1 ELSE 0 END) AS BIGINT) AS closed,
        CAST(SUM(CASE WHEN status = 'closed' AND done_at <= due_at THEN 1 ELSE 0 END) AS BIGINT) AS on_time,
        CAST(SUM(CASE WHEN suspended = 0 AND COALESCE(done_at, $1) > due_at THEN 1 ELSE 0 END) AS BIGINT) AS overdue
    FROM (
        SELECT report_clock.unit_id AS unit_id, report.status AS status, report_clock.due_at AS due_at,
            report_clock.ended_at AS done_at,
            CASE WHEN EXISTS (
                SELECT 1 FROM report_pause WHERE report_pause.report_id = report.id
                    AND report_pause.kind = 'suspension' AND report_pause.ended_at IS NULL
            ) THEN 1 ELSE 0 END AS suspended
        FROM report_clock
        JOIN report ON report.id = report_clock.report_id
        WHERE report_clock.due_at >= $2 AND report_clock.due_at < $3
            AND report_clock.stage = 'handling' AND report.unit_id = report_clock.unit_id
            AND report.status NOT IN ('rejected', 'merged', 'withdrawn')
            AND NOT EXISTS (
                SELECT 1 FROM report_clock AS later WHERE later.report_id = report_clock.report_id
                    AND later.stage = 'handling' AND later.position > report_clock.position
            )
    ) AS cases
    GROUP BY unit_id";

/// What was due at each unit.
///
/// # Errors
/// The database's.
pub fn due(connection: &mut DbConnection, period: Period, now: NaiveDateTime) -> Result<Vec<DueRow>> {
    Ok(on_backend!(connection, |c| sql_query(DUE)
        .bind::<Timestamp, _>(now)
        .bind::<Timestamp, _>(period.0)
        .bind::<Timestamp, _>(period.1)
        .load(c))?)
}

/// Events of one kind at a unit.
#[derive(Debug, Clone, QueryableByName)]
pub struct EventCount {
    /// The unit.
    #[diesel(sql_type = Text)]
    pub unit_id: String,
    /// An event kind.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub events: i64,
}

/// Checks that failed are those of the unit that has the report; what a unit did by itself is its people's, and what it
/// asked for is its own, on the day when the center decided (the center's people have no unit, so nothing counts twice).
const EVENTS: &str = "
    SELECT unit_id, kind, CAST(COUNT(*) AS BIGINT) AS events FROM (
        SELECT report.unit_id AS unit_id, report_event.kind AS kind
        FROM report_event
        JOIN report ON report.id = report_event.report_id
        WHERE report_event.at >= $1 AND report_event.at < $2 AND report_event.kind = 'sent_back'
        UNION ALL
        SELECT users.unit_id AS unit_id, report_event.kind AS kind
        FROM report_event
        JOIN users ON users.id = report_event.actor_id
        WHERE report_event.at >= $1 AND report_event.at < $2 AND report_event.kind IN ('returned', 'extended')
        UNION ALL
        SELECT report_request.unit_id AS unit_id, CASE
                WHEN report_request.state = 'refused' THEN 'request_refused'
                WHEN report_request.kind = 'return' THEN 'returned'
                ELSE 'extended' END AS kind
        FROM report_request
        WHERE report_request.decided_at >= $1 AND report_request.decided_at < $2
            AND (report_request.state = 'refused' AND report_request.kind <> 'major'
                OR report_request.state = 'approved' AND report_request.kind IN ('return', 'extension'))
    ) AS events
    WHERE unit_id IS NOT NULL
    GROUP BY unit_id, kind";

/// What counts against units, or was granted to them.
///
/// # Errors
/// The database's.
pub fn events(connection: &mut DbConnection, period: Period) -> Result<Vec<EventCount>> {
    Ok(on_backend!(connection, |c| sql_query(EVENTS)
        .bind::<Timestamp, _>(period.0)
        .bind::<Timestamp, _>(period.1)
        .load(c))?)
}

/// Reports of one kind in one state.
#[derive(Debug, Clone, QueryableByName)]
pub struct KeyCount {
    /// What they have in common; none for those that have nothing there.
    #[diesel(sql_type = Nullable<Text>)]
    pub key: Option<String>,
    /// Where they stand.
    #[diesel(sql_type = Text)]
    pub status: String,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub reports: i64,
}

/// What reports are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedBy {
    /// The category's group.
    Group,
    /// The category's code.
    Category,
    /// The subdistrict.
    Subdistrict,
    /// The unit that has them.
    Unit,
    /// The quarter of an hour of filing, counted from 1970: what days and hours of any zone are made of.
    Quarter,
}

/// Reports filed in a period, of one unit or of all.
///
/// # Errors
/// The database's.
pub fn counts(
    connection: &mut DbConnection,
    by: CountedBy,
    period: Period,
    unit_id: Option<&str>,
) -> Result<Vec<KeyCount>> {
    let is_sqlite = matches!(connection, DbConnection::Sqlite(_));
    let key = match by {
        CountedBy::Group => "group_code",
        CountedBy::Category => "category_code",
        CountedBy::Subdistrict => "subdistrict",
        CountedBy::Unit => "unit_id",
        CountedBy::Quarter if is_sqlite => {
            "CAST(CAST(strftime('%s', submitted_at) AS INTEGER) / 900 AS TEXT)"
        }
        CountedBy::Quarter => "CAST(CAST(FLOOR(EXTRACT(EPOCH FROM submitted_at) / 900) AS BIGINT) AS TEXT)",
    };
    let query = format!(
        "SELECT {key} AS key, status, CAST(COUNT(*) AS BIGINT) AS reports FROM report
        WHERE submitted_at >= $1 AND submitted_at < $2 AND ($3 = '' OR unit_id = $3) GROUP BY {key}, status"
    );
    Ok(on_backend!(connection, |c| sql_query(&query)
        .bind::<Timestamp, _>(period.0)
        .bind::<Timestamp, _>(period.1)
        .bind::<Text, _>(unit_id.unwrap_or_default())
        .load(c))?)
}

/// Reports in one cell of a grid over positions of one datum.
#[derive(Debug, Clone, QueryableByName)]
pub struct CellCount {
    /// The cell's number from the south.
    #[diesel(sql_type = BigInt)]
    pub northing: i64,
    /// The cell's number from the west.
    #[diesel(sql_type = BigInt)]
    pub easting: i64,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub reports: i64,
}

/// Which reports a grid counts.
#[derive(Debug, Clone)]
pub struct GridFilter {
    /// The positions' datum, and the box.
    pub area: super::report_lists::DatumBox,
    /// The side of a cell, ten-millionths of a degree.
    pub side_e7: i64,
    /// When they were filed.
    pub period: Period,
    /// Only of this group.
    pub group: Option<&'static str>,
    /// Only of this unit.
    pub unit_id: Option<String>,
}

/// Reports by cell. What was refused, merged or withdrawn is no problem of the place.
///
/// # Errors
/// The database's.
pub fn cells(connection: &mut DbConnection, filter: &GridFilter) -> Result<Vec<CellCount>> {
    let GridFilter { area, side_e7, period, group, unit_id } = filter;
    // Numbers of our own, not texts of a caller.
    let cell = |column: &str| format!("({column} + {GRID_SHIFT_E7}) / {side_e7}");
    let (northing, easting) = (cell("lat_e7"), cell("lng_e7"));
    let query = format!(
        "SELECT {northing} AS northing, {easting} AS easting, CAST(COUNT(*) AS BIGINT) AS reports FROM report
        WHERE datum = $1 AND lat_e7 BETWEEN $2 AND $3 AND lng_e7 BETWEEN $4 AND $5
            AND submitted_at >= $6 AND submitted_at < $7
            AND ($8 = '' OR group_code = $8) AND ($9 = '' OR unit_id = $9)
            AND status NOT IN ('rejected', 'merged', 'withdrawn')
        GROUP BY {northing}, {easting}"
    );
    Ok(on_backend!(connection, |c| sql_query(&query)
        .bind::<Text, _>(area.datum.as_str())
        .bind::<BigInt, _>(area.lat_e7.0)
        .bind::<BigInt, _>(area.lat_e7.1)
        .bind::<BigInt, _>(area.lng_e7.0)
        .bind::<BigInt, _>(area.lng_e7.1)
        .bind::<Timestamp, _>(period.0)
        .bind::<Timestamp, _>(period.1)
        .bind::<Text, _>(group.unwrap_or_default())
        .bind::<Text, _>(unit_id.as_deref().unwrap_or_default())
        .load(c))?)
}

/// All units, as (id, name).
///
/// # Errors
/// The database's.
pub fn unit_names(connection: &mut DbConnection) -> Result<Vec<(String, String)>> {
    use super::schema::unit;
    Ok(unit::table.order(unit::name).select((unit::id, unit::name)).load(connection)?)
}

/// All categories, as (code, name).
///
/// # Errors
/// The database's.
pub fn category_names(connection: &mut DbConnection) -> Result<Vec<(String, String)>> {
    use super::schema::category;
    Ok(category::table.order(category::position).select((category::code, category::name)).load(connection)?)
}
