//! A shop's till.

use super::plumbing::{ApiPath, ApiQuery, By, Cashiers, Cursor, KeyedJson, Limit, Page, Problem, answer};
use super::registry::Registry;
use crate::auth::SecretText;
use crate::error::Result;
use crate::service::App;
use crate::service::checkout::{
    NewRedemption, NewRefund, Redemption, RedemptionQuery, Refunded, TillSummary,
};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use chrono::NaiveDate;
use utoipa::IntoParams;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(redeem).service(list_redemptions).service(refund).service(get_summary);
}

/// A page of redemptions.
#[derive(serde::Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RedemptionsQuery {
    /// Only of this date in the district.
    date: Option<NaiveDate>,
    /// Only with this number of the sale.
    order_no: Option<String>,
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Option<Limit>,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Which day.
#[derive(serde::Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SummaryQuery {
    /// The date in the district; today unless said otherwise.
    date: Option<NaiveDate>,
}

/// Takes beans of whoever shows the pay code.
#[utoipa::path(
    tag = "checkout",
    params(("Idempotency-Key" = String, Header)),
    request_body = NewRedemption,
    responses(
        (status = 201, body = Redemption),
        (status = 400, body = Problem, description = "`idempotency_key_required`"),
        (status = 403, body = Problem),
        (
            status = 409,
            body = Problem,
            description = "`shop_inactive`, `pay_code_unknown`, `pay_code_used`, `pay_code_voided`, \
                `pay_code_expired`, `insufficient_beans`"
        ),
        (status = 422, body = Problem),
        (status = 429, body = Problem, description = "Too many wrong pay codes"),
        (status = 503, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/checkout/redemptions")]
async fn redeem(app: web::Data<App>, by: By<Cashiers, KeyedJson<NewRedemption>>) -> Result<HttpResponse> {
    let (redemption, keyed) = by.rest.of(&by.caller);
    Ok(answer(StatusCode::CREATED, &app.redeem(&by.caller, redemption, keyed).await?))
}

/// The shop's redemptions, the newest first.
#[utoipa::path(
    tag = "checkout",
    params(RedemptionsQuery),
    responses((status = 200, body = Page<Redemption>), (status = 403, body = Problem)),
    security(("bearer" = []))
)]
#[get("/checkout/redemptions")]
async fn list_redemptions(
    app: web::Data<App>,
    by: By<Cashiers, ApiQuery<RedemptionsQuery>>,
) -> Result<web::Json<Page<Redemption>>> {
    let ApiQuery(RedemptionsQuery { date, order_no, limit, cursor }) = by.rest;
    let limit = limit.unwrap_or_default();
    let after = Cursor::key(cursor.as_ref())?;
    let query = RedemptionQuery { date, order_no, after, rows: limit.rows() };
    let redemptions = app.redemptions(&by.caller, query).await?;
    let page = Page::cut(redemptions, limit, |(on, last)| (*on, last.id.clone()))?;
    Ok(web::Json(page.map(|(_, redemption)| redemption)))
}

/// Gives beans of one of the shop's own redemptions back.
#[utoipa::path(
    tag = "checkout",
    params(
        ("id" = String, Path),
        ("Idempotency-Key" = String, Header),
        ("Refund-Pin" = Option<String>, Header, description = "Where the shop asks for one"),
    ),
    request_body = NewRefund,
    responses(
        (status = 201, body = Refunded),
        (status = 400, body = Problem, description = "`idempotency_key_required`"),
        (status = 403, body = Problem, description = "Also `refund_pin_required`, `refund_pin_wrong`"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`refund_exceeds_redemption`, `shop_holds_too_little`"),
        (status = 422, body = Problem),
        (status = 429, body = Problem, description = "`account_locked`: too many wrong PINs"),
        (status = 503, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/checkout/redemptions/{id}/refunds")]
async fn refund(
    app: web::Data<App>,
    by: By<Cashiers, (ApiPath<String>, KeyedJson<NewRefund>)>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (ApiPath(id), body) = by.rest;
    let (refund, keyed) = body.of(&by.caller);
    // Not in the body: its hash is kept with the key, and the few digits could be guessed from that.
    let pin = request.headers().get("refund-pin").and_then(|value| value.to_str().ok()).map(SecretText::from);
    Ok(answer(StatusCode::CREATED, &app.refund(&by.caller, id, refund, pin, keyed).await?))
}

/// What a day of the shop came to.
#[utoipa::path(
    tag = "checkout",
    params(SummaryQuery),
    responses((status = 200, body = TillSummary), (status = 403, body = Problem)),
    security(("bearer" = []))
)]
#[get("/checkout/summary")]
async fn get_summary(
    app: web::Data<App>,
    by: By<Cashiers, ApiQuery<SummaryQuery>>,
) -> Result<web::Json<TillSummary>> {
    app.till_summary(&by.caller, by.rest.0.date).await.map(web::Json)
}
