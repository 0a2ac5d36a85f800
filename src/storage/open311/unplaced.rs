//! What came in with a place in words only and waits for a dispatcher to put it on the map.

use crate::error::Result;
use crate::storage::schema::category;
use crate::storage::schema::open311::{api_key, unplaced_request};
use crate::storage::{DbConnection, WriteTx};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A request without a place on the map. Instants are in UTC.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = unplaced_request)]
pub struct UnplacedRow {
    /// Its id, which the program knows as its token.
    pub id: String,
    /// The program's key.
    pub api_key_id: String,
    /// Who reports.
    pub resident_id: String,
    /// The category's code.
    pub category_code: String,
    /// What is wrong.
    pub description: String,
    /// The place in words.
    pub address: String,
    /// Where the program keeps a picture; never fetched.
    pub media_url: Option<String>,
    /// What was answered to the service's questions, as JSON.
    pub answers: String,
    /// When it came in.
    pub received_at: NaiveDateTime,
    /// The report that it became.
    pub report_id: Option<String>,
    /// When it was refused.
    pub refused_at: Option<NaiveDateTime>,
    /// Who refused it.
    pub refused_by: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// Keeps what came in.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut WriteTx<'_>, row: &UnplacedRow) -> Result<()> {
    diesel::insert_into(unplaced_request::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// What waits, oldest first, after the last of the page before, with the names of category and program.
///
/// # Errors
/// The database's.
pub fn waiting(
    connection: &mut DbConnection,
    after_id: Option<&str>,
    rows: i64,
) -> Result<Vec<(UnplacedRow, String, String)>> {
    let mut query = unplaced_request::table
        .inner_join(api_key::table.on(api_key::id.eq(unplaced_request::api_key_id)))
        .inner_join(category::table.on(category::code.eq(unplaced_request::category_code)))
        .filter(unplaced_request::report_id.is_null())
        .filter(unplaced_request::refused_at.is_null())
        .select((UnplacedRow::as_select(), category::name, api_key::name))
        .into_boxed();
    if let Some(id) = after_id {
        query = query.filter(unplaced_request::id.gt(id.to_owned()));
    }
    Ok(query.order(unplaced_request::id).limit(rows).load(connection)?)
}

/// The request with this id.
///
/// # Errors
/// The database's.
pub fn find(connection: &mut DbConnection, id: &str) -> Result<Option<UnplacedRow>> {
    Ok(unplaced_request::table.find(id).select(UnplacedRow::as_select()).first(connection).optional()?)
}

/// The same, kept from changing until the transaction ends.
///
/// # Errors
/// The database's.
pub fn lock(tx: &mut WriteTx<'_>, id: &str) -> Result<Option<UnplacedRow>> {
    let row = unplaced_request::table.find(id);
    Ok(match &mut **tx {
        DbConnection::Postgresql(c) => {
            row.for_update().select(UnplacedRow::as_select()).first(c).optional()?
        }
        DbConnection::Sqlite(c) => row.select(UnplacedRow::as_select()).first(c).optional()?,
    })
}

/// Notes the report that a locked request became.
///
/// # Errors
/// The database's.
pub fn became(tx: &mut WriteTx<'_>, id: &str, report_id: &str) -> Result<()> {
    diesel::update(unplaced_request::table.find(id))
        .set(unplaced_request::report_id.eq(report_id))
        .execute(&mut **tx)?;
    Ok(())
}

/// Notes that a locked request was refused.
///
/// # Errors
/// The database's.
pub fn refuse(tx: &mut WriteTx<'_>, id: &str, by: &str, reason: &str, at: NaiveDateTime) -> Result<()> {
    diesel::update(unplaced_request::table.find(id))
        .set((
            unplaced_request::refused_at.eq(at),
            unplaced_request::refused_by.eq(by),
            unplaced_request::reason.eq(reason),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
