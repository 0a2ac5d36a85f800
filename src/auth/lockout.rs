//! How many wrong passwords in a row lock a login name. Pure; the counts are kept by `storage`.

use crate::config::AuthConfig;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

/// Under which key failures are counted: a user's id, or a login name that belongs to nobody. Both count and lock
/// alike, so that being locked tells nobody who is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginKey(String);

impl LoginKey {
    /// The key of a user who is there, whichever name was used.
    #[must_use]
    pub fn of_user(user_id: &str) -> Self {
        Self(format!("user:{user_id}"))
    }

    /// The key of a name that belongs to nobody. Hashed: people type passwords into the wrong field.
    #[must_use]
    pub fn of_nobody(name: &str) -> Self {
        Self(format!("name:{}", hex::encode(Sha256::digest(name.as_bytes()))))
    }

    /// The key of a shop's refund PIN: whoever guesses at it, it is one PIN.
    #[must_use]
    pub fn of_refund_pin(shop_id: &str) -> Self {
        Self(format!("refund-pin:{shop_id}"))
    }

    /// As it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Wrong passwords in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Failures {
    /// How many.
    pub count: i32,
    /// Nobody may log in before this instant.
    pub locked_until: Option<DateTime<Utc>>,
}

/// What a further wrong password does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureOutcome {
    /// It counts; the new state, which may be a lock for the attempts to come.
    Counted(Failures),
    /// It was locked already: neither right nor wrong is told.
    Locked {
        /// When the lock ends.
        until: DateTime<Utc>,
    },
}

impl Failures {
    /// When the lock ends, if there is one at `now`.
    #[must_use]
    pub fn locked_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.locked_until.filter(|until| *until > now)
    }

    /// Counts a wrong password at `now`. A lock that is over starts the count anew.
    #[must_use]
    pub fn add(self, now: DateTime<Utc>, config: &AuthConfig) -> FailureOutcome {
        if let Some(until) = self.locked_at(now) {
            return FailureOutcome::Locked { until };
        }
        let before = if self.locked_until.is_some() { 0 } else { self.count };
        let count = before.saturating_add(1);
        let lock = (count >= config.failed_logins).then(|| now + lock_span(config));
        FailureOutcome::Counted(Self { count, locked_until: lock })
    }
}

/// How long a lock lasts.
#[must_use]
pub fn lock_span(config: &AuthConfig) -> TimeDelta {
    TimeDelta::minutes(i64::from(config.lock_minutes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn config() -> AuthConfig {
        Config::from_toml("[auth]\nfailed_logins = 3\nlock_minutes = 15").expect("settings").auth
    }

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_720_000_000, 0).expect("an instant") + TimeDelta::minutes(minutes)
    }

    fn add(failures: Failures, minutes: i64) -> Failures {
        match failures.add(at(minutes), &config()) {
            FailureOutcome::Counted(failures) => failures,
            FailureOutcome::Locked { .. } => panic!("locked"),
        }
    }

    #[test]
    fn the_third_failure_locks_and_the_lock_ends() {
        let two = add(add(Failures::default(), 0), 1);
        assert_eq!(two, Failures { count: 2, locked_until: None });
        let locked = add(two, 2);
        assert_eq!(locked.locked_until, Some(at(17)));
        assert_eq!(locked.add(at(16), &config()), FailureOutcome::Locked { until: at(17) });
        assert_eq!(locked.locked_at(at(17)), None);
        assert_eq!(add(locked, 17), Failures { count: 1, locked_until: None });
    }

    #[test]
    fn a_name_that_is_nobodys_is_not_stored_in_the_clear() {
        let key = LoginKey::of_nobody("hunter22");
        assert!(!key.as_str().contains("hunter22"));
        assert_ne!(key, LoginKey::of_nobody("hunter23"));
    }
}
