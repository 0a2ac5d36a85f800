//! `/photos`: taking photos in, and showing them to those who may see them.

use super::plumbing::{ApiPath, By, Photographers, Problem, Visitor};
use super::registry::Registry;
use super::upload::read_photo;
use crate::error::Result;
use crate::service::App;
use crate::service::photos::{PhotoLink, PhotoToShow, Rendition};
use actix_multipart::Multipart;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, post, web};

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(upload_photo).service(get_photo).service(get_photo_thumbnail);
}

/// A form with one photo.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "says in the API description what the form is read for piece by piece")]
struct PhotoForm {
    /// JPEG, PNG or WebP, at most 10 MiB and 50 megapixels.
    #[schema(value_type = String, format = Binary)]
    photo: Vec<u8>,
}

/// Uploads a photo, to be put on a report afterwards.
#[utoipa::path(
    tag = "reports",
    request_body(content = PhotoForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "Taken in.", body = PhotoLink),
        (status = 403, description = "Neither resident nor handler.", body = Problem),
        (status = 409, description = "Too many unused photos.", body = Problem),
        (status = 413, description = "More than 10 MiB.", body = Problem),
        (status = 415, description = "Not a JPEG, PNG or WebP photo.", body = Problem),
        (status = 422, description = "Broken, empty, or too many pixels.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/photos")]
async fn upload_photo(
    app: web::Data<App>,
    by: By<Photographers, Multipart>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    app.may_upload_photo(&by.caller).await?;
    let (photo, _room) = read_photo(&request, by.rest, &app).await?;
    Ok(HttpResponse::Created().json(app.upload_photo(&by.caller, photo).await?))
}

/// A photo, for those who may see it; for anybody while its report is public.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "The photo.")),
    responses(
        (status = 200, description = "The picture.", body = Vec<u8>, content_type = "image/jpeg"),
        (status = 401, description = "Not public, and not logged in.", body = Problem),
        (status = 404, description = "Not there, or not yours to see.", body = Problem),
    ),
    security((), ("bearer" = []))
)]
#[get("/photos/{id}")]
async fn get_photo(app: web::Data<App>, visitor: Visitor, id: ApiPath<String>) -> Result<HttpResponse> {
    Ok(picture(app.photo(visitor.0.as_ref(), id.0, Rendition::Full).await?))
}

/// The same photo, small.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "The photo.")),
    responses(
        (status = 200, description = "The small picture.", body = Vec<u8>, content_type = "image/jpeg"),
        (status = 401, description = "Not public, and not logged in.", body = Problem),
        (status = 404, description = "Not there, or not yours to see.", body = Problem),
    ),
    security((), ("bearer" = []))
)]
#[get("/photos/{id}/thumbnail")]
async fn get_photo_thumbnail(
    app: web::Data<App>,
    visitor: Visitor,
    id: ApiPath<String>,
) -> Result<HttpResponse> {
    Ok(picture(app.photo(visitor.0.as_ref(), id.0, Rendition::Thumbnail).await?))
}

/// A picture with headers that let a browser show it and nothing else.
fn picture(photo: PhotoToShow) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "image/jpeg"))
        .insert_header((header::CONTENT_DISPOSITION, "inline; filename=\"photo.jpg\""))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header(("Cross-Origin-Resource-Policy", "same-origin"))
        .body(photo.jpeg)
}
