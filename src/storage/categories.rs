//! Reading the categories that a report can have.

use super::DbConnection;
use super::schema::category;
use crate::error::Result;
use diesel::prelude::*;

/// A category.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = category)]
pub struct CategoryRow {
    /// What reports name it by.
    pub code: String,
    /// Its group.
    pub group_code: String,
    /// Its Chinese name.
    pub name: String,
    /// The unit that fixes it where no route says otherwise.
    pub unit_id: Option<String>,
    /// Its place in its group.
    pub position: i32,
    /// Whether new reports may have it.
    pub active: bool,
}

/// The category with this code, also one that is out of use.
///
/// # Errors
/// The database's.
pub fn find(connection: &mut DbConnection, code: &str) -> Result<Option<CategoryRow>> {
    Ok(category::table.find(code).select(CategoryRow::as_select()).first(connection).optional()?)
}

/// All categories, also those out of use.
///
/// # Errors
/// The database's.
pub fn all(connection: &mut DbConnection) -> Result<Vec<CategoryRow>> {
    Ok(category::table.order(category::code).select(CategoryRow::as_select()).load(connection)?)
}

/// All categories in use, by group and place.
///
/// # Errors
/// The database's.
pub fn list_active(connection: &mut DbConnection) -> Result<Vec<CategoryRow>> {
    Ok(category::table
        .filter(category::active.eq(true))
        .order((category::group_code, category::position, category::code))
        .select(CategoryRow::as_select())
        .load(connection)?)
}
