//! The person behind a request, from its access token.

use super::bearer_token;
use crate::auth::Caller;
use crate::error::{Code, Error};
use crate::service::App;
use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use std::future::Future;
use std::pin::Pin;

impl FromRequest for Caller {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let asked = Asked::of(request);
        Box::pin(async move {
            let asked = asked?;
            let caller = asked.app.authenticate(&asked.token).await?;
            asked.throttle(caller)
        })
    }
}

/// A caller who may have yet to set up the one-time code that their role needs, and the rest of the request; only for
/// setting it up.
pub struct CallerBeforeOtp<T = ()> {
    /// Who is calling.
    pub caller: Caller,
    /// The rest, looked at only once the caller is known.
    pub rest: T,
}

impl<T> FromRequest for CallerBeforeOtp<T>
where
    T: FromRequest + 'static,
    T::Error: Into<actix_web::Error>,
{
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            let asked = Asked::of(&request)?;
            let caller = asked.app.authenticate_before_otp(&asked.token).await?;
            let caller = asked.throttle(caller)?;
            let rest = T::from_request(&request, &mut payload).await.map_err(Into::into)?;
            Ok(Self { caller, rest })
        })
    }
}

/// What of the request says who is calling.
struct Asked {
    app: Data<App>,
    token: String,
    writes: bool,
}

impl Asked {
    fn of(request: &HttpRequest) -> Result<Self, Error> {
        let app = request
            .app_data::<Data<App>>()
            .cloned()
            .ok_or_else(|| Error::internal("no App in the server"))?;
        let token = bearer_token(request).ok_or_else(|| Error::new(Code::NotLoggedIn))?.to_owned();
        let writes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
        Ok(Self { app, token, writes })
    }

    /// Counts what changes something against the caller's minute.
    fn throttle(&self, caller: Caller) -> Result<Caller, Error> {
        if self.writes {
            self.app.auth.writes.take(&caller.user_id)?;
        }
        Ok(caller)
    }
}
