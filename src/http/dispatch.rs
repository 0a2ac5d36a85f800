//! `/dispatch/reports`: what the dispatch center sees and how it sorts what comes in.

use super::plumbing::{ApiJson, ApiJsonOrNothing, ApiPath, ApiQuery, Page, Problem};
use super::report_query::DispatchQuery;
use crate::auth::Caller;
use crate::error::Result;
use crate::service::App;
use crate::service::reports::{Accept, Assign, CenterReport, CenterReportDetail, Merge, Reason, Verify};
use actix_web::{get, post, web};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the handlers.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(detail)
        .service(accept)
        .service(reject)
        .service(merge)
        .service(assign)
        .service(verify);
}

/// All reports, newest first.
#[utoipa::path(
    tag = "dispatch",
    params(DispatchQuery),
    responses(
        (status = 200, description = "A page.", body = Page<CenterReport>),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 422, description = "Wrong parameters.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/dispatch/reports")]
async fn list(
    app: web::Data<App>,
    caller: Caller,
    query: ApiQuery<DispatchQuery>,
) -> Result<web::Json<Page<CenterReport>>> {
    let wanted = query.0.read()?;
    let rows = app.dispatch_reports(&caller, &wanted.filter, wanted.after).await?;
    Ok(web::Json(Page::cut(rows, wanted.limit, |row| row.matter.id.clone())?))
}

/// A report in full; the reporter is masked.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report.")),
    responses(
        (status = 200, description = "The report.", body = CenterReportDetail),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/dispatch/reports/{id}")]
async fn detail(
    app: web::Data<App>,
    caller: Caller,
    id: ApiPath<String>,
) -> Result<web::Json<CenterReportDetail>> {
    Ok(web::Json(app.dispatch_report(&caller, id.0).await?))
}

/// Takes a report on; a wrong category is corrected.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report.")),
    request_body(content = Accept, description = "May be left out."),
    responses(
        (status = 200, description = "Accepted.", body = CenterReport),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 409, description = "Its state does not allow it, or the category is out of use.", body = Problem),
        (status = 422, description = "Wrong values.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/reports/{id}/accept")]
async fn accept(
    app: web::Data<App>,
    caller: Caller,
    id: ApiPath<String>,
    body: ApiJsonOrNothing<Accept>,
) -> Result<web::Json<CenterReport>> {
    Ok(web::Json(app.accept_report(&caller, id.0, body.0).await?))
}

/// Refuses a report; the reporter is told why.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report.")),
    request_body = Reason,
    responses(
        (status = 200, description = "Rejected.", body = CenterReport),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 409, description = "Its state does not allow it.", body = Problem),
        (status = 422, description = "Wrong values.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/reports/{id}/reject")]
async fn reject(
    app: web::Data<App>,
    caller: Caller,
    id: ApiPath<String>,
    body: ApiJson<Reason>,
) -> Result<web::Json<CenterReport>> {
    Ok(web::Json(app.reject_report(&caller, id.0, body.value).await?))
}

/// Merges a report into another as its duplicate.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report.")),
    request_body = Merge,
    responses(
        (status = 200, description = "Merged.", body = CenterReport),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 409, description = "Its state does not allow it.", body = Problem),
        (status = 422, description = "The other is unknown, itself, merged, rejected or withdrawn.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/reports/{id}/merge")]
async fn merge(
    app: web::Data<App>,
    caller: Caller,
    id: ApiPath<String>,
    body: ApiJson<Merge>,
) -> Result<web::Json<CenterReport>> {
    Ok(web::Json(app.merge_report(&caller, id.0, body.value).await?))
}

/// Sends a report to a unit.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report.")),
    request_body = Assign,
    responses(
        (status = 200, description = "Assigned.", body = CenterReport),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 409, description = "Its state does not allow it, or the unit is out of use.", body = Problem),
        (status = 422, description = "An unknown unit, or a limit in the past.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/reports/{id}/assign")]
async fn assign(
    app: web::Data<App>,
    caller: Caller,
    id: ApiPath<String>,
    body: ApiJson<Assign>,
) -> Result<web::Json<CenterReport>> {
    Ok(web::Json(app.assign_report(&caller, id.0, body.value).await?))
}

/// Records what the check of a unit's result found.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report.")),
    request_body = Verify,
    responses(
        (status = 200, description = "Verified, or back at the unit.", body = CenterReport),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 409, description = "Its state does not allow it.", body = Problem),
        (status = 422, description = "Wrong values; a failed check needs a comment.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/reports/{id}/verify")]
async fn verify(
    app: web::Data<App>,
    caller: Caller,
    id: ApiPath<String>,
    body: ApiJson<Verify>,
) -> Result<web::Json<CenterReport>> {
    Ok(web::Json(app.verify_report(&caller, id.0, body.value).await?))
}
