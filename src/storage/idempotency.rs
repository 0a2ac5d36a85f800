//! The answers that were given to requests with an idempotency key.

use super::schema::idempotency;
use super::{DbConnection, WriteTx};
use crate::error::Result;
use crate::on_backend;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A key that was used, and the answer that was given.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = idempotency)]
pub struct AnswerRow {
    /// Whose key it is.
    pub caller_id: String,
    /// The key.
    pub idempotency_key: String,
    /// Method, path and body, hashed.
    pub request_hash: String,
    /// The answer as JSON.
    pub answer: String,
    /// Whether it is kept for good.
    pub permanent: bool,
    /// When the key was used first.
    pub created_at: NaiveDateTime,
}

/// What was answered to this key.
///
/// # Errors
/// The database's.
pub fn find(connection: &mut DbConnection, caller_id: &str, key: &str) -> Result<Option<AnswerRow>> {
    Ok(idempotency::table
        .find((caller_id, key))
        .select(AnswerRow::as_select())
        .first(connection)
        .optional()?)
}

/// Takes a key unless it is taken. Waits for a rival that is taking it at this moment.
///
/// # Errors
/// The database's.
pub fn claim(tx: &mut WriteTx<'_>, row: &AnswerRow) -> Result<bool> {
    let taken = on_backend!(&mut **tx, |c| diesel::insert_into(idempotency::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(taken == 1)
}

/// Writes the answer of a key.
///
/// # Errors
/// The database's.
pub fn answer(tx: &mut WriteTx<'_>, caller_id: &str, key: &str, answer: &str) -> Result<()> {
    diesel::update(idempotency::table.find((caller_id, key)))
        .set(idempotency::answer.eq(answer))
        .execute(&mut **tx)?;
    Ok(())
}

/// Forgets a key if it was used before `before` and is not kept for good.
///
/// # Errors
/// The database's.
pub fn forget_if_before(
    tx: &mut WriteTx<'_>,
    caller_id: &str,
    key: &str,
    before: NaiveDateTime,
) -> Result<()> {
    let old = idempotency::table
        .filter(idempotency::caller_id.eq(caller_id))
        .filter(idempotency::idempotency_key.eq(key))
        .filter(diesel::dsl::not(idempotency::permanent))
        .filter(idempotency::created_at.lt(before));
    diesel::delete(old).execute(&mut **tx)?;
    Ok(())
}

/// Forgets up to `limit` keys that were used before `before` and are not kept for good; tells how many.
///
/// # Errors
/// The database's.
pub fn forget_before(tx: &mut WriteTx<'_>, before: NaiveDateTime, limit: i64) -> Result<usize> {
    let old: Vec<(String, String)> = idempotency::table
        .filter(diesel::dsl::not(idempotency::permanent))
        .filter(idempotency::created_at.lt(before))
        .limit(limit)
        .select((idempotency::caller_id, idempotency::idempotency_key))
        .load(&mut **tx)?;
    for (caller_id, key) in &old {
        diesel::delete(idempotency::table.find((caller_id, key))).execute(&mut **tx)?;
    }
    Ok(old.len())
}
