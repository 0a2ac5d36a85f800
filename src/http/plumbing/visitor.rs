//! Whoever asks, logged in or not.

use super::bearer_token;
use crate::auth::Caller;
use crate::error::Error;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use std::pin::Pin;

/// The caller, where an access token was sent. A token that is wrong or too old is refused rather than taken for none,
/// so that a client learns that it has to refresh.
pub struct Visitor(pub Option<Caller>);

impl FromRequest for Visitor {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if bearer_token(request).is_none() {
            return Box::pin(std::future::ready(Ok(Self(None))));
        }
        let caller = Caller::from_request(request, payload);
        Box::pin(async move { Ok(Self(Some(caller.await?))) })
    }
}
