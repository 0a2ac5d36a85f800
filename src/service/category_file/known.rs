//! What a file's lines mean for the categories and units that there are.

use super::lines::{Entry, Says};
use crate::domain::clock::Stage;
use crate::domain::group::CategoryGroup;
use crate::domain::time_limit::TimeLimit;
use crate::error::Result;
use crate::service::lines::Fault;
use crate::storage::DbConnection;
use crate::storage::{category_changes, units};
use std::collections::BTreeMap;

/// Something to change, by ids.
#[derive(Debug, Clone)]
pub(super) enum Change {
    /// A category that is not there yet.
    Add { code: String, group: CategoryGroup, name: String },
    /// The name of one that is.
    Name { code: String, name: String },
    /// The unit that fixes it where no route says otherwise.
    Unit { code: String, unit_id: Option<String> },
    /// The unit that fixes it in a subdistrict.
    Route { code: String, subdistrict: String, unit_id: Option<String> },
    /// How long a stage may take.
    Limit { code: String, stage: Stage, limit: Option<TimeLimit> },
}

/// The categories and units that there are, and what the file has said so far.
pub(super) struct Known {
    /// Group by code.
    groups: BTreeMap<String, String>,
    /// Code by name.
    names: BTreeMap<String, String>,
    /// Id and whether it is in use, by name.
    units: BTreeMap<String, (String, bool)>,
    /// The line that said it, by category and what it says.
    said: BTreeMap<(String, String), u64>,
}

impl Known {
    /// Reads what there is.
    ///
    /// # Errors
    /// The database's.
    pub fn read(connection: &mut DbConnection) -> Result<Self> {
        let categories = category_changes::all(connection)?;
        let names = categories.iter().map(|row| (row.name.clone(), row.code.clone())).collect();
        let groups = categories.into_iter().map(|row| (row.code, row.group_code)).collect();
        let units = units::all(connection)?.into_iter().map(|row| (row.name, (row.id, row.active))).collect();
        Ok(Self { groups, names, units, said: BTreeMap::new() })
    }

    /// What a line changes.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn change(&mut self, entry: &Entry) -> Result<Change, Fault> {
        let code = match &entry.says {
            Says::Is(..) => entry.category.clone(),
            _ => self.code(&entry.category)?,
        };
        let what = match &entry.says {
            Says::Is(..) => "category".to_owned(),
            Says::Unit(_) => "unit".to_owned(),
            Says::Route(subdistrict, _) => format!("route {subdistrict}"),
            Says::Limit(stage, _) => format!("limit {stage}"),
        };
        if let Some(earlier) = self.said.insert((code.clone(), what), entry.line) {
            return Err(("repeated", format!("line {earlier} says it already")));
        }
        match &entry.says {
            Says::Is(group, name) => self.category(&code, *group, name),
            Says::Unit(unit) => Ok(Change::Unit { code, unit_id: self.unit_id(unit.as_deref())? }),
            Says::Route(subdistrict, unit) => {
                let unit_id = self.unit_id(unit.as_deref())?;
                Ok(Change::Route { code, subdistrict: subdistrict.clone(), unit_id })
            }
            Says::Limit(stage, limit) => Ok(Change::Limit { code, stage: *stage, limit: *limit }),
        }
    }

    fn category(&mut self, code: &str, group: CategoryGroup, name: &str) -> Result<Change, Fault> {
        if self.names.get(name).is_some_and(|other| other != code) {
            return Err(("name_taken", format!("value: another category is called {name}")));
        }
        let change = match self.groups.get(code) {
            Some(present) if present != group.as_str() => {
                return Err(("group_fixed", format!("for: it is in {present}, and a group never changes")));
            }
            Some(_) => Change::Name { code: code.to_owned(), name: name.to_owned() },
            None => Change::Add { code: code.to_owned(), group, name: name.to_owned() },
        };
        self.groups.insert(code.to_owned(), group.as_str().to_owned());
        self.names.retain(|_, other| other != code);
        self.names.insert(name.to_owned(), code.to_owned());
        Ok(change)
    }

    /// The code of a category that is called by it or by its name.
    fn code(&self, category: &str) -> Result<String, Fault> {
        if self.groups.contains_key(category) {
            return Ok(category.to_owned());
        }
        self.names
            .get(category)
            .cloned()
            .ok_or_else(|| ("unknown_category", format!("category: there is no {category:?}")))
    }

    fn unit_id(&self, name: Option<&str>) -> Result<Option<String>, Fault> {
        let Some(name) = name else { return Ok(None) };
        match self.units.get(name) {
            Some((id, true)) => Ok(Some(id.clone())),
            Some(_) => Err(("unit_inactive", format!("value: the unit {name:?} is out of use"))),
            None => Err(("unknown_unit", format!("value: there is no unit {name:?}"))),
        }
    }
}
