//! An admin says how a category is offered to programs and what it asks for.

use super::services::asked_of;
use crate::auth::Caller;
use crate::config::Open311Config;
use crate::domain::open311::attribute::{Attribute, Choice, Datatype};
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::service::fields::Fields;
use crate::storage::DbConnection;
use crate::storage::categories;
use crate::storage::open311::services::{self, AttributeRow, ServiceRow};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// Longest code of an attribute and longest key of a choice, characters.
const CODE_MAX_CHARS: usize = 64;

/// How a category is offered to programs, as it is to be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceSetting {
    /// Whether programs may file under it; true unless said otherwise.
    pub offered: Option<bool>,
    /// What it is for; its name unless said otherwise.
    pub description: Option<String>,
    /// Words to find it by.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// What it asks for, in this order.
    #[serde(default)]
    pub attributes: Vec<AttributeSetting>,
}

/// Something that a service asks for, or only tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AttributeSetting {
    /// What an answer names it by: 1 to 64 letters, digits, `_` and `-`.
    #[schema(example = "pole_number")]
    pub code: String,
    /// Whether it is asked; false: its description is only shown. True unless said otherwise.
    #[serde(default = "yes")]
    pub asked: bool,
    /// What kind of answer it takes.
    pub datatype: Datatype,
    /// Whether there must be an answer; false unless said otherwise.
    #[serde(default)]
    pub required: bool,
    /// How to answer.
    pub datatype_description: Option<String>,
    /// The question.
    #[schema(example = "灯杆编号")]
    pub description: String,
    /// The choices of a list; none for the others.
    #[serde(default)]
    pub choices: Vec<Choice>,
}

fn yes() -> bool {
    true
}

/// How a category is offered to programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ServiceSettings)]
pub struct ServiceSettingView {
    /// The category's code.
    pub category: String,
    /// Whether programs may file under it.
    pub offered: bool,
    /// What it is for.
    pub description: Option<String>,
    /// Words to find it by.
    pub keywords: Vec<String>,
    /// What it asks for, in its order.
    pub attributes: Vec<AttributeSetting>,
}

impl App {
    /// How a category is offered to programs.
    ///
    /// # Errors
    /// 403; 404.
    pub async fn service_setting(&self, caller: &Caller, code: String) -> Result<ServiceSettingView> {
        caller.must_be(&[Role::Admin])?;
        self.storage.read(move |c| view_of(c, &code)).await
    }

    /// Says how a category is offered, in place of what was said before. Reports keep the questions that they were asked.
    ///
    /// # Errors
    /// 403; 404; 422.
    pub async fn set_service(
        &self,
        caller: &Caller,
        code: String,
        setting: ServiceSetting,
    ) -> Result<ServiceSettingView> {
        caller.must_be(&[Role::Admin])?;
        let (service, attributes) = check(&code, setting, &self.config.open311)?;
        tracing::info!(category = %code, by = %caller.user_id, "a service was set");
        self.storage
            .write(move |tx| {
                categories::find(tx, &code)?.ok_or_else(|| Error::new(Code::NotFound))?;
                services::replace(tx, &service, &attributes)?;
                view_of(tx, &code)
            })
            .await
    }
}

fn view_of(connection: &mut DbConnection, code: &str) -> Result<ServiceSettingView> {
    categories::find(connection, code)?.ok_or_else(|| Error::new(Code::NotFound))?;
    let attributes = asked_of(connection, code)?.into_iter().map(AttributeSetting::from).collect();
    let row = services::setting(connection, code)?;
    let keywords = row.as_ref().map_or("", |row| row.keywords.as_str());
    Ok(ServiceSettingView {
        category: code.to_owned(),
        offered: row.as_ref().is_none_or(|row| row.offered),
        keywords: keywords.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        description: row.and_then(|row| row.description),
        attributes,
    })
}

impl From<Attribute> for AttributeSetting {
    fn from(attribute: Attribute) -> Self {
        Self {
            code: attribute.code,
            asked: attribute.asked,
            datatype: attribute.datatype,
            required: attribute.required,
            datatype_description: attribute.datatype_description,
            description: attribute.description,
            choices: attribute.choices,
        }
    }
}

fn check(
    code: &str,
    setting: ServiceSetting,
    limits: &Open311Config,
) -> Result<(ServiceRow, Vec<AttributeRow>)> {
    let mut fields = Fields::default();
    let description =
        fields.optional_line("description", setting.description.as_deref(), limits.answer_text_chars);
    let keywords: Vec<String> = setting
        .keywords
        .iter()
        .enumerate()
        .map(|(index, word)| {
            let field = format!("keywords[{index}]");
            if word.contains(',') {
                fields.wrong(&field, "comma", "one word each, without commas");
            }
            fields.line(&field, word, limits.answer_chars)
        })
        .collect();
    let keywords = keywords.join(",");
    if keywords.chars().count() > limits.answer_text_chars {
        fields.wrong("keywords", "text_too_long", format!("at most {} characters", limits.answer_text_chars));
    }
    if setting.attributes.len() > limits.attributes_per_service {
        fields.wrong("attributes", "too_many", format!("at most {}", limits.attributes_per_service));
    }
    let mut codes = BTreeSet::new();
    let mut rows = Vec::new();
    for ((index, attribute), position) in setting.attributes.iter().enumerate().zip(1..) {
        if !codes.insert(&attribute.code) {
            fields.wrong(&format!("attributes[{index}].code"), "repeated", "each code once");
        }
        rows.push(attribute_row(&mut fields, code, index, position, attribute, limits)?);
    }
    fields.finish()?;
    let offered = setting.offered.unwrap_or(true);
    Ok((ServiceRow { category_code: code.to_owned(), offered, description, keywords }, rows))
}

fn attribute_row(
    fields: &mut Fields,
    category_code: &str,
    index: usize,
    position: i32,
    attribute: &AttributeSetting,
    limits: &Open311Config,
) -> Result<AttributeRow> {
    let field = |name: &str| format!("attributes[{index}].{name}");
    if !is_code(&attribute.code) {
        fields.wrong(&field("code"), "invalid_code", "1 to 64 letters, digits, _ and -");
    }
    if attribute.required && !attribute.asked {
        fields.wrong(&field("required"), "not_asked", "what is only told cannot be required");
    }
    let is_list = attribute.datatype.is_list();
    match attribute.choices.len() {
        0 if is_list => fields.wrong(&field("choices"), "required", "a list needs choices"),
        1.. if !is_list => fields.wrong(&field("choices"), "not_a_list", "only lists have choices"),
        many if many > limits.choices_per_attribute => {
            fields.wrong(&field("choices"), "too_many", format!("at most {}", limits.choices_per_attribute));
        }
        _ => {}
    }
    let choices = choices(fields, &field("choices"), &attribute.choices, limits);
    Ok(AttributeRow {
        category_code: category_code.to_owned(),
        code: attribute.code.clone(),
        position,
        asked: attribute.asked,
        datatype: attribute.datatype.as_str().to_owned(),
        required: attribute.required,
        datatype_description: fields.optional_line(
            &field("datatype_description"),
            attribute.datatype_description.as_deref(),
            limits.answer_chars,
        ),
        description: fields.line(&field("description"), &attribute.description, limits.answer_chars),
        choices: serde_json::to_string(&choices).map_err(Error::internal)?,
    })
}

fn choices(fields: &mut Fields, field: &str, choices: &[Choice], limits: &Open311Config) -> Vec<Choice> {
    let mut keys = BTreeSet::new();
    let mut checked = Vec::new();
    for (index, choice) in choices.iter().enumerate() {
        let key = fields.line(&format!("{field}[{index}].key"), &choice.key, CODE_MAX_CHARS);
        let name = fields.line(&format!("{field}[{index}].name"), &choice.name, limits.answer_chars);
        if !key.is_empty() && !keys.insert(key.clone()) {
            fields.wrong(&format!("{field}[{index}].key"), "repeated", "each key once");
        }
        checked.push(Choice { key, name });
    }
    checked
}

fn is_code(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    (1..=CODE_MAX_CHARS).contains(&text.len()) && text.bytes().all(plain)
}
