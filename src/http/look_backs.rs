//! Samples of closed cases that are checked again.

use super::plumbing::{
    Admins, ApiJson, ApiPath, ApiQuery, By, Center, Cursor, KeyedJson, Limit, LookBackReaders, Page, Problem,
    answer,
};
use super::registry::Registry;
use crate::error::Result;
use crate::service::App;
use crate::service::look_backs::{CheckedCase, LookBack, LookBackCase, NewCheck, NewLookBack};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use utoipa::IntoParams;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry
        .service(draw_look_back)
        .service(list_look_backs)
        .service(get_look_back)
        .service(list_look_back_cases)
        .service(check_look_back_case);
}

/// A page of samples.
#[derive(serde::Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct LookBacksQuery {
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Option<Limit>,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Draws a sample of closed cases. The same seed, share and cases give the same sample.
#[utoipa::path(
    tag = "look-backs",
    request_body = NewLookBack,
    responses(
        (status = 201, body = LookBack),
        (status = 403, body = Problem),
        (status = 422, body = Problem, description = "Wrong values; `no_cases`, `too_many_cases`"),
    ),
    security(("bearer" = []))
)]
#[post("/look-backs")]
async fn draw_look_back(app: web::Data<App>, by: By<Admins, ApiJson<NewLookBack>>) -> Result<HttpResponse> {
    let look_back = app.draw_look_back(&by.caller, by.rest.value).await?;
    Ok(HttpResponse::Created().json(look_back))
}

/// Samples, newest first.
#[utoipa::path(
    tag = "look-backs",
    params(LookBacksQuery),
    responses((status = 200, body = Page<LookBack>), (status = 403, body = Problem)),
    security(("bearer" = []))
)]
#[get("/look-backs")]
async fn list_look_backs(
    app: web::Data<App>,
    by: By<LookBackReaders, ApiQuery<LookBacksQuery>>,
) -> Result<web::Json<Page<LookBack>>> {
    let ApiQuery(query) = by.rest;
    let limit = query.limit.unwrap_or_default();
    let after = Cursor::key(query.cursor.as_ref())?;
    let look_backs = app.look_backs(&by.caller, after, limit.rows()).await?;
    Page::cut(look_backs, limit, |last| last.id.clone()).map(web::Json)
}

/// A sample with what its checks came to.
#[utoipa::path(
    tag = "look-backs",
    params(("id" = String, Path)),
    responses((status = 200, body = LookBack), (status = 403, body = Problem), (status = 404, body = Problem)),
    security(("bearer" = []))
)]
#[get("/look-backs/{id}")]
async fn get_look_back(
    app: web::Data<App>,
    by: By<LookBackReaders, ApiPath<String>>,
) -> Result<web::Json<LookBack>> {
    app.look_back(&by.caller, by.rest.0).await.map(web::Json)
}

/// Which cases of a sample are wanted.
#[derive(serde::Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CasesQuery {
    /// Only those that were checked (`true`), or are to be checked (`false`).
    checked: Option<bool>,
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Option<Limit>,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// The cases of a sample, in the order they were drawn.
#[utoipa::path(
    tag = "look-backs",
    params(("id" = String, Path), CasesQuery),
    responses(
        (status = 200, body = Page<LookBackCase>),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/look-backs/{id}/cases")]
async fn list_look_back_cases(
    app: web::Data<App>,
    by: By<LookBackReaders, (ApiPath<String>, ApiQuery<CasesQuery>)>,
) -> Result<web::Json<Page<LookBackCase>>> {
    let (ApiPath(id), ApiQuery(query)) = by.rest;
    let limit = query.limit.unwrap_or_default();
    let after = Cursor::key(query.cursor.as_ref())?;
    let cases = app.look_back_cases(&by.caller, id, query.checked, after, limit.rows()).await?;
    Page::cut(cases, limit, |last| last.position).map(web::Json)
}

/// Keeps what checking a case again found. A corrected grade posts the difference in the ledger, or waits as `request`
/// for a second person.
#[utoipa::path(
    tag = "look-backs",
    params(
        ("id" = String, Path, description = "The sample."),
        ("report_id" = String, Path, description = "The report."),
        ("Idempotency-Key" = String, Header, description = "A new one for each check."),
    ),
    request_body = NewCheck,
    responses(
        (status = 200, body = CheckedCase),
        (status = 400, body = Problem, description = "`idempotency_key_required`"),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`already_checked`, `another_person_needed`, `request_pending`, `invalid_transition`"),
        (status = 422, body = Problem),
        (status = 503, body = Problem, description = "Checked perhaps; the same key asks again."),
    ),
    security(("bearer" = []))
)]
#[post("/look-backs/{id}/cases/{report_id}/check")]
async fn check_look_back_case(
    app: web::Data<App>,
    by: By<Center, KeyedJson<NewCheck>>,
    ids: ApiPath<(String, String)>,
) -> Result<HttpResponse> {
    let (body, keyed) = by.rest.of(&by.caller);
    let (id, report_id) = ids.0;
    Ok(answer(StatusCode::OK, &app.check_look_back_case(&by.caller, id, report_id, body, keyed).await?))
}
