//! Opaque secrets of 256 random bits with a prefix that says what they are for. Only their hash is stored.

use super::SecretText;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::fmt;
use std::marker::PhantomData;

const RANDOM_BYTES: usize = 32;

/// What a secret is for.
pub trait Purpose {
    /// Its first letters: scanners of leaked secrets know ours by them, and none is taken for one of another purpose.
    const PREFIX: &'static str;
    /// What it is called in a log.
    const NAME: &'static str;
}

/// A secret as its owner holds it.
pub struct Opaque<P> {
    text: SecretText,
    purpose: PhantomData<P>,
}

impl<P: Purpose> Opaque<P> {
    /// A new one.
    #[must_use]
    pub fn generate() -> Self {
        let bytes: [u8; RANDOM_BYTES] = rand::random();
        Self::of(SecretText::new(format!("{}{}", P::PREFIX, URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// The secret in a request; `None` if it cannot be one of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let random = URL_SAFE_NO_PAD.decode(text.strip_prefix(P::PREFIX)?).ok()?;
        (random.len() == RANDOM_BYTES).then(|| Self::of(text.into()))
    }

    fn of(text: SecretText) -> Self {
        Self { text, purpose: PhantomData }
    }

    /// The secret for its owner.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.text.expose()
    }

    /// What is stored: SHA-256, hex. 256 random bits need no salt and no slow hash.
    #[must_use]
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.expose().as_bytes()))
    }

    /// The prefix and the first letters after it: enough to tell one from another, far too little to guess it.
    #[must_use]
    pub fn hint(&self) -> String {
        const LETTERS: usize = 6;
        self.expose().chars().take(P::PREFIX.len().saturating_add(LETTERS)).collect()
    }
}

impl<P> Clone for Opaque<P> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), purpose: PhantomData }
    }
}

impl<P: Purpose> fmt::Debug for Opaque<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(…)", P::NAME)
    }
}

/// For programs that file reports.
#[derive(Debug)]
pub enum OfProgram {}

impl Purpose for OfProgram {
    const PREFIX: &'static str = "gbk_";
    const NAME: &'static str = "ApiKey";
}

/// What a program shows when it files reports.
pub type ApiKey = Opaque<OfProgram>;

/// For residents who let a program file in their name.
#[derive(Debug)]
pub enum OfAccount {}

impl Purpose for OfAccount {
    const PREFIX: &'static str = "gba_";
    const NAME: &'static str = "AccountCode";
}

/// What a program shows when it files in a resident's name.
pub type AccountCode = Opaque<OfAccount>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_survives_the_way_and_tells_nothing() {
        let key = ApiKey::generate();
        let again = ApiKey::parse(key.expose()).expect("ours");
        assert_eq!(again.hash(), key.hash());
        assert_eq!(key.hash().len(), 64);
        assert_eq!(format!("{key:?}"), "ApiKey(…)");
        assert_ne!(key.expose(), ApiKey::generate().expose());
        assert!(key.expose().starts_with(&key.hint()));
        assert_eq!(key.hint().len(), 10);
    }

    #[test]
    fn what_is_none_of_ours_is_told_at_once() {
        let key = ApiKey::generate();
        let short = key.expose().get(..20).expect("longer");
        let long = format!("{}AAAA", key.expose());
        let code = AccountCode::generate();
        for text in ["", "gbk_", "gbk_!", "gbk_AAAA", short, &long, code.expose(), &"A".repeat(100_000)] {
            assert!(ApiKey::parse(text).is_none(), "{text:.30}");
        }
    }
}
