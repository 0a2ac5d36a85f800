//! Which stretch of time a list covers.

use chrono::{DateTime, TimeDelta, Utc};

/// From when until when, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The earliest instant.
    pub from: DateTime<Utc>,
    /// The latest instant.
    pub to: DateTime<Utc>,
}

/// The end lies before the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must not be before start_date")]
pub struct EndsBeforeItStarts;

/// The stretch that was asked for, cut to `span_days`. A start is kept and what is too late is cut off, so that a
/// program that walks on from the last instant it got misses nothing; without a start, what is too early is cut off.
///
/// # Errors
/// `EndsBeforeItStarts`.
pub fn window(
    start: Option<DateTime<Utc>>,
    end: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    span_days: u32,
) -> Result<Window, EndsBeforeItStarts> {
    let span = TimeDelta::days(i64::from(span_days));
    let after = |from: DateTime<Utc>| from.checked_add_signed(span).unwrap_or(DateTime::<Utc>::MAX_UTC);
    let before = |to: DateTime<Utc>| to.checked_sub_signed(span).unwrap_or(DateTime::<Utc>::MIN_UTC);
    match (start, end) {
        (Some(from), Some(to)) if to < from => Err(EndsBeforeItStarts),
        (Some(from), Some(to)) => Ok(Window { from, to: to.min(after(from)) }),
        (Some(from), None) => Ok(Window { from, to: after(from) }),
        (None, to) => {
            let to = to.unwrap_or(now);
            Ok(Window { from: before(to), to })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: &str = "2024-07-10T02:00:00Z";

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn cut(
        start: Option<&str>,
        end: Option<&str>,
    ) -> Result<(DateTime<Utc>, DateTime<Utc>), EndsBeforeItStarts> {
        window(start.map(at), end.map(at), at(NOW), 90).map(|window| (window.from, window.to))
    }

    #[test]
    fn no_list_covers_more_than_its_span() {
        let (april, may) = ("2024-04-11T02:00:00Z", "2024-05-01T00:00:00Z");
        assert_eq!(cut(None, None), Ok((at(april), at(NOW))));
        assert_eq!(cut(Some(may), Some(NOW)), Ok((at(may), at(NOW))));
        assert_eq!(cut(Some(may), None), Ok((at(may), at("2024-07-30T00:00:00Z"))));
        assert_eq!(cut(None, Some(may)), Ok((at("2024-02-01T00:00:00Z"), at(may))));
        assert_eq!(
            cut(Some("2023-01-01T00:00:00Z"), Some(NOW)),
            Ok((at("2023-01-01T00:00:00Z"), at("2023-04-01T00:00:00Z")))
        );
        assert_eq!(cut(Some(may), Some(may)), Ok((at(may), at(may))));
        assert_eq!(cut(Some(NOW), Some(may)), Err(EndsBeforeItStarts));
    }

    proptest! {
        #[test]
        fn what_was_asked_for_bounds_what_is_covered(start: Option<i32>, end: Option<i32>, span_days in 1_u32..400) {
            let of = |second: i32| DateTime::from_timestamp(i64::from(second), 0).expect("an instant");
            let (start, end) = (start.map(of), end.map(of));
            if let Ok(window) = window(start, end, at(NOW), span_days) {
                prop_assert!(window.from <= window.to);
                prop_assert!(window.to - window.from <= TimeDelta::days(i64::from(span_days)));
                prop_assert!(start.is_none_or(|start| window.from == start));
                prop_assert!(end.is_none_or(|end| window.to <= end));
            }
        }
    }
}
