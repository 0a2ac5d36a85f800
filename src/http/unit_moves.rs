//! `/unit/reports`: what a responsible unit asks of the reporter and of the dispatch center.

use super::plumbing::{ApiJson, ApiPath, By, Handlers, Problem};
use super::registry::Registry;
use crate::error::Result;
use crate::service::App;
use crate::service::reports::{Ask, Reason, Suspend, UnitReport};
use actix_web::{post, web};

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry
        .service(sign_report)
        .service(ask_reporter)
        .service(resume_unit_report)
        .service(ask_for_suspension);
}

/// Signs for a report (签收): the unit has seen it.
#[utoipa::path(
    tag = "unit",
    params(("id" = String, Path, description = "The report.")),
    responses(
        (status = 200, description = "Signed for.", body = UnitReport),
        (status = 403, description = "Not a handler.", body = Problem),
        (status = 404, description = "Not there, or another unit's.", body = Problem),
        (status = 409, description = "Signed for already, or its state does not allow it.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/unit/reports/{id}/sign")]
async fn sign_report(
    app: web::Data<App>,
    by: By<Handlers>,
    id: ApiPath<String>,
) -> Result<web::Json<UnitReport>> {
    Ok(web::Json(app.sign_report(&by.caller, id.0).await?))
}

/// Asks the reporter for something; the clocks stand still until the answer, or until it can be given no more.
#[utoipa::path(
    tag = "unit",
    params(("id" = String, Path, description = "The report.")),
    request_body = Ask,
    responses(
        (status = 200, description = "Asked.", body = UnitReport),
        (status = 403, description = "Not a handler.", body = Problem),
        (status = 404, description = "Not there, or another unit's.", body = Problem),
        (status = 409, description = "The clocks stand still already, or its state does not allow it.", body = Problem),
        (status = 422, description = "Wrong values.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/unit/reports/{id}/ask")]
async fn ask_reporter(
    app: web::Data<App>,
    by: By<Handlers, ApiJson<Ask>>,
    id: ApiPath<String>,
) -> Result<web::Json<UnitReport>> {
    Ok(web::Json(app.ask_reporter(&by.caller, id.0, by.rest.value).await?))
}

/// Lets the clocks go on before their time: the question needs no answer, or the case can be worked on.
#[utoipa::path(
    tag = "unit",
    params(("id" = String, Path, description = "The report.")),
    request_body = Reason,
    responses(
        (status = 200, description = "The clocks run.", body = UnitReport),
        (status = 403, description = "Not a handler.", body = Problem),
        (status = 404, description = "Not there, or another unit's.", body = Problem),
        (status = 409, description = "They did not stand still.", body = Problem),
        (status = 422, description = "Wrong values.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/unit/reports/{id}/resume")]
async fn resume_unit_report(
    app: web::Data<App>,
    by: By<Handlers, ApiJson<Reason>>,
    id: ApiPath<String>,
) -> Result<web::Json<UnitReport>> {
    Ok(web::Json(app.resume_unit_report(&by.caller, id.0, by.rest.value).await?))
}

/// Asks the center to suspend the case (挂账); until it does, the clocks run.
#[utoipa::path(
    tag = "unit",
    params(("id" = String, Path, description = "The report.")),
    request_body = Suspend,
    responses(
        (status = 200, description = "It waits for the center, in `pending`.", body = UnitReport),
        (status = 403, description = "Not a handler.", body = Problem),
        (status = 404, description = "Not there, or another unit's.", body = Problem),
        (status = 409, description = "Asked already, suspended already, or its state does not allow it.", body = Problem),
        (status = 422, description = "Wrong values, such as an instant in the past.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/unit/reports/{id}/suspend")]
async fn ask_for_suspension(
    app: web::Data<App>,
    by: By<Handlers, ApiJson<Suspend>>,
    id: ApiPath<String>,
) -> Result<web::Json<UnitReport>> {
    Ok(web::Json(app.ask_for_suspension(&by.caller, id.0, by.rest.value).await?))
}
