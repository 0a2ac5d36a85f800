//! `/dispatch/reports`: how the dispatch center ends a report, begins it anew, and shows it to the public.

use super::plumbing::{ApiPath, By, Center, KeyedJson, Problem, answer};
use super::registry::Registry;
use crate::error::Result;
use crate::service::App;
use crate::service::reports::{CenterReport, Close, ClosedReport, GradeOutcome, GradeWaits, Reason};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, post, web};

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(close_report).service(reopen_report).service(publish_report).service(unpublish_report);
}

/// Grades and closes a report; the reporter is awarded at once.
#[utoipa::path(
    tag = "dispatch",
    params(
        ("id" = String, Path, description = "The report."),
        ("Idempotency-Key" = String, Header, description = "A new one for each closing."),
    ),
    request_body = Close,
    responses(
        (status = 200, description = "Closed and awarded.", body = ClosedReport),
        (status = 202, description = "Not closed yet: a second person has to confirm the grade.", body = GradeWaits),
        (status = 400, description = "No idempotency key.", body = Problem),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 409, description = "Its state does not allow it, or another person has to grade.", body = Problem),
        (status = 422, description = "Wrong values, or a key that was used for something else.", body = Problem),
        (status = 503, description = "Closed perhaps; the same key asks for the award.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/reports/{id}/close")]
async fn close_report(
    app: web::Data<App>,
    by: By<Center, KeyedJson<Close>>,
    id: ApiPath<String>,
) -> Result<HttpResponse> {
    let (body, keyed) = by.rest.of(&by.caller);
    let outcome = app.close_report(&by.caller, id.0, body, keyed).await?;
    Ok(answer(status_of(&outcome.value), &outcome))
}

/// Opens a closed report again and takes its beans back until it is closed anew.
#[utoipa::path(
    tag = "dispatch",
    params(
        ("id" = String, Path, description = "The report."),
        ("Idempotency-Key" = String, Header, description = "A new one for each reopening."),
    ),
    request_body = Reason,
    responses(
        (status = 200, description = "Open again.", body = ClosedReport),
        (status = 400, description = "No idempotency key.", body = Problem),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 409, description = "Its state does not allow it.", body = Problem),
        (status = 422, description = "Wrong values, or a key that was used for something else.", body = Problem),
        (status = 503, description = "Reopened perhaps; the same key asks again.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/reports/{id}/reopen")]
async fn reopen_report(
    app: web::Data<App>,
    by: By<Center, KeyedJson<Reason>>,
    id: ApiPath<String>,
) -> Result<HttpResponse> {
    let (body, keyed) = by.rest.of(&by.caller);
    Ok(answer(StatusCode::OK, &app.reopen_report(&by.caller, id.0, body, keyed).await?))
}

/// Makes a report's place, photos and words public.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report.")),
    responses(
        (status = 200, description = "Public.", body = CenterReport),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 409, description = "Its state does not allow it.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/reports/{id}/publish")]
async fn publish_report(
    app: web::Data<App>,
    by: By<Center>,
    id: ApiPath<String>,
) -> Result<web::Json<CenterReport>> {
    Ok(web::Json(app.publish_report(&by.caller, id.0, true).await?))
}

/// Makes a public report private again.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report.")),
    responses(
        (status = 200, description = "Private.", body = CenterReport),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/reports/{id}/unpublish")]
async fn unpublish_report(
    app: web::Data<App>,
    by: By<Center>,
    id: ApiPath<String>,
) -> Result<web::Json<CenterReport>> {
    Ok(web::Json(app.publish_report(&by.caller, id.0, false).await?))
}

/// Graded is done; a grade that waits is only taken in.
pub(super) const fn status_of(outcome: &GradeOutcome) -> StatusCode {
    match outcome {
        GradeOutcome::Graded(_) => StatusCode::OK,
        GradeOutcome::Waits(_) => StatusCode::ACCEPTED,
    }
}
