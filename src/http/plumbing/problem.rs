//! Errors as RFC 9457 `application/problem+json`.

use super::RequestId;
use crate::error::{Error, FieldError, Language};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde::Serialize;
use std::sync::Arc;

/// Says that an answer was given before, to an earlier request with the same key.
pub const IDEMPOTENCY_REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The media type of every error (RFC 9457).
pub const PROBLEM_TYPE: &str = "application/problem+json";

/// The body of every error.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// A URI that names the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// Short title in the caller's language.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// Stable snake_case code.
    #[schema(example = "insufficient_beans")]
    pub code: String,
    /// What to do, in the caller's language.
    pub detail: String,
    /// Names the request in the server's log.
    pub request_id: String,
    /// The fields that are wrong, if any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

impl Problem {
    /// What the caller of this request is told of an error.
    #[must_use]
    pub fn of(error: &Error, request: &HttpRequest) -> Self {
        let (language, code) = (language_of(request), error.code());
        Self {
            kind: format!("urn:golden-beans:problem:{}", code.as_str()),
            title: code.title(language).to_owned(),
            status: code.status(),
            code: code.as_str().to_owned(),
            detail: error.detail(language),
            request_id: RequestId::of(request).to_string(),
            errors: error.fields().to_vec(),
        }
    }
}

/// The error of a response, kept beside it until the language and request id are known.
#[derive(Clone)]
struct Carried(Arc<Error>);

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::new(self.status_code());
        let mut outward = Error::new(self.code()).replayed(self.is_replayed());
        if !self.fields().is_empty() {
            outward = Error::invalid(self.fields().to_vec()).replayed(self.is_replayed());
        }
        if let Some(facts) = self.facts() {
            outward = outward.with_facts(facts);
        }
        if let Some(seconds) = self.retry_after_s() {
            outward = outward.retry_after(seconds);
        }
        if self.code().status() >= 500 {
            tracing::error!(error = %self, "request failed");
        }
        response.extensions_mut().insert(Carried(Arc::new(outward)));
        response
    }
}

/// The caller's language.
#[must_use]
pub fn language_of(request: &HttpRequest) -> Language {
    request
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .map_or(Language::Chinese, Language::from_accept_language)
}

/// Middleware: writes the body of every response that carries an error.
///
/// # Errors
/// Those of middleware inside it that answer with `Err`; ours answer with a response that carries the error.
pub async fn render_problems<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    // The request must not be cloned here: routing writes into it and insists on being its only owner.
    let response = next.call(request).await?.map_into_boxed_body();
    let carried = response.response().extensions().get::<Carried>().cloned();
    Ok(match carried {
        Some(Carried(error)) => {
            let mut rendered = render(&error, response.request());
            // What the handler said in headers, such as `Allow`, stays.
            for (name, value) in response.headers() {
                if !rendered.headers().contains_key(name) {
                    rendered.headers_mut().append(name.clone(), value.clone());
                }
            }
            response.into_response(rendered)
        }
        None => response,
    })
}

fn render(error: &Error, request: &HttpRequest) -> HttpResponse<BoxBody> {
    let language = language_of(request);
    let mut response = HttpResponse::build(error.status_code()).json(Problem::of(error, request));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_TYPE));
    headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(match language {
            Language::Chinese => "zh-CN",
            Language::English => "en",
        }),
    );
    if error.is_replayed() {
        headers.insert(IDEMPOTENCY_REPLAYED, HeaderValue::from_static("true"));
    }
    if error.status_code() == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(seconds) = error.retry_after_s() {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
