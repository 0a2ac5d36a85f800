//! Suspensions from earning, and appeals against them.

use super::plumbing::{
    Admins, AnomalyReaders, ApiJson, ApiPath, ApiQuery, By, Cursor, KeyedJson, Limit, Page, Problem,
    Residents, answer,
};
use super::registry::Registry;
use crate::error::Result;
use crate::service::App;
use crate::service::earning::{
    Appeal, AppealAnswer, Lift, Lifted, NewSuspension, OwnEarning, Suspension, SuspensionQuery,
};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use utoipa::IntoParams;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry
        .service(suspend_resident)
        .service(list_suspensions)
        .service(lift_suspension)
        .service(answer_appeal)
        .service(get_own_earning)
        .service(appeal_suspension);
}

/// Suspends a resident from earning. What was earned stays; what is closed meanwhile earns 0.
#[utoipa::path(
    tag = "suspensions",
    params(("id" = String, Path, description = "The resident.")),
    request_body = NewSuspension,
    responses(
        (status = 201, body = Suspension),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`already_suspended`"),
        (status = 422, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/residents/{id}/suspensions")]
async fn suspend_resident(
    app: web::Data<App>,
    by: By<Admins, (ApiPath<String>, ApiJson<NewSuspension>)>,
) -> Result<HttpResponse> {
    let (ApiPath(id), body) = by.rest;
    Ok(HttpResponse::Created().json(app.suspend_from_earning(&by.caller, id, body.value).await?))
}

/// Which suspensions are wanted.
#[derive(serde::Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SuspensionsQuery {
    /// Only of this resident.
    resident_id: Option<String>,
    /// Only those with an appeal that waits for its answer.
    #[serde(default)]
    #[param(value_type = Option<bool>)]
    appealed: bool,
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Option<Limit>,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Suspensions with their appeals, newest first.
#[utoipa::path(
    tag = "suspensions",
    params(SuspensionsQuery),
    responses((status = 200, body = Page<Suspension>), (status = 403, body = Problem)),
    security(("bearer" = []))
)]
#[get("/suspensions")]
async fn list_suspensions(
    app: web::Data<App>,
    by: By<AnomalyReaders, ApiQuery<SuspensionsQuery>>,
) -> Result<web::Json<Page<Suspension>>> {
    let ApiQuery(query) = by.rest;
    let limit = query.limit.unwrap_or_default();
    let wanted = SuspensionQuery {
        resident_id: query.resident_id,
        appealed: query.appealed,
        after_id: Cursor::key(query.cursor.as_ref())?,
        rows: limit.rows(),
    };
    let suspensions = app.suspensions(&by.caller, wanted).await?;
    Page::cut(suspensions, limit, |last| last.id.clone()).map(web::Json)
}

/// Lifts a suspension. Nothing is posted by that, unless it was wrong and what it barred is made good.
#[utoipa::path(
    tag = "suspensions",
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    request_body = Lift,
    responses(
        (status = 200, body = Lifted),
        (status = 400, body = Problem, description = "`idempotency_key_required`"),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`suspension_ended`"),
        (status = 422, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/suspensions/{id}/lift")]
async fn lift_suspension(
    app: web::Data<App>,
    by: By<Admins, KeyedJson<Lift>>,
    id: ApiPath<String>,
) -> Result<HttpResponse> {
    let (body, keyed) = by.rest.of(&by.caller);
    Ok(answer(StatusCode::OK, &app.lift_suspension(&by.caller, id.0, body, keyed).await?))
}

/// Answers an appeal; `lifted` ends the suspension.
#[utoipa::path(
    tag = "suspensions",
    params(("id" = String, Path, description = "The suspension."), ("Idempotency-Key" = String, Header)),
    request_body = AppealAnswer,
    responses(
        (status = 200, body = Lifted),
        (status = 400, body = Problem, description = "`idempotency_key_required`"),
        (status = 403, body = Problem),
        (status = 404, body = Problem, description = "Not there, or without an appeal."),
        (status = 409, body = Problem, description = "`already_answered`, `suspension_ended`"),
        (status = 422, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/suspensions/{id}/appeal-answer")]
async fn answer_appeal(
    app: web::Data<App>,
    by: By<Admins, KeyedJson<AppealAnswer>>,
    id: ApiPath<String>,
) -> Result<HttpResponse> {
    let (body, keyed) = by.rest.of(&by.caller);
    Ok(answer(StatusCode::OK, &app.answer_appeal(&by.caller, id.0, body, keyed).await?))
}

/// Whether I earn beans, and if not, why and until when.
#[utoipa::path(
    tag = "suspensions",
    responses((status = 200, body = OwnEarning), (status = 403, body = Problem)),
    security(("bearer" = []))
)]
#[get("/me/earning")]
async fn get_own_earning(app: web::Data<App>, by: By<Residents>) -> Result<web::Json<OwnEarning>> {
    app.own_earning(&by.caller).await.map(web::Json)
}

/// Appeals against my latest suspension, once.
#[utoipa::path(
    tag = "suspensions",
    request_body = Appeal,
    responses(
        (status = 200, body = OwnEarning),
        (status = 403, body = Problem),
        (status = 409, body = Problem, description = "`not_suspended`, `already_appealed`"),
        (status = 422, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/me/earning/appeal")]
async fn appeal_suspension(
    app: web::Data<App>,
    by: By<Residents, ApiJson<Appeal>>,
) -> Result<web::Json<OwnEarning>> {
    app.appeal_suspension(&by.caller, by.rest.value).await.map(web::Json)
}
