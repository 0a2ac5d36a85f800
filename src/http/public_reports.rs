//! `/public/reports`: what the dispatch center made public.

use super::plumbing::{ApiPath, ApiQuery, Page, Problem};
use super::registry::Registry;
use super::report_query::PublicQuery;
use crate::error::Result;
use crate::service::App;
use crate::service::reports::{PublicReport, PublicReportDetail};
use actix_web::{get, web};

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(list_public_reports).service(get_public_report);
}

/// Public reports, newest first. Photos are fetched without logging in.
#[utoipa::path(
    tag = "public",
    params(PublicQuery),
    responses(
        (status = 200, description = "A page.", body = Page<PublicReport>),
        (status = 422, description = "Wrong parameters.", body = Problem),
    ),
    security(())
)]
#[get("/public/reports")]
async fn list_public_reports(
    app: web::Data<App>,
    query: ApiQuery<PublicQuery>,
) -> Result<web::Json<Page<PublicReport>>> {
    let wanted = query.0.read()?;
    let rows = app.public_reports(&wanted.filter, wanted.after).await?;
    Ok(web::Json(Page::cut(rows, wanted.limit, |row| (false, row.matter.id.clone()))?))
}

/// A public report with its photos.
#[utoipa::path(
    tag = "public",
    params(("id" = String, Path, description = "The report.")),
    responses(
        (status = 200, description = "The report.", body = PublicReportDetail),
        (status = 404, description = "Not there, or not public.", body = Problem),
    ),
    security(())
)]
#[get("/public/reports/{id}")]
async fn get_public_report(
    app: web::Data<App>,
    id: ApiPath<String>,
) -> Result<web::Json<PublicReportDetail>> {
    Ok(web::Json(app.public_report(id.0).await?))
}
