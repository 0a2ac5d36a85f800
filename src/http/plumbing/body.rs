//! Bodies, queries and paths that name the field that is wrong.

use crate::error::{Code, Error, FieldError};
use crate::service::App;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{self, Bytes, BytesMut};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};
use std::pin::Pin;

/// A JSON body. Unknown fields, wrong types and values out of range are named in `errors`.
pub struct ApiJson<T> {
    /// The value.
    pub value: T,
    /// The body as it was sent, for comparing idempotent requests.
    pub raw: Bytes,
}

impl<T: DeserializeOwned + 'static> FromRequest for ApiJson<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let limit = request.app_data::<web::Data<App>>().map_or(0, |app| app.config.server.json_body_bytes);
        let is_json = is_json(request);
        let payload = payload.take();
        Box::pin(async move {
            if !is_json {
                return Err(Error::new(Code::UnsupportedMediaType).with_facts("application/json"));
            }
            let raw = collect(payload, limit).await?;
            Ok(Self { value: parse(&raw)?, raw })
        })
    }
}

/// A JSON body that may be left out altogether, where every field may.
pub struct ApiJsonOrNothing<T>(pub T);

impl<T: DeserializeOwned + Default + 'static> FromRequest for ApiJsonOrNothing<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let limit = request.app_data::<web::Data<App>>().map_or(0, |app| app.config.server.json_body_bytes);
        let is_json = is_json(request);
        let payload = payload.take();
        Box::pin(async move {
            let raw = collect(payload, limit).await?;
            match (raw.is_empty(), is_json) {
                (true, _) => Ok(Self(T::default())),
                (false, true) => Ok(Self(parse(&raw)?)),
                (false, false) => Err(Error::new(Code::UnsupportedMediaType).with_facts("application/json")),
            }
        })
    }
}

/// A body of comma-separated values, as it is.
pub struct ApiCsv(pub Bytes);

impl FromRequest for ApiCsv {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let limit = request.app_data::<web::Data<App>>().map_or(0, |app| app.config.server.csv_body_bytes);
        let is_csv = is_of(request, "text/csv");
        let payload = payload.take();
        Box::pin(async move {
            if !is_csv {
                return Err(Error::new(Code::UnsupportedMediaType).with_facts("text/csv"));
            }
            collect(payload, limit).await.map(Self)
        })
    }
}

fn is_json(request: &HttpRequest) -> bool {
    is_of(request, "application/json")
}

fn is_of(request: &HttpRequest, media_type: &str) -> bool {
    request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case(media_type))
}

/// A body of at most `limit` bytes.
///
/// # Errors
/// 413 for a longer one; 400 if it breaks off.
pub async fn collect(mut payload: Payload, limit: usize) -> Result<Bytes, Error> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| Error::new(Code::BadRequest).because(error))?;
        if body.len() + chunk.len() > limit {
            return Err(Error::new(Code::BodyTooLarge).with_facts(format!("at most {limit} bytes")));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn parse<T: DeserializeOwned>(raw: &[u8]) -> Result<T, Error> {
    let malformed = || Error::new(Code::MalformedJson);
    let text = std::str::from_utf8(raw).map_err(|error| malformed().because(error))?;
    // serde also reads a struct from a list of its fields' values, which nobody means to send.
    if text.trim_start().starts_with('[') {
        return Err(Error::field("body", "wrong_type", "expected an object"));
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        match inner.classify() {
            serde_json::error::Category::Data => Error::invalid(vec![field_error(&path, &inner.to_string())]),
            // A number where a word is expected is told as bad syntax, although the JSON is sound.
            _ if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() => {
                Error::field(path, "wrong_type", "expected another type")
            }
            _ => malformed().because(inner),
        }
    })?;
    deserializer.end().map_err(|error| malformed().because(error))?;
    Ok(value)
}

/// Turns serde's words into a field, a stable code and what to do. serde gives no structure but its message.
fn field_error(path: &str, message: &str) -> FieldError {
    let message = message.split(" at line ").next().unwrap_or(message);
    let quoted = message.split('`').nth(1).unwrap_or_default();
    let parent = if path == "." { "" } else { path };
    let inside = |name: &str| match (parent.is_empty(), parent.ends_with(name)) {
        (true, _) => name.to_owned(),
        (false, true) => parent.to_owned(),
        (false, false) => format!("{parent}.{name}"),
    };
    if message.starts_with("unknown field") {
        return FieldError::new(inside(quoted), "unknown_field", "leave this field out");
    }
    if message.starts_with("missing field") {
        return FieldError::new(inside(quoted), "required", "this field is required");
    }
    if message.starts_with("unknown variant") {
        let choices = message.split_once("expected ").map_or("", |(_, list)| list);
        return FieldError::new(path, "unknown_value", format!("expected {choices}"));
    }
    if message.starts_with("invalid type") {
        let expected = message.split_once("expected ").map_or("another type", |(_, expected)| expected);
        return FieldError::new(path, "wrong_type", format!("expected {expected}"));
    }
    // Our own newtypes say `code: what to do`.
    match message.split_once(": ") {
        Some((code, detail)) if code.chars().all(|c| c.is_ascii_lowercase() || c == '_') => {
            FieldError::new(path, code, detail)
        }
        _ => FieldError::new(path, "invalid", message),
    }
}

/// A query string; unknown parameters are named.
pub struct ApiQuery<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for ApiQuery<T> {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let pairs = url::form_urlencoded::parse(request.query_string().as_bytes());
        let query = serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs));
        ready(query.map(Self).map_err(|error| {
            let path = error.path().to_string();
            Error::invalid(vec![field_error(&path, &error.into_inner().to_string())])
        }))
    }
}

/// A path's parts. What does not parse is simply not there: 404.
pub struct ApiPath<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for ApiPath<T> {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let path = web::Path::<T>::from_request(request, payload).into_inner();
        ready(
            path.map(|path| Self(path.into_inner()))
                .map_err(|error| Error::new(Code::NotFound).because(error.to_string())),
        )
    }
}
