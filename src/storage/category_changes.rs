//! Writing the categories that a report can have.

use super::schema::category;
use super::{DbConnection, WriteTx};
use crate::error::{Code, Error, Result};
use diesel::prelude::*;

/// A category as it is written.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = category)]
pub struct CategoryRecord {
    /// What reports name it by; never changes.
    pub code: String,
    /// Its group; never changes, since figures are counted by it.
    pub group_code: String,
    /// Its name, unique.
    pub name: String,
    /// The unit that fixes it where no route says otherwise.
    pub unit_id: Option<String>,
    /// Its place in its group.
    pub position: i32,
    /// Whether new reports may have it.
    pub active: bool,
}

/// What changes of a category; `None` stays, `Some(None)` is taken away.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = category)]
pub struct CategoryChanges {
    /// Its name, unique.
    pub name: Option<String>,
    /// The unit that fixes it where no route says otherwise.
    pub unit_id: Option<Option<String>>,
    /// Its place in its group.
    pub position: Option<i32>,
    /// Whether new reports may have it.
    pub active: Option<bool>,
}

impl CategoryChanges {
    fn is_empty(&self) -> bool {
        self.name.is_none() && self.unit_id.is_none() && self.position.is_none() && self.active.is_none()
    }
}

/// One category, in use or not.
///
/// # Errors
/// 404; the database's.
pub fn find(connection: &mut DbConnection, code: &str) -> Result<CategoryRecord> {
    Ok(category::table.find(code).first(connection)?)
}

/// All categories, in use or not, by group and place. A district has some dozens.
///
/// # Errors
/// The database's.
pub fn all(connection: &mut DbConnection) -> Result<Vec<CategoryRecord>> {
    Ok(category::table.order((category::group_code, category::position, category::code)).load(connection)?)
}

/// The place after the last one of a group.
///
/// # Errors
/// The database's.
pub fn next_position(connection: &mut DbConnection, group_code: &str) -> Result<i32> {
    let last: Option<i32> = category::table
        .filter(category::group_code.eq(group_code))
        .select(diesel::dsl::max(category::position))
        .first(connection)?;
    Ok(last.unwrap_or(0).saturating_add(1))
}

/// Keeps a new category.
///
/// # Errors
/// 409 `name_taken` if its code or name is taken; the database's.
pub fn insert(tx: &mut WriteTx<'_>, row: &CategoryRecord) -> Result<()> {
    diesel::insert_into(category::table)
        .values(row.clone())
        .execute(&mut **tx)
        .map_err(Error::on_unique(Code::NameTaken))?;
    Ok(())
}

/// Changes a category and answers what it is now.
///
/// # Errors
/// 404; 409 `name_taken`; the database's.
pub fn change(tx: &mut WriteTx<'_>, code: &str, changes: &CategoryChanges) -> Result<CategoryRecord> {
    if !changes.is_empty() {
        diesel::update(category::table.find(code))
            .set(changes.clone())
            .execute(&mut **tx)
            .map_err(Error::on_unique(Code::NameTaken))?;
    }
    find(tx, code)
}
