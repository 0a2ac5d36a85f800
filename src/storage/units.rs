//! Responsible units (责任单位).

use super::schema::unit;
use super::{DbConnection, WriteTx};
use crate::error::{Code, Error, Result};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A unit as it is kept.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = unit)]
pub struct UnitRow {
    /// Its id.
    pub id: String,
    /// Its name, unique.
    pub name: String,
    /// Whether reports may be assigned to it.
    pub active: bool,
    /// When it was made, UTC.
    pub created_at: NaiveDateTime,
}

/// What changes of a unit; `None` stays.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = unit)]
pub struct UnitChanges {
    /// Its name.
    pub name: Option<String>,
    /// Whether reports may be assigned to it.
    pub active: Option<bool>,
}

/// Units by name, after the key of the last page.
///
/// # Errors
/// The database's.
pub fn list(
    connection: &mut DbConnection,
    after: Option<&(String, String)>,
    rows: i64,
) -> Result<Vec<UnitRow>> {
    let mut query = unit::table.into_boxed();
    if let Some((name, id)) = after {
        query = query
            .filter(unit::name.gt(name.clone()).or(unit::name.eq(name.clone()).and(unit::id.gt(id.clone()))));
    }
    Ok(query.order((unit::name, unit::id)).limit(rows).load(connection)?)
}

/// All units. A district has some dozens.
///
/// # Errors
/// The database's.
pub fn all(connection: &mut DbConnection) -> Result<Vec<UnitRow>> {
    Ok(unit::table.order(unit::name).load(connection)?)
}

/// One unit.
///
/// # Errors
/// 404; the database's.
pub fn find(connection: &mut DbConnection, id: &str) -> Result<UnitRow> {
    Ok(unit::table.find(id).first(connection)?)
}

/// Keeps a new unit.
///
/// # Errors
/// 409 `name_taken`; the database's.
pub fn insert(tx: &mut WriteTx<'_>, row: &UnitRow) -> Result<()> {
    diesel::insert_into(unit::table)
        .values(row.clone())
        .execute(&mut **tx)
        .map_err(Error::on_unique(Code::NameTaken))?;
    Ok(())
}

/// Changes a unit and answers what it is now.
///
/// # Errors
/// 404; 409 `name_taken`; the database's.
pub fn change(tx: &mut WriteTx<'_>, id: &str, changes: &UnitChanges) -> Result<UnitRow> {
    if changes.name.is_some() || changes.active.is_some() {
        diesel::update(unit::table.find(id))
            .set(changes.clone())
            .execute(&mut **tx)
            .map_err(Error::on_unique(Code::NameTaken))?;
    }
    find(tx, id)
}
