//! Keys of programs, stored hashed. A row is never deleted: reports came in through it.

use crate::error::{Code, Error, Result};
use crate::storage::schema::open311::api_key;
use crate::storage::{DbConnection, WriteTx};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A key as it is kept. Instants are in UTC.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = api_key)]
pub struct ApiKeyRow {
    /// Its id.
    pub id: String,
    /// The program's name, unique.
    pub name: String,
    /// The key, hashed.
    pub key_hash: String,
    /// Its first letters.
    pub hint: String,
    /// What it may do: words with commas between.
    pub permissions: String,
    /// When it was issued.
    pub created_at: NaiveDateTime,
    /// Who issued it.
    pub created_by: String,
    /// When it last filed something.
    pub last_used_at: Option<NaiveDateTime>,
    /// When it was revoked.
    pub revoked_at: Option<NaiveDateTime>,
    /// Who revoked it.
    pub revoked_by: Option<String>,
}

/// Keeps a new key.
///
/// # Errors
/// 409 `name_taken`; the database's.
pub fn insert(tx: &mut WriteTx<'_>, row: &ApiKeyRow) -> Result<()> {
    diesel::insert_into(api_key::table)
        .values(row)
        .execute(&mut **tx)
        .map_err(Error::on_unique(Code::NameTaken))?;
    Ok(())
}

/// Keys, newest first, after the last of the page before.
///
/// # Errors
/// The database's.
pub fn list(connection: &mut DbConnection, after_id: Option<&str>, rows: i64) -> Result<Vec<ApiKeyRow>> {
    let mut query = api_key::table.select(ApiKeyRow::as_select()).into_boxed();
    if let Some(id) = after_id {
        query = query.filter(api_key::id.lt(id.to_owned()));
    }
    Ok(query.order(api_key::id.desc()).limit(rows).load(connection)?)
}

/// The key with this hash, revoked or not.
///
/// # Errors
/// The database's.
pub fn find_by_hash(connection: &mut DbConnection, key_hash: &str) -> Result<Option<ApiKeyRow>> {
    Ok(api_key::table
        .filter(api_key::key_hash.eq(key_hash))
        .select(ApiKeyRow::as_select())
        .first(connection)
        .optional()?)
}

/// Revokes a key unless it is revoked already, and answers what it is now.
///
/// # Errors
/// 404; the database's.
pub fn revoke(tx: &mut WriteTx<'_>, id: &str, by: &str, at: NaiveDateTime) -> Result<ApiKeyRow> {
    diesel::update(api_key::table.filter(api_key::id.eq(id)).filter(api_key::revoked_at.is_null()))
        .set((api_key::revoked_at.eq(at), api_key::revoked_by.eq(by)))
        .execute(&mut **tx)?;
    Ok(api_key::table.find(id).select(ApiKeyRow::as_select()).first(&mut **tx)?)
}

/// Notes that a key is used, and keeps it from being revoked until the transaction ends.
///
/// # Errors
/// The database's.
pub fn use_unrevoked(tx: &mut WriteTx<'_>, id: &str, at: NaiveDateTime) -> Result<bool> {
    let unrevoked = api_key::table.filter(api_key::id.eq(id)).filter(api_key::revoked_at.is_null());
    Ok(diesel::update(unrevoked).set(api_key::last_used_at.eq(at)).execute(&mut **tx)? == 1)
}
