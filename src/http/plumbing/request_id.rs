//! A request id in every answer, error and log line.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest};
use std::fmt;
use uuid::Uuid;

/// The header that carries the id, both ways.
pub const REQUEST_ID_HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Longest id taken over from a caller.
const MAX_CHARS: usize = 64;

/// The id of one request.
#[derive(Debug, Clone)]
pub struct RequestId(String);

impl RequestId {
    /// The id of a request; a new one if the middleware has not run.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        request.extensions().get::<Self>().cloned().unwrap_or_else(Self::fresh)
    }

    fn fresh() -> Self {
        Self(Uuid::now_v7().simple().to_string())
    }

    /// A caller's own id, if it is short and plain, so that it cannot forge log lines.
    fn accept(text: &str) -> Option<Self> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        (!text.is_empty() && text.len() <= MAX_CHARS && text.chars().all(plain))
            .then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Middleware: gives the request an id (the caller's, if it sent a plain one) and puts it into the answer.
///
/// # Errors
/// Those of the inner service.
pub async fn give_request_id<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let id = request
        .headers()
        .get(&REQUEST_ID_HEADER)
        .and_then(|value| value.to_str().ok())
        .and_then(RequestId::accept)
        .unwrap_or_else(RequestId::fresh);
    tracing::Span::current().record("request_id", id.0.as_str());
    request.extensions_mut().insert(id.clone());
    let mut response = next.call(request).await?;
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(REQUEST_ID_HEADER, value);
    }
    Ok(response)
}
