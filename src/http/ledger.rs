//! Reading the journal and its accounts, and having it verified.

use super::plumbing::{
    ApiPath, ApiQuery, Auditors, By, Cursor, EVENT_STREAM, LedgerReaders, Limit, Page, Problem, event,
    event_stream,
};
use super::registry::Registry;
use crate::error::{Error, Result};
use crate::service::App;
use crate::service::ledger_reading::{
    AccountKind, AccountView, AuditProgress, NotedHead, PostingKind, TransactionQuery, TransactionView,
    Verification, Verifying,
};
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use futures_util::{Stream, stream};
use serde::{Deserialize, Deserializer};
use utoipa::IntoParams;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry
        .service(list_transactions)
        .service(get_transaction)
        .service(list_accounts)
        .service(verify_ledger);
}

/// Which transactions.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TransactionsQuery {
    /// Only of this kind.
    kind: Option<PostingKind>,
    /// Only those that touch this account.
    account_id: Option<i64>,
    /// Only at or after this instant.
    #[serde(default, deserialize_with = "instant")]
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<DateTime<Utc>>,
    /// Only before this instant.
    #[serde(default, deserialize_with = "instant")]
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<DateTime<Utc>>,
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Option<Limit>,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Which accounts, and when.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AccountsQuery {
    /// Only of this kind.
    kind: Option<AccountKind>,
    /// As they were at this past instant.
    #[serde(default, deserialize_with = "instant")]
    #[param(value_type = Option<String>, format = DateTime)]
    at: Option<DateTime<Utc>>,
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Option<Limit>,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// A head that was noted down before; both or none.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct VerifyQuery {
    /// The number of the last transaction at that time.
    head_seq: Option<i64>,
    /// Its hash, in hexadecimal digits.
    head_hash: Option<String>,
}

/// An instant in RFC 3339. A plus that was not escaped arrives as a space.
fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    DateTime::parse_from_rfc3339(&text.replace(' ', "+"))
        .map(|at| Some(at.to_utc()))
        .map_err(|_| serde::de::Error::custom("invalid_instant: write it as 2024-07-31T16:30:00Z"))
}

/// Transactions, the newest first, with their entries and hashes.
#[utoipa::path(
    tag = "ledger",
    params(TransactionsQuery),
    responses((status = 200, body = Page<TransactionView>), (status = 403, body = Problem)),
    security(("bearer" = []))
)]
#[get("/ledger/transactions")]
async fn list_transactions(
    app: web::Data<App>,
    by: By<LedgerReaders, ApiQuery<TransactionsQuery>>,
) -> Result<web::Json<Page<TransactionView>>> {
    let ApiQuery(TransactionsQuery { kind, account_id, from, to, limit, cursor }) = by.rest;
    let limit = limit.unwrap_or_default();
    let below_seq = Cursor::key(cursor.as_ref())?;
    let query = TransactionQuery { kind, account_id, from, to, below_seq, rows: limit.rows() };
    let transactions = app.transactions(&by.caller, query).await?;
    Page::cut(transactions, limit, |last| last.seq).map(web::Json)
}

/// One transaction with its entries and hashes.
#[utoipa::path(
    tag = "ledger",
    params(("seq" = i64, Path)),
    responses((status = 200, body = TransactionView), (status = 403, body = Problem), (status = 404, body = Problem)),
    security(("bearer" = []))
)]
#[get("/ledger/transactions/{seq}")]
async fn get_transaction(
    app: web::Data<App>,
    by: By<LedgerReaders, ApiPath<i64>>,
) -> Result<web::Json<TransactionView>> {
    app.transaction(&by.caller, by.rest.0).await.map(web::Json)
}

/// Accounts with what they hold, now or at a past instant.
#[utoipa::path(
    tag = "ledger",
    params(AccountsQuery),
    responses((status = 200, body = Page<AccountView>), (status = 403, body = Problem)),
    security(("bearer" = []))
)]
#[get("/ledger/accounts")]
async fn list_accounts(
    app: web::Data<App>,
    by: By<LedgerReaders, ApiQuery<AccountsQuery>>,
) -> Result<web::Json<Page<AccountView>>> {
    let ApiQuery(AccountsQuery { kind, at, limit, cursor }) = by.rest;
    let limit = limit.unwrap_or_default();
    let after_id = Cursor::key(cursor.as_ref())?;
    let accounts = app.accounts(&by.caller, kind, at, after_id, limit.rows()).await?;
    Page::cut(accounts, limit, |last| last.id).map(web::Json)
}

/// Verifies the whole journal while beans move; one verification at a time. With `Accept: text/event-stream` it tells
/// how far it is: any number of `progress`, then `result` with what it came to, or `problem`. It ends when its caller
/// goes away.
#[utoipa::path(
    tag = "ledger",
    params(VerifyQuery),
    responses(
        (status = 200, content((Verification = "application/json"), (AuditProgress = "text/event-stream"))),
        (status = 403, body = Problem),
        (status = 422, body = Problem),
        (status = 429, body = Problem, description = "Another verification is under way"),
        (status = 503, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/ledger/verify")]
async fn verify_ledger(
    app: web::Data<App>,
    by: By<Auditors, ApiQuery<VerifyQuery>>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let noted = match (by.rest.0.head_seq, by.rest.0.head_hash) {
        (Some(seq), Some(hash)) => Some(NotedHead { seq, hash }),
        (None, None) => None,
        (Some(_), None) => return Err(Error::field("head_hash", "required", "goes with head_seq")),
        (None, Some(_)) => return Err(Error::field("head_seq", "required", "goes with head_hash")),
    };
    let mut verifying = app.verify_ledger(&by.caller, noted)?;
    if wants_events(&request) {
        return Ok(event_stream(steps(verifying, request)));
    }
    Ok(HttpResponse::Ok().json(verifying.outcome().await?))
}

fn wants_events(request: &HttpRequest) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains(EVENT_STREAM))
}

/// Everything that is told of a verification.
fn steps(verifying: Verifying, request: HttpRequest) -> impl Stream<Item = Result<Bytes>> {
    stream::unfold(Some((verifying, request)), |under_way| async move {
        let (mut verifying, request) = under_way?;
        if let Some(progress) = verifying.progress().await {
            return Some((event(None, "progress", &progress), Some((verifying, request))));
        }
        let last = match verifying.outcome().await {
            Ok(verification) => event(None, "result", &verification),
            Err(error) => {
                tracing::error!(%error, "a verification broke off");
                event(None, "problem", &Problem::of(&error.outward(), &request))
            }
        };
        Some((last, None))
    })
}
