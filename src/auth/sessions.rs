//! How long a session lives, and what this process remembers of the ones in use.

use super::Caller;
use crate::config::SessionConfig;
use crate::domain::text_enum::text_enum;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

text_enum! {
    /// Why a session was ended before its time.
    "reason" EndedBecause {
        /// The user logged out.
        Logout = "logout",
        /// The user ended it from another device.
        EndedByUser = "ended_by_user",
        /// A refresh token came a second time, after the grace.
        RefreshReuse = "refresh_reuse",
        /// The password changed.
        PasswordChanged = "password_changed",
        /// The account was deactivated.
        Deactivated = "deactivated",
        /// The user has newer sessions, and as many as are allowed.
        TooManySessions = "too_many_sessions",
    }
}

/// A part of the idle time; a session in use is noted once in so long, not at every request.
const NOTES_PER_IDLE_TIME: i32 = 10;

/// The instants that decide whether a session is alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionTimes {
    /// When the user logged in.
    pub created_at: DateTime<Utc>,
    /// Last refresh or noted use.
    pub last_used_at: DateTime<Utc>,
    /// Absolute end by the settings at login.
    pub expires_at: DateTime<Utc>,
}

impl SessionTimes {
    /// When the session ends if it is not used again, by the settings of the user's present role.
    #[must_use]
    pub fn ends_at(&self, policy: &SessionConfig) -> DateTime<Utc> {
        let absolute = self.expires_at.min(self.created_at + absolute_time(policy));
        absolute.min(self.last_used_at + idle_time(policy))
    }

    /// From when on a use should be noted.
    #[must_use]
    pub fn note_use_from(&self, policy: &SessionConfig) -> DateTime<Utc> {
        self.last_used_at + idle_time(policy) / NOTES_PER_IDLE_TIME
    }
}

fn idle_time(policy: &SessionConfig) -> TimeDelta {
    TimeDelta::minutes(i64::from(policy.idle_minutes))
}

/// How long a session may last in all.
#[must_use]
pub fn absolute_time(policy: &SessionConfig) -> TimeDelta {
    TimeDelta::minutes(i64::from(policy.absolute_minutes))
}

/// A session that was found alive.
#[derive(Debug, Clone)]
pub struct KnownSession {
    /// Its user, as the database knew them.
    pub caller: Caller,
    /// Whether a one-time code was given.
    pub otp_verified: bool,
    /// When it ends if it is not used again.
    pub ends_at: DateTime<Utc>,
    /// From when on a use should be noted.
    pub note_use_from: DateTime<Utc>,
}

/// The sessions in use, remembered for a short time, so that a request costs no query. What this process changes is
/// forgotten at once; what another process changes is seen when the time is over.
pub struct SessionCache {
    keep: Duration,
    max_entries: usize,
    entries: Mutex<HashMap<String, Entry>>,
    changes: AtomicU64,
}

struct Entry {
    session: KnownSession,
    stored: Instant,
}

/// How many changes there were when a session was read; without it a read that a change overtook would be
/// remembered as news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadMark(u64);

impl SessionCache {
    /// Remembers up to `max_entries` sessions for `keep`.
    #[must_use]
    pub fn new(keep: Duration, max_entries: usize) -> Self {
        Self { keep, max_entries, entries: Mutex::default(), changes: AtomicU64::new(0) }
    }

    /// The session, if it was read a short time ago.
    #[must_use]
    pub fn get(&self, session_id: &str) -> Option<KnownSession> {
        let entries = self.entries();
        let entry = entries.get(session_id)?;
        (entry.stored.elapsed() < self.keep).then(|| entry.session.clone())
    }

    /// To be taken before a session is read from the database.
    #[must_use]
    pub fn before_reading(&self) -> ReadMark {
        ReadMark(self.changes.load(Ordering::SeqCst))
    }

    /// Remembers a session, unless something changed since `mark`.
    pub fn put(&self, mark: ReadMark, session: KnownSession) {
        let mut entries = self.entries();
        // Changes are counted under the same lock, so that none slips in between.
        if self.before_reading() != mark {
            return;
        }
        if entries.len() >= self.max_entries {
            entries.retain(|_, entry| entry.stored.elapsed() < self.keep);
        }
        if entries.len() >= self.max_entries {
            entries.clear();
        }
        let stored = Instant::now();
        entries.insert(session.caller.session_id.clone(), Entry { session, stored });
    }

    /// Forgets one session; call it after the change is committed.
    pub fn forget_session(&self, session_id: &str) {
        let mut entries = self.entries();
        self.changes.fetch_add(1, Ordering::SeqCst);
        entries.remove(session_id);
    }

    /// Forgets all sessions of a user; call it after the change is committed.
    pub fn forget_user(&self, user_id: &str) {
        let mut entries = self.entries();
        self.changes.fetch_add(1, Ordering::SeqCst);
        entries.retain(|_, entry| entry.session.caller.user_id != user_id);
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::role::Role;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_720_000_000, 0).expect("an instant") + TimeDelta::minutes(minutes)
    }

    fn known(user: &str, session: &str) -> KnownSession {
        let caller = Caller {
            user_id: user.to_owned(),
            session_id: session.to_owned(),
            role: Role::Cashier,
            unit_id: None,
            shop_id: None,
            masked_name: String::new(),
        };
        KnownSession { caller, otp_verified: false, ends_at: at(60), note_use_from: at(6) }
    }

    fn cache(max_entries: usize) -> SessionCache {
        SessionCache::new(Duration::from_secs(3600), max_entries)
    }

    #[test]
    fn a_session_ends_by_what_comes_first() {
        let policy = SessionConfig { idle_minutes: 30, absolute_minutes: 480 };
        let times = |used, expires| SessionTimes {
            created_at: at(0),
            last_used_at: at(used),
            expires_at: at(expires),
        };
        assert_eq!(times(0, 480).ends_at(&policy), at(30));
        assert_eq!(times(470, 480).ends_at(&policy), at(480));
        assert_eq!(times(100, 110).ends_at(&policy), at(110));
        // Opened as a resident for 90 days, now staff: the shorter life counts.
        assert_eq!(times(470, 129_600).ends_at(&policy), at(480));
        assert_eq!(times(0, 480).note_use_from(&policy), at(3));
    }

    #[test]
    fn a_change_is_seen_at_once() {
        let cache = cache(10);
        for (user, session) in [("a", "a1"), ("a", "a2"), ("b", "b1")] {
            cache.put(cache.before_reading(), known(user, session));
        }
        cache.forget_session("b1");
        assert!(cache.get("b1").is_none());
        cache.forget_user("a");
        assert!(cache.get("a1").is_none() && cache.get("a2").is_none());
    }

    #[test]
    fn a_read_that_a_change_overtook_is_not_remembered() {
        let cache = cache(10);
        let mark = cache.before_reading();
        cache.forget_user("a");
        cache.put(mark, known("a", "a1"));
        assert!(cache.get("a1").is_none());
    }

    #[test]
    fn it_is_bounded_and_forgets_in_time() {
        let small = cache(2);
        for session in ["1", "2", "3"] {
            small.put(small.before_reading(), known("a", session));
        }
        assert!(small.entries().len() <= 2);
        assert!(small.get("3").is_some());
        let brief = SessionCache::new(Duration::ZERO, 2);
        brief.put(brief.before_reading(), known("a", "1"));
        assert!(brief.get("1").is_none());
    }
}
