//! Reports that several people wait for: what is near by, joining, and what the center takes for duplicates.

use super::plumbing::{ApiPath, ApiQuery, By, Center, Cursor, Limit, Page, Problem, Residents};
use super::registry::Registry;
use crate::domain::location::Datum;
use crate::error::Result;
use crate::service::App;
use crate::service::reports::{JoinedReport, LikelyDuplicate, NearbyReport};
use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Registers the handlers; before those of `/reports/{id}`, which would take `nearby` for an id.
pub fn configure(registry: &mut Registry<'_>) {
    registry
        .service(nearby_reports)
        .service(joined_reports)
        .service(join_report)
        .service(leave_report)
        .service(likely_duplicates);
}

/// Where something is to be reported.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct NearbyQuery {
    /// Degrees north.
    #[param(minimum = -90, maximum = 90, example = 25.4951)]
    lat: f64,
    /// Degrees east.
    #[param(minimum = -180, maximum = 180, example = 103.7968)]
    lng: f64,
    /// The datum of both.
    #[param(inline)]
    datum: Datum,
    /// The category's code; then only reports of its group are shown.
    category: Option<String>,
}

/// Open reports near by. There are only a few, so they come at once.
#[derive(Serialize, ToSchema)]
struct NearbyReports {
    /// Nearest first.
    items: Vec<NearbyReport>,
}

/// Open reports near a place, to be looked at before filing another.
#[utoipa::path(
    tag = "reports",
    params(NearbyQuery),
    responses(
        (status = 200, description = "What is reported near by.", body = NearbyReports),
        (status = 403, description = "Not a resident.", body = Problem),
        (status = 422, description = "Wrong parameters.", body = Problem),
        (status = 429, description = "Asked too often.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/reports/nearby")]
async fn nearby_reports(
    app: web::Data<App>,
    by: By<Residents, ApiQuery<NearbyQuery>>,
) -> Result<web::Json<NearbyReports>> {
    let NearbyQuery { lat, lng, datum, category } = by.rest.0;
    let category = category.filter(|code| !code.trim().is_empty());
    let items = app.nearby_reports(&by.caller, (lat, lng, datum), category).await?;
    Ok(web::Json(NearbyReports { items }))
}

/// A page of my list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct JoinedQuery {
    /// Items on the page.
    #[param(inline)]
    limit: Option<Limit>,
    /// `next_cursor` of the page before.
    #[param(inline)]
    cursor: Option<Cursor>,
}

/// The reports that I joined, the last joined first.
#[utoipa::path(
    tag = "reports",
    params(JoinedQuery),
    responses(
        (status = 200, description = "A page.", body = Page<JoinedReport>),
        (status = 403, description = "Not a resident.", body = Problem),
        (status = 422, description = "Wrong parameters.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/reports/joined")]
async fn joined_reports(
    app: web::Data<App>,
    by: By<Residents, ApiQuery<JoinedQuery>>,
) -> Result<web::Json<Page<JoinedReport>>> {
    let JoinedQuery { limit, cursor } = by.rest.0;
    let limit = limit.unwrap_or_default();
    let rows = app.joined_reports(&by.caller, Cursor::key(cursor.as_ref())?, limit.rows()).await?;
    Ok(web::Json(Page::cut(rows, limit, |row| row.join_id.clone())?))
}

/// Joins somebody else's open report instead of filing another; I am told when it is closed.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "The report.")),
    responses(
        (status = 200, description = "Joined, now or before.", body = JoinedReport),
        (status = 403, description = "Not a resident.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 409, description = "My own, ended, or too many joined.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/reports/{id}/join")]
async fn join_report(
    app: web::Data<App>,
    by: By<Residents>,
    id: ApiPath<String>,
) -> Result<web::Json<JoinedReport>> {
    Ok(web::Json(app.join_report(&by.caller, id.0).await?))
}

/// Leaves a report that I joined.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "The report.")),
    responses(
        (status = 204, description = "Not joined any more."),
        (status = 403, description = "Not a resident.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/reports/{id}/leave")]
async fn leave_report(app: web::Data<App>, by: By<Residents>, id: ApiPath<String>) -> Result<HttpResponse> {
    app.leave_report(&by.caller, id.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Likely duplicates. There are only a few, so they come at once.
#[derive(Serialize, ToSchema)]
struct LikelyDuplicates {
    /// The likeliest first.
    items: Vec<LikelyDuplicate>,
}

/// What is likely a duplicate of a report: near in place and time, of the same category, or with the same photo.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report.")),
    responses(
        (status = 200, description = "What is likely the same.", body = LikelyDuplicates),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/dispatch/reports/{id}/duplicates")]
async fn likely_duplicates(
    app: web::Data<App>,
    by: By<Center>,
    id: ApiPath<String>,
) -> Result<web::Json<LikelyDuplicates>> {
    Ok(web::Json(LikelyDuplicates { items: app.likely_duplicates(&by.caller, id.0).await? }))
}
