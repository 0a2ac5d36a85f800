//! The table `login_failure`: wrong passwords in a row, for known and unknown login names alike.

use super::schema::login_failure;
use super::{DbConnection, WriteTx};
use crate::on_backend;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::upsert::excluded;

/// A row of `login_failure`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = login_failure, treat_none_as_null = true)]
pub struct LoginFailureRow {
    /// Whose failures: `auth::lockout::LoginKey`.
    pub login_key: String,
    /// Wrong passwords in a row.
    pub failures: i32,
    /// Nobody may log in before this instant, UTC.
    pub locked_until: Option<NaiveDateTime>,
    /// UTC.
    pub last_failed_at: NaiveDateTime,
}

/// The failures under that key.
///
/// # Errors
/// The database's.
pub fn find(connection: &mut DbConnection, key: &str) -> QueryResult<Option<LoginFailureRow>> {
    login_failure::table.find(key).select(LoginFailureRow::as_select()).first(connection).optional()
}

/// The failures under those keys.
///
/// # Errors
/// The database's.
pub fn find_all(connection: &mut DbConnection, keys: &[String]) -> QueryResult<Vec<LoginFailureRow>> {
    login_failure::table
        .filter(login_failure::login_key.eq_any(keys))
        .select(LoginFailureRow::as_select())
        .load(connection)
}

/// The failures under that key, locked until the transaction ends. The row is made if there is none, so that two
/// first failures at the same moment take turns too.
///
/// # Errors
/// The database's.
pub fn lock(tx: &mut WriteTx<'_>, key: &str, now: NaiveDateTime) -> QueryResult<LoginFailureRow> {
    let none =
        LoginFailureRow { login_key: key.to_owned(), failures: 0, locked_until: None, last_failed_at: now };
    // The update that changes nothing locks a row that is there already.
    on_backend!(&mut **tx, |c| diesel::insert_into(login_failure::table)
        .values(none)
        .on_conflict(login_failure::login_key)
        .do_update()
        .set(login_failure::login_key.eq(excluded(login_failure::login_key)))
        .execute(c))?;
    login_failure::table.find(key).select(LoginFailureRow::as_select()).first(&mut **tx)
}

/// Writes the failures under their key, which is locked.
///
/// # Errors
/// The database's.
pub fn update(tx: &mut WriteTx<'_>, row: &LoginFailureRow) -> QueryResult<()> {
    diesel::update(login_failure::table.find(row.login_key.clone()))
        .set(row.clone())
        .execute(&mut **tx)
        .map(|_| ())
}

/// Forgets the failures under that key, unless it is locked at `now`.
///
/// # Errors
/// The database's.
pub fn clear_unless_locked(tx: &mut WriteTx<'_>, key: &str, now: NaiveDateTime) -> QueryResult<()> {
    let free = login_failure::locked_until.is_null().or(login_failure::locked_until.le(now));
    diesel::delete(login_failure::table.find(key).filter(free)).execute(&mut **tx).map(|_| ())
}

/// Forgets the failures under that key and so unlocks it.
///
/// # Errors
/// The database's.
pub fn clear(tx: &mut WriteTx<'_>, key: &str) -> QueryResult<()> {
    diesel::delete(login_failure::table.find(key)).execute(&mut **tx).map(|_| ())
}

/// Forgets failures that are older than `before`, so that made-up login names do not fill the database.
///
/// # Errors
/// The database's.
pub fn forget(tx: &mut WriteTx<'_>, before: NaiveDateTime) -> QueryResult<()> {
    diesel::delete(login_failure::table.filter(login_failure::last_failed_at.lt(before)))
        .execute(&mut **tx)
        .map(|_| ())
}
