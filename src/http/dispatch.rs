//! `/dispatch/reports`: what the dispatch center sees and how it sorts what comes in.

use super::plumbing::{ApiJson, ApiJsonOrNothing, ApiPath, ApiQuery, By, Center, Page, Problem};
use super::registry::Registry;
use super::report_query::DispatchQuery;
use crate::error::Result;
use crate::service::App;
use crate::service::reports::{
    Accept, Assign, CenterReport, CenterReportDetail, Merge, OpenCounts, Reason, Verify,
};
use actix_web::{get, post, web};

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry
        .service(list_dispatch_reports)
        .service(get_dispatch_report)
        .service(accept_report)
        .service(reject_report)
        .service(merge_report)
        .service(unmerge_report)
        .service(assign_report)
        .service(verify_report)
        .service(count_open_reports);
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
async fn list_dispatch_reports(
    app: web::Data<App>,
    by: By<Center, ApiQuery<DispatchQuery>>,
) -> Result<web::Json<Page<CenterReport>>> {
    let wanted = by.rest.0.read()?;
    let rows = app.dispatch_reports(&by.caller, &wanted.filter, wanted.after).await?;
    Ok(web::Json(Page::cut(rows, wanted.limit, |row| {
        (row.progress.supervision.is_some(), row.matter.id.clone())
    })?))
}

/// How many reports are at each open state, and how many of them press.
#[utoipa::path(
    tag = "dispatch",
    responses(
        (status = 200, description = "The counts.", body = OpenCounts),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/dispatch/counts")]
async fn count_open_reports(app: web::Data<App>, by: By<Center>) -> Result<web::Json<OpenCounts>> {
    app.open_counts(&by.caller).await.map(web::Json)
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
async fn get_dispatch_report(
    app: web::Data<App>,
    by: By<Center>,
    id: ApiPath<String>,
) -> Result<web::Json<CenterReportDetail>> {
    Ok(web::Json(app.dispatch_report(&by.caller, id.0).await?))
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
async fn accept_report(
    app: web::Data<App>,
    by: By<Center, ApiJsonOrNothing<Accept>>,
    id: ApiPath<String>,
) -> Result<web::Json<CenterReport>> {
    Ok(web::Json(app.accept_report(&by.caller, id.0, by.rest.0).await?))
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
async fn reject_report(
    app: web::Data<App>,
    by: By<Center, ApiJson<Reason>>,
    id: ApiPath<String>,
) -> Result<web::Json<CenterReport>> {
    Ok(web::Json(app.reject_report(&by.caller, id.0, by.rest.value).await?))
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
async fn merge_report(
    app: web::Data<App>,
    by: By<Center, ApiJson<Merge>>,
    id: ApiPath<String>,
) -> Result<web::Json<CenterReport>> {
    Ok(web::Json(app.merge_report(&by.caller, id.0, by.rest.value).await?))
}

/// Takes a merging back: the report is a case of its own again, as it was before.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report.")),
    request_body = Reason,
    responses(
        (status = 200, description = "On its own again.", body = CenterReport),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 409, description = "It is not merged, or one of the two was closed.", body = Problem),
        (status = 422, description = "Wrong values.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/reports/{id}/unmerge")]
async fn unmerge_report(
    app: web::Data<App>,
    by: By<Center, ApiJson<Reason>>,
    id: ApiPath<String>,
) -> Result<web::Json<CenterReport>> {
    Ok(web::Json(app.unmerge_report(&by.caller, id.0, by.rest.value).await?))
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
async fn assign_report(
    app: web::Data<App>,
    by: By<Center, ApiJson<Assign>>,
    id: ApiPath<String>,
) -> Result<web::Json<CenterReport>> {
    Ok(web::Json(app.assign_report(&by.caller, id.0, by.rest.value).await?))
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
async fn verify_report(
    app: web::Data<App>,
    by: By<Center, ApiJson<Verify>>,
    id: ApiPath<String>,
) -> Result<web::Json<CenterReport>> {
    Ok(web::Json(app.verify_report(&by.caller, id.0, by.rest.value).await?))
}
