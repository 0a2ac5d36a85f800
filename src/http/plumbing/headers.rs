//! What is read from headers.

use crate::domain::idempotency::IdempotencyKey;
use crate::error::{Code, Error};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use std::future::{Ready, ready};
use std::net::IpAddr;

/// The `Idempotency-Key` of a request that creates a report or moves beans.
pub struct Idempotent(pub IdempotencyKey);

impl FromRequest for Idempotent {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let key = request
            .headers()
            .get("idempotency-key")
            .and_then(|value| value.to_str().ok())
            .and_then(|text| IdempotencyKey::parse(text).ok());
        ready(key.map(Self).ok_or_else(|| Error::new(Code::IdempotencyKeyRequired)))
    }
}

/// The access token of `Authorization: Bearer …`.
#[must_use]
pub fn bearer_token(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The client's address. Behind a proxy it is the last of `X-Forwarded-For`, the one our own proxy wrote.
#[must_use]
pub fn client_address(request: &HttpRequest, behind_proxy: bool) -> Option<IpAddr> {
    let peer = request.peer_addr().map(|address| address.ip());
    if !behind_proxy {
        return peer;
    }
    request
        .headers()
        .get("x-forwarded-for")
        .and_then(|value| value.to_str().ok())
        .and_then(|list| list.rsplit(',').next())
        .and_then(|address| address.trim().parse().ok())
        .or(peer)
}

/// The host and port that the client asked for. Behind a proxy it is the one our own proxy noted.
#[must_use]
pub fn client_host(request: &HttpRequest, behind_proxy: bool) -> Option<&str> {
    let forwarded = request.headers().get("x-forwarded-host").filter(|_| behind_proxy);
    match forwarded.or_else(|| request.headers().get(header::HOST)) {
        Some(value) => value.to_str().ok(),
        // HTTP/2 has it in the address.
        None => request.uri().authority().map(|authority| authority.as_str()),
    }
}
