//! `/me/account-codes`: which programs may file in my name.

use super::plumbing::{ApiPath, By, Page, Problem, Residents};
use super::registry::Registry;
use crate::error::Result;
use crate::service::App;
use crate::service::open311::{AccountCodeView, NewAccountCode};
use actix_web::{HttpResponse, get, post, web};

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(make_account_code).service(list_account_codes).service(revoke_account_code);
}

/// Makes a code to enter in a program: it then files reports in my name, and no other program can use the code.
#[utoipa::path(
    tag = "open311",
    responses(
        (status = 201, body = NewAccountCode),
        (status = 403, body = Problem),
        (status = 409, body = Problem, description = "`too_many_account_codes`"),
    ),
    security(("bearer" = []))
)]
#[post("/me/account-codes")]
async fn make_account_code(app: web::Data<App>, by: By<Residents>) -> Result<HttpResponse> {
    Ok(HttpResponse::Created().json(app.make_account_code(&by.caller).await?))
}

/// My codes that can still be used, newest first; on one page.
#[utoipa::path(
    tag = "open311",
    responses((status = 200, body = Page<AccountCodeView>), (status = 403, body = Problem)),
    security(("bearer" = []))
)]
#[get("/me/account-codes")]
async fn list_account_codes(
    app: web::Data<App>,
    by: By<Residents>,
) -> Result<web::Json<Page<AccountCodeView>>> {
    let items = app.account_codes(&by.caller).await?;
    Ok(web::Json(Page { items, next_cursor: None }))
}

/// Takes a code back, at once and for good.
#[utoipa::path(
    tag = "open311",
    params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)),
    security(("bearer" = []))
)]
#[post("/me/account-codes/{id}/revoke")]
async fn revoke_account_code(
    app: web::Data<App>,
    by: By<Residents>,
    id: ApiPath<String>,
) -> Result<HttpResponse> {
    app.revoke_account_code(&by.caller, id.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
