//! Settings of looks at reporters' identities.

use super::ConfigError;
use super::check::{at_least_one, value};
use serde::Deserialize;

/// `[privacy]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivacyConfig {
    /// Shortest reason for looking, characters.
    pub reason_min_chars: usize,
    /// Longest reason for looking, characters.
    pub reason_max_chars: usize,
    /// Looks that a dispatcher has in an hour, on all servers together.
    pub identity_views_per_hour: usize,
    /// Whether the reporter reads who looked by name, or by role only.
    pub name_viewers: bool,
}

impl PrivacyConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        at_least_one("privacy.reason_min_chars", self.reason_min_chars)?;
        if self.reason_max_chars < self.reason_min_chars {
            return value("privacy.reason_max_chars", "must not be below privacy.reason_min_chars");
        }
        at_least_one("privacy.identity_views_per_hour", self.identity_views_per_hour)
    }
}
