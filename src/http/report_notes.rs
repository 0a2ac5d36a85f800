//! Notes of staff on a report.

use super::plumbing::{
    ApiJson, ApiPath, ApiQuery, By, Center, Created, Cursor, Handlers, Limit, Page, Problem,
};
use super::registry::Registry;
use crate::error::Result;
use crate::service::App;
use crate::service::reports::{CenterNote, NewCenterNote, NewUnitNote, PageAfter, UnitNote};
use actix_web::{HttpResponse, get, post, web};
use utoipa::IntoParams;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry
        .service(list_center_notes)
        .service(add_center_note)
        .service(list_unit_notes)
        .service(add_unit_note);
}

/// A page of notes.
#[derive(serde::Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct NotesQuery {
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Option<Limit>,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

impl NotesQuery {
    fn read(self) -> Result<(Limit, PageAfter)> {
        let limit = self.limit.unwrap_or_default();
        let page =
            PageAfter { id: Cursor::key(self.cursor.as_ref())?, supervised: false, rows: limit.rows() };
        Ok((limit, page))
    }
}

/// All notes of staff on a report, newest first.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report."), NotesQuery),
    responses(
        (status = 200, description = "A page.", body = Page<CenterNote>),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/dispatch/reports/{id}/notes")]
async fn list_center_notes(
    app: web::Data<App>,
    by: By<Center, (ApiPath<String>, ApiQuery<NotesQuery>)>,
) -> Result<web::Json<Page<CenterNote>>> {
    let (ApiPath(id), ApiQuery(query)) = by.rest;
    let (limit, page) = query.read()?;
    let notes = app.center_notes(&by.caller, id, page).await?;
    Page::cut(notes, limit, |last| last.id.clone()).map(web::Json)
}

/// Adds a note of the center, for itself or for the unit too. Notes are never changed, and the reporter sees none.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report.")),
    request_body = NewCenterNote,
    responses(
        (status = 201, description = "Noted.", body = Created),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 422, description = "Wrong values, or for a unit where there is none.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/reports/{id}/notes")]
async fn add_center_note(
    app: web::Data<App>,
    by: By<Center, (ApiPath<String>, ApiJson<NewCenterNote>)>,
) -> Result<HttpResponse> {
    let (ApiPath(id), body) = by.rest;
    let id = app.add_center_note(&by.caller, id, body.value).await?;
    Ok(HttpResponse::Created().json(Created { id }))
}

/// The notes between my unit and the center, newest first.
#[utoipa::path(
    tag = "units",
    params(("id" = String, Path, description = "The report."), NotesQuery),
    responses(
        (status = 200, description = "A page.", body = Page<UnitNote>),
        (status = 403, description = "Not a handler.", body = Problem),
        (status = 404, description = "Not there, or another unit's.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/unit/reports/{id}/notes")]
async fn list_unit_notes(
    app: web::Data<App>,
    by: By<Handlers, (ApiPath<String>, ApiQuery<NotesQuery>)>,
) -> Result<web::Json<Page<UnitNote>>> {
    let (ApiPath(id), ApiQuery(query)) = by.rest;
    let (limit, page) = query.read()?;
    let notes = app.unit_notes(&by.caller, id, page).await?;
    Page::cut(notes, limit, |last| last.id.clone()).map(web::Json)
}

/// Adds a note that the center sees. Notes are never changed, and the reporter sees none.
#[utoipa::path(
    tag = "units",
    params(("id" = String, Path, description = "The report.")),
    request_body = NewUnitNote,
    responses(
        (status = 201, description = "Noted.", body = Created),
        (status = 403, description = "Not a handler.", body = Problem),
        (status = 404, description = "Not there, or another unit's.", body = Problem),
        (status = 422, description = "Wrong values.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/unit/reports/{id}/notes")]
async fn add_unit_note(
    app: web::Data<App>,
    by: By<Handlers, (ApiPath<String>, ApiJson<NewUnitNote>)>,
) -> Result<HttpResponse> {
    let (ApiPath(id), body) = by.rest;
    let id = app.add_unit_note(&by.caller, id, body.value).await?;
    Ok(HttpResponse::Created().json(Created { id }))
}
