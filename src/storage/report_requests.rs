//! What units and graders ask the center to decide.

use super::schema::report_request;
use super::{DbConnection, WriteTx};
use crate::domain::request::{RequestKind, RequestState};
use crate::error::{Code, Error, Result};
use chrono::NaiveDateTime;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

/// A request. Instants are in UTC.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = report_request, treat_none_as_null = true)]
pub struct RequestRow {
    /// Its id, ordered by the instant of asking.
    pub id: String,
    /// The report.
    pub report_id: String,
    /// A kind of request.
    pub kind: String,
    /// A state of requests.
    pub state: String,
    /// The unit that asks.
    pub unit_id: Option<String>,
    /// Who asks.
    pub asked_by: String,
    /// When.
    pub asked_at: NaiveDateTime,
    /// Why, or what the reporter is to be told.
    pub words: Option<String>,
    /// The new limit, or the end of the suspension.
    pub until_at: Option<NaiveDateTime>,
    /// Whether only an admin may decide it.
    pub needs_admin: bool,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<NaiveDateTime>,
    /// What was said with it.
    pub decision: Option<String>,
}

/// Keeps a new request.
///
/// # Errors
/// 409 `request_pending` if one of its kind waits already; the database's.
pub fn insert(tx: &mut WriteTx<'_>, row: &RequestRow) -> Result<()> {
    diesel::insert_into(report_request::table)
        .values(row.clone())
        .execute(&mut **tx)
        .map_err(Error::on_unique(Code::RequestPending))?;
    Ok(())
}

/// One request.
///
/// # Errors
/// 404; the database's.
pub fn find(connection: &mut DbConnection, id: &str) -> Result<RequestRow> {
    Ok(report_request::table.find(id).select(RequestRow::as_select()).first(connection)?)
}

/// Writes a request back.
///
/// # Errors
/// The database's.
pub fn update(tx: &mut WriteTx<'_>, row: &RequestRow) -> Result<()> {
    diesel::update(report_request::table.find(&row.id)).set(row).execute(&mut **tx)?;
    Ok(())
}

/// Lets what waits for a decision on a report lapse: what it was asked for is over.
///
/// # Errors
/// The database's.
pub fn lapse(tx: &mut WriteTx<'_>, report_id: &str, at: NaiveDateTime) -> Result<()> {
    let pending = report_request::table
        .filter(report_request::report_id.eq(report_id))
        .filter(report_request::state.eq(RequestState::Pending.as_str()));
    diesel::update(pending)
        .set((report_request::state.eq(RequestState::Lapsed.as_str()), report_request::decided_at.eq(at)))
        .execute(&mut **tx)?;
    Ok(())
}

/// The requests of these reports that wait, by report.
///
/// # Errors
/// The database's.
pub fn pending_of(connection: &mut DbConnection, report_ids: &[&str]) -> Result<Vec<RequestRow>> {
    Ok(report_request::table
        .filter(report_request::report_id.eq_any(report_ids))
        .filter(report_request::state.eq(RequestState::Pending.as_str()))
        .order(report_request::id)
        .select(RequestRow::as_select())
        .load(connection)?)
}

/// The requests of one report, oldest first.
///
/// # Errors
/// The database's.
pub fn of_report(connection: &mut DbConnection, report_id: &str) -> Result<Vec<RequestRow>> {
    Ok(report_request::table
        .filter(report_request::report_id.eq(report_id))
        .order(report_request::id)
        .select(RequestRow::as_select())
        .load(connection)?)
}

/// Who gave the grade that somebody confirmed at this instant; nobody if it needed no second person.
///
/// # Errors
/// The database's.
pub fn confirmed_grader(
    connection: &mut DbConnection,
    report_id: &str,
    confirmed_by: &str,
    at: NaiveDateTime,
) -> Result<Option<String>> {
    Ok(report_request::table
        .filter(report_request::report_id.eq(report_id))
        .filter(report_request::kind.eq(RequestKind::Major.as_str()))
        .filter(report_request::state.eq(RequestState::Approved.as_str()))
        .filter(report_request::decided_by.eq(confirmed_by))
        .filter(report_request::decided_at.eq(at))
        .order(report_request::id.desc())
        .select(report_request::asked_by)
        .first(connection)
        .optional()?)
}

/// Requests of a state, and of a kind if one is given, newest first, after the last one of the page before.
///
/// # Errors
/// The database's.
pub fn list(
    connection: &mut DbConnection,
    state: &str,
    kind: Option<&str>,
    after_id: Option<&str>,
    rows: i64,
) -> Result<Vec<RequestRow>> {
    let mut query = report_request::table.filter(report_request::state.eq(state)).into_boxed();
    if let Some(kind) = kind {
        query = query.filter(report_request::kind.eq(kind));
    }
    if let Some(id) = after_id {
        query = query.filter(report_request::id.lt(id));
    }
    Ok(query.order(report_request::id.desc()).limit(rows).select(RequestRow::as_select()).load(connection)?)
}

/// How many requests wait for the center.
///
/// # Errors
/// The database's.
pub fn count_pending(connection: &mut DbConnection) -> Result<i64> {
    let pending = report_request::table.filter(report_request::state.eq(RequestState::Pending.as_str()));
    Ok(pending.select(sql::<BigInt>("COUNT(*)")).get_result(connection)?)
}
