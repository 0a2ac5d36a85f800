//! Residents who earn nothing for a time.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::text_enum::text_enum;

text_enum! {
    /// What became of an appeal against a suspension.
    "decision" AppealDecision {
        /// The suspension stays.
        Upheld = "upheld",
        /// The suspension ends.
        Lifted = "lifted",
    }
}

text_enum! {
    /// How a suspension stands.
    "suspension state" SuspensionState {
        /// It has yet to begin.
        Ahead = "ahead",
        /// Nothing is earned now.
        Running = "running",
        /// It ended by its date.
        Over = "over",
        /// It was ended before its date.
        Lifted = "lifted",
    }
}

/// Why a time cannot be a suspension's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SpanError {
    /// It begins before now: what was earned is not taken away by a suspension.
    #[error("must not be in the past")]
    InThePast,
    /// It ends before it begins.
    #[error("must be after its begin")]
    NotAfter,
    /// It is longer than the settings allow.
    #[error("must be within {longest_days} days of its begin")]
    TooLong {
        /// The most days.
        longest_days: u32,
    },
}

impl SpanError {
    /// The stable code of a field error.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::InThePast => "in_the_past",
            Self::NotAfter => "not_after",
            Self::TooLong { .. } => "too_long",
        }
    }
}

/// When nothing is earned: from `from_at` on, before `until_at`, and before it was lifted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first instant.
    pub from_at: DateTime<Utc>,
    /// The first instant that is no longer part of it.
    pub until_at: DateTime<Utc>,
    /// When it was ended before its time.
    pub lifted_at: Option<DateTime<Utc>>,
}

impl Span {
    /// A span that is to begin at `from_at`.
    ///
    /// # Errors
    /// `InThePast`, `NotAfter`, `TooLong`.
    pub fn new(
        from_at: DateTime<Utc>,
        until_at: DateTime<Utc>,
        now: DateTime<Utc>,
        longest_days: u32,
    ) -> Result<Self, SpanError> {
        if from_at < now {
            return Err(SpanError::InThePast);
        }
        if until_at <= from_at {
            return Err(SpanError::NotAfter);
        }
        if until_at.signed_duration_since(from_at) > TimeDelta::days(i64::from(longest_days)) {
            return Err(SpanError::TooLong { longest_days });
        }
        Ok(Self { from_at, until_at, lifted_at: None })
    }

    /// The first instant at which it is over.
    #[must_use]
    pub fn ends_at(&self) -> DateTime<Utc> {
        self.lifted_at.map_or(self.until_at, |lifted_at| lifted_at.min(self.until_at))
    }

    /// Whether a report that is closed at this instant earns nothing.
    #[must_use]
    pub fn covers(&self, at: DateTime<Utc>) -> bool {
        self.from_at <= at && at < self.ends_at()
    }

    /// How it stands now.
    #[must_use]
    pub fn state(&self, now: DateTime<Utc>) -> SuspensionState {
        match self.lifted_at {
            Some(_) => SuspensionState::Lifted,
            None if now < self.from_at => SuspensionState::Ahead,
            None if now < self.until_at => SuspensionState::Running,
            None => SuspensionState::Over,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_720_000_000 + seconds, 0).expect("an instant")
    }

    #[test]
    fn a_span_begins_now_or_later_and_has_an_end() {
        assert!(Span::new(at(0), at(86_400), at(0), 1).is_ok());
        assert_eq!(Span::new(at(-1), at(10), at(0), 1), Err(SpanError::InThePast));
        assert_eq!(Span::new(at(5), at(5), at(0), 1), Err(SpanError::NotAfter));
        assert_eq!(Span::new(at(0), at(86_401), at(0), 1), Err(SpanError::TooLong { longest_days: 1 }));
    }

    proptest! {
        #[test]
        fn it_covers_what_lies_between_its_ends(from in 0_i64..100, long in 1_i64..100, lifted in prop::option::of(-50_i64..250), asked in -50_i64..250) {
            let span = Span { from_at: at(from), until_at: at(from + long), lifted_at: lifted.map(at) };
            let end = lifted.map_or(from + long, |lifted| lifted.min(from + long));
            prop_assert_eq!(span.covers(at(asked)), from <= asked && asked < end);
            if lifted.is_none() {
                prop_assert_eq!(span.covers(at(asked)), span.state(at(asked)) == SuspensionState::Running);
            }
        }
    }
}
