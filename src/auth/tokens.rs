//! Access tokens: short-lived JWTs of one algorithm. Their role is a remark; rights come from the database.

use crate::config::AuthConfig;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The only algorithm, both ways.
const ALGORITHM: Algorithm = Algorithm::HS256;

/// RFC 9068: nobody takes another kind of JWT for an access token.
const TYPE: &str = "at+jwt";

/// Longest token that is looked at, bytes; ours have less than half of it.
const MAX_TOKEN_BYTES: usize = 2048;

/// What an access token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessClaims {
    /// Who issued it.
    pub iss: String,
    /// For which pages: the issuer and the role at the time of issue.
    pub aud: String,
    /// `users.id`
    pub sub: String,
    /// `session.id`
    pub sid: String,
    /// Names this token.
    pub jti: String,
    /// Issued, seconds since 1970.
    pub iat: i64,
    /// Not valid before, seconds since 1970.
    pub nbf: i64,
    /// Not valid from here on, seconds since 1970.
    pub exp: i64,
}

/// Signs and checks access tokens.
pub struct AccessTokens {
    keys: Option<Keys>,
    issuer: String,
    life: TimeDelta,
    leeway_s: i64,
    validation: Validation,
}

struct Keys {
    id: String,
    signing: EncodingKey,
    checking: DecodingKey,
}

impl AccessTokens {
    /// Takes the secret from the settings. Commands that serve nobody have none; then nothing is signed.
    #[must_use]
    pub fn new(config: &AuthConfig) -> Self {
        let mut validation = Validation::new(ALGORITHM);
        validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        validation.set_issuer(&[&config.issuer]);
        let audiences: Vec<String> =
            Role::ALL.iter().map(|role| audience_of(&config.issuer, *role)).collect();
        validation.set_audience(&audiences);
        // The library asks the machine's clock; we compare with the instant we are given.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Self {
            keys: (!config.secret.is_empty()).then(|| Keys::new(config.secret.as_bytes())),
            issuer: config.issuer.clone(),
            life: TimeDelta::seconds(i64::from(config.access_token_s)),
            leeway_s: i64::from(config.clock_leeway_s),
            validation,
        }
    }

    /// How long a token is valid, seconds.
    #[must_use]
    pub fn life_s(&self) -> i64 {
        self.life.num_seconds()
    }

    /// A new token for that user's session.
    ///
    /// # Errors
    /// 500 without a secret.
    pub fn issue(&self, user_id: &str, session_id: &str, role: Role, now: DateTime<Utc>) -> Result<String> {
        let keys = self.keys()?;
        let issued = now.timestamp();
        let claims = AccessClaims {
            iss: self.issuer.clone(),
            aud: audience_of(&self.issuer, role),
            sub: user_id.to_owned(),
            sid: session_id.to_owned(),
            jti: uuid::Uuid::now_v7().simple().to_string(),
            iat: issued,
            nbf: issued,
            exp: issued + self.life.num_seconds(),
        };
        let mut header = Header::new(ALGORITHM);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(keys.id.clone());
        jsonwebtoken::encode(&header, &claims, &keys.signing).map_err(Error::internal)
    }

    /// What a token says, if we issued it and it is valid at `now`.
    ///
    /// # Errors
    /// 401 `token_expired` if only its time is over, else 401 `not_logged_in`.
    pub fn check(&self, token: &str, now: DateTime<Utc>) -> Result<AccessClaims> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(Error::new(Code::NotLoggedIn).because("access token too long"));
        }
        let keys = self.keys()?;
        let data = jsonwebtoken::decode::<AccessClaims>(token, &keys.checking, &self.validation)
            .map_err(|error| Error::new(Code::NotLoggedIn).because(error))?;
        if data.header.typ.as_deref() != Some(TYPE) || data.header.kid.as_deref() != Some(&keys.id) {
            return Err(Error::new(Code::NotLoggedIn).because("access token of another type or key"));
        }
        let now = now.timestamp();
        if now < data.claims.nbf - self.leeway_s {
            return Err(Error::new(Code::NotLoggedIn).because("access token from the future"));
        }
        if now >= data.claims.exp + self.leeway_s {
            return Err(Error::new(Code::TokenExpired));
        }
        Ok(data.claims)
    }

    fn keys(&self) -> Result<&Keys> {
        self.keys.as_ref().ok_or_else(|| Error::internal("auth.secret is not set"))
    }
}

impl Keys {
    fn new(secret: &[u8]) -> Self {
        let digest = Sha256::new().chain_update(b"golden-beans access token key id").chain_update(secret);
        let id: String = hex::encode(digest.finalize()).chars().take(16).collect();
        Self { id, signing: EncodingKey::from_secret(secret), checking: DecodingKey::from_secret(secret) }
    }
}

fn audience_of(issuer: &str, role: Role) -> String {
    format!("{issuer}/{role}")
}

#[cfg(test)]
mod tests;
