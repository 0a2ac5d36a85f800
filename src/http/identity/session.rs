//! From nobody to somebody and back.

use crate::auth::SecretText;
use crate::auth::login_name::LoginName;
use crate::domain::redacted::fmt_redacted;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::http::metrics;
use crate::http::plumbing::{
    ApiJson, CookieMode, Created, Problem, SessionCookie, client_address, cookie_token,
};
use crate::service::{App, Grant, LoginAttempt, NewUser};
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse, post};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::future::Future;
use std::net::{IpAddr, Ipv6Addr};
use std::pin::Pin;
use utoipa::ToSchema;

/// A resident who registers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Registration {
    /// A mainland mobile number; the login name.
    #[schema(example = "13812341234")]
    phone: String,
    /// 8 to 128 characters.
    password: SecretText,
    /// The resident's name.
    name: Option<String>,
}

/// Register as a resident.
#[utoipa::path(
    tag = "identity",
    request_body = Registration,
    params(("X-Device-Id" = Option<String>, Header, description = "A random text that the app keeps on its device, 16 to 128 visible ASCII characters")),
    responses(
        (status = 201, body = Created),
        (status = 409, body = Problem, description = "`phone_taken`"),
        (status = 422, body = Problem),
        (status = 429, body = Problem, description = "`too_many_requests`"),
    ),
    security(()),
)]
#[post("/residents")]
pub(super) async fn register(
    app: Data<App>,
    request: HttpRequest,
    body: ApiJson<Registration>,
) -> Result<HttpResponse> {
    let Registration { phone, password, name } = body.value;
    let new = NewUser::resident(phone, password, name);
    let id = app.register(new, address_of(&app, &request)).await?;
    app.note_device(&id, device_of(&request)).await;
    Ok(HttpResponse::Created().json(Created { id }))
}

/// Who logs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Login {
    /// The user name; a resident's phone does as well.
    username: Option<String>,
    /// A resident's phone, instead of `username`.
    #[schema(example = "13812341234")]
    phone: Option<String>,
    /// The password.
    password: SecretText,
    /// The authenticator's six digits, where set up.
    otp: Option<SecretText>,
}

impl fmt::Debug for Login {
    fmt_redacted!("Login");
}

impl Login {
    fn name(&self) -> Result<LoginName> {
        match (&self.username, &self.phone) {
            (Some(name), None) | (None, Some(name)) => Ok(LoginName::of(name)),
            (None, None) => Err(Error::field("username", "required", "send username or phone")),
            (Some(_), Some(_)) => {
                Err(Error::field("phone", "one_of_two", "send username or phone, not both"))
            }
        }
    }
}

/// A session.
#[derive(Serialize, ToSchema)]
pub(super) struct LoggedIn {
    /// Send it as `Authorization: Bearer …`.
    access_token: String,
    /// `Bearer`
    token_type: &'static str,
    /// How long the access token is valid, seconds.
    expires_in: i64,
    /// To be exchanged once, at `/auth/refresh`. Pages have it in a cookie instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    /// The role.
    role: Role,
    /// Whether the role needs a one-time code that must be set up before anything else.
    otp_enrollment_required: bool,
}

impl LoggedIn {
    fn answer(app: &App, grant: &Grant, cookie: Option<SessionCookie>) -> HttpResponse {
        let body = Self {
            access_token: grant.access_token.expose().to_owned(),
            token_type: "Bearer",
            expires_in: grant.expires_in_s,
            refresh_token: cookie.is_none().then(|| grant.refresh_token.expose().to_owned()),
            role: grant.role,
            otp_enrollment_required: grant.otp_enrollment_required,
        };
        let mut answer = HttpResponse::Ok();
        if let Some(cookie) = cookie {
            answer.cookie(cookie.keep(&grant.refresh_token, grant.session_expires_at, app.clock.now()));
        }
        answer.json(body)
    }
}

/// Log in. With `X-Session-Cookie: resident | shop | console` the refresh token comes in a cookie instead of the body.
#[utoipa::path(
    tag = "identity",
    request_body = Login,
    params(
        ("X-Session-Cookie" = Option<String>, Header, description = "`resident`, `shop` or `console`"),
        ("X-Device-Id" = Option<String>, Header, description = "A random text that the app keeps on its device, 16 to 128 visible ASCII characters"),
    ),
    responses(
        (status = 200, body = LoggedIn),
        (status = 401, body = Problem, description = "`bad_credentials`, `otp_required`"),
        (status = 409, body = Problem, description = "`otp_unreadable`"),
        (status = 403, body = Problem, description = "`origin_refused`"),
        (status = 422, body = Problem),
        (status = 429, body = Problem, description = "`account_locked`, `too_many_requests`"),
    ),
    security(()),
)]
#[post("/auth/login")]
pub(super) async fn login(
    app: Data<App>,
    request: HttpRequest,
    cookie: CookieMode,
    body: ApiJson<Login>,
) -> Result<HttpResponse> {
    let name = body.value.name()?;
    let Login { password, otp, .. } = body.value;
    let attempt = LoginAttempt { name, password, otp, address: address_of(&app, &request) };
    let outcome = app.login(attempt).await;
    metrics::record_login(outcome.as_ref().map_or_else(|refusal| refusal.code().as_str(), |_| "ok"));
    let grant = outcome?;
    app.note_device(&grant.user_id, device_of(&request)).await;
    Ok(LoggedIn::answer(&app, &grant, cookie.0))
}

/// A refresh token in a body.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RefreshBody {
    /// As login or the last refresh gave it.
    refresh_token: SecretText,
}

/// The refresh token that a request presents: from the page's cookie, or from the body.
pub(super) struct Presented {
    token: Option<SecretText>,
    cookie: Option<SessionCookie>,
}

impl FromRequest for Presented {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let mode = CookieMode::from_request(request, payload).into_inner();
        match mode {
            Err(error) => Box::pin(async { Err(error) }),
            Ok(CookieMode(Some(cookie))) => {
                let token = cookie_token(request, cookie).map(SecretText::new);
                Box::pin(async move { Ok(Self { token, cookie: Some(cookie) }) })
            }
            Ok(CookieMode(None)) => {
                let body = ApiJson::<RefreshBody>::from_request(request, payload);
                Box::pin(async { Ok(Self { token: Some(body.await?.value.refresh_token), cookie: None }) })
            }
        }
    }
}

/// Exchange a refresh token. Each is exchanged once; one that comes again later ends the whole session.
#[utoipa::path(
    tag = "identity",
    request_body(content = Option<RefreshBody>, description = "Pages send none: they have a cookie."),
    params(("X-Session-Cookie" = Option<String>, Header, description = "`resident`, `shop` or `console`")),
    responses(
        (status = 200, body = LoggedIn),
        (status = 401, body = Problem, description = "`refresh_token_invalid`"),
        (status = 403, body = Problem, description = "`origin_refused`"),
        (status = 422, body = Problem),
    ),
    security(()),
)]
#[post("/auth/refresh")]
pub(super) async fn refresh(app: Data<App>, presented: Presented) -> Result<HttpResponse> {
    let token = presented.token.ok_or_else(|| Error::new(Code::RefreshTokenInvalid))?;
    let grant = app.refresh(token.expose()).await?;
    Ok(LoggedIn::answer(&app, &grant, presented.cookie))
}

/// Log out: the session of the refresh token ends.
#[utoipa::path(
    tag = "identity",
    request_body(content = Option<RefreshBody>, description = "Pages send none: they have a cookie."),
    params(("X-Session-Cookie" = Option<String>, Header, description = "`resident`, `shop` or `console`")),
    responses(
        (status = 204, description = "Also for a token that is no longer valid"),
        (status = 403, body = Problem, description = "`origin_refused`"),
        (status = 422, body = Problem),
    ),
    security(()),
)]
#[post("/auth/logout")]
pub(super) async fn logout(app: Data<App>, presented: Presented) -> Result<HttpResponse> {
    if let Some(token) = presented.token {
        app.logout(token.expose()).await?;
    }
    let mut answer = HttpResponse::NoContent();
    if let Some(cookie) = presented.cookie {
        answer.cookie(cookie.forget());
    }
    Ok(answer.finish())
}

/// What the app says of the device it runs on: a random text that it keeps there. Only a keyed hash of it is kept.
fn device_of(request: &HttpRequest) -> Option<&str> {
    request.headers().get("x-device-id")?.to_str().ok()
}

/// Where a request comes from; what has no address shares one.
fn address_of(app: &App, request: &HttpRequest) -> IpAddr {
    client_address(request, app.config.server.behind_proxy).unwrap_or(Ipv6Addr::UNSPECIFIED.into())
}
