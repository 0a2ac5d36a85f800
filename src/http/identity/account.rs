//! One's own account.

use crate::auth::SecretText;
use crate::error::Result;
use crate::http::plumbing::{Anybody, ApiJson, ApiPath, By, CallerBeforeOtp, Problem};
use crate::service::{App, Me, OwnSession};
use actix_web::web::{Data, Json};
use actix_web::{HttpResponse, get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who am I?
#[utoipa::path(
    tag = "identity",
    responses((status = 200, body = Me), (status = 401, body = Problem)),
    security(("bearer" = [])),
)]
#[get("/me")]
pub(super) async fn me(app: Data<App>, by: CallerBeforeOtp) -> Result<Json<Me>> {
    app.me(&by.caller).await.map(Json)
}

/// What to change of myself; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MeChange {
    /// My name.
    name: Option<String>,
    /// Whether I have a place in the monthly rank; for residents.
    in_rank: Option<bool>,
}

/// Change my name, or whether I have a place in the monthly rank.
#[utoipa::path(
    tag = "identity",
    request_body = MeChange,
    responses((status = 200, body = Me), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)),
    security(("bearer" = [])),
)]
#[patch("/me")]
pub(super) async fn rename(app: Data<App>, by: By<Anybody, ApiJson<MeChange>>) -> Result<Json<Me>> {
    let MeChange { name, in_rank } = by.rest.value;
    if let Some(name) = name {
        app.rename_myself(&by.caller, &name).await?;
    }
    if let Some(wants_place) = in_rank {
        app.join_rank(&by.caller, wants_place).await?;
    }
    app.me(&by.caller).await.map(Json)
}

/// Two passwords.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasswordChange {
    /// The present one.
    old_password: SecretText,
    /// 8 to 128 characters.
    new_password: SecretText,
}

/// Change my password. My other sessions end.
#[utoipa::path(
    tag = "identity",
    request_body = PasswordChange,
    responses(
        (status = 204),
        (status = 401, body = Problem),
        (status = 422, body = Problem, description = "`wrong_password` on `old_password`, or a weak new one"),
        (status = 429, body = Problem, description = "`account_locked`"),
    ),
    security(("bearer" = [])),
)]
#[post("/me/password")]
pub(super) async fn change_password(
    app: Data<App>,
    by: By<Anybody, ApiJson<PasswordChange>>,
) -> Result<HttpResponse> {
    let PasswordChange { old_password, new_password } = by.rest.value;
    app.change_password(&by.caller, old_password, new_password).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// My open sessions. There are only a few, so they come at once.
#[derive(Serialize, ToSchema)]
pub(super) struct SessionList {
    /// Newest first.
    items: Vec<OwnSession>,
}

/// My open sessions.
#[utoipa::path(
    tag = "identity",
    responses((status = 200, body = SessionList), (status = 401, body = Problem)),
    security(("bearer" = [])),
)]
#[get("/me/sessions")]
pub(super) async fn list_sessions(app: Data<App>, by: By<Anybody>) -> Result<Json<SessionList>> {
    let items = app.list_sessions(&by.caller).await?;
    Ok(Json(SessionList { items }))
}

/// End one of my sessions, such as that of a lost phone.
#[utoipa::path(
    tag = "identity",
    params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem)),
    security(("bearer" = [])),
)]
#[post("/me/sessions/{id}/end")]
pub(super) async fn end_session(app: Data<App>, by: By<Anybody, ApiPath<String>>) -> Result<HttpResponse> {
    app.end_own_session(&by.caller, &by.rest.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
