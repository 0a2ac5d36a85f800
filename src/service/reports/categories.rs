//! The categories that a report can have, for anybody.

use crate::domain::clock::Stage;
use crate::domain::group::CategoryGroup;
use crate::domain::time_limit::TimeLimit;
use crate::error::Result;
use crate::service::App;
use crate::storage::categories::{self, CategoryRow};
use crate::storage::routing;
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
    /// The unit that fixes it, where no route says otherwise.
    pub unit_id: Option<String>,
    /// How long a report may take in all, else how long the unit may.
    pub time_limit: Option<TimeLimit>,
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
        let (rows, limits) = self
            .storage
            .read(|conn| Ok((categories::list_active(conn)?, routing::all_limits(conn)?)))
            .await?;
        let view = |row: &CategoryRow| {
            let limits = limits.get(&row.code);
            let limit = |stage| limits.and_then(|limits| limits.get(&stage)).copied();
            CategoryView {
                code: row.code.clone(),
                name: row.name.clone(),
                unit_id: row.unit_id.clone(),
                time_limit: limit(Stage::Total).or_else(|| limit(Stage::Handling)),
            }
        };
        Ok(CategoryGroup::ALL
            .iter()
            .map(|&group| GroupView {
                group,
                name: name_of(group).to_owned(),
                categories: rows.iter().filter(|row| row.group_code == group.as_str()).map(&view).collect(),
            })
            .collect())
    }
}
