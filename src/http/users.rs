//! Users as admins see and change them.

use super::registry::Registry;
use crate::domain::role::Role;
use crate::error::Result;
use crate::http::plumbing::{Admins, ApiJson, ApiPath, ApiQuery, By, Created, Cursor, Limit, Page, Problem};
use crate::service::{App, NewUser, UserChange, UserFilter, UserView};
use actix_web::web::{Data, Json};
use actix_web::{HttpResponse, get, patch, post};
use serde::Deserialize;
use utoipa::IntoParams;

/// Registers the room's handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(add).service(list).service(show).service(change);
}

/// Add a user who is no resident.
#[utoipa::path(
    tag = "users",
    request_body = NewUser,
    responses(
        (status = 201, body = Created),
        (status = 401, body = Problem),
        (status = 403, body = Problem),
        (status = 409, body = Problem, description = "`username_taken`"),
        (status = 422, body = Problem),
    ),
    security(("bearer" = [])),
)]
#[post("/users")]
async fn add(app: Data<App>, by: By<Admins, ApiJson<NewUser>>) -> Result<HttpResponse> {
    let id = app.add_staff(&by.caller, by.rest.value).await?;
    Ok(HttpResponse::Created().json(Created { id }))
}

/// Which users.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct UserQuery {
    /// Only this role; without one, everybody but residents.
    role: Option<Role>,
    /// Only active or only inactive ones.
    active: Option<bool>,
    /// Only those with this phone, or with this text in the login name or the name.
    q: Option<String>,
    /// Items on the page: 1 to 200.
    limit: Option<Limit>,
    /// `next_cursor` of the page before.
    cursor: Option<Cursor>,
}

/// Users, newest first.
#[utoipa::path(
    tag = "users",
    params(UserQuery),
    responses(
        (status = 200, body = Page<UserView>),
        (status = 401, body = Problem),
        (status = 403, body = Problem),
        (status = 422, body = Problem),
    ),
    security(("bearer" = [])),
)]
#[get("/users")]
async fn list(app: Data<App>, by: By<Admins, ApiQuery<UserQuery>>) -> Result<Json<Page<UserView>>> {
    let UserQuery { role, active, q, limit, cursor } = by.rest.0;
    let limit = limit.unwrap_or_default();
    let filter = UserFilter { role, active, text: q, before_id: Cursor::key(cursor.as_ref())? };
    let rows = app.list_users(&by.caller, filter, limit.rows()).await?;
    Page::cut(rows, limit, |user| user.id.clone()).map(Json)
}

/// One user.
#[utoipa::path(
    tag = "users",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = UserView),
        (status = 401, body = Problem),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
    ),
    security(("bearer" = [])),
)]
#[get("/users/{id}")]
async fn show(app: Data<App>, by: By<Admins, ApiPath<String>>) -> Result<Json<UserView>> {
    app.user(&by.caller, by.rest.0).await.map(Json)
}

/// Change a user. It acts at once, also on sessions that are open.
#[utoipa::path(
    tag = "users",
    params(("id" = String, Path)),
    request_body = UserChange,
    responses(
        (status = 200, body = UserView),
        (status = 401, body = Problem),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`last_admin`, `phone_taken`"),
        (status = 422, body = Problem),
    ),
    security(("bearer" = [])),
)]
#[patch("/users/{id}")]
async fn change(
    app: Data<App>,
    by: By<Admins, (ApiPath<String>, ApiJson<UserChange>)>,
) -> Result<Json<UserView>> {
    let (id, body) = by.rest;
    app.change_user(&by.caller, id.0, body.value).await.map(Json)
}
