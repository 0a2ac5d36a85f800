//! What comes after a closing: a reporter who finds it not solved, calls back, and corrected grades.

use super::dispatch_end::status_of;
use super::plumbing::{
    ApiJson, ApiPath, ApiQuery, By, Center, Created, Cursor, KeyedJson, Limit, Page, Problem, Residents,
    answer,
};
use super::registry::Registry;
use crate::error::Result;
use crate::service::App;
use crate::service::reports::{
    ClosedReport, FollowUp, GradeWaits, NewFollowUp, OwnReport, PageAfter, Reason, Regrade,
};
use actix_web::{HttpResponse, get, post, web};
use utoipa::IntoParams;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry
        .service(report_not_solved)
        .service(list_follow_ups)
        .service(add_follow_up)
        .service(regrade_report);
}

/// Says that a closed report is not solved: it is opened again, and I keep my beans.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "The report.")),
    request_body = Reason,
    responses(
        (status = 200, description = "Open again.", body = OwnReport),
        (status = 403, description = "Not a resident.", body = Problem),
        (status = 404, description = "Not there, or somebody else's.", body = Problem),
        (status = 409, description = "Not closed, closed too long ago, or said as often as it can be.", body = Problem),
        (status = 422, description = "Wrong values.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/reports/{id}/not-solved")]
async fn report_not_solved(
    app: web::Data<App>,
    by: By<Residents, ApiJson<Reason>>,
    id: ApiPath<String>,
) -> Result<web::Json<OwnReport>> {
    Ok(web::Json(app.report_not_solved(&by.caller, id.0, by.rest.value).await?))
}

/// A page of calls back.
#[derive(serde::Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FollowUpsQuery {
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Option<Limit>,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// The calls back about a report, newest first.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report."), FollowUpsQuery),
    responses(
        (status = 200, description = "A page.", body = Page<FollowUp>),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/dispatch/reports/{id}/follow-ups")]
async fn list_follow_ups(
    app: web::Data<App>,
    by: By<Center, (ApiPath<String>, ApiQuery<FollowUpsQuery>)>,
) -> Result<web::Json<Page<FollowUp>>> {
    let (ApiPath(id), ApiQuery(query)) = by.rest;
    let limit = query.limit.unwrap_or_default();
    let page = PageAfter { id: Cursor::key(query.cursor.as_ref())?, supervised: false, rows: limit.rows() };
    let calls = app.follow_ups(&by.caller, id, page).await?;
    Page::cut(calls, limit, |last| last.id.clone()).map(web::Json)
}

/// Keeps what asking the reporter came to; what is not solved may be opened again at once.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report.")),
    request_body = NewFollowUp,
    responses(
        (status = 201, description = "Kept.", body = Created),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 409, description = "Never closed, or not closed now and to be opened.", body = Problem),
        (status = 422, description = "Wrong values.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/reports/{id}/follow-ups")]
async fn add_follow_up(
    app: web::Data<App>,
    by: By<Center, (ApiPath<String>, ApiJson<NewFollowUp>)>,
) -> Result<HttpResponse> {
    let (ApiPath(id), body) = by.rest;
    let id = app.add_follow_up(&by.caller, id, body.value).await?;
    Ok(HttpResponse::Created().json(Created { id }))
}

/// Corrects the grade of a closed report; the difference is posted, reckoned on the original date.
#[utoipa::path(
    tag = "dispatch",
    params(
        ("id" = String, Path, description = "The report."),
        ("Idempotency-Key" = String, Header, description = "A new one for each correction."),
    ),
    request_body = Regrade,
    responses(
        (status = 200, description = "Graded anew, and the difference posted.", body = ClosedReport),
        (status = 202, description = "Not graded anew yet: a second person has to confirm the grade.", body = GradeWaits),
        (status = 400, description = "No idempotency key.", body = Problem),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 409, description = "Not closed, graded by the same person, or a correction waits already.", body = Problem),
        (status = 422, description = "Wrong values, the grade that it has, or a key that was used for something else.", body = Problem),
        (status = 503, description = "Graded perhaps; the same key asks for the award.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/reports/{id}/regrade")]
async fn regrade_report(
    app: web::Data<App>,
    by: By<Center, KeyedJson<Regrade>>,
    id: ApiPath<String>,
) -> Result<HttpResponse> {
    let (body, keyed) = by.rest.of(&by.caller);
    let outcome = app.regrade_report(&by.caller, id.0, body, keyed).await?;
    Ok(answer(status_of(&outcome.value), &outcome))
}
