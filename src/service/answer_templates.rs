//! An admin writes the texts for answers; the center reads them.

use super::fields::{Fields, present};
use super::{App, new_id_at};
use crate::auth::Caller;
use crate::domain::answer::{Placeholder, Template};
use crate::domain::report::ReportStatus;
use crate::domain::role::Role;
use crate::error::{Error, Result};
use crate::storage::answer_templates::{self, TemplateChanges, TemplateRow};
use crate::storage::{DbConnection, categories};

/// Who reads the templates.
const READERS: [Role; 2] = [Role::Dispatcher, Role::Admin];
/// The last place that a template can have.
const MAX_POSITION: i32 = 100_000;

/// A text for answers.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = AnswerTemplate)]
pub struct TemplateView {
    /// Its id.
    pub id: String,
    /// Its name, unique.
    pub name: String,
    /// The only category it is for; null if it is for all.
    pub category: Option<String>,
    /// The state that the answer goes with, such as `closed` or `rejected`.
    pub status: ReportStatus,
    /// The text with its placeholders.
    #[schema(example = "您上报的案卷{number}（{category}）已由{unit}处理完毕，定级为{tier}。")]
    pub text: String,
    /// What the text leaves open, each once.
    pub placeholders: Vec<Placeholder>,
    /// Whether it answers a closing for which nobody wrote anything.
    pub automatic: bool,
    /// Its place among the others.
    pub position: i32,
    /// Whether it is offered.
    pub active: bool,
}

impl TryFrom<TemplateRow> for TemplateView {
    type Error = Error;

    fn try_from(row: TemplateRow) -> Result<Self> {
        let mut placeholders: Vec<Placeholder> =
            Template::parse(&row.text).map_err(Error::internal)?.placeholders().collect();
        placeholders.sort_unstable();
        placeholders.dedup();
        Ok(Self {
            id: row.id,
            name: row.name,
            category: row.category_code,
            status: ReportStatus::parse(&row.status).map_err(Error::internal)?,
            text: row.text,
            placeholders,
            automatic: row.automatic,
            position: row.position,
            active: row.active,
        })
    }
}

/// A template to be added.
#[derive(Debug, Clone, serde::Deserialize, utoipa::ToSchema)]
#[schema(as = NewAnswerTemplate)]
#[serde(deny_unknown_fields)]
pub struct NewTemplate {
    /// Its name, unique.
    #[schema(example = "市容类办结答复")]
    pub name: String,
    /// The only category it is for; for all if left out.
    pub category: Option<String>,
    /// The state that the answer goes with.
    pub status: ReportStatus,
    /// The text. Placeholders stand in braces: number, category, address, unit, district, tier, submitted_on.
    pub text: String,
    /// Whether it answers a closing for which nobody wrote anything; false unless said otherwise.
    #[serde(default)]
    pub automatic: bool,
    /// Its place among the others; 0 unless said otherwise.
    #[serde(default)]
    pub position: i32,
    /// Whether it is offered; true unless said otherwise.
    pub active: Option<bool>,
}

/// What is to change of a template; what is left out stays.
#[derive(Debug, Clone, serde::Deserialize, utoipa::ToSchema)]
#[schema(as = AnswerTemplateChange)]
#[serde(deny_unknown_fields)]
pub struct TemplatePatch {
    /// Its name, unique.
    pub name: Option<String>,
    /// The only category it is for; null takes it away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub category: Option<Option<String>>,
    /// The state that the answer goes with.
    pub status: Option<ReportStatus>,
    /// The text.
    pub text: Option<String>,
    /// Whether it answers a closing for which nobody wrote anything.
    pub automatic: Option<bool>,
    /// Its place among the others.
    pub position: Option<i32>,
    /// Whether it is offered.
    pub active: Option<bool>,
}

impl App {
    /// Templates in the order they were made.
    ///
    /// # Errors
    /// 403.
    pub async fn answer_templates(
        &self,
        caller: &Caller,
        after_id: Option<String>,
        rows: i64,
    ) -> Result<Vec<TemplateView>> {
        caller.must_be(&READERS)?;
        self.storage
            .read(move |c| {
                let rows = answer_templates::list(c, after_id.as_deref(), rows)?;
                rows.into_iter().map(TemplateView::try_from).collect()
            })
            .await
    }

    /// Adds a template.
    ///
    /// # Errors
    /// 403; 409 `name_taken`; 422, naming a placeholder that does not exist.
    pub async fn add_answer_template(&self, caller: &Caller, new: NewTemplate) -> Result<TemplateView> {
        caller.must_be(&[Role::Admin])?;
        let now = self.clock.now();
        let mut fields = Fields::default();
        let row = TemplateRow {
            id: new_id_at(now),
            name: fields.line("name", &new.name, self.config.scheme.name_chars),
            category_code: new.category,
            status: new.status.as_str().to_owned(),
            text: text(&mut fields, &new.text, self.config.reports.comment_chars),
            automatic: new.automatic,
            position: new.position,
            active: new.active.unwrap_or(true),
            created_at: now.naive_utc(),
            updated_at: now.naive_utc(),
        };
        check_position(&mut fields, Some(new.position));
        fields.finish()?;
        tracing::info!(template = %row.id, by = %caller.user_id, "answer template added");
        self.storage
            .write(move |tx| {
                check_category(tx, row.category_code.as_deref())?;
                answer_templates::insert(tx, &row)?;
                TemplateView::try_from(row.clone())
            })
            .await
    }

    /// Changes a template.
    ///
    /// # Errors
    /// 403; 404; 409 `name_taken`; 422, naming a placeholder that does not exist.
    pub async fn change_answer_template(
        &self,
        caller: &Caller,
        id: String,
        patch: TemplatePatch,
    ) -> Result<TemplateView> {
        caller.must_be(&[Role::Admin])?;
        let mut fields = Fields::default();
        let changes = TemplateChanges {
            name: patch.name.map(|name| fields.line("name", &name, self.config.scheme.name_chars)),
            category_code: patch.category,
            status: patch.status.map(|status| status.as_str().to_owned()),
            text: patch.text.map(|words| text(&mut fields, &words, self.config.reports.comment_chars)),
            automatic: patch.automatic,
            position: patch.position,
            active: patch.active,
            updated_at: self.clock.now().naive_utc(),
        };
        check_position(&mut fields, patch.position);
        fields.finish()?;
        tracing::info!(template = %id, by = %caller.user_id, "answer template changed");
        self.storage
            .write(move |tx| {
                check_category(tx, changes.category_code.as_ref().and_then(Option::as_deref))?;
                TemplateView::try_from(answer_templates::change(tx, &id, &changes)?)
            })
            .await
    }
}

fn text(fields: &mut Fields, input: &str, max_chars: usize) -> String {
    let text = fields.text("text", input, max_chars);
    if let Err(error) = Template::parse(&text) {
        fields.wrong("text", error.code(), error.to_string());
    }
    text
}

fn check_position(fields: &mut Fields, position: Option<i32>) {
    if position.is_some_and(|position| !(0..=MAX_POSITION).contains(&position)) {
        fields.wrong("position", "out_of_range", "0 to 100000");
    }
}

fn check_category(connection: &mut DbConnection, code: Option<&str>) -> Result<()> {
    let Some(code) = code else { return Ok(()) };
    match categories::find(connection, code)? {
        Some(_) => Ok(()),
        None => Err(Error::field("category", "unknown_category", "a code of GET /api/v1/categories")),
    }
}
