//! Notices as their recipients read them.

use crate::error::Result;
use crate::storage::schema::{notice, notice_head};
use crate::storage::{DbConnection, WriteTx};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A kept notice.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = notice)]
pub struct NoticeRow {
    /// Its number.
    pub seq: i64,
    /// Who is told.
    pub recipient_id: String,
    /// A notice kind.
    pub kind: String,
    /// What it says, as JSON.
    pub facts: String,
    /// When that happened.
    pub at: NaiveDateTime,
    /// When it was read.
    pub read_at: Option<NaiveDateTime>,
}

/// Somebody's notices, the newest first, before number `below_seq`.
///
/// # Errors
/// The database's.
pub fn list(
    connection: &mut DbConnection,
    recipient_id: &str,
    unread: Option<bool>,
    below_seq: Option<i64>,
    rows: i64,
) -> Result<Vec<NoticeRow>> {
    let mut query = notice::table
        .filter(notice::recipient_id.eq(recipient_id.to_owned()))
        .filter(notice::seq.lt(below_seq.unwrap_or(i64::MAX)))
        .select(NoticeRow::as_select())
        .into_boxed();
    query = match unread {
        Some(true) => query.filter(notice::read_at.is_null()),
        Some(false) => query.filter(notice::read_at.is_not_null()),
        None => query,
    };
    Ok(query.order(notice::seq.desc()).limit(rows).load(connection)?)
}

/// How many notices somebody has not read, and the number of the newest notice they have.
///
/// # Errors
/// The database's.
pub fn unread(connection: &mut DbConnection, recipient_id: &str) -> Result<(i64, Option<i64>)> {
    let of_recipient = notice::table.filter(notice::recipient_id.eq(recipient_id));
    let count = of_recipient.filter(notice::read_at.is_null()).count().get_result(connection)?;
    let newest = of_recipient.order(notice::seq.desc()).select(notice::seq).first(connection).optional()?;
    Ok((count, newest))
}

/// Marks one of somebody's notices as read, unless it is already; the notice as it is now.
///
/// # Errors
/// The database's; none if it is not there or somebody else's.
pub fn mark_read(
    tx: &mut WriteTx<'_>,
    recipient_id: &str,
    seq: i64,
    now: NaiveDateTime,
) -> Result<Option<NoticeRow>> {
    let mine = notice::table.filter(notice::seq.eq(seq)).filter(notice::recipient_id.eq(recipient_id));
    diesel::update(mine.filter(notice::read_at.is_null())).set(notice::read_at.eq(now)).execute(&mut **tx)?;
    Ok(mine.select(NoticeRow::as_select()).first(&mut **tx).optional()?)
}

/// Marks somebody's notices as read up to number `up_to`; says how many were not.
///
/// # Errors
/// The database's.
pub fn mark_all_read(
    tx: &mut WriteTx<'_>,
    recipient_id: &str,
    up_to: i64,
    now: NaiveDateTime,
) -> Result<usize> {
    let mine = notice::table
        .filter(notice::recipient_id.eq(recipient_id))
        .filter(notice::read_at.is_null())
        .filter(notice::seq.le(up_to));
    Ok(diesel::update(mine).set(notice::read_at.eq(now)).execute(&mut **tx)?)
}

/// The last notice's number.
///
/// # Errors
/// The database's.
pub fn newest_seq(connection: &mut DbConnection) -> Result<i64> {
    Ok(notice_head::table.select(notice_head::seq).first(connection)?)
}

/// Everybody's notices after one number up to another, in order.
///
/// # Errors
/// The database's.
pub fn rows_between(
    connection: &mut DbConnection,
    above_seq: i64,
    up_to: i64,
    rows: i64,
) -> Result<Vec<NoticeRow>> {
    Ok(notice::table
        .filter(notice::seq.gt(above_seq).and(notice::seq.le(up_to)))
        .order(notice::seq)
        .limit(rows)
        .select(NoticeRow::as_select())
        .load(connection)?)
}

/// Somebody's notices after one number up to another, in order.
///
/// # Errors
/// The database's.
pub fn of_recipient_between(
    connection: &mut DbConnection,
    recipient_id: &str,
    above_seq: i64,
    up_to: i64,
    rows: i64,
) -> Result<Vec<NoticeRow>> {
    Ok(notice::table
        .filter(notice::recipient_id.eq(recipient_id))
        .filter(notice::seq.gt(above_seq).and(notice::seq.le(up_to)))
        .order(notice::seq)
        .limit(rows)
        .select(NoticeRow::as_select())
        .load(connection)?)
}

/// Forgets up to `rows` of the oldest notices that happened before `before`; says how many.
///
/// # Errors
/// The database's.
pub fn forget_old(tx: &mut WriteTx<'_>, before: NaiveDateTime, rows: i64) -> Result<usize> {
    let oldest: Vec<(i64, NaiveDateTime)> =
        notice::table.order(notice::seq).limit(rows).select((notice::seq, notice::at)).load(&mut **tx)?;
    let old: Vec<i64> = oldest.into_iter().filter(|(_, at)| *at < before).map(|(seq, _)| seq).collect();
    Ok(diesel::delete(notice::table.filter(notice::seq.eq_any(old))).execute(&mut **tx)?)
}
