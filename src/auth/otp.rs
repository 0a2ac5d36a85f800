//! One-time codes of an authenticator (RFC 6238: six digits, thirty seconds, SHA-1, as every authenticator has it).
//!
//! Says which step a code belongs to; that no step is taken twice is the use case's duty.

use super::SecretText;
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use totp_rs::{Builder, Secret, Totp};

const STEP_S: u64 = 30;
const DIGITS: u8 = 6;

/// One step early or late is the way between two clocks.
const SKEW_STEPS: u16 = 1;

/// A new secret, and how an authenticator takes it in.
#[derive(Debug)]
pub struct OtpEnrollment {
    /// Base32, for typing.
    pub secret: SecretText,
    /// `otpauth://…`, for a QR code.
    pub otpauth_url: SecretText,
}

/// A new secret for the user whom the authenticator shows as `account` of `issuer`.
///
/// # Errors
/// 500 if the library cannot write the URL.
pub fn enroll(issuer: &str, account: &str) -> Result<OtpEnrollment> {
    // The URL's label parts them by a colon.
    let plain = |text: &str| text.replace(':', " ");
    let secret = Secret::generate();
    let text = SecretText::new(secret.to_base32());
    let totp = builder(secret)
        .with_issuer(Some(plain(issuer)))
        .with_account_name(plain(account))
        .build()
        .map_err(|error| Error::internal(error.to_string()))?;
    let url = totp.to_url().map_err(|error| Error::internal(error.to_string()))?;
    Ok(OtpEnrollment { secret: text, otpauth_url: SecretText::new(url) })
}

/// The step that a code belongs to at `now`, or `None` if it is wrong.
///
/// # Errors
/// 500 if the stored secret is none.
pub(super) fn step_of(secret: &str, code: &SecretText, now: DateTime<Utc>) -> Result<Option<i64>> {
    let totp = totp(secret)?;
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    let step = totp.check(code.expose().trim(), seconds);
    step.map(i64::try_from).transpose().map_err(Error::internal)
}

fn totp(secret: &str) -> Result<Totp> {
    let secret = Secret::try_from_base32(secret).map_err(|error| Error::internal(error.to_string()))?;
    builder(secret).build().map_err(|error| Error::internal(error.to_string()))
}

fn builder(secret: Secret) -> Builder {
    Builder::new().with_secret(secret).with_digits(DIGITS).with_skew(SKEW_STEPS).with_step_duration(STEP_S)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "12345678901234567890", the secret of RFC 6238's appendix B.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn step(code: &str, seconds: i64) -> Option<i64> {
        let now = DateTime::from_timestamp(seconds, 0).expect("an instant");
        step_of(SECRET, &code.into(), now).expect("a secret")
    }

    #[test]
    fn the_vectors_of_the_standard() {
        // The standard's codes have eight digits; these are the last six.
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")] {
            assert_eq!(step(code, seconds), Some(seconds / 30), "{code}");
        }
    }

    #[test]
    fn one_step_of_skew_and_no_more() {
        let seconds = 1_111_111_109;
        assert_eq!(step("081804", seconds + 30), Some(seconds / 30));
        assert_eq!(step("081804", seconds - 30), Some(seconds / 30));
        assert_eq!(step("081804", seconds + 60), None);
        for wrong in ["", "81804", "0818040", "+81804", "08180４", "081805"] {
            assert_eq!(step(wrong, seconds), None, "{wrong}");
        }
    }

    #[test]
    fn an_enrollment_names_district_and_account() {
        let enrollment = enroll("金豆: 麒麟区", "finance-1").expect("an enrollment");
        let url = enrollment.otpauth_url.expose();
        assert!(url.starts_with("otpauth://totp/"), "{url}");
        assert!(url.contains("finance-1") && url.contains(enrollment.secret.expose()), "{url}");
        assert!(!format!("{enrollment:?}").contains(enrollment.secret.expose()));
    }
}
