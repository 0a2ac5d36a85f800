//! `/categories/{code}/service`: how a category is offered to programs.

use super::plumbing::{Admins, ApiJson, ApiPath, By, Problem};
use super::registry::Registry;
use crate::error::Result;
use crate::service::App;
use crate::service::open311::{ServiceSetting, ServiceSettingView};
use actix_web::{get, put, web};

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(get_service_setting).service(set_service);
}

/// How a category is offered to programs, and what it asks for.
#[utoipa::path(
    tag = "open311",
    params(("code" = String, Path)),
    responses(
        (status = 200, body = ServiceSettingView),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/categories/{code}/service")]
async fn get_service_setting(
    app: web::Data<App>,
    by: By<Admins>,
    code: ApiPath<String>,
) -> Result<web::Json<ServiceSettingView>> {
    app.service_setting(&by.caller, code.0).await.map(web::Json)
}

/// Says how a category is offered to programs and what it asks for, in place of what was said before.
#[utoipa::path(
    tag = "open311",
    params(("code" = String, Path)),
    request_body = ServiceSetting,
    responses(
        (status = 200, body = ServiceSettingView),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 422, body = Problem),
    ),
    security(("bearer" = []))
)]
#[put("/categories/{code}/service")]
async fn set_service(
    app: web::Data<App>,
    by: By<Admins, (ApiPath<String>, ApiJson<ServiceSetting>)>,
) -> Result<web::Json<ServiceSettingView>> {
    let (ApiPath(code), body) = by.rest;
    app.set_service(&by.caller, code, body.value).await.map(web::Json)
}
