//! One span, one log line and one count for every request.
//!
//! Neither query strings nor bodies are ever written: they may carry names, phones and codes.

use super::metrics;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::{Error, HttpMessage};
use std::time::Instant;
use tracing::Span;
use tracing_actix_web::RootSpanBuilder;

/// When a request's head was read.
struct Began(Instant);

/// The span that everything a request does is logged under.
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        request.extensions_mut().insert(Began(Instant::now()));
        tracing::info_span!(
            "request",
            request_id = tracing::field::Empty,
            method = method_word(request.method()),
            path = request.path(),
        )
    }

    fn on_request_end<B: MessageBody>(_: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let response = match outcome {
            Ok(response) => response,
            Err(error) => {
                tracing::error!(%error, "a request ended without an answer");
                return;
            }
        };
        let request = response.request();
        let took = request.extensions().get::<Began>().map(|began| began.0.elapsed()).unwrap_or_default();
        let status = response.status().as_u16();
        let route = request.match_pattern().unwrap_or_else(|| "unmatched".to_owned());
        let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        tracing::info!(status, route, took_us, "answered");
        metrics::record_request(method_word(request.method()), route, status, took);
    }
}

/// The method as a label. A caller may invent methods; figures must not grow with them.
fn method_word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PATCH => "PATCH",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
