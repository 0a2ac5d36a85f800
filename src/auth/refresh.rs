//! Refresh tokens: opaque, random, exchanged once. A second exchange is a lost answer or a theft.

use super::opaque::{Opaque, Purpose};
use chrono::{DateTime, TimeDelta, Utc};

/// For sessions that go on.
#[derive(Debug)]
pub enum OfSession {}

impl Purpose for OfSession {
    const PREFIX: &'static str = "gbr_";
    const NAME: &'static str = "RefreshToken";
}

/// A refresh token as its owner holds it. Only its hash is stored.
pub type RefreshToken = Opaque<OfSession>;

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
    fn the_grace_is_ten_seconds_and_no_more() {
        let used = DateTime::from_timestamp(1_720_000_000, 0).expect("an instant");
        let grace = TimeDelta::seconds(10);
        assert_eq!(exchange(None, used, grace), Exchange::First);
        assert_eq!(exchange(Some(used), used + grace, grace), Exchange::AnswerLost);
        assert_eq!(exchange(Some(used), used + grace + TimeDelta::microseconds(1), grace), Exchange::Stolen);
    }
}
