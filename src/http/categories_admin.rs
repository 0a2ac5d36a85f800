//! Adding and changing categories; how residents read them is among the reports.

use super::plumbing::{Admins, ApiCsv, ApiJson, ApiPath, By, Page, Problem};
use super::registry::Registry;
use crate::error::Result;
use crate::service::App;
use crate::service::category_changes::{CategoryPatch, CategoryView, NewCategory};
use crate::service::category_file::CategoryLoad;
use actix_web::{HttpResponse, get, patch, post, web};

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry
        .service(list_category_settings)
        .service(load_categories)
        .service(add_category)
        .service(change_category);
}

/// All categories by group and place, those out of use too; on one page.
#[utoipa::path(
    tag = "categories",
    responses((status = 200, body = Page<CategoryView>), (status = 403, body = Problem)),
    security(("bearer" = []))
)]
#[get("/categories/settings")]
async fn list_category_settings(
    app: web::Data<App>,
    by: By<Admins>,
) -> Result<web::Json<Page<CategoryView>>> {
    let items = app.category_settings(&by.caller).await?;
    Ok(web::Json(Page { items, next_cursor: None }))
}

/// Loads a file with the columns `what,category,for,value`, such as `samples/categories-qilin.csv`: categories, the units
/// that fix them where, and time limits. What it names is set or taken away, what it does not name stays. A wrong line is
/// told as the field `line N`, and nothing is loaded.
#[utoipa::path(
    tag = "categories",
    request_body(content = String, content_type = "text/csv"),
    responses(
        (status = 200, body = CategoryLoad),
        (status = 403, body = Problem),
        (status = 413, body = Problem),
        (status = 415, body = Problem),
        (status = 422, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/categories/load")]
async fn load_categories(app: web::Data<App>, by: By<Admins, ApiCsv>) -> Result<web::Json<CategoryLoad>> {
    app.load_categories(&by.caller, &by.rest.0).await.map(web::Json)
}

/// Adds a category.
#[utoipa::path(
    tag = "categories",
    request_body = NewCategory,
    responses(
        (status = 201, body = CategoryView),
        (status = 403, body = Problem),
        (status = 409, body = Problem, description = "`name_taken`, `unit_inactive`"),
        (status = 422, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/categories")]
async fn add_category(app: web::Data<App>, by: By<Admins, ApiJson<NewCategory>>) -> Result<HttpResponse> {
    let category = app.add_category(&by.caller, by.rest.value).await?;
    Ok(HttpResponse::Created().json(category))
}

/// Changes a category. One that is set inactive keeps the reports it has and gets no more.
#[utoipa::path(
    tag = "categories",
    params(("code" = String, Path)),
    request_body = CategoryPatch,
    responses(
        (status = 200, body = CategoryView),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`name_taken`, `unit_inactive`"),
        (status = 422, body = Problem),
    ),
    security(("bearer" = []))
)]
#[patch("/categories/{code}")]
async fn change_category(
    app: web::Data<App>,
    by: By<Admins, (ApiPath<String>, ApiJson<CategoryPatch>)>,
) -> Result<web::Json<CategoryView>> {
    let (ApiPath(code), body) = by.rest;
    app.change_category(&by.caller, code, body.value).await.map(web::Json)
}
