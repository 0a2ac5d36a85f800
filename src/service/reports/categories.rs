//! The categories that a report can have, for anybody.

use crate::domain::group::CategoryGroup;
use crate::error::Result;
use crate::service::App;
use crate::storage::categories::{self, CategoryRow};
use serde::Serialize;
use utoipa::ToSchema;

/// A category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CategoryView {
    /// What reports name it by.
    #[schema(example = "exposed_garbage")]
    pub code: String,
    /// Its name.
    #[schema(example = "暴露垃圾")]
    pub name: String,
    /// The unit that usually fixes it.
    pub unit_id: Option<String>,
    /// Hours that a unit has, from being assigned.
    pub time_limit: Option<i32>,
}

/// A group of categories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GroupView {
    /// The group.
    pub group: CategoryGroup,
    /// Its name in the caller's language.
    #[schema(example = "街面秩序、市容环境")]
    pub name: String,
    /// Its categories that are in use.
    pub categories: Vec<CategoryView>,
}

impl App {
    /// All groups with their categories; `name_of` says a group's name in the caller's language.
    ///
    /// # Errors
    /// The database's.
    pub async fn categories(&self, name_of: fn(CategoryGroup) -> &'static str) -> Result<Vec<GroupView>> {
        let rows = self.storage.read(categories::list_active).await?;
        Ok(CategoryGroup::ALL
            .iter()
            .map(|&group| GroupView {
                group,
                name: name_of(group).to_owned(),
                categories: rows.iter().filter(|row| row.group_code == group.as_str()).map(view).collect(),
            })
            .collect())
    }
}

fn view(row: &CategoryRow) -> CategoryView {
    CategoryView {
        code: row.code.clone(),
        name: row.name.clone(),
        unit_id: row.unit_id.clone(),
        time_limit: row.time_limit_hours,
    }
}
