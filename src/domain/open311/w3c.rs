//! Instants as Open311 writes them: W3C's profile of ISO 8601, always with a zone.

use chrono::{DateTime, Datelike, SecondsFormat, SubsecRound, Utc};
use chrono_tz::Tz;

/// Digits of a second that are kept.
const MICROSECONDS: u16 = 6;

/// The instant that a text names, such as `2024-07-10T10:00:00+08:00`; seconds may be left out, the zone may not.
/// `None` for anything else, and for years that not both databases can hold.
#[must_use]
pub fn parse(text: &str) -> Option<DateTime<Utc>> {
    // A plus sign in a query is a blank, so `+08:00` arrives as ` 08:00`.
    let text = text.trim().replace(' ', "+");
    let at = DateTime::parse_from_rfc3339(&text)
        .or_else(|_| DateTime::parse_from_str(&text.replace('Z', "+00:00"), "%Y-%m-%dT%H:%M%:z"))
        .ok()?
        .with_timezone(&Utc)
        .trunc_subsecs(MICROSECONDS);
    (1000..=9999).contains(&at.year()).then_some(at)
}

/// The instant in the district's zone, to the second.
#[must_use]
pub fn write(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{Asia, UTC};

    #[test]
    fn a_zone_is_a_must_and_seconds_are_not() {
        let ten: DateTime<Utc> = "2024-07-10T02:00:00Z".parse().expect("an instant");
        for text in [
            "2024-07-10T02:00:00Z",
            "2024-07-10T10:00:00+08:00",
            "2024-07-10T10:00:00 08:00",
            "2024-07-10T10:00+08:00",
            "2024-07-10T02:00Z",
            "2024-07-09T20:00:00.0000001-06:00",
            " 2024-07-10T02:00:00.000Z ",
        ] {
            assert_eq!(parse(text), Some(ten), "{text}");
        }
        for text in [
            "",
            "2024-07-10",
            "2024-07-10T10:00:00",
            "2024-07-10T10:00",
            "2024-13-10T10:00:00Z",
            "2024-07-10T25:00:00Z",
            "10/07/2024",
            "1720576800",
            "0001-01-01T00:00:00Z",
            "+12024-07-10T10:00:00Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_written_has_a_zone_and_is_read_back() {
        let at: DateTime<Utc> = "2024-07-31T16:30:00Z".parse().expect("an instant");
        assert_eq!(write(at, Asia::Shanghai), "2024-08-01T00:30:00+08:00");
        assert_eq!(write(at, UTC), "2024-07-31T16:30:00Z");
        assert_eq!(parse(&write(at, Asia::Shanghai)), Some(at));
    }
}
