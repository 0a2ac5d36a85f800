//! Sessions of pages: the refresh token in a cookie that no script can read, instead of in the body.

use super::headers::client_host;
use crate::auth::refresh::RefreshToken;
use crate::error::{Code, Error};
use crate::service::App;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use chrono::{DateTime, Utc};
use std::future::{Ready, ready};

/// A page says by this header which of the cookies is its own.
pub const SESSION_COOKIE_HEADER: &str = "x-session-cookie";

/// One of the three pages; each has a session of its own in the same browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionCookie {
    header: &'static str,
    name: &'static str,
}

/// `__Host-` makes the browser insist on Secure, Path=/ and no Domain.
const COOKIES: [SessionCookie; 3] = [
    SessionCookie { header: "resident", name: "__Host-gb_resident" },
    SessionCookie { header: "shop", name: "__Host-gb_shop" },
    SessionCookie { header: "console", name: "__Host-gb_console" },
];

impl SessionCookie {
    /// Keeps the token until the session's end.
    #[must_use]
    pub fn keep(self, token: &RefreshToken, until: DateTime<Utc>, now: DateTime<Utc>) -> Cookie<'static> {
        self.build(token.expose().to_owned(), Duration::seconds((until - now).num_seconds().max(0)))
    }

    /// Makes the browser forget it.
    #[must_use]
    pub fn forget(self) -> Cookie<'static> {
        self.build(String::new(), Duration::ZERO)
    }

    fn build(self, value: String, max_age: Duration) -> Cookie<'static> {
        Cookie::build(self.name, value)
            .http_only(true)
            .secure(true)
            .same_site(SameSite::Strict)
            .path("/")
            .max_age(max_age)
            .finish()
    }
}

/// How the caller keeps its refresh token: `Some` for pages, `None` for programs, which have it in the body.
pub struct CookieMode(pub Option<SessionCookie>);

impl FromRequest for CookieMode {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(cookie_of(request).map(Self))
    }
}

/// The refresh token in the page's cookie, if the request is a page's and has it.
#[must_use]
pub fn cookie_token(request: &HttpRequest, cookie: SessionCookie) -> Option<String> {
    request.cookie(cookie.name).map(|cookie| cookie.value().to_owned())
}

fn cookie_of(request: &HttpRequest) -> Result<Option<SessionCookie>, Error> {
    let Some(value) = request.headers().get(SESSION_COOKIE_HEADER) else { return Ok(None) };
    let cookie = COOKIES.iter().find(|cookie| value.as_bytes() == cookie.header.as_bytes()).copied();
    let cookie = cookie.ok_or_else(|| {
        Error::field("X-Session-Cookie", "unknown_value", "expected resident, shop or console")
    })?;
    refuse_other_origin(request)?;
    Ok(Some(cookie))
}

/// Browsers say from which page a request comes; only this server's own may use its cookies.
fn refuse_other_origin(request: &HttpRequest) -> Result<(), Error> {
    let Some(origin) = request.headers().get(header::ORIGIN) else { return Ok(()) };
    let behind_proxy = request.app_data::<Data<App>>().is_some_and(|app| app.config.server.behind_proxy);
    let page = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    match (page, client_host(request, behind_proxy)) {
        (Some(page), Some(host)) if page.eq_ignore_ascii_case(host) => Ok(()),
        _ => Err(Error::new(Code::OriginRefused)),
    }
}
