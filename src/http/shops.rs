//! Designated shops, and what they are paid.

use super::plumbing::{
    Admins, Anybody, ApiJson, ApiPath, ApiQuery, By, Cursor, Finance, KeyedJson, LedgerReaders, Limit, Page,
    Problem, answer,
};
use super::registry::Registry;
use crate::error::Result;
use crate::service::App;
use crate::service::shops::{
    NewSettlement, NewShop, RefundPin, Settled, SettlementView, ShopPatch, ShopView,
};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, patch, post, web};
use utoipa::IntoParams;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry
        .service(add_shop)
        .service(list_shops)
        .service(list_public_shops)
        .service(change_shop)
        .service(settle_shop)
        .service(list_settlements)
        .service(set_refund_pin);
}

/// A page of a list.
#[derive(serde::Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ShopsQuery {
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Option<Limit>,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Adds a shop.
#[utoipa::path(
    tag = "shops",
    request_body = NewShop,
    responses(
        (status = 201, body = ShopView),
        (status = 403, body = Problem),
        (status = 409, body = Problem, description = "`name_taken`"),
        (status = 422, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/shops")]
async fn add_shop(app: web::Data<App>, by: By<Admins, ApiJson<NewShop>>) -> Result<HttpResponse> {
    let shop = app.add_shop(&by.caller, by.rest.value).await?;
    Ok(HttpResponse::Created().json(shop))
}

/// Shops by name. Those out of use are shown to finance, auditors and admins only.
#[utoipa::path(
    tag = "shops",
    params(ShopsQuery),
    responses((status = 200, body = Page<ShopView>)),
    security(("bearer" = []))
)]
#[get("/shops")]
async fn list_shops(
    app: web::Data<App>,
    by: By<Anybody, ApiQuery<ShopsQuery>>,
) -> Result<web::Json<Page<ShopView>>> {
    let ApiQuery(query) = by.rest;
    let limit = query.limit.unwrap_or_default();
    let after = Cursor::key(query.cursor.as_ref())?;
    let shops = app.shops(Some(&by.caller), after, limit.rows()).await?;
    Page::cut(shops, limit, |last| (last.name.clone(), last.id.clone())).map(web::Json)
}

/// Shops where beans buy something, for anyone.
#[utoipa::path(
    tag = "public",
    params(ShopsQuery),
    responses((status = 200, body = Page<ShopView>)),
    security(())
)]
#[get("/public/shops")]
async fn list_public_shops(
    app: web::Data<App>,
    query: ApiQuery<ShopsQuery>,
) -> Result<web::Json<Page<ShopView>>> {
    let ApiQuery(query) = query;
    let limit = query.limit.unwrap_or_default();
    let after = Cursor::key(query.cursor.as_ref())?;
    let shops = app.shops(None, after, limit.rows()).await?;
    Page::cut(shops, limit, |last| (last.name.clone(), last.id.clone())).map(web::Json)
}

/// Changes a shop. One that is set inactive redeems nothing from now on.
#[utoipa::path(
    tag = "shops",
    params(("id" = String, Path)),
    request_body = ShopPatch,
    responses(
        (status = 200, body = ShopView),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`name_taken`"),
        (status = 422, body = Problem),
    ),
    security(("bearer" = []))
)]
#[patch("/shops/{id}")]
async fn change_shop(
    app: web::Data<App>,
    by: By<Admins, (ApiPath<String>, ApiJson<ShopPatch>)>,
) -> Result<web::Json<ShopView>> {
    let (ApiPath(id), body) = by.rest;
    app.change_shop(&by.caller, id, body.value).await.map(web::Json)
}

/// Books that the district paid a shop yuan for its beans.
#[utoipa::path(
    tag = "shops",
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    request_body = NewSettlement,
    responses(
        (status = 201, body = Settled),
        (status = 400, body = Problem, description = "`idempotency_key_required`"),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`settlement_exceeds_owed`"),
        (status = 422, body = Problem),
        (status = 503, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/shops/{id}/settlements")]
async fn settle_shop(
    app: web::Data<App>,
    by: By<Finance, (ApiPath<String>, KeyedJson<NewSettlement>)>,
) -> Result<HttpResponse> {
    let (ApiPath(id), body) = by.rest;
    let (settlement, keyed) = body.of(&by.caller);
    Ok(answer(StatusCode::CREATED, &app.settle_shop(&by.caller, id, settlement, keyed).await?))
}

/// A shop's settlements, the newest first.
#[utoipa::path(
    tag = "shops",
    params(("id" = String, Path), ShopsQuery),
    responses(
        (status = 200, body = Page<SettlementView>),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/shops/{id}/settlements")]
async fn list_settlements(
    app: web::Data<App>,
    by: By<LedgerReaders, (ApiPath<String>, ApiQuery<ShopsQuery>)>,
) -> Result<web::Json<Page<SettlementView>>> {
    let (ApiPath(id), ApiQuery(query)) = by.rest;
    let limit = query.limit.unwrap_or_default();
    let below_seq = Cursor::key(query.cursor.as_ref())?;
    let settlements = app.settlements(&by.caller, id, below_seq, limit.rows()).await?;
    Page::cut(settlements, limit, |last| last.seq).map(web::Json)
}

/// Sets the PIN that a refund in the shop asks for, or takes it away.
#[utoipa::path(
    tag = "shops",
    params(("id" = String, Path)),
    request_body = RefundPin,
    responses(
        (status = 204),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 422, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/shops/{id}/refund-pin")]
async fn set_refund_pin(
    app: web::Data<App>,
    by: By<Admins, (ApiPath<String>, ApiJson<RefundPin>)>,
) -> Result<HttpResponse> {
    let (ApiPath(id), body) = by.rest;
    app.set_refund_pin(&by.caller, id, body.value).await?;
    Ok(HttpResponse::NoContent().finish())
}
