//! The key by which a caller's retry is known.

use std::fmt;
use std::str::FromStr;

/// Not 1 to 255 visible ASCII characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to {} visible ASCII characters", IdempotencyKey::MAX_LEN)]
pub struct InvalidIdempotencyKey;

/// What a caller names one attempt by: 1 to [`IdempotencyKey::MAX_LEN`] visible ASCII characters, no spaces.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The longest key, in characters.
    pub const MAX_LEN: usize = 255;

    /// The key in a header's value.
    ///
    /// # Errors
    /// `InvalidIdempotencyKey`.
    pub fn parse(input: &str) -> Result<Self, InvalidIdempotencyKey> {
        let fits = (1..=Self::MAX_LEN).contains(&input.len());
        if fits && input.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(input.to_owned()))
        } else {
            Err(InvalidIdempotencyKey)
        }
    }

    /// The key as it was sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for IdempotencyKey {
    type Err = InvalidIdempotencyKey;

    fn from_str(input: &str) -> Result<Self, InvalidIdempotencyKey> {
        Self::parse(input)
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_visible_ascii_of_bounded_length() {
        let longest = "k".repeat(255);
        for key in ["a", "!~", "7f3c-1", longest.as_str()] {
            assert_eq!(IdempotencyKey::parse(key).expect("a key").as_str(), key);
        }
        let too_long = "k".repeat(256);
        for key in ["", " ", "a b", "a\n", "钥匙", "\u{7f}", too_long.as_str()] {
            assert_eq!(IdempotencyKey::parse(key), Err(InvalidIdempotencyKey));
        }
    }
}
