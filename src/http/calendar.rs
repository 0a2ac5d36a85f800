//! `/calendar`: the hours, weekdays, holidays and make-up days that time limits are reckoned by.

use super::plumbing::{Admins, ApiCsv, ApiJson, By, Problem, UnitReaders};
use super::registry::Registry;
use crate::error::Result;
use crate::service::App;
use crate::service::calendar::{Calendar, CalendarLoad};
use actix_web::{get, post, put, web};

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(get_calendar).service(replace_calendar).service(load_calendar);
}

/// The working calendar.
#[utoipa::path(
    tag = "calendar",
    responses((status = 200, body = Calendar), (status = 403, body = Problem)),
    security(("bearer" = []))
)]
#[get("/calendar")]
async fn get_calendar(app: web::Data<App>, by: By<UnitReaders>) -> Result<web::Json<Calendar>> {
    app.calendar(&by.caller).await.map(web::Json)
}

/// Puts a calendar in the place of the one that is there. Limits that were given stay.
#[utoipa::path(
    tag = "calendar",
    request_body = Calendar,
    responses((status = 200, body = Calendar), (status = 403, body = Problem), (status = 422, body = Problem)),
    security(("bearer" = []))
)]
#[put("/calendar")]
async fn replace_calendar(
    app: web::Data<App>,
    by: By<Admins, ApiJson<Calendar>>,
) -> Result<web::Json<Calendar>> {
    app.replace_calendar(&by.caller, by.rest.value).await.map(web::Json)
}

/// Loads a file with the columns `what,from,to,name`, such as `samples/calendar-china.csv`. Its hours and weekdays
/// replace those that are there, if it names any; its dates are added. A wrong line is told as the field `line N`, and
/// nothing is loaded.
#[utoipa::path(
    tag = "calendar",
    request_body(content = String, content_type = "text/csv"),
    responses(
        (status = 200, body = CalendarLoad),
        (status = 403, body = Problem),
        (status = 413, body = Problem),
        (status = 415, body = Problem),
        (status = 422, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/calendar/load")]
async fn load_calendar(app: web::Data<App>, by: By<Admins, ApiCsv>) -> Result<web::Json<CalendarLoad>> {
    app.load_calendar(&by.caller, &by.rest.0).await.map(web::Json)
}
