//! Headers that keep browsers from doing what these pages never ask for.

use super::routes::BASE_PATH;
use crate::config::MapConfig;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue, InvalidHeaderValue};
use actix_web::middleware::Next;

const HEADERS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("permissions-policy"), "camera=(self), geolocation=(self)"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Scripts, styles and connections only from this server; wasm is the bar code reader. Pictures also from the hosts of the
/// map that the district has chosen, if any.
///
/// # Errors
/// A host that no header can name.
pub fn content_security_policy(map: &MapConfig) -> Result<HeaderValue, InvalidHeaderValue> {
    let tiles: String = map.tile_origins().iter().map(|origin| format!(" {origin}")).collect();
    HeaderValue::try_from(format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data: blob:{tiles}; font-src 'self' data:; object-src 'none'; base-uri 'none'; \
         frame-ancestors 'none'"
    ))
}

/// Middleware: adds the headers where the handler set none of its own, and keeps API answers out of caches.
///
/// # Errors
/// Those of the inner service.
pub async fn add_security_headers<B: MessageBody + 'static>(
    policy: HeaderValue,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let is_api = request.path().starts_with(BASE_PATH);
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in HEADERS {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if is_api && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(response)
}
