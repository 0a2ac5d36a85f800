//! Who somebody is and what they may do: passwords, tokens, sessions, one-time codes, roles.
//!
//! Decides and computes; what is kept is kept by `storage`, and `service` brings both together. Knows no HTTP.

mod caller;
mod device;
pub mod lockout;
pub mod login_name;
pub mod opaque;
pub mod otp;
mod otp_seal;
mod passwords;
pub mod refresh;
mod secret_text;
pub mod sessions;
mod throttle;
mod tokens;

pub use caller::Caller;
pub use device::DeviceMarks;
pub use otp_seal::{OtpSeal, RightCode};
pub use passwords::{PasswordVerdict, Passwords};
pub use secret_text::SecretText;
pub use throttle::{FailureThrottle, Throttle};
pub use tokens::{AccessClaims, AccessTokens};

use crate::config::Config;
use crate::error::{Error, Result};
use sessions::SessionCache;
use std::time::Duration;

/// What one process needs to know who is calling.
pub struct Auth {
    /// Hashes and checks passwords.
    pub passwords: Passwords,
    /// Signs and checks access tokens.
    pub tokens: AccessTokens,
    /// The sessions in use.
    pub sessions: SessionCache,
    /// Wrong logins per address.
    pub login_failures: FailureThrottle,
    /// Registrations per address.
    pub registrations: Throttle<std::net::IpAddr>,
    /// Marks of devices.
    pub devices: DeviceMarks,
    /// Seals and checks the secrets of one-time codes.
    pub otp_seal: OtpSeal,
    /// POST and PATCH per user.
    pub writes: Throttle<String>,
    /// Reports that programs file, per key.
    pub filings: Throttle<String>,
    /// What programs and anybody read without logging in, per address.
    pub open_reads: Throttle<std::net::IpAddr>,
}

impl Auth {
    /// Takes everything from the settings.
    ///
    /// # Errors
    /// Argon2 does not take its parameters; 500 if a key cannot be made.
    pub fn new(config: &Config) -> Result<Self> {
        let keep = Duration::from_millis(config.auth.session_cache_ms);
        Ok(Self {
            passwords: Passwords::new(&config.auth)?,
            tokens: AccessTokens::new(&config.auth),
            sessions: SessionCache::new(keep, config.auth.session_cache_entries),
            login_failures: FailureThrottle::per_minute(config.server.logins_per_minute),
            registrations: Throttle::per_minute(config.server.registrations_per_minute),
            devices: DeviceMarks::new(&config.auth.secret).map_err(Error::internal)?,
            otp_seal: OtpSeal::new(config.auth.otp_key_secret())?,
            writes: Throttle::per_minute(config.server.writes_per_minute),
            filings: Throttle::per_minute(config.open311.posts_per_minute),
            open_reads: Throttle::per_minute(config.open311.reads_per_minute),
        })
    }
}
