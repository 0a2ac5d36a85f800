//! Refresh tokens: opaque, random, exchanged once. A second exchange is a lost answer or a theft.

use super::SecretText;
use crate::domain::redacted::fmt_redacted;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use std::fmt;

const RANDOM_BYTES: usize = 32;

/// Lets scanners of leaked secrets know ours.
const PREFIX: &str = "gbr_";

/// A refresh token as its owner holds it. Only its hash is stored.
#[derive(Clone)]
pub struct RefreshToken(SecretText);

impl RefreshToken {
    /// A new token of 256 random bits.
    #[must_use]
    pub fn generate() -> Self {
        let bytes: [u8; RANDOM_BYTES] = rand::random();
        Self(SecretText::new(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// The token in a request; `None` if it cannot be one of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let random = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
        (random.len() == RANDOM_BYTES).then(|| Self(text.into()))
    }

    /// The token for its owner.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// What is stored: SHA-256, hex. 256 random bits need no salt and no slow hash.
    #[must_use]
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.expose().as_bytes()))
    }
}

impl fmt::Debug for RefreshToken {
    fmt_redacted!("RefreshToken");
}

/// What an exchange of a token means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exchange {
    /// The first one.
    First,
    /// Again within the grace: the answer was lost on its way, and the caller gets another successor.
    AnswerLost,
    /// Again after the grace: somebody holds a copy, and the whole session ends.
    Stolen,
}

/// Decides what an exchange at `now` of a token means that was first exchanged at `used_at`.
#[must_use]
pub fn exchange(used_at: Option<DateTime<Utc>>, now: DateTime<Utc>, grace: TimeDelta) -> Exchange {
    match used_at {
        None => Exchange::First,
        Some(used_at) if now - used_at <= grace => Exchange::AnswerLost,
        Some(_) => Exchange::Stolen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_the_way_and_tells_nothing() {
        let token = RefreshToken::generate();
        let again = RefreshToken::parse(token.expose()).expect("ours");
        assert_eq!(again.hash(), token.hash());
        assert_eq!(token.hash().len(), 64);
        assert_eq!(format!("{token:?}"), "RefreshToken(…)");
        assert_ne!(token.expose(), RefreshToken::generate().expose());
    }

    #[test]
    fn what_is_no_token_of_ours_is_told_at_once() {
        let token = RefreshToken::generate();
        let short = token.expose().get(..20).expect("longer");
        let long = format!("{}AAAA", token.expose());
        for text in ["", "gbr_", "gbr_!", "gbr_AAAA", short, &long, &"A".repeat(100_000)] {
            assert!(RefreshToken::parse(text).is_none(), "{text:.30}");
        }
    }

    #[test]
    fn the_grace_is_ten_seconds_and_no_more() {
        let used = DateTime::from_timestamp(1_720_000_000, 0).expect("an instant");
        let grace = TimeDelta::seconds(10);
        assert_eq!(exchange(None, used, grace), Exchange::First);
        assert_eq!(exchange(Some(used), used + grace, grace), Exchange::AnswerLost);
        assert_eq!(exchange(Some(used), used + grace + TimeDelta::microseconds(1), grace), Exchange::Stolen);
    }
}
