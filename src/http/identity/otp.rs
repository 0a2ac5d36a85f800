//! One-time codes of an authenticator.

use crate::auth::SecretText;
use crate::error::Result;
use crate::http::plumbing::{ApiJson, CallerBeforeOtp, Problem};
use crate::service::App;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The caller's password once more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasswordAgain {
    /// The present password.
    password: SecretText,
}

/// A secret for an authenticator.
#[derive(Serialize, ToSchema)]
pub(super) struct Enrollment {
    /// Base32, for typing.
    secret: String,
    /// For a QR code.
    #[schema(example = "otpauth://totp/…")]
    otpauth_url: String,
}

/// Ask for a secret. It is in use once a code confirms it.
#[utoipa::path(
    tag = "identity",
    request_body = PasswordAgain,
    responses(
        (status = 201, body = Enrollment),
        (status = 401, body = Problem),
        (status = 422, body = Problem, description = "`wrong_password` on `password`"),
        (status = 429, body = Problem, description = "`account_locked`"),
    ),
    security(("bearer" = [])),
)]
#[post("/auth/otp/enroll")]
pub(super) async fn enroll(
    app: Data<App>,
    by: CallerBeforeOtp<ApiJson<PasswordAgain>>,
) -> Result<HttpResponse> {
    let enrollment = app.enroll_otp(&by.caller, by.rest.value.password).await?;
    Ok(HttpResponse::Created().json(Enrollment {
        secret: enrollment.secret.expose().to_owned(),
        otpauth_url: enrollment.otpauth_url.expose().to_owned(),
    }))
}

/// A code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Code {
    /// The six digits that the authenticator shows.
    #[schema(example = "287082")]
    otp: SecretText,
}

/// Confirm the secret with a code. From then on every login needs one.
#[utoipa::path(
    tag = "identity",
    request_body = Code,
    responses(
        (status = 204),
        (status = 401, body = Problem),
        (status = 409, body = Problem, description = "`otp_unreadable`"),
        (status = 422, body = Problem, description = "`wrong_code` or `not_enrolled` on `otp`"),
    ),
    security(("bearer" = [])),
)]
#[post("/auth/otp/confirm")]
pub(super) async fn confirm(app: Data<App>, by: CallerBeforeOtp<ApiJson<Code>>) -> Result<HttpResponse> {
    app.confirm_otp(&by.caller, &by.rest.value.otp).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Stop using one-time codes, where the role does not need them.
#[utoipa::path(
    tag = "identity",
    request_body = PasswordAgain,
    responses(
        (status = 204),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "`otp_enrollment_required`: the role needs them"),
        (status = 422, body = Problem, description = "`wrong_password` on `password`"),
        (status = 429, body = Problem, description = "`account_locked`"),
    ),
    security(("bearer" = [])),
)]
#[post("/auth/otp/remove")]
pub(super) async fn remove(
    app: Data<App>,
    by: CallerBeforeOtp<ApiJson<PasswordAgain>>,
) -> Result<HttpResponse> {
    app.remove_otp(&by.caller, by.rest.value.password).await?;
    Ok(HttpResponse::NoContent().finish())
}
