//! What looks like gaming.

use super::plumbing::{Admins, AnomalyReaders, ApiJson, ApiPath, ApiQuery, By, Cursor, Limit, Page, Problem};
use super::registry::Registry;
use crate::domain::anomaly::{AnomalyKind, AnomalyState};
use crate::error::Result;
use crate::service::App;
use crate::service::anomalies::{Anomaly, AnomalyQuery, Decide};
use actix_web::{get, post, web};
use utoipa::IntoParams;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(list_anomalies).service(scan_for_anomalies).service(decide_anomaly);
}

/// Which findings are wanted.
#[derive(serde::Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AnomaliesQuery {
    /// Only of this kind.
    #[param(value_type = Option<String>, example = "same_photo")]
    kind: Option<AnomalyKind>,
    /// Only in this state.
    #[param(value_type = Option<String>, example = "open")]
    state: Option<AnomalyState>,
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Option<Limit>,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// What looks like gaming, with its evidence, newest first. None of it acts by itself.
#[utoipa::path(
    tag = "anomalies",
    params(AnomaliesQuery),
    responses((status = 200, body = Page<Anomaly>), (status = 403, body = Problem)),
    security(("bearer" = []))
)]
#[get("/anomalies")]
async fn list_anomalies(
    app: web::Data<App>,
    by: By<AnomalyReaders, ApiQuery<AnomaliesQuery>>,
) -> Result<web::Json<Page<Anomaly>>> {
    let ApiQuery(query) = by.rest;
    let limit = query.limit.unwrap_or_default();
    let wanted = AnomalyQuery {
        kind: query.kind,
        state: query.state,
        after_id: Cursor::key(query.cursor.as_ref())?,
        rows: limit.rows(),
    };
    let anomalies = app.anomalies(&by.caller, wanted).await?;
    Page::cut(anomalies, limit, |last| last.id.clone()).map(web::Json)
}

/// What a scan came to.
#[derive(serde::Serialize, utoipa::ToSchema)]
struct Scanned {
    /// Findings that are new.
    found: usize,
}

/// Looks for anomalies at once; else it is done every so often.
#[utoipa::path(
    tag = "anomalies",
    responses((status = 200, body = Scanned), (status = 403, body = Problem)),
    security(("bearer" = []))
)]
#[post("/anomalies/scan")]
async fn scan_for_anomalies(app: web::Data<App>, by: By<Admins>) -> Result<web::Json<Scanned>> {
    Ok(web::Json(Scanned { found: app.scan_now(&by.caller).await? }))
}

/// Marks a finding as looked at, with words. Nothing else follows from it.
#[utoipa::path(
    tag = "anomalies",
    params(("id" = String, Path)),
    request_body = Decide,
    responses(
        (status = 200, body = Anomaly),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`already_decided`"),
        (status = 422, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/anomalies/{id}/decide")]
async fn decide_anomaly(
    app: web::Data<App>,
    by: By<Admins, (ApiPath<String>, ApiJson<Decide>)>,
) -> Result<web::Json<Anomaly>> {
    let (ApiPath(id), body) = by.rest;
    app.decide_anomaly(&by.caller, id, body.value).await.map(web::Json)
}
