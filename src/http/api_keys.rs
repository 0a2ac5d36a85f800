//! `/api-keys`: which programs may file reports.

use super::plumbing::{Admins, ApiJson, ApiPath, ApiQuery, By, Cursor, Limit, Page, Problem};
use super::registry::Registry;
use crate::error::Result;
use crate::service::App;
use crate::service::open311::{ApiKeyView, IssuedApiKey, NewApiKey};
use actix_web::{HttpResponse, get, post, web};
use utoipa::IntoParams;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(issue_api_key).service(list_api_keys).service(revoke_api_key);
}

/// A page of keys.
#[derive(serde::Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ApiKeysQuery {
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Option<Limit>,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Issues a key to a program. The key is in this answer only.
#[utoipa::path(
    tag = "open311",
    request_body = NewApiKey,
    responses(
        (status = 201, body = IssuedApiKey),
        (status = 403, body = Problem),
        (status = 409, body = Problem, description = "`name_taken`"),
        (status = 422, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/api-keys")]
async fn issue_api_key(app: web::Data<App>, by: By<Admins, ApiJson<NewApiKey>>) -> Result<HttpResponse> {
    let issued = app.issue_api_key(&by.caller, by.rest.value).await?;
    Ok(HttpResponse::Created().json(issued))
}

/// Keys, newest first, revoked ones too.
#[utoipa::path(
    tag = "open311",
    params(ApiKeysQuery),
    responses((status = 200, body = Page<ApiKeyView>), (status = 403, body = Problem)),
    security(("bearer" = []))
)]
#[get("/api-keys")]
async fn list_api_keys(
    app: web::Data<App>,
    by: By<Admins, ApiQuery<ApiKeysQuery>>,
) -> Result<web::Json<Page<ApiKeyView>>> {
    let ApiQuery(query) = by.rest;
    let limit = query.limit.unwrap_or_default();
    let after = Cursor::key(query.cursor.as_ref())?;
    let keys = app.api_keys(&by.caller, after, limit.rows()).await?;
    Page::cut(keys, limit, |last| last.id.clone()).map(web::Json)
}

/// Revokes a key, at once and for good.
#[utoipa::path(
    tag = "open311",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ApiKeyView),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/api-keys/{id}/revoke")]
async fn revoke_api_key(
    app: web::Data<App>,
    by: By<Admins>,
    id: ApiPath<String>,
) -> Result<web::Json<ApiKeyView>> {
    app.revoke_api_key(&by.caller, id.0).await.map(web::Json)
}
