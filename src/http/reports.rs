//! `/reports`: what residents do with their own reports.

use super::plumbing::{ApiJson, ApiPath, ApiQuery, By, KeyedJson, Page, Problem, Residents, answer};
use super::registry::Registry;
use super::report_query::OwnQuery;
use crate::error::Result;
use crate::service::App;
use crate::service::reports::{Answer, NewReport, OwnReport, OwnReportDetail, Rate, Rating, Submitted};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry
        .service(submit_report)
        .service(list_own_reports)
        .service(get_own_report)
        .service(withdraw_report)
        .service(rate_report)
        .service(answer_question);
}

/// Files a report.
#[utoipa::path(
    tag = "reports",
    params(("Idempotency-Key" = String, Header, description = "A new one for each report.")),
    request_body = NewReport,
    responses(
        (status = 201, description = "Filed.", body = Submitted),
        (status = 400, description = "No idempotency key.", body = Problem),
        (status = 403, description = "Not a resident.", body = Problem),
        (status = 409, description = "A photo is on a report already, or the category is out of use.", body = Problem),
        (status = 422, description = "Wrong values, or a key that was used for something else.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/reports")]
async fn submit_report(app: web::Data<App>, by: By<Residents, KeyedJson<NewReport>>) -> Result<HttpResponse> {
    let (body, keyed) = by.rest.of(&by.caller);
    Ok(answer(StatusCode::CREATED, &app.submit_report(&by.caller, body, keyed).await?))
}

/// The reports that I filed, newest first.
#[utoipa::path(
    tag = "reports",
    params(OwnQuery),
    responses(
        (status = 200, description = "A page.", body = Page<OwnReport>),
        (status = 403, description = "Not a resident.", body = Problem),
        (status = 422, description = "Wrong parameters.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/reports")]
async fn list_own_reports(
    app: web::Data<App>,
    by: By<Residents, ApiQuery<OwnQuery>>,
) -> Result<web::Json<Page<OwnReport>>> {
    let wanted = by.rest.0.read()?;
    let rows = app.own_reports(&by.caller, &wanted.filter, wanted.after).await?;
    Ok(web::Json(Page::cut(rows, wanted.limit, |row| (false, row.matter.id.clone()))?))
}

/// A report that I filed, in full.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "The report.")),
    responses(
        (status = 200, description = "The report.", body = OwnReportDetail),
        (status = 403, description = "Not a resident.", body = Problem),
        (status = 404, description = "Not there, or somebody else's.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/reports/{id}")]
async fn get_own_report(
    app: web::Data<App>,
    by: By<Residents>,
    id: ApiPath<String>,
) -> Result<web::Json<OwnReportDetail>> {
    Ok(web::Json(app.own_report(&by.caller, id.0).await?))
}

/// Takes a report back, as long as no unit has it.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "The report.")),
    responses(
        (status = 200, description = "Withdrawn.", body = OwnReport),
        (status = 403, description = "Not a resident.", body = Problem),
        (status = 404, description = "Not there, or somebody else's.", body = Problem),
        (status = 409, description = "A unit has it, others reported it too, or it has ended.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/reports/{id}/withdraw")]
async fn withdraw_report(
    app: web::Data<App>,
    by: By<Residents>,
    id: ApiPath<String>,
) -> Result<web::Json<OwnReport>> {
    Ok(web::Json(app.withdraw_report(&by.caller, id.0).await?))
}

/// Answers what the unit asked; its clocks go on. The unit learns nothing of who answers.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "The report.")),
    request_body = Answer,
    responses(
        (status = 200, description = "Answered.", body = OwnReport),
        (status = 403, description = "Not a resident.", body = Problem),
        (status = 404, description = "Not there, or somebody else's.", body = Problem),
        (status = 409, description = "Nothing is asked, it is too late, or a photo is on a report already.", body = Problem),
        (status = 422, description = "Wrong values.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/reports/{id}/answer")]
async fn answer_question(
    app: web::Data<App>,
    by: By<Residents, ApiJson<Answer>>,
    id: ApiPath<String>,
) -> Result<web::Json<OwnReport>> {
    Ok(web::Json(app.answer_question(&by.caller, id.0, by.rest.value).await?))
}

/// Rates the result of a closed report, once.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "The report.")),
    request_body = Rate,
    responses(
        (status = 200, description = "Rated.", body = Rating),
        (status = 403, description = "Not a resident.", body = Problem),
        (status = 404, description = "Not there, or somebody else's.", body = Problem),
        (status = 409, description = "Rated already, or not closed.", body = Problem),
        (status = 422, description = "Wrong values.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/reports/{id}/rating")]
async fn rate_report(
    app: web::Data<App>,
    by: By<Residents, ApiJson<Rate>>,
    id: ApiPath<String>,
) -> Result<web::Json<Rating>> {
    Ok(web::Json(app.rate_report(&by.caller, id.0, by.rest.value).await?))
}
