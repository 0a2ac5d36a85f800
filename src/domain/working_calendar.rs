//! The district's working calendar, and arithmetic with working time: hours of the day, weekdays, holidays, and days
//! that are worked although their weekday is not (调休).
//!
//! The crates that count business days know whole days only, neither the hours within them nor make-up days, so this
//! is our own. Spans of a day are half-open; the zone is always handed in.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;

use crate::domain::calendar::{first_shown, local_date};
use crate::domain::text_enum::text_enum;

/// Minutes of a day: the end of the last possible span, 24:00.
const DAY_MINUTES: u16 = 24 * 60;

/// The least working time of a regular day: less could make a limit end after the end of all calendars.
const LEAST_DAY_MINUTES: u16 = 60;

/// Most spans of a day.
const MOST_SPANS: usize = 8;

/// How far ahead the end of a span of working time is looked for, days. A year of working hours at an hour a week ends
/// after 168 years.
const HORIZON_DAYS: u64 = 400 * 366;

text_enum! {
    /// A day of the week.
    "weekday" WorkDay {
        /// 周一
        Monday = "monday",
        /// 周二
        Tuesday = "tuesday",
        /// 周三
        Wednesday = "wednesday",
        /// 周四
        Thursday = "thursday",
        /// 周五
        Friday = "friday",
        /// 周六
        Saturday = "saturday",
        /// 周日
        Sunday = "sunday",
    }
}

impl From<Weekday> for WorkDay {
    fn from(day: Weekday) -> Self {
        match day {
            Weekday::Mon => Self::Monday,
            Weekday::Tue => Self::Tuesday,
            Weekday::Wed => Self::Wednesday,
            Weekday::Thu => Self::Thursday,
            Weekday::Fri => Self::Friday,
            Weekday::Sat => Self::Saturday,
            Weekday::Sun => Self::Sunday,
        }
    }
}

text_enum! {
    /// What makes a date differ from its weekday.
    "kind of day" DayKind {
        /// Not worked, whatever its weekday.
        Holiday = "holiday",
        /// Worked, whatever its weekday: the make-up day (调休) of a holiday.
        Workday = "workday",
    }
}

/// Why hours or weekdays make no calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// A span that is not written as one.
    #[error("write a span of hours such as 08:30-12:00")]
    NotASpan,
    /// A span that ends before it begins, or has no length.
    #[error("a span must end after it begins")]
    EmptySpan,
    /// Two spans have minutes in common.
    #[error("the spans of a day must not overlap")]
    Overlap,
    /// Fewer than an hour a day, or more spans than anybody works.
    #[error("a working day has 1 to {MOST_SPANS} spans and an hour at least")]
    WrongHours,
    /// No day of the week is worked.
    #[error("at least one day of the week must be worked")]
    NoWeekdays,
}

impl CalendarError {
    /// The stable code of a field error.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotASpan => "not_a_span",
            Self::EmptySpan => "empty_span",
            Self::Overlap => "spans_overlap",
            Self::WrongHours => "wrong_hours",
            Self::NoWeekdays => "no_weekdays",
        }
    }
}

/// A span of a working day, in local minutes, such as 08:00-12:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DaySpan {
    from_minute: u16,
    to_minute: u16,
}

impl DaySpan {
    /// A span as people write it; `24:00` is the day's end.
    ///
    /// # Errors
    /// `NotASpan`, `EmptySpan`.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        let (from, to) = text.split_once('-').ok_or(CalendarError::NotASpan)?;
        let span = Self { from_minute: minute_of(from)?, to_minute: minute_of(to)? };
        if span.from_minute < span.to_minute { Ok(span) } else { Err(CalendarError::EmptySpan) }
    }

    const fn minutes(self) -> u16 {
        self.to_minute.saturating_sub(self.from_minute)
    }
}

impl fmt::Display for DaySpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from_minute, self.to_minute);
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

fn minute_of(text: &str) -> Result<u16, CalendarError> {
    let (hours, minutes) = text.trim().split_once(':').ok_or(CalendarError::NotASpan)?;
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        let plain = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u16>().ok().filter(|_| plain).ok_or(CalendarError::NotASpan)
    };
    let (hours, minutes) = (number(hours, 1..=2)?, number(minutes, 2..=2)?);
    let minute = hours * 60 + minutes;
    if minutes < 60 && minute <= DAY_MINUTES { Ok(minute) } else { Err(CalendarError::NotASpan) }
}

/// The week as it is worked, and the dates that differ from it. At least an hour a week is worked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingCalendar {
    hours: Vec<DaySpan>,
    weekdays: BTreeSet<WorkDay>,
    special: BTreeMap<NaiveDate, DayKind>,
}

impl WorkingCalendar {
    /// A calendar. The spans may come in any order.
    ///
    /// # Errors
    /// `Overlap`, `WrongHours`, `NoWeekdays`.
    pub fn new(
        mut hours: Vec<DaySpan>,
        weekdays: BTreeSet<WorkDay>,
        special: BTreeMap<NaiveDate, DayKind>,
    ) -> Result<Self, CalendarError> {
        hours.sort_unstable();
        let follows = |pair: &[DaySpan]| matches!(pair, [one, next] if one.to_minute <= next.from_minute);
        if !hours.windows(2).all(follows) {
            return Err(CalendarError::Overlap);
        }
        let minutes: u16 = hours.iter().map(|span| span.minutes()).sum();
        if minutes < LEAST_DAY_MINUTES || hours.len() > MOST_SPANS {
            return Err(CalendarError::WrongHours);
        }
        if weekdays.is_empty() {
            return Err(CalendarError::NoWeekdays);
        }
        Ok(Self { hours, weekdays, special })
    }

    /// The spans of a working day, in order.
    #[must_use]
    pub fn hours(&self) -> &[DaySpan] {
        &self.hours
    }

    /// The days of the week that are worked.
    #[must_use]
    pub const fn weekdays(&self) -> &BTreeSet<WorkDay> {
        &self.weekdays
    }

    /// Whether a local date is worked.
    #[must_use]
    pub fn is_worked(&self, on: NaiveDate) -> bool {
        match self.special.get(&on) {
            Some(kind) => *kind == DayKind::Workday,
            None => self.weekdays.contains(&on.weekday().into()),
        }
    }

    /// The working time of a regular day: what a limit of one working day is worth.
    #[must_use]
    pub fn day_length(&self) -> TimeDelta {
        TimeDelta::minutes(self.hours.iter().map(|span| i64::from(span.minutes())).sum())
    }

    /// The working time between two instants; zero if the second is not later.
    #[must_use]
    pub fn between(&self, from: DateTime<Utc>, to: DateTime<Utc>, zone: Tz) -> TimeDelta {
        let last_on = local_date(to, zone);
        let mut total = TimeDelta::zero();
        let mut on = local_date(from, zone);
        while on <= last_on {
            for (start, end) in self.spans_on(on, zone) {
                let (start, end) = (start.max(from), end.min(to));
                total += (end - start).max(TimeDelta::zero());
            }
            match on.succ_opt() {
                Some(next) => on = next,
                None => break,
            }
        }
        total
    }

    /// The first instant at which so much working time has passed since `from`; `from` itself for none. `None` if that
    /// is further away than any calendar reaches.
    #[must_use]
    pub fn after(&self, from: DateTime<Utc>, span: TimeDelta, zone: Tz) -> Option<DateTime<Utc>> {
        if span <= TimeDelta::zero() {
            return Some(from);
        }
        let first_on = local_date(from, zone);
        let mut left = span;
        for day in 0..HORIZON_DAYS {
            let on = first_on.checked_add_days(Days::new(day))?;
            for (start, end) in self.spans_on(on, zone) {
                let start = start.max(from);
                let length = end - start;
                if length >= left {
                    return start.checked_add_signed(left);
                }
                left -= length.max(TimeDelta::zero());
            }
        }
        None
    }

    /// The working spans of a local date as instants, in order. Where clocks skip a span there is less of it.
    fn spans_on(&self, on: NaiveDate, zone: Tz) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> + '_ {
        let worked = self.is_worked(on);
        self.hours.iter().filter(move |_| worked).map(move |span| {
            let at = |minute: u16| {
                let midnight = on.and_time(NaiveTime::MIN);
                let local = midnight.checked_add_signed(TimeDelta::minutes(minute.into()));
                first_shown(local.unwrap_or(midnight), zone)
            };
            (at(span.from_minute), at(span.to_minute))
        })
    }
}

#[cfg(test)]
mod tests;
