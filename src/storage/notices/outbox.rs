//! Causes of notices, from being written with what happened until being told.

use crate::bulk_table;
use crate::domain::report_event::EventKind;
use crate::error::Result;
use crate::on_backend;
use crate::storage::schema::{
    due_told, ledger_head, notice_cause, notice_head, report, report_clock, report_event, unit,
};
use crate::storage::{DbConnection, WriteTx};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl::{exists, not, select};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamp};

/// A cause that waits.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = notice_cause)]
pub struct CauseRow {
    /// Ordered by the instant of writing.
    pub id: String,
    /// What makes it the same cause when it is written again.
    pub cause: String,
    /// When it happened.
    pub at: NaiveDateTime,
    /// What happened, as JSON.
    pub body: String,
    /// Whether it could not be read.
    pub broken: bool,
}

bulk_table! {
    /// A notice to be kept, unless the recipient has one of the same cause.
    pub struct NewNotice in "notice", then "ON CONFLICT (cause, recipient_id) DO NOTHING" {
        /// Its number.
        seq: BigInt = i64,
        /// Who is told.
        recipient_id: Text = String,
        /// Why.
        cause: Text = String,
        /// A notice kind.
        kind: Text = String,
        /// What it says, as JSON.
        facts: Text = String,
        /// When that happened.
        at: Timestamp = NaiveDateTime,
    }
}

/// How far has been told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct Head {
    /// The last notice's number.
    pub seq: i64,
    /// The last posting that was told of.
    pub journal_seq: i64,
}

/// Adds a cause, unless the same one waits already.
///
/// # Errors
/// The database's.
pub fn add_cause(tx: &mut WriteTx<'_>, row: &CauseRow) -> Result<()> {
    on_backend!(&mut **tx, |c| diesel::insert_into(notice_cause::table)
        .values(row.clone())
        .on_conflict(notice_cause::cause)
        .do_nothing()
        .execute(c))?;
    Ok(())
}

/// Whether anything waits to be told: a cause, or a posting.
///
/// # Errors
/// The database's.
pub fn is_waiting(connection: &mut DbConnection) -> Result<bool> {
    let told_of: i64 = notice_head::table.select(notice_head::journal_seq).first(connection)?;
    let posted: i64 = ledger_head::table.select(ledger_head::seq).first(connection)?;
    if posted > told_of {
        return Ok(true);
    }
    let waiting = notice_cause::table.filter(not(notice_cause::broken));
    Ok(select(exists(waiting)).get_result(connection)?)
}

/// How many causes wait.
///
/// # Errors
/// The database's.
pub fn waiting_causes(connection: &mut DbConnection) -> Result<i64> {
    Ok(notice_cause::table.filter(not(notice_cause::broken)).count().get_result(connection)?)
}

/// How far has been told. Whoever else wants to tell waits until this transaction ends.
///
/// # Errors
/// The database's.
pub fn lock_head(tx: &mut WriteTx<'_>) -> Result<Head> {
    let row = notice_head::table.select((notice_head::seq, notice_head::journal_seq));
    Ok(match &mut **tx {
        DbConnection::Postgresql(c) => row.for_update().first(c)?,
        DbConnection::Sqlite(c) => row.first(c)?,
    })
}

/// Says how far has been told now.
///
/// # Errors
/// The database's.
pub fn save_head(tx: &mut WriteTx<'_>, head: Head) -> Result<()> {
    diesel::update(notice_head::table)
        .set((notice_head::seq.eq(head.seq), notice_head::journal_seq.eq(head.journal_seq)))
        .execute(&mut **tx)?;
    Ok(())
}

/// Takes up to `rows` causes out, the oldest first.
///
/// # Errors
/// The database's.
pub fn take_causes(tx: &mut WriteTx<'_>, rows: i64) -> Result<Vec<CauseRow>> {
    let causes: Vec<CauseRow> = notice_cause::table
        .filter(not(notice_cause::broken))
        .order(notice_cause::id)
        .limit(rows)
        .load(&mut **tx)?;
    let ids: Vec<&str> = causes.iter().map(|cause| cause.id.as_str()).collect();
    diesel::delete(notice_cause::table.filter(notice_cause::id.eq_any(ids))).execute(&mut **tx)?;
    Ok(causes)
}

/// Puts a cause that cannot be read back, out of the way.
///
/// # Errors
/// The database's.
pub fn break_cause(tx: &mut WriteTx<'_>, row: CauseRow) -> Result<()> {
    add_cause(tx, &CauseRow { broken: true, ..row })
}

/// Keeps notices.
///
/// # Errors
/// The database's.
pub fn insert_notices(tx: &mut WriteTx<'_>, rows: &[NewNotice]) -> Result<()> {
    Ok(NewNotice::write_all(tx, rows)?)
}

/// A report whose limit is near or over.
#[derive(Debug, Clone)]
pub struct DuePass {
    /// The report.
    pub report_id: String,
    /// What it is called by.
    pub number: String,
    /// Whose limit it is.
    pub unit_id: Option<String>,
    /// The unit's name.
    pub unit_name: Option<String>,
    /// The limit.
    pub due_at: NaiveDateTime,
    /// When it was set.
    pub set_at: NaiveDateTime,
}

/// Up to `rows` reports at their units whose unit has its limit at or after `from` and before `before`, and which have
/// not been told of as `kind` with this limit.
///
/// # Errors
/// The database's.
pub fn passing(
    connection: &mut DbConnection,
    kind: &str,
    from: Option<DateTime<Utc>>,
    before: DateTime<Utc>,
    rows: i64,
) -> Result<Vec<DuePass>> {
    type Row = (String, String, Option<String>, Option<NaiveDateTime>, NaiveDateTime, Option<String>);
    let told = due_told::table
        .filter(due_told::report_id.eq(report_clock::report_id))
        .filter(due_told::due_at.nullable().eq(report_clock::due_at))
        .filter(due_told::kind.eq(kind.to_owned()));
    let mut query = report_clock::table
        .inner_join(report::table.on(report::id.eq(report_clock::report_id)))
        .left_join(unit::table.on(unit::id.nullable().eq(report_clock::unit_id)))
        .filter(report_clock::ended_at.is_null())
        .filter(report_clock::unit_id.is_not_null())
        .filter(report_clock::due_at.lt(before.naive_utc()))
        .filter(not(exists(told)))
        .select((
            report::id,
            report::number,
            report_clock::unit_id,
            report_clock::due_at,
            report_clock::started_at,
            unit::name.nullable(),
        ))
        .order((report_clock::due_at, report::id))
        .limit(rows)
        .into_boxed();
    if let Some(from) = from {
        query = query.filter(report_clock::due_at.ge(from.naive_utc()));
    }
    let rows: Vec<Row> = query.load(connection)?;
    let mut passes = Vec::with_capacity(rows.len());
    for (report_id, number, unit_id, due_at, started_at, unit_name) in rows {
        let Some(due_at) = due_at else { continue };
        let set_at = limit_set_at(connection, &report_id)?.unwrap_or(started_at);
        passes.push(DuePass { report_id, number, unit_id, unit_name, due_at, set_at });
    }
    Ok(passes)
}

/// When a report's limit was set last.
fn limit_set_at(connection: &mut DbConnection, report_id: &str) -> Result<Option<NaiveDateTime>> {
    let setting = [EventKind::Assigned, EventKind::Extended, EventKind::SentBack].map(EventKind::as_str);
    Ok(report_event::table
        .filter(report_event::report_id.eq(report_id))
        .filter(report_event::kind.eq_any(setting))
        .order(report_event::position.desc())
        .select(report_event::at)
        .first(connection)
        .optional()?)
}

/// Notes that a limit is told of now; whether it was not before.
///
/// # Errors
/// The database's.
pub fn note_due(
    tx: &mut WriteTx<'_>,
    report_id: &str,
    due_at: NaiveDateTime,
    kind: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let added = on_backend!(&mut **tx, |c| diesel::insert_into(due_told::table)
        .values((
            due_told::report_id.eq(report_id),
            due_told::due_at.eq(due_at),
            due_told::kind.eq(kind),
            due_told::at.eq(now.naive_utc()),
        ))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(added > 0)
}
