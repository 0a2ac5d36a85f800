//! `/dispatch/unplaced-requests`: what programs sent with a place in words only.

use super::plumbing::{
    ApiJson, ApiPath, ApiQuery, By, Center, Cursor, KeyedJson, Limit, Page, Problem, answer,
};
use super::registry::Registry;
use crate::error::Result;
use crate::service::App;
use crate::service::open311::{PlaceRequest, UnplacedRequest};
use crate::service::reports::{Reason, Submitted};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use utoipa::IntoParams;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(list_unplaced_requests).service(place_request).service(refuse_request);
}

/// A page of requests.
#[derive(serde::Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct UnplacedQuery {
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Option<Limit>,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Requests that wait to be put on the map, oldest first.
#[utoipa::path(
    tag = "dispatch",
    params(UnplacedQuery),
    responses((status = 200, body = Page<UnplacedRequest>), (status = 403, body = Problem)),
    security(("bearer" = []))
)]
#[get("/dispatch/unplaced-requests")]
async fn list_unplaced_requests(
    app: web::Data<App>,
    by: By<Center, ApiQuery<UnplacedQuery>>,
) -> Result<web::Json<Page<UnplacedRequest>>> {
    let ApiQuery(query) = by.rest;
    let limit = query.limit.unwrap_or_default();
    let after = Cursor::key(query.cursor.as_ref())?;
    let requests = app.unplaced_requests(&by.caller, after, limit.rows()).await?;
    Page::cut(requests, limit, |last| last.id.clone()).map(web::Json)
}

/// Puts a request on the map: it becomes a report, as of when it came in.
#[utoipa::path(
    tag = "dispatch",
    params(
        ("id" = String, Path),
        ("Idempotency-Key" = String, Header, description = "A new one for each intention."),
    ),
    request_body = PlaceRequest,
    responses(
        (status = 201, body = Submitted),
        (status = 400, body = Problem, description = "No idempotency key."),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`request_settled`, `category_inactive`"),
        (status = 422, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/unplaced-requests/{id}/place")]
async fn place_request(
    app: web::Data<App>,
    by: By<Center, (ApiPath<String>, KeyedJson<PlaceRequest>)>,
) -> Result<HttpResponse> {
    let (ApiPath(id), body) = by.rest;
    let (place, keyed) = body.of(&by.caller);
    Ok(answer(StatusCode::CREATED, &app.place_request(&by.caller, id, place, keyed).await?))
}

/// Refuses a request, with a reason that the program is told.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path)),
    request_body = Reason,
    responses(
        (status = 204),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`request_settled`"),
        (status = 422, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/unplaced-requests/{id}/refuse")]
async fn refuse_request(
    app: web::Data<App>,
    by: By<Center, (ApiPath<String>, ApiJson<Reason>)>,
) -> Result<HttpResponse> {
    let (ApiPath(id), body) = by.rest;
    app.refuse_request(&by.caller, id, body.value).await?;
    Ok(HttpResponse::NoContent().finish())
}
