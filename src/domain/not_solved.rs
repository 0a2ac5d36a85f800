//! Until when and how often a reporter may say that a closed case is not solved.

use chrono::{DateTime, TimeDelta, Utc};

/// Why it is too late or too often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSolvedError {
    /// It was closed too long ago.
    #[error("within {within_days} days of the closing")]
    TooLate {
        /// The days there are.
        within_days: u32,
    },
    /// It was said as often as it can be.
    #[error("at most {most_times} times")]
    TooOften {
        /// How often.
        most_times: u32,
    },
}

/// Checks what a reporter says at `now` of a case closed at `closed_at`, who said the same `times_before`.
///
/// # Errors
/// `TooLate` after the last instant of the last day, `TooOften`.
pub fn check_not_solved(
    closed_at: DateTime<Utc>,
    now: DateTime<Utc>,
    times_before: usize,
    within_days: u32,
    most_times: u32,
) -> Result<(), NotSolvedError> {
    if now.signed_duration_since(closed_at) > TimeDelta::days(i64::from(within_days)) {
        return Err(NotSolvedError::TooLate { within_days });
    }
    match u32::try_from(times_before) {
        Ok(times) if times < most_times => Ok(()),
        _ => Err(NotSolvedError::TooOften { most_times }),
    }
}

/// Until when that can be said of a case closed at `closed_at`; `None` where [`check_not_solved`] refuses it by now.
#[must_use]
pub fn not_solved_until(
    closed_at: DateTime<Utc>,
    now: DateTime<Utc>,
    times_before: usize,
    within_days: u32,
    most_times: u32,
) -> Option<DateTime<Utc>> {
    check_not_solved(closed_at, now, times_before, within_days, most_times).ok()?;
    closed_at.checked_add_signed(TimeDelta::days(i64::from(within_days)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_days_are_seven_days_to_the_second() {
        let closed_at: DateTime<Utc> = "2024-07-10T08:00:00Z".parse().expect("an instant");
        let check = |seconds, times| {
            check_not_solved(closed_at, closed_at + TimeDelta::seconds(seconds), times, 7, 2)
        };
        assert_eq!(check(0, 0), Ok(()));
        assert_eq!(check(7 * 86_400, 1), Ok(()));
        assert_eq!(check(7 * 86_400 + 1, 0), Err(NotSolvedError::TooLate { within_days: 7 }));
        assert_eq!(check(60, 2), Err(NotSolvedError::TooOften { most_times: 2 }));
        assert_eq!(check(60, usize::MAX), Err(NotSolvedError::TooOften { most_times: 2 }));
    }
}
