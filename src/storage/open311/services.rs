//! How categories are offered to programs, and what they ask for.

use crate::error::Result;
use crate::on_backend;
use crate::storage::schema::open311::{service_attribute, service_setting};
use crate::storage::{DbConnection, WriteTx};
use diesel::prelude::*;

/// How a category is offered.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = service_setting, treat_none_as_null = true)]
pub struct ServiceRow {
    /// The category.
    pub category_code: String,
    /// Whether programs may file under it.
    pub offered: bool,
    /// What it is for.
    pub description: Option<String>,
    /// Words to find it by, with commas between.
    pub keywords: String,
}

/// Something that a service asks for.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = service_attribute)]
pub struct AttributeRow {
    /// The category.
    pub category_code: String,
    /// What an answer names it by.
    pub code: String,
    /// Its place, from 1.
    pub position: i32,
    /// Whether it is asked, not only told.
    pub asked: bool,
    /// What kind of answer it takes.
    pub datatype: String,
    /// Whether there must be an answer.
    pub required: bool,
    /// How to answer.
    pub datatype_description: Option<String>,
    /// The question.
    pub description: String,
    /// The choices, as JSON.
    pub choices: String,
}

/// How the categories are offered for which that was ever said.
///
/// # Errors
/// The database's.
pub fn settings(connection: &mut DbConnection) -> Result<Vec<ServiceRow>> {
    Ok(service_setting::table.select(ServiceRow::as_select()).load(connection)?)
}

/// How a category is offered, if that was ever said.
///
/// # Errors
/// The database's.
pub fn setting(connection: &mut DbConnection, category_code: &str) -> Result<Option<ServiceRow>> {
    Ok(service_setting::table
        .find(category_code)
        .select(ServiceRow::as_select())
        .first(connection)
        .optional()?)
}

/// The categories that ask for something.
///
/// # Errors
/// The database's.
pub fn categories_that_ask(connection: &mut DbConnection) -> Result<Vec<String>> {
    Ok(service_attribute::table.select(service_attribute::category_code).distinct().load(connection)?)
}

/// What a category asks for, in its order.
///
/// # Errors
/// The database's.
pub fn attributes(connection: &mut DbConnection, category_code: &str) -> Result<Vec<AttributeRow>> {
    Ok(service_attribute::table
        .filter(service_attribute::category_code.eq(category_code))
        .order(service_attribute::position)
        .select(AttributeRow::as_select())
        .load(connection)?)
}

/// Writes how a category is offered and what it asks for, in place of what was said before.
///
/// # Errors
/// The database's.
pub fn replace(tx: &mut WriteTx<'_>, service: &ServiceRow, attributes: &[AttributeRow]) -> Result<()> {
    // First, so that two who write the same category take turns.
    on_backend!(&mut **tx, |c| diesel::insert_into(service_setting::table)
        .values(service)
        .on_conflict(service_setting::category_code)
        .do_update()
        .set(service)
        .execute(c))?;
    diesel::delete(
        service_attribute::table.filter(service_attribute::category_code.eq(&service.category_code)),
    )
    .execute(&mut **tx)?;
    for attribute in attributes {
        diesel::insert_into(service_attribute::table).values(attribute).execute(&mut **tx)?;
    }
    Ok(())
}
