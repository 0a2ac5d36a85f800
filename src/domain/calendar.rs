//! Instants and local dates: which day an instant belongs to, and where a day and a month begin and end.
//!
//! The zone is always handed in. Days are half-open: a day's end is the next day's start.

use chrono::{
    DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Tz;

/// Longer than any step that a zone's clocks ever made, the skipped days at the date line included.
const LONGEST_GAP_MINUTES: i64 = 26 * 60;

/// The local date of an instant: 2024-07-31T16:30:00Z is 1 August in Qilin.
#[must_use]
pub fn local_date(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// The first and the last day of the month that a date is in, both inclusive.
#[must_use]
pub fn month_of(on: NaiveDate) -> (NaiveDate, NaiveDate) {
    let first_on = on.with_day(1).unwrap_or(on);
    let last_on = first_on
        .checked_add_months(Months::new(1))
        .and_then(|next_month| next_month.pred_opt())
        .unwrap_or(NaiveDate::MAX);
    (first_on, last_on)
}

/// Whether two dates are in the same month of the same year.
#[must_use]
pub fn same_month(one: NaiveDate, other: NaiveDate) -> bool {
    (one.year(), one.month()) == (other.year(), other.month())
}

/// The first instant of a local date. Where clocks skip midnight, the day starts when they resume; where they show
/// it twice, at the first time.
#[must_use]
pub fn day_start(on: NaiveDate, zone: Tz) -> DateTime<Utc> {
    first_shown(on.and_time(NaiveTime::MIN), zone)
}

/// The instant at which clocks show a local time for the first time, or resume after they skipped it.
#[must_use]
pub fn first_shown(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    (0..=LONGEST_GAP_MINUTES)
        .filter_map(|minutes| local.checked_add_signed(TimeDelta::minutes(minutes)))
        .find_map(|shown| zone.from_local_datetime(&shown).earliest())
        .map_or_else(|| local.and_utc(), |at| at.with_timezone(&Utc))
}

/// The instant at which a local date is over: the first instant of the next one.
#[must_use]
pub fn day_end(on: NaiveDate, zone: Tz) -> DateTime<Utc> {
    day_start(on.checked_add_days(Days::new(1)).unwrap_or(on), zone)
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America, Asia, Pacific};
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn the_last_evening_of_july_in_utc_is_august_in_qilin() {
        assert_eq!(local_date(at("2024-07-31T16:30:00Z"), Asia::Shanghai), on("2024-08-01"));
        assert_eq!(local_date(at("2024-07-31T16:00:00Z"), Asia::Shanghai), on("2024-08-01"));
        assert_eq!(local_date(at("2024-07-31T15:59:59.999999Z"), Asia::Shanghai), on("2024-07-31"));
        assert_eq!(day_start(on("2024-08-01"), Asia::Shanghai), at("2024-07-31T16:00:00Z"));
        assert_eq!(day_end(on("2024-08-01"), Asia::Shanghai), at("2024-08-01T16:00:00Z"));
    }

    #[test]
    fn months_end_where_the_calendar_says() {
        assert_eq!(month_of(on("2024-02-29")), (on("2024-02-01"), on("2024-02-29")));
        assert_eq!(month_of(on("2024-12-31")), (on("2024-12-01"), on("2024-12-31")));
        assert!(same_month(on("2024-08-01"), on("2024-08-31")));
        assert!(!same_month(on("2024-08-01"), on("2023-08-01")));
    }

    #[test]
    fn a_day_whose_midnight_is_skipped_starts_when_clocks_resume() {
        assert_eq!(day_start(on("2018-11-04"), America::Sao_Paulo), at("2018-11-04T03:00:00Z"));
        assert_eq!(day_end(on("2018-11-04"), America::Sao_Paulo), at("2018-11-05T02:00:00Z"));
        // Samoa went over the date line and had no 30 December.
        assert_eq!(day_start(on("2011-12-30"), Pacific::Apia), day_end(on("2011-12-30"), Pacific::Apia));
    }

    proptest! {
        #[test]
        fn an_instant_lies_within_its_own_day_and_month(
            seconds in 0_i64..4_000_000_000,
            zone in prop::sample::select(vec![Asia::Shanghai, America::Sao_Paulo, Asia::Beirut, Pacific::Apia]),
        ) {
            let at = DateTime::from_timestamp(seconds, 0).expect("in range");
            let on = local_date(at, zone);
            prop_assert!(day_start(on, zone) <= at);
            prop_assert!(at < day_end(on, zone));
            let (first_on, last_on) = month_of(on);
            prop_assert!(first_on <= on && on <= last_on && same_month(first_on, last_on));
        }
    }
}
