//! Codes by which residents let a program file in their name, stored hashed.

use crate::error::{Code, Error, Result};
use crate::storage::schema::open311::{account_code, api_key};
use crate::storage::{DbConnection, WriteTx};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A code as it is kept. Instants are in UTC.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = account_code)]
pub struct AccountCodeRow {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub resident_id: String,
    /// The code, hashed.
    pub code_hash: String,
    /// When it was made.
    pub created_at: NaiveDateTime,
    /// Until when a program has to use it first.
    pub expires_at: NaiveDateTime,
    /// The program that used it first; no other can.
    pub api_key_id: Option<String>,
    /// When that was.
    pub bound_at: Option<NaiveDateTime>,
    /// When it was used last.
    pub last_used_at: Option<NaiveDateTime>,
    /// When it was revoked.
    pub revoked_at: Option<NaiveDateTime>,
}

/// Keeps a new code.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut WriteTx<'_>, row: &AccountCodeRow) -> Result<()> {
    diesel::insert_into(account_code::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// A resident's codes that can be used now or first, newest first, each with the name of its program.
///
/// # Errors
/// The database's.
pub fn live(
    connection: &mut DbConnection,
    resident_id: &str,
    now: NaiveDateTime,
) -> Result<Vec<(AccountCodeRow, Option<String>)>> {
    Ok(account_code::table
        .left_join(api_key::table.on(api_key::id.nullable().eq(account_code::api_key_id)))
        .filter(account_code::resident_id.eq(resident_id))
        .filter(account_code::revoked_at.is_null())
        .filter(account_code::api_key_id.is_not_null().or(account_code::expires_at.gt(now)))
        .order(account_code::id.desc())
        .select((AccountCodeRow::as_select(), api_key::name.nullable()))
        .load(connection)?)
}

/// The code with this hash, kept from changing until the transaction ends.
///
/// # Errors
/// The database's.
pub fn lock_by_hash(tx: &mut WriteTx<'_>, code_hash: &str) -> Result<Option<AccountCodeRow>> {
    let row = account_code::table.filter(account_code::code_hash.eq(code_hash));
    Ok(match &mut **tx {
        DbConnection::Postgresql(c) => {
            row.for_no_key_update().select(AccountCodeRow::as_select()).first(c).optional()?
        }
        DbConnection::Sqlite(c) => row.select(AccountCodeRow::as_select()).first(c).optional()?,
    })
}

/// Notes that a locked code was used, and binds it if it is free.
///
/// # Errors
/// The database's.
pub fn note_use(
    tx: &mut WriteTx<'_>,
    code: &AccountCodeRow,
    api_key_id: &str,
    at: NaiveDateTime,
) -> Result<()> {
    diesel::update(account_code::table.find(&code.id))
        .set((
            account_code::api_key_id.eq(api_key_id),
            account_code::bound_at.eq(code.bound_at.unwrap_or(at)),
            account_code::last_used_at.eq(at),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Revokes a resident's code; one that is revoked stays so.
///
/// # Errors
/// 404 for a code that is not theirs; the database's.
pub fn revoke(tx: &mut WriteTx<'_>, resident_id: &str, id: &str, at: NaiveDateTime) -> Result<()> {
    let own =
        account_code::table.filter(account_code::id.eq(id)).filter(account_code::resident_id.eq(resident_id));
    let found: Option<String> = own.select(account_code::id).first(&mut **tx).optional()?;
    if found.is_none() {
        return Err(Error::new(Code::NotFound));
    }
    diesel::update(own.filter(account_code::revoked_at.is_null()))
        .set(account_code::revoked_at.eq(at))
        .execute(&mut **tx)?;
    Ok(())
}
