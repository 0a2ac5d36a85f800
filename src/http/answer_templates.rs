//! Texts for answers to reporters: an admin writes them, the center has them filled for a report.

use super::plumbing::{Admins, ApiJson, ApiPath, ApiQuery, By, Center, Cursor, Limit, Page, Problem};
use super::registry::Registry;
use crate::domain::report::ReportStatus;
use crate::domain::tier::Tier;
use crate::error::Result;
use crate::service::App;
use crate::service::answer_templates::{NewTemplate, TemplatePatch, TemplateView};
use crate::service::reports::OfferedAnswer;
use actix_web::{HttpResponse, get, patch, post, web};
use utoipa::IntoParams;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry
        .service(list_templates)
        .service(add_template)
        .service(change_template)
        .service(list_offered_answers);
}

/// A page of templates.
#[derive(serde::Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TemplatesQuery {
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Option<Limit>,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Templates in the order they were made, those out of use too.
#[utoipa::path(
    tag = "templates",
    params(TemplatesQuery),
    responses((status = 200, body = Page<TemplateView>), (status = 403, body = Problem)),
    security(("bearer" = []))
)]
#[get("/templates")]
async fn list_templates(
    app: web::Data<App>,
    by: By<Center, ApiQuery<TemplatesQuery>>,
) -> Result<web::Json<Page<TemplateView>>> {
    let ApiQuery(query) = by.rest;
    let limit = query.limit.unwrap_or_default();
    let after = Cursor::key(query.cursor.as_ref())?;
    let templates = app.answer_templates(&by.caller, after, limit.rows()).await?;
    Page::cut(templates, limit, |last| last.id.clone()).map(web::Json)
}

/// Adds a template. A placeholder that does not exist is refused by its name.
#[utoipa::path(
    tag = "templates",
    request_body = NewTemplate,
    responses(
        (status = 201, body = TemplateView),
        (status = 403, body = Problem),
        (status = 409, body = Problem, description = "`name_taken`"),
        (status = 422, body = Problem, description = "`unknown_placeholder`, `unknown_category` and others"),
    ),
    security(("bearer" = []))
)]
#[post("/templates")]
async fn add_template(app: web::Data<App>, by: By<Admins, ApiJson<NewTemplate>>) -> Result<HttpResponse> {
    let template = app.add_answer_template(&by.caller, by.rest.value).await?;
    Ok(HttpResponse::Created().json(template))
}

/// Changes a template. Answers that were given with it stay as they are.
#[utoipa::path(
    tag = "templates",
    params(("id" = String, Path)),
    request_body = TemplatePatch,
    responses(
        (status = 200, body = TemplateView),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`name_taken`"),
        (status = 422, body = Problem, description = "`unknown_placeholder`, `unknown_category` and others"),
    ),
    security(("bearer" = []))
)]
#[patch("/templates/{id}")]
async fn change_template(
    app: web::Data<App>,
    by: By<Admins, (ApiPath<String>, ApiJson<TemplatePatch>)>,
) -> Result<web::Json<TemplateView>> {
    let (ApiPath(id), body) = by.rest;
    app.change_answer_template(&by.caller, id, body.value).await.map(web::Json)
}

/// Which answers are wanted.
#[derive(serde::Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OfferedQuery {
    /// Only those that go with this state.
    #[param(value_type = Option<String>, example = "closed")]
    status: Option<ReportStatus>,
    /// The grade to fill in.
    #[param(value_type = Option<String>, example = "general")]
    tier: Option<Tier>,
}

/// Filled texts, in the order they are offered.
#[derive(serde::Serialize, utoipa::ToSchema)]
struct OfferedAnswers {
    /// Those of the report's category first.
    items: Vec<OfferedAnswer>,
}

/// The texts for what may happen next to a report, filled with its facts.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report."), OfferedQuery),
    responses(
        (status = 200, description = "The texts.", body = OfferedAnswers),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/dispatch/reports/{id}/templates")]
async fn list_offered_answers(
    app: web::Data<App>,
    by: By<Center, (ApiPath<String>, ApiQuery<OfferedQuery>)>,
) -> Result<web::Json<OfferedAnswers>> {
    let (ApiPath(id), ApiQuery(query)) = by.rest;
    let items = app.offered_answers(&by.caller, id, query.status, query.tier).await?;
    Ok(web::Json(OfferedAnswers { items }))
}
