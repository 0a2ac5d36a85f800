//! Answers that may be given twice.

use super::problem::IDEMPOTENCY_REPLAYED;
use crate::service::idempotency::Answered;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderValue;
use serde::Serialize;

/// The answer to a request with an idempotency key, marked if it was given before.
pub fn answer<T: Serialize>(status: StatusCode, answered: &Answered<T>) -> HttpResponse {
    let mut response = HttpResponse::build(status).json(&answered.value);
    if answered.replayed {
        response.headers_mut().insert(IDEMPOTENCY_REPLAYED, HeaderValue::from_static("true"));
    }
    response
}
