//! Designated shops (兑换点).

use super::schema::shop;
use super::{DbConnection, WriteTx};
use crate::error::{Code, Error, Result};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A shop as it is kept. Its position is in WGS-84; both halves are there or none.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = shop)]
pub struct ShopRow {
    /// Its id.
    pub id: String,
    /// Its name, unique.
    pub name: String,
    /// Where it is, in words.
    pub address: Option<String>,
    /// Latitude, ten-millionths of a degree.
    pub lat_e7: Option<i64>,
    /// Longitude, ten-millionths of a degree.
    pub lng_e7: Option<i64>,
    /// Whether beans buy something there.
    pub active: bool,
    /// When it was made, UTC.
    pub created_at: NaiveDateTime,
}

/// What changes of a shop; `None` stays, `Some(None)` is taken away.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = shop)]
pub struct ShopChanges {
    /// Its name.
    pub name: Option<String>,
    /// Where it is, in words.
    pub address: Option<Option<String>>,
    /// Latitude, ten-millionths of a degree.
    pub lat_e7: Option<Option<i64>>,
    /// Longitude, ten-millionths of a degree.
    pub lng_e7: Option<Option<i64>>,
    /// Whether beans buy something there.
    pub active: Option<bool>,
}

impl ShopChanges {
    fn is_empty(&self) -> bool {
        self.name.is_none()
            && self.address.is_none()
            && self.lat_e7.is_none()
            && self.lng_e7.is_none()
            && self.active.is_none()
    }
}

/// Shops by name, after the key of the last page; only those where beans buy something, or all.
///
/// # Errors
/// The database's.
pub fn list(
    connection: &mut DbConnection,
    only_active: bool,
    after: Option<&(String, String)>,
    rows: i64,
) -> Result<Vec<ShopRow>> {
    let mut query = shop::table.into_boxed();
    if only_active {
        query = query.filter(shop::active.eq(true));
    }
    if let Some((name, id)) = after {
        query = query
            .filter(shop::name.gt(name.clone()).or(shop::name.eq(name.clone()).and(shop::id.gt(id.clone()))));
    }
    Ok(query.order((shop::name, shop::id)).limit(rows).load(connection)?)
}

/// One shop.
///
/// # Errors
/// 404; the database's.
pub fn find(connection: &mut DbConnection, id: &str) -> Result<ShopRow> {
    Ok(shop::table.find(id).first(connection)?)
}

/// Keeps a new shop.
///
/// # Errors
/// 409 `name_taken`; the database's.
pub fn insert(tx: &mut WriteTx<'_>, row: &ShopRow) -> Result<()> {
    diesel::insert_into(shop::table)
        .values(row.clone())
        .execute(&mut **tx)
        .map_err(Error::on_unique(Code::NameTaken))?;
    Ok(())
}

/// Changes a shop and answers what it is now.
///
/// # Errors
/// 404; 409 `name_taken`; the database's.
pub fn change(tx: &mut WriteTx<'_>, id: &str, changes: &ShopChanges) -> Result<ShopRow> {
    if !changes.is_empty() {
        diesel::update(shop::table.find(id))
            .set(changes.clone())
            .execute(&mut **tx)
            .map_err(Error::on_unique(Code::NameTaken))?;
    }
    find(tx, id)
}
