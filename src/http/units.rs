//! Responsible units.

use super::plumbing::{Admins, ApiJson, ApiPath, ApiQuery, By, Cursor, Limit, Page, Problem, UnitReaders};
use super::registry::Registry;
use crate::error::Result;
use crate::service::App;
use crate::service::units::{NewUnit, UnitPatch, UnitView};
use actix_web::{HttpResponse, get, patch, post, web};
use utoipa::IntoParams;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(add_unit).service(list_units).service(change_unit);
}

/// A page of units.
#[derive(serde::Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct UnitsQuery {
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Option<Limit>,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Adds a unit.
#[utoipa::path(
    tag = "units",
    request_body = NewUnit,
    responses(
        (status = 201, body = UnitView),
        (status = 403, body = Problem),
        (status = 409, body = Problem, description = "`name_taken`"),
        (status = 422, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/units")]
async fn add_unit(app: web::Data<App>, by: By<Admins, ApiJson<NewUnit>>) -> Result<HttpResponse> {
    let unit = app.add_unit(&by.caller, by.rest.value).await?;
    Ok(HttpResponse::Created().json(unit))
}

/// Units by name.
#[utoipa::path(
    tag = "units",
    params(UnitsQuery),
    responses((status = 200, body = Page<UnitView>), (status = 403, body = Problem)),
    security(("bearer" = []))
)]
#[get("/units")]
async fn list_units(
    app: web::Data<App>,
    by: By<UnitReaders, ApiQuery<UnitsQuery>>,
) -> Result<web::Json<Page<UnitView>>> {
    let ApiQuery(query) = by.rest;
    let limit = query.limit.unwrap_or_default();
    let after = Cursor::key(query.cursor.as_ref())?;
    let units = app.units(&by.caller, after, limit.rows()).await?;
    Page::cut(units, limit, |last| (last.name.clone(), last.id.clone())).map(web::Json)
}

/// Changes a unit. One that is set inactive keeps the reports it has and gets no more.
#[utoipa::path(
    tag = "units",
    params(("id" = String, Path)),
    request_body = UnitPatch,
    responses(
        (status = 200, body = UnitView),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`name_taken`"),
        (status = 422, body = Problem),
    ),
    security(("bearer" = []))
)]
#[patch("/units/{id}")]
async fn change_unit(
    app: web::Data<App>,
    by: By<Admins, (ApiPath<String>, ApiJson<UnitPatch>)>,
) -> Result<web::Json<UnitView>> {
    let (ApiPath(id), body) = by.rest;
    app.change_unit(&by.caller, id, body.value).await.map(web::Json)
}
