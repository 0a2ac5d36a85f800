//! Secrets of one-time codes, sealed for the database: whoever reads a backup of it cannot make codes.
//!
//! AES-256-GCM under a key made by HKDF, with the user as associated data: a secret that is copied to another user's row is
//! none there.

use super::SecretText;
use super::otp;
use crate::error::{Code, Error, Result};
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use zeroize::Zeroizing;

/// What the key is good for, and nothing else.
const PURPOSE: &[u8] = b"golden-beans/otp-secret/1";

/// What sealed secrets begin with. Base32, as secrets were stored before they were sealed, has no such sign.
const MARK: &str = "v1.";

/// Bytes of a key.
const KEY_BYTES: usize = 32;

/// Seals secrets with the program's own key.
pub struct OtpSeal(Option<RandomizedNonceKey>);

/// A code that was right.
#[derive(Debug)]
pub struct RightCode {
    /// The step that it belongs to.
    pub step: i64,
    /// The secret as it is to be stored from now on.
    pub sealed: String,
}

impl OtpSeal {
    /// The key is made of the secret. Commands that serve nobody have none; then nothing is sealed or opened.
    ///
    /// # Errors
    /// 500 if the library refuses.
    pub fn new(secret: &str) -> Result<Self> {
        if secret.is_empty() {
            return Ok(Self(None));
        }
        let mut key = Zeroizing::new([0_u8; KEY_BYTES]);
        Salt::new(HKDF_SHA256, &[])
            .extract(secret.as_bytes())
            .expand(&[PURPOSE], &AES_256_GCM)
            .and_then(|expanded| expanded.fill(key.as_mut()))
            .and_then(|()| RandomizedNonceKey::new(&AES_256_GCM, key.as_ref()))
            .map(|key| Self(Some(key)))
            .map_err(|_| Error::internal("the key of one-time codes cannot be made"))
    }

    /// Seals a user's secret.
    ///
    /// # Errors
    /// 500 without a key.
    pub fn seal(&self, user_id: &str, secret: &SecretText) -> Result<String> {
        let failed = || Error::internal("a secret of one-time codes cannot be sealed");
        let key = self.0.as_ref().ok_or_else(failed)?;
        let mut sealed = secret.expose().as_bytes().to_vec();
        let nonce =
            key.seal_in_place_append_tag(Aad::from(user_id.as_bytes()), &mut sealed).map_err(|_| failed())?;
        let bytes = [nonce.as_ref().as_slice(), sealed.as_slice()].concat();
        Ok(format!("{MARK}{}", URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Checks a user's code at `now`; `None` if it is wrong. A secret that was stored before there was a seal is taken as
    /// it is, and sealed.
    ///
    /// # Errors
    /// 409 `otp_unreadable` for what was sealed with another key or for another user; 500 without a key.
    pub fn check(
        &self,
        user_id: &str,
        stored: &str,
        code: &SecretText,
        now: DateTime<Utc>,
    ) -> Result<Option<RightCode>> {
        let (secret, sealed) = match stored.strip_prefix(MARK) {
            Some(text) => (self.open(user_id, text)?, stored.to_owned()),
            None => {
                let secret = SecretText::from(stored);
                let sealed = self.seal(user_id, &secret)?;
                (secret, sealed)
            }
        };
        let step = otp::step_of(secret.expose(), code, now)?;
        Ok(step.map(|step| RightCode { step, sealed }))
    }

    fn open(&self, user_id: &str, text: &str) -> Result<SecretText> {
        let key = self.0.as_ref().ok_or_else(|| Error::internal("auth.secret is not set"))?;
        let unreadable = || Error::new(Code::OtpUnreadable);
        let mut bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).map_err(|_| unreadable())?);
        let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_LEN).ok_or_else(unreadable)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| unreadable())?;
        let plain =
            key.open_in_place(nonce, Aad::from(user_id.as_bytes()), sealed).map_err(|_| unreadable())?;
        std::str::from_utf8(plain).map(SecretText::from).map_err(|_| unreadable())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, and its code at the second 59.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    const CODE: &str = "287082";

    fn check(seal: &OtpSeal, user_id: &str, stored: &str) -> Result<Option<RightCode>> {
        let now = DateTime::from_timestamp(59, 0).expect("an instant");
        seal.check(user_id, stored, &CODE.into(), now)
    }

    #[test]
    fn a_sealed_secret_is_of_one_user_and_one_key() {
        let seal = OtpSeal::new("one secret").expect("a key");
        let sealed = seal.seal("a user", &SECRET.into()).expect("sealed");
        assert!(sealed.starts_with(MARK) && !sealed.contains(SECRET), "{sealed}");
        assert_ne!(seal.seal("a user", &SECRET.into()).expect("sealed"), sealed, "each time another nonce");
        let right = check(&seal, "a user", &sealed).expect("readable").expect("right");
        assert_eq!((right.step, &right.sealed), (1, &sealed));
        let other = OtpSeal::new("another secret").expect("a key");
        for (seal, user_id) in [(&other, "a user"), (&seal, "another user")] {
            let error = check(seal, user_id, &sealed).expect_err("unreadable");
            assert_eq!(error.code(), Code::OtpUnreadable);
        }
    }

    #[test]
    fn whatever_is_changed_in_it_it_is_unreadable() {
        let seal = OtpSeal::new("one secret").expect("a key");
        let sealed = seal.seal("a user", &SECRET.into()).expect("sealed");
        let body = &sealed[MARK.len()..];
        for place in 0..body.len() - 1 {
            let other = if &body[place..=place] == "A" { "B" } else { "A" };
            let changed = format!("{MARK}{}{other}{}", &body[..place], &body[place + 1..]);
            assert_eq!(check(&seal, "a user", &changed).expect_err("unreadable").code(), Code::OtpUnreadable);
        }
        for cut in ["v1.", "v1.AAAA", "v1.!"] {
            assert_eq!(check(&seal, "a user", cut).expect_err("unreadable").code(), Code::OtpUnreadable);
        }
    }

    #[test]
    fn what_was_stored_before_the_seal_is_sealed_when_it_is_used() {
        let seal = OtpSeal::new("one secret").expect("a key");
        let right = check(&seal, "a user", SECRET).expect("readable").expect("right");
        assert!(right.sealed.starts_with(MARK));
        assert!(check(&seal, "a user", &right.sealed).expect("readable").is_some());
    }

    #[test]
    fn without_a_key_nothing_is_sealed_or_opened() {
        let none = OtpSeal::new("").expect("no key");
        assert_eq!(none.seal("a user", &SECRET.into()).expect_err("no key").code(), Code::Internal);
        assert_eq!(check(&none, "a user", SECRET).expect_err("no key").code(), Code::Internal);
    }
}
