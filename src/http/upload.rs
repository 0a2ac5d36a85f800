//! Reads an uploaded photo piece by piece and never holds more of it than is allowed.

use crate::error::{Code, Error, FieldError, Result};
use crate::service::App;
use crate::service::photos::UploadRoom;
use actix_multipart::{Multipart, MultipartError};
use actix_web::HttpRequest;
use actix_web::http::header;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use std::time::Duration;

/// The only field of the form.
const FIELD: &str = "photo";
/// What a form needs around its photo: boundaries and headers of the part.
const FORM_BYTES: u64 = 8 * 1024;

/// The photo of the form, and its room in memory, to be kept until the photo is done with.
///
/// # Errors
/// 413 as soon as too much has come; 408 if it takes too long; 415 if it is no form; 422 for missing or other fields;
/// 503 if there is no room for it.
pub(super) async fn read_photo(
    request: &HttpRequest,
    mut form: Multipart,
    app: &App,
) -> Result<(Bytes, UploadRoom)> {
    let most_bytes = app.photos.limits().max_bytes;
    let patience = Duration::from_secs(app.config.reports.upload_timeout_s.into());
    let outcome = match announced_bytes(request) {
        Some(bytes) if bytes > most_bytes.saturating_add(FORM_BYTES) => Err(too_large(most_bytes)),
        announced => {
            let room = app.upload_room(announced.unwrap_or(most_bytes)).await?;
            tokio::time::timeout(patience, read(&mut form, most_bytes))
                .await
                .unwrap_or_else(|_| Err(Error::new(Code::RequestTimeout)))
                .map(|photo| (photo, room))
        }
    };
    // A client that is cut off while it sends may never read why: what is on the way is let pass by. A form that could
    // not be read any further is not asked for more.
    let refused = outcome.as_ref().err().map(Error::code);
    if matches!(refused, Some(Code::PhotoTooLarge | Code::ValidationFailed)) {
        let drained = tokio::time::timeout(patience, let_pass(&mut form, most_bytes)).await;
        tracing::debug!(in_time = drained.is_ok(), "let the rest of a refused upload pass by");
    }
    outcome
}

fn announced_bytes(request: &HttpRequest) -> Option<u64> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn read(form: &mut Multipart, most_bytes: u64) -> Result<Bytes> {
    let mut photo = None;
    while let Some(field) = form.next().await {
        let mut field = field.map_err(not_a_form)?;
        match field.name() {
            Some(FIELD) if photo.is_none() => {}
            Some(FIELD) => return Err(Error::field(FIELD, "repeated", "one photo a request")),
            other => {
                let name = other.unwrap_or_default().to_owned();
                return Err(Error::invalid(vec![FieldError::new(
                    name,
                    "unknown_field",
                    "leave this field out",
                )]));
            }
        }
        let mut bytes = BytesMut::new();
        while let Some(chunk) = field.next().await {
            let chunk = chunk.map_err(not_a_form)?;
            if length(bytes.len().saturating_add(chunk.len())) > most_bytes {
                return Err(too_large(most_bytes));
            }
            bytes.extend_from_slice(&chunk);
        }
        photo = Some(bytes.freeze());
    }
    photo.ok_or_else(|| Error::field(FIELD, "required", "this field is required"))
}

/// Drops what still comes, up to as much as a photo may have.
async fn let_pass(form: &mut Multipart, most_bytes: u64) {
    let mut passed = 0;
    while let Some(Ok(mut field)) = form.next().await {
        while let Some(Ok(chunk)) = field.next().await {
            passed += length(chunk.len());
            if passed > most_bytes {
                return;
            }
        }
    }
}

fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

fn too_large(most_bytes: u64) -> Error {
    Error::new(Code::PhotoTooLarge).with_facts(format!("at most {most_bytes} bytes"))
}

fn not_a_form(error: MultipartError) -> Error {
    let code = match &error {
        MultipartError::ContentTypeMissing
        | MultipartError::ContentTypeParse
        | MultipartError::ContentTypeIncompatible => Code::UnsupportedMediaType,
        _ => Code::BadRequest,
    };
    Error::new(code).because(error.to_string()).with_facts("multipart/form-data with the field photo")
}
