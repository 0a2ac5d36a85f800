//! Requests that move beans: a key and a body, and the answer that may be a repeated one.

use super::{ApiJson, IDEMPOTENCY_REPLAYED, Idempotent};
use crate::auth::Caller;
use crate::domain::idempotency::IdempotencyKey;
use crate::error::Error;
use crate::ledger::{Answered, Asked};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::pin::Pin;

/// A JSON body with the key of its request.
pub struct KeyedJson<T> {
    /// The body.
    pub value: T,
    key: IdempotencyKey,
    request_hash: String,
}

impl<T> KeyedJson<T> {
    /// The body, and what makes a retry by this caller the same request.
    pub fn asked_by(self, caller: &Caller) -> (T, Asked) {
        let Self { value, key, request_hash } = self;
        (value, Asked { caller_id: caller.user_id.clone(), key, request_hash })
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for KeyedJson<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let key = Idempotent::from_request(request, &mut Payload::None).into_inner();
        let body = ApiJson::<T>::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let Idempotent(key) = key?;
            let ApiJson { value, raw } = body.await?;
            let request_hash = request_hash(request.method().as_str(), request.path(), &raw);
            Ok(Self { value, key, request_hash })
        })
    }
}

/// What makes a retry the same request: method, path and body, byte for byte.
fn request_hash(method: &str, path: &str, body: &[u8]) -> String {
    let mut hasher = Sha256::new();
    for part in [method.as_bytes(), path.as_bytes(), body] {
        hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(part);
    }
    hex::encode(hasher.finalize())
}

/// 201 with the answer, which says in a header if it was given before.
pub fn created<T: Serialize>(answered: &Answered<T>) -> HttpResponse {
    let mut response = HttpResponse::Created();
    if answered.replayed {
        response.insert_header((IDEMPOTENCY_REPLAYED, "true"));
    }
    response.json(&answered.value)
}
