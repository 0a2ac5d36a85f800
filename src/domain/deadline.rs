//! What instants a limit, an extension or a pause may have.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::report::ReportStatus;

/// Why an instant cannot be a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineError {
    /// It is over already.
    #[error("must be in the future")]
    InThePast,
    /// It is further away than the settings allow.
    #[error("must be within {longest_days} days from now")]
    TooFar {
        /// The most days from now.
        longest_days: u32,
    },
    /// An extension that does not extend.
    #[error("must be later than the present limit")]
    NotLater,
}

impl DeadlineError {
    /// The stable code of a field error.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::InThePast => "in_the_past",
            Self::TooFar { .. } => "too_far",
            Self::NotLater => "not_later",
        }
    }
}

/// Checks a limit that a dispatcher sets.
///
/// # Errors
/// `InThePast`, `TooFar`.
pub fn check_due(due_at: DateTime<Utc>, now: DateTime<Utc>, longest_days: u32) -> Result<(), DeadlineError> {
    if due_at <= now {
        return Err(DeadlineError::InThePast);
    }
    if due_at.signed_duration_since(now) > TimeDelta::days(i64::from(longest_days)) {
        return Err(DeadlineError::TooFar { longest_days });
    }
    Ok(())
}

/// Checks the new limit that a unit asks for.
///
/// # Errors
/// Those of [`check_due`]; `NotLater` unless it is after the present limit.
pub fn check_extension(
    until: DateTime<Utc>,
    due_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    longest_days: u32,
) -> Result<(), DeadlineError> {
    check_due(until, now, longest_days)?;
    if due_at.is_some_and(|due_at| until <= due_at) { Err(DeadlineError::NotLater) } else { Ok(()) }
}

/// The states in which a unit has to act.
pub const AT_THE_UNIT: [ReportStatus; 2] = [ReportStatus::Assigned, ReportStatus::InProgress];

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn a_limit_lies_in_the_future_and_not_too_far() {
        let now = at("2024-07-10T08:00:00Z");
        assert_eq!(check_due(at("2024-07-10T08:00:01Z"), now, 30), Ok(()));
        assert_eq!(check_due(now, now, 30), Err(DeadlineError::InThePast));
        assert_eq!(check_due(at("2024-08-09T08:00:00Z"), now, 30), Ok(()));
        let far = check_due(at("2024-08-09T08:00:01Z"), now, 30);
        assert_eq!(far, Err(DeadlineError::TooFar { longest_days: 30 }));
        assert!(check_due(DateTime::<Utc>::MAX_UTC, now, 30).is_err());
    }

    #[test]
    fn an_extension_extends() {
        let now = at("2024-07-10T08:00:00Z");
        let due_at = Some(at("2024-07-12T08:00:00Z"));
        assert_eq!(check_extension(at("2024-07-12T08:00:01Z"), due_at, now, 30), Ok(()));
        assert_eq!(
            check_extension(at("2024-07-12T08:00:00Z"), due_at, now, 30),
            Err(DeadlineError::NotLater)
        );
        assert_eq!(check_extension(at("2024-07-10T07:00:00Z"), None, now, 30), Err(DeadlineError::InThePast));
    }
}
