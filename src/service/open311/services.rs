//! The services that programs can choose from, and what each asks for.

use crate::domain::group::CategoryGroup;
use crate::domain::open311::attribute::{Attribute, Datatype};
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::storage::DbConnection;
use crate::storage::categories::{self, CategoryRow};
use crate::storage::open311::services::{self, AttributeRow, ServiceRow};
use std::collections::{BTreeMap, BTreeSet};

/// A category as programs see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedService {
    /// The category's code.
    pub code: String,
    /// The category's name.
    pub name: String,
    /// What it is for; its name where nothing better was said.
    pub description: String,
    /// Words to find it by, with commas between.
    pub keywords: String,
    /// Its group.
    pub group: CategoryGroup,
    /// Whether it asks for something.
    pub asks: bool,
}

/// What a service asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceDefinition {
    /// The category's code.
    pub code: String,
    /// What it asks for, in its order.
    pub attributes: Vec<Attribute>,
}

impl App {
    /// The categories that are in use and offered to programs.
    ///
    /// # Errors
    /// The database's.
    pub async fn offered_services(&self) -> Result<Vec<OfferedService>> {
        self.storage
            .read(|c| {
                let mut settings: BTreeMap<String, ServiceRow> =
                    services::settings(c)?.into_iter().map(|row| (row.category_code.clone(), row)).collect();
                let asking: BTreeSet<String> = services::categories_that_ask(c)?.into_iter().collect();
                categories::list_active(c)?
                    .into_iter()
                    .map(|category| {
                        let setting = settings.remove(&category.code);
                        let asks = asking.contains(&category.code);
                        (category, setting, asks)
                    })
                    .filter(|(_, setting, _)| setting.as_ref().is_none_or(|setting| setting.offered))
                    .map(|(category, setting, asks)| service_of(category, setting, asks))
                    .collect()
            })
            .await
    }

    /// What a service asks for.
    ///
    /// # Errors
    /// 404 for a service that is not offered, or that asks for nothing.
    pub async fn service_definition(&self, code: String) -> Result<ServiceDefinition> {
        self.storage
            .read(move |c| {
                let code = offered(c, &code)?.code;
                let attributes = asked_of(c, &code)?;
                if attributes.is_empty() {
                    return Err(Error::new(Code::NotFound).with_facts("the service has no definition"));
                }
                Ok(ServiceDefinition { code, attributes })
            })
            .await
    }
}

fn service_of(category: CategoryRow, setting: Option<ServiceRow>, asks: bool) -> Result<OfferedService> {
    let (description, keywords) =
        setting.map_or((None, String::new()), |setting| (setting.description, setting.keywords));
    Ok(OfferedService {
        group: CategoryGroup::parse(&category.group_code).map_err(Error::internal)?,
        description: description.unwrap_or_else(|| category.name.clone()),
        keywords,
        asks,
        code: category.code,
        name: category.name,
    })
}

/// The category of this code, if it is in use and offered to programs.
///
/// # Errors
/// 404.
pub(super) fn offered(connection: &mut DbConnection, code: &str) -> Result<CategoryRow> {
    let unknown = || Error::new(Code::NotFound).with_facts("service_code");
    let category =
        categories::find(connection, code)?.filter(|category| category.active).ok_or_else(unknown)?;
    let setting = services::setting(connection, code)?;
    if setting.is_none_or(|setting| setting.offered) { Ok(category) } else { Err(unknown()) }
}

/// What a category asks for, in its order.
///
/// # Errors
/// The database's.
pub(super) fn asked_of(connection: &mut DbConnection, category_code: &str) -> Result<Vec<Attribute>> {
    services::attributes(connection, category_code)?.into_iter().map(attribute_of).collect()
}

fn attribute_of(row: AttributeRow) -> Result<Attribute> {
    Ok(Attribute {
        datatype: Datatype::parse(&row.datatype).map_err(Error::internal)?,
        choices: serde_json::from_str(&row.choices).map_err(Error::internal)?,
        code: row.code,
        asked: row.asked,
        required: row.required,
        datatype_description: row.datatype_description,
        description: row.description,
    })
}
