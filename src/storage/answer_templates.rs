//! Texts for answers to reporters.

use super::schema::answer_template;
use super::{DbConnection, WriteTx};
use crate::error::{Code, Error, Result};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A template as it is kept.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = answer_template)]
pub struct TemplateRow {
    /// Its id.
    pub id: String,
    /// Its name, unique.
    pub name: String,
    /// The only category it is for, if it is not for all.
    pub category_code: Option<String>,
    /// The state that the answer goes with.
    pub status: String,
    /// The text with its placeholders.
    pub text: String,
    /// Whether it answers where nobody wrote anything.
    pub automatic: bool,
    /// Its place among the others.
    pub position: i32,
    /// Whether it is offered.
    pub active: bool,
    /// When it was made, UTC.
    pub created_at: NaiveDateTime,
    /// When it was changed last, UTC.
    pub updated_at: NaiveDateTime,
}

/// What changes of a template; `None` stays, `Some(None)` is taken away.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = answer_template)]
pub struct TemplateChanges {
    /// Its name, unique.
    pub name: Option<String>,
    /// The only category it is for.
    pub category_code: Option<Option<String>>,
    /// The state that the answer goes with.
    pub status: Option<String>,
    /// The text with its placeholders.
    pub text: Option<String>,
    /// Whether it answers where nobody wrote anything.
    pub automatic: Option<bool>,
    /// Its place among the others.
    pub position: Option<i32>,
    /// Whether it is offered.
    pub active: Option<bool>,
    /// When it is changed, UTC.
    pub updated_at: NaiveDateTime,
}

/// Templates in the order they were made, after the last of the page before.
///
/// # Errors
/// The database's.
pub fn list(connection: &mut DbConnection, after_id: Option<&str>, rows: i64) -> Result<Vec<TemplateRow>> {
    Ok(answer_template::table
        .filter(answer_template::id.gt(after_id.unwrap_or_default()))
        .order(answer_template::id)
        .limit(rows)
        .load(connection)?)
}

/// The templates in use that answer a report of this category going to one of these states: those of the category
/// before those of all, each by place.
///
/// # Errors
/// The database's.
pub fn offered(
    connection: &mut DbConnection,
    category_code: &str,
    statuses: &[&str],
    rows: i64,
) -> Result<Vec<TemplateRow>> {
    let of_category =
        answer_template::category_code.is_null().or(answer_template::category_code.eq(category_code));
    Ok(answer_template::table
        .filter(answer_template::active)
        .filter(answer_template::status.eq_any(statuses))
        .filter(of_category)
        .order((answer_template::category_code.is_null(), answer_template::position, answer_template::id))
        .limit(rows)
        .load(connection)?)
}

/// Keeps a new template.
///
/// # Errors
/// 409 `name_taken`; the database's.
pub fn insert(tx: &mut WriteTx<'_>, row: &TemplateRow) -> Result<()> {
    diesel::insert_into(answer_template::table)
        .values(row.clone())
        .execute(&mut **tx)
        .map_err(Error::on_unique(Code::NameTaken))?;
    Ok(())
}

/// Changes a template and answers what it is now.
///
/// # Errors
/// 404; 409 `name_taken`; the database's.
pub fn change(tx: &mut WriteTx<'_>, id: &str, changes: &TemplateChanges) -> Result<TemplateRow> {
    diesel::update(answer_template::table.find(id))
        .set(changes.clone())
        .execute(&mut **tx)
        .map_err(Error::on_unique(Code::NameTaken))?;
    Ok(answer_template::table.find(id).first(&mut **tx)?)
}
