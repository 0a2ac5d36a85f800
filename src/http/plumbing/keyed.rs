//! Requests that move beans: a JSON body with an idempotency key.

use super::{ApiJson, Idempotent};
use crate::auth::Caller;
use crate::domain::idempotency::IdempotencyKey;
use crate::error::Error;
use crate::service::idempotency::Keyed;
use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use std::pin::Pin;

/// A JSON body with the key of its request.
pub struct KeyedJson<T> {
    value: T,
    raw: Bytes,
    key: IdempotencyKey,
    method: String,
    path: String,
}

impl<T> KeyedJson<T> {
    /// The body, and what makes a retry by this caller the same request.
    pub fn of(self, caller: &Caller) -> (T, Keyed) {
        let keyed = Keyed::new(caller, self.key, &self.method, &self.path, &self.raw);
        (self.value, keyed)
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for KeyedJson<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let key = Idempotent::from_request(request, &mut Payload::None).into_inner();
        let body = ApiJson::<T>::from_request(request, payload);
        let (method, path) = (request.method().to_string(), request.path().to_owned());
        Box::pin(async move {
            let Idempotent(key) = key?;
            let ApiJson { value, raw } = body.await?;
            Ok(Self { value, raw, key, method, path })
        })
    }
}
