//! Proving once more who one is.

use crate::auth::SecretText;
use crate::error::Result;
use crate::http::plumbing::{Anybody, ApiJson, By, Problem};
use crate::service::App;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::Deserialize;
use utoipa::ToSchema;

/// What only the account's owner knows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Proof {
    /// The present password.
    password: SecretText,
    /// The authenticator's code, where one is set up.
    #[schema(example = "287082")]
    otp: Option<SecretText>,
}

/// Prove once more who I am, before what asks for it (`proof_required`). Holds for this session alone.
#[utoipa::path(
    tag = "identity",
    request_body = Proof,
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`otp_required`"),
        (status = 409, body = Problem, description = "`otp_unreadable`"),
        (status = 422, body = Problem, description = "`wrong_password` on `password`, `wrong_code` on `otp`"),
        (status = 429, body = Problem, description = "`account_locked`"),
    ),
    security(("bearer" = [])),
)]
#[post("/auth/prove")]
pub(super) async fn prove(app: Data<App>, by: By<Anybody, ApiJson<Proof>>) -> Result<HttpResponse> {
    let proof = by.rest.value;
    app.prove(&by.caller, proof.password, proof.otp).await?;
    Ok(HttpResponse::NoContent().finish())
}
