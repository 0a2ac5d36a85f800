//! An admin adds and changes the categories that a report can have.

use super::App;
use super::fields::{Fields, present};
use crate::auth::Caller;
use crate::domain::group::CategoryGroup;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::storage::category_changes::{self as categories, CategoryChanges, CategoryRecord};
use crate::storage::{DbConnection, units};

/// Longest code of a category.
const CODE_MAX_CHARS: usize = 40;
/// A year: the longest time that a unit can be given.
const MAX_TIME_LIMIT_HOURS: i32 = 8784;

/// A category as the admin sees it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = CategorySetting)]
pub struct CategoryView {
    /// What reports name it by.
    pub code: String,
    /// Its group.
    pub group: CategoryGroup,
    /// Its name.
    pub name: String,
    /// The unit that usually fixes it.
    pub unit_id: Option<String>,
    /// Hours a unit has, from being assigned.
    pub time_limit_hours: Option<i32>,
    /// Its place in its group.
    pub position: i32,
    /// Whether new reports may have it.
    pub active: bool,
}

impl TryFrom<CategoryRecord> for CategoryView {
    type Error = Error;

    fn try_from(row: CategoryRecord) -> Result<Self> {
        Ok(Self {
            group: CategoryGroup::parse(&row.group_code).map_err(Error::internal)?,
            code: row.code,
            name: row.name,
            unit_id: row.unit_id,
            time_limit_hours: row.time_limit_hours,
            position: row.position,
            active: row.active,
        })
    }
}

/// A category to be added.
#[derive(Debug, Clone, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCategory {
    /// What reports name it by: 1 to 40 characters of `a–z`, `0–9` and `_`; never changes.
    #[schema(example = "street_lamp")]
    pub code: String,
    /// Its group; never changes.
    pub group: CategoryGroup,
    /// Its name, unique.
    #[schema(example = "路灯不亮")]
    pub name: String,
    /// The unit that usually fixes it.
    pub unit_id: Option<String>,
    /// Hours a unit has, from being assigned.
    pub time_limit_hours: Option<i32>,
    /// Its place in its group; the last unless said otherwise.
    pub position: Option<i32>,
    /// Whether new reports may have it; true unless said otherwise.
    pub active: Option<bool>,
}

/// What is to change of a category; what is left out stays.
#[derive(Debug, Clone, serde::Deserialize, utoipa::ToSchema)]
#[schema(as = CategoryChange)]
#[serde(deny_unknown_fields)]
pub struct CategoryPatch {
    /// Its name, unique.
    pub name: Option<String>,
    /// The unit that usually fixes it; null takes it away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub unit_id: Option<Option<String>>,
    /// Hours a unit has, from being assigned; null takes it away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i32>)]
    pub time_limit_hours: Option<Option<i32>>,
    /// Its place in its group.
    pub position: Option<i32>,
    /// Whether new reports may have it.
    pub active: Option<bool>,
}

impl App {
    /// All categories, those out of use too, so that they can be taken into use again.
    ///
    /// # Errors
    /// 403.
    pub async fn category_settings(&self, caller: &Caller) -> Result<Vec<CategoryView>> {
        caller.must_be(&[Role::Admin])?;
        self.storage
            .read(|conn| categories::all(conn)?.into_iter().map(CategoryView::try_from).collect())
            .await
    }

    /// Adds a category.
    ///
    /// # Errors
    /// 403; 422 for wrong values or a unit that is not there; 409 `name_taken`, `unit_inactive`.
    pub async fn add_category(&self, caller: &Caller, new: NewCategory) -> Result<CategoryView> {
        caller.must_be(&[Role::Admin])?;
        let mut fields = Fields::default();
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if new.code.is_empty() || new.code.len() > CODE_MAX_CHARS || !new.code.bytes().all(plain) {
            fields.wrong("code", "invalid_code", "1 to 40 characters of a-z, 0-9 and _");
        }
        let name = fields.line("name", &new.name, self.config.scheme.name_chars);
        check_numbers(&mut fields, new.time_limit_hours, new.position);
        fields.finish()?;
        let row = CategoryRecord {
            code: new.code,
            group_code: new.group.as_str().to_owned(),
            name,
            unit_id: new.unit_id,
            time_limit_hours: new.time_limit_hours,
            position: 0,
            active: new.active.unwrap_or(true),
        };
        tracing::info!(category = %row.code, by = %caller.user_id, "category added");
        let row = self
            .storage
            .write(move |tx| {
                check_unit(tx, row.unit_id.as_deref())?;
                let position = match new.position {
                    Some(position) => position,
                    None => categories::next_position(tx, &row.group_code)?,
                };
                let row = CategoryRecord { position, ..row.clone() };
                categories::insert(tx, &row)?;
                Ok(row)
            })
            .await?;
        CategoryView::try_from(row)
    }

    /// Changes a category. One that is set inactive keeps the reports it has and gets no more.
    ///
    /// # Errors
    /// 403; 404; 422 for wrong values or a unit that is not there; 409 `name_taken`, `unit_inactive`.
    pub async fn change_category(
        &self,
        caller: &Caller,
        code: String,
        patch: CategoryPatch,
    ) -> Result<CategoryView> {
        caller.must_be(&[Role::Admin])?;
        let mut fields = Fields::default();
        let name = patch.name.map(|name| fields.line("name", &name, self.config.scheme.name_chars));
        check_numbers(&mut fields, patch.time_limit_hours.flatten(), patch.position);
        fields.finish()?;
        let changes = CategoryChanges {
            name,
            unit_id: patch.unit_id,
            time_limit_hours: patch.time_limit_hours,
            position: patch.position,
            active: patch.active,
        };
        tracing::info!(category = %code, by = %caller.user_id, "category changed");
        let row = self
            .storage
            .write(move |tx| {
                categories::find(tx, &code)?;
                check_unit(tx, changes.unit_id.as_ref().and_then(Option::as_deref))?;
                categories::change(tx, &code, &changes)
            })
            .await?;
        CategoryView::try_from(row)
    }
}

fn check_numbers(fields: &mut Fields, time_limit_hours: Option<i32>, position: Option<i32>) {
    if time_limit_hours.is_some_and(|hours| !(1..=MAX_TIME_LIMIT_HOURS).contains(&hours)) {
        fields.wrong("time_limit_hours", "out_of_range", "1 to 8784 hours");
    }
    if position.is_some_and(|position| !(0..=100_000).contains(&position)) {
        fields.wrong("position", "out_of_range", "0 to 100000");
    }
}

/// A category may only name a unit that is there and in use.
fn check_unit(connection: &mut DbConnection, unit_id: Option<&str>) -> Result<()> {
    let Some(unit_id) = unit_id else { return Ok(()) };
    match units::find(connection, unit_id) {
        Ok(unit) if unit.active => Ok(()),
        Ok(_) => Err(Error::new(Code::UnitInactive)),
        Err(error) if error.code() == Code::NotFound => {
            Err(Error::field("unit_id", "unknown_unit", "there is no such unit"))
        }
        Err(error) => Err(error),
    }
}
