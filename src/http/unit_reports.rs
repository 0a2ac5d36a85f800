//! `/unit/reports`: what a responsible unit does with the reports that are assigned to it.

use super::plumbing::{ApiJson, ApiPath, ApiQuery, By, Handlers, Page, Problem};
use super::registry::Registry;
use super::report_query::OwnQuery;
use crate::error::Result;
use crate::service::App;
use crate::service::reports::{Extend, Reason, Resolve, UnitReport, UnitReportDetail};
use actix_web::{get, post, web};

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry
        .service(list_unit_reports)
        .service(get_unit_report)
        .service(start_report)
        .service(resolve_report)
        .service(return_report)
        .service(extend_report);
}

/// The reports of my unit, newest first. Nothing says who reported.
#[utoipa::path(
    tag = "unit",
    params(OwnQuery),
    responses(
        (status = 200, description = "A page.", body = Page<UnitReport>),
        (status = 403, description = "Not a handler.", body = Problem),
        (status = 422, description = "Wrong parameters.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/unit/reports")]
async fn list_unit_reports(
    app: web::Data<App>,
    by: By<Handlers, ApiQuery<OwnQuery>>,
) -> Result<web::Json<Page<UnitReport>>> {
    let wanted = by.rest.0.read()?;
    let rows = app.unit_reports(&by.caller, &wanted.filter, wanted.after).await?;
    Ok(web::Json(Page::cut(rows, wanted.limit, |row| {
        (row.progress.supervision.is_some(), row.matter.id.clone())
    })?))
}

/// A report of my unit in full.
#[utoipa::path(
    tag = "unit",
    params(("id" = String, Path, description = "The report.")),
    responses(
        (status = 200, description = "The report.", body = UnitReportDetail),
        (status = 403, description = "Not a handler.", body = Problem),
        (status = 404, description = "Not there, or another unit's.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/unit/reports/{id}")]
async fn get_unit_report(
    app: web::Data<App>,
    by: By<Handlers>,
    id: ApiPath<String>,
) -> Result<web::Json<UnitReportDetail>> {
    Ok(web::Json(app.unit_report(&by.caller, id.0).await?))
}

/// Begins with a report.
#[utoipa::path(
    tag = "unit",
    params(("id" = String, Path, description = "The report.")),
    responses(
        (status = 200, description = "In progress.", body = UnitReport),
        (status = 403, description = "Not a handler.", body = Problem),
        (status = 404, description = "Not there, or another unit's.", body = Problem),
        (status = 409, description = "Its state does not allow it.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/unit/reports/{id}/start")]
async fn start_report(
    app: web::Data<App>,
    by: By<Handlers>,
    id: ApiPath<String>,
) -> Result<web::Json<UnitReport>> {
    Ok(web::Json(app.start_report(&by.caller, id.0).await?))
}

/// Hands in the result, with photos that show it.
#[utoipa::path(
    tag = "unit",
    params(("id" = String, Path, description = "The report.")),
    request_body = Resolve,
    responses(
        (status = 200, description = "To be checked.", body = UnitReport),
        (status = 403, description = "Not a handler.", body = Problem),
        (status = 404, description = "Not there, or another unit's.", body = Problem),
        (status = 409, description = "Its state does not allow it, or a photo is on a report already.", body = Problem),
        (status = 422, description = "Wrong values.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/unit/reports/{id}/resolve")]
async fn resolve_report(
    app: web::Data<App>,
    by: By<Handlers, ApiJson<Resolve>>,
    id: ApiPath<String>,
) -> Result<web::Json<UnitReport>> {
    Ok(web::Json(app.resolve_report(&by.caller, id.0, by.rest.value).await?))
}

/// Gives a report back to the center; it is then no longer the unit's to see. Where `reports.returns_need_approval` it
/// stays the unit's until the center approves.
#[utoipa::path(
    tag = "unit",
    params(("id" = String, Path, description = "The report.")),
    request_body = Reason,
    responses(
        (status = 200, description = "Given back, or waiting for the center in `pending`.", body = UnitReport),
        (status = 403, description = "Not a handler.", body = Problem),
        (status = 404, description = "Not there, or another unit's.", body = Problem),
        (status = 409, description = "Its state does not allow it.", body = Problem),
        (status = 422, description = "Wrong values.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/unit/reports/{id}/return")]
async fn return_report(
    app: web::Data<App>,
    by: By<Handlers, ApiJson<Reason>>,
    id: ApiPath<String>,
) -> Result<web::Json<UnitReport>> {
    Ok(web::Json(app.return_report(&by.caller, id.0, by.rest.value).await?))
}

/// Moves the limit. Where `reports.extensions_need_approval`, and always for a second time, it waits for the center.
#[utoipa::path(
    tag = "unit",
    params(("id" = String, Path, description = "The report.")),
    request_body = Extend,
    responses(
        (status = 200, description = "The limit is moved, or waits for the center in `pending`.", body = UnitReport),
        (status = 403, description = "Not a handler.", body = Problem),
        (status = 404, description = "Not there, or another unit's.", body = Problem),
        (status = 409, description = "The limit has passed, a request waits already, or its state does not allow it.", body = Problem),
        (status = 422, description = "In the past, too far away, or not after the present limit.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/unit/reports/{id}/extend")]
async fn extend_report(
    app: web::Data<App>,
    by: By<Handlers, ApiJson<Extend>>,
    id: ApiPath<String>,
) -> Result<web::Json<UnitReport>> {
    Ok(web::Json(app.extend_report(&by.caller, id.0, by.rest.value).await?))
}
