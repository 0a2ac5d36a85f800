//! `/dispatch/reports`: how the dispatch center asks, lets a case rest, and drives one on.

use super::plumbing::{ApiJson, ApiPath, By, Center, Problem};
use super::registry::Registry;
use crate::error::Result;
use crate::service::App;
use crate::service::reports::{Ask, CenterReport, Reason, Suspend};
use actix_web::{post, web};

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry
        .service(ask_in_triage)
        .service(suspend_report)
        .service(resume_report)
        .service(supervise_report)
        .service(unsupervise_report);
}

/// Asks the reporter for something before a unit has the report; the clocks stand still until the answer, or until it can
/// be given no more. Any step with the report takes the question back.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report.")),
    request_body = Ask,
    responses(
        (status = 200, description = "Asked.", body = CenterReport),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 409, description = "Past triage, or its clocks stand still already.", body = Problem),
        (status = 422, description = "Wrong values, such as an instant in the past.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/reports/{id}/ask")]
async fn ask_in_triage(
    app: web::Data<App>,
    by: By<Center, ApiJson<Ask>>,
    id: ApiPath<String>,
) -> Result<web::Json<CenterReport>> {
    Ok(web::Json(app.ask_reporter_in_triage(&by.caller, id.0, by.rest.value).await?))
}

/// Suspends a case that is at a unit (挂账): its clocks stand still until then, or until it is resumed.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report.")),
    request_body = Suspend,
    responses(
        (status = 200, description = "Suspended.", body = CenterReport),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 409, description = "Not at a unit, or its clocks stand still already.", body = Problem),
        (status = 422, description = "Wrong values, such as an instant in the past.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/reports/{id}/suspend")]
async fn suspend_report(
    app: web::Data<App>,
    by: By<Center, ApiJson<Suspend>>,
    id: ApiPath<String>,
) -> Result<web::Json<CenterReport>> {
    Ok(web::Json(app.suspend_report(&by.caller, id.0, by.rest.value).await?))
}

/// Lets the clocks go on, whether the case is suspended or the reporter is asked.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report.")),
    request_body = Reason,
    responses(
        (status = 200, description = "The clocks run.", body = CenterReport),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 409, description = "They did not stand still.", body = Problem),
        (status = 422, description = "Wrong values.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/reports/{id}/resume")]
async fn resume_report(
    app: web::Data<App>,
    by: By<Center, ApiJson<Reason>>,
    id: ApiPath<String>,
) -> Result<web::Json<CenterReport>> {
    Ok(web::Json(app.resume_report(&by.caller, id.0, by.rest.value).await?))
}

/// Puts an open case under supervision (督办): center and unit have it on top of their lists.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report.")),
    request_body = Reason,
    responses(
        (status = 200, description = "Under supervision.", body = CenterReport),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 409, description = "It has ended.", body = Problem),
        (status = 422, description = "Wrong values.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/reports/{id}/supervise")]
async fn supervise_report(
    app: web::Data<App>,
    by: By<Center, ApiJson<Reason>>,
    id: ApiPath<String>,
) -> Result<web::Json<CenterReport>> {
    Ok(web::Json(app.supervise_report(&by.caller, id.0, by.rest.value, true).await?))
}

/// Takes a case from supervision.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report.")),
    request_body = Reason,
    responses(
        (status = 200, description = "Under supervision no more.", body = CenterReport),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 409, description = "It has ended.", body = Problem),
        (status = 422, description = "Wrong values.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/reports/{id}/unsupervise")]
async fn unsupervise_report(
    app: web::Data<App>,
    by: By<Center, ApiJson<Reason>>,
    id: ApiPath<String>,
) -> Result<web::Json<CenterReport>> {
    Ok(web::Json(app.supervise_report(&by.caller, id.0, by.rest.value, false).await?))
}
