//! When a unit is reminded of a limit.

use chrono::{DateTime, TimeDelta, Utc};

/// The last part of a limit that a reminder falls into at the earliest: of four hours the last one.
const LAST_PART: i32 = 4;

/// Whether it is time to remind: within `before` of the limit, and within its last quarter, so that a short limit is
/// not reminded of as soon as it is set. A limit that is over is not reminded of any more.
#[must_use]
pub fn is_due_soon(
    set_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    now: DateTime<Utc>,
    before: TimeDelta,
) -> bool {
    let left = due_at.signed_duration_since(now);
    let whole = due_at.signed_duration_since(set_at);
    left >= TimeDelta::zero() && left <= before && left <= whole / LAST_PART
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn a_reminder_falls_into_the_last_quarter_and_the_last_hours() {
        let before = TimeDelta::hours(4);
        let (set_at, due_at) = (at("2024-07-10T08:00:00Z"), at("2024-07-10T12:00:00Z"));
        assert!(!is_due_soon(set_at, due_at, set_at, before));
        assert!(!is_due_soon(set_at, due_at, at("2024-07-10T10:59:59Z"), before));
        assert!(is_due_soon(set_at, due_at, at("2024-07-10T11:00:00Z"), before));
        assert!(is_due_soon(set_at, due_at, due_at, before));
        assert!(!is_due_soon(set_at, due_at, at("2024-07-10T12:00:01Z"), before));
        let long_set_at = at("2024-07-01T08:00:00Z");
        assert!(!is_due_soon(long_set_at, due_at, at("2024-07-10T07:59:59Z"), before));
        assert!(is_due_soon(long_set_at, due_at, at("2024-07-10T08:00:00Z"), before));
    }
}
