//! A resident's beans.

use super::plumbing::{ApiQuery, By, Cursor, Limit, Page, Problem, Residents};
use super::registry::Registry;
use crate::error::Result;
use crate::service::App;
use crate::service::wallet::{PayCodeView, Wallet, WalletEntry};
use actix_web::http::header;
use actix_web::{HttpResponse, get, post, web};
use utoipa::IntoParams;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(get_wallet).service(list_wallet_entries).service(issue_pay_code);
}

/// A page of wallet entries.
#[derive(serde::Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct EntriesQuery {
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Option<Limit>,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// What the caller holds and may still earn.
#[utoipa::path(
    tag = "wallet",
    responses((status = 200, body = Wallet), (status = 403, body = Problem)),
    security(("bearer" = []))
)]
#[get("/wallet")]
async fn get_wallet(app: web::Data<App>, by: By<Residents>) -> Result<web::Json<Wallet>> {
    app.wallet(&by.caller).await.map(web::Json)
}

/// What happened to the caller's beans, newest first.
#[utoipa::path(
    tag = "wallet",
    params(EntriesQuery),
    responses((status = 200, body = Page<WalletEntry>), (status = 403, body = Problem)),
    security(("bearer" = []))
)]
#[get("/wallet/entries")]
async fn list_wallet_entries(
    app: web::Data<App>,
    by: By<Residents, ApiQuery<EntriesQuery>>,
) -> Result<web::Json<Page<WalletEntry>>> {
    let ApiQuery(query) = by.rest;
    let limit = query.limit.unwrap_or_default();
    let below_seq = Cursor::key(query.cursor.as_ref())?;
    let entries = app.wallet_entries(&by.caller, below_seq, limit.rows()).await?;
    Page::cut(entries, limit, |last| last.seq).map(web::Json)
}

/// Makes a code to pay with, which voids the one before.
#[utoipa::path(
    tag = "wallet",
    responses(
        (status = 201, body = PayCodeView),
        (status = 403, body = Problem),
        (status = 429, body = Problem),
        (status = 503, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/wallet/pay-code")]
async fn issue_pay_code(app: web::Data<App>, by: By<Residents>) -> Result<HttpResponse> {
    let code = app.issue_pay_code(&by.caller).await?;
    Ok(HttpResponse::Created().insert_header((header::CACHE_CONTROL, "no-store")).json(code))
}
