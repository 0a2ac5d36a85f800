//! PINs that shops ask for before they give beans back. Kept hashed, as passwords are.

use super::schema::refund_pin;
use super::{DbConnection, WriteTx};
use crate::error::Result;
use crate::on_backend;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A shop's PIN.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = refund_pin)]
pub struct RefundPinRow {
    /// The shop.
    pub shop_id: String,
    /// Its hash, a PHC string.
    pub pin_hash: String,
    /// The admin who set it.
    pub set_by: String,
    /// When, UTC.
    pub set_at: NaiveDateTime,
}

/// The hash of a shop's PIN; `None` where a refund asks for none.
///
/// # Errors
/// The database's.
pub fn hash_of(connection: &mut DbConnection, shop_id: &str) -> Result<Option<String>> {
    Ok(refund_pin::table.find(shop_id).select(refund_pin::pin_hash).first(connection).optional()?)
}

/// Sets a shop's PIN, in place of the one before.
///
/// # Errors
/// The database's.
pub fn set(tx: &mut WriteTx<'_>, row: &RefundPinRow) -> Result<()> {
    on_backend!(&mut **tx, |c| diesel::insert_into(refund_pin::table)
        .values(row.clone())
        .on_conflict(refund_pin::shop_id)
        .do_update()
        .set(row.clone())
        .execute(c))?;
    Ok(())
}

/// Takes a shop's PIN away.
///
/// # Errors
/// The database's.
pub fn clear(tx: &mut WriteTx<'_>, shop_id: &str) -> Result<()> {
    diesel::delete(refund_pin::table.find(shop_id)).execute(&mut **tx)?;
    Ok(())
}
