//! `/dispatch/requests`: what units and graders ask the dispatch center to decide.

use super::plumbing::{
    ApiJson, ApiPath, ApiQuery, By, Center, Cursor, KeyedJson, Limit, Page, Problem, answer,
};
use super::registry::Registry;
use crate::domain::request::{RequestKind, RequestState};
use crate::error::Result;
use crate::service::App;
use crate::service::reports::{ApprovedRequest, Decision, RequestFilter, RequestView};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use serde::Deserialize;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(list_requests).service(approve_report_request).service(refuse_report_request);
}

/// Which requests.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RequestsQuery {
    /// What became of them; `pending` unless said otherwise.
    #[param(inline)]
    state: Option<RequestState>,
    /// What is asked for.
    #[param(inline)]
    kind: Option<RequestKind>,
    /// Items on the page.
    #[param(inline)]
    limit: Option<Limit>,
    /// `next_cursor` of the page before.
    #[param(inline)]
    cursor: Option<Cursor>,
}

/// Requests, newest first.
#[utoipa::path(
    tag = "dispatch",
    params(RequestsQuery),
    responses(
        (status = 200, description = "A page.", body = Page<RequestView>),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 422, description = "Wrong parameters.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/dispatch/requests")]
async fn list_requests(
    app: web::Data<App>,
    by: By<Center, ApiQuery<RequestsQuery>>,
) -> Result<web::Json<Page<RequestView>>> {
    let ApiQuery(query) = by.rest;
    let limit = query.limit.unwrap_or_default();
    let after_id = Cursor::key(query.cursor.as_ref())?;
    let filter = RequestFilter { state: query.state, kind: query.kind };
    let rows = app.requests(&by.caller, filter, after_id, limit.rows()).await?;
    Page::cut(rows, limit, |row| row.id.clone()).map(web::Json)
}

/// Does what was asked for: a returned report waits to be assigned anew, a limit moves, a case rests, a grade closes
/// its report and awards it.
#[utoipa::path(
    tag = "dispatch",
    params(
        ("id" = String, Path, description = "The request."),
        ("Idempotency-Key" = String, Header, description = "A new one for each decision."),
    ),
    request_body = Decision,
    responses(
        (status = 200, description = "Approved and done.", body = ApprovedRequest),
        (status = 400, description = "No idempotency key.", body = Problem),
        (status = 403, description = "Not of the dispatch center, or an admin decides this one.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 409, description = "Decided already, overtaken, or another person has to.", body = Problem),
        (status = 422, description = "Wrong values, or a key that was used for something else.", body = Problem),
        (status = 503, description = "Closed perhaps; the same key asks for the award.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/requests/{id}/approve")]
async fn approve_report_request(
    app: web::Data<App>,
    by: By<Center, KeyedJson<Decision>>,
    id: ApiPath<String>,
) -> Result<HttpResponse> {
    let (body, keyed) = by.rest.of(&by.caller);
    Ok(answer(StatusCode::OK, &app.approve_report_request(&by.caller, id.0, body, keyed).await?))
}

/// Refuses what was asked for; everything stays as it is.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The request.")),
    request_body = Decision,
    responses(
        (status = 200, description = "Refused.", body = RequestView),
        (status = 403, description = "Not of the dispatch center, or an admin decides this one.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 409, description = "Decided already, or another person has to.", body = Problem),
        (status = 422, description = "Wrong values.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/requests/{id}/refuse")]
async fn refuse_report_request(
    app: web::Data<App>,
    by: By<Center, ApiJson<Decision>>,
    id: ApiPath<String>,
) -> Result<web::Json<RequestView>> {
    Ok(web::Json(app.refuse_report_request(&by.caller, id.0, by.rest.value).await?))
}
