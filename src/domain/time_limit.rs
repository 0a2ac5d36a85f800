//! How long something may take: an amount of working hours, working days or hours.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::domain::text_enum::text_enum;
use crate::domain::working_calendar::WorkingCalendar;

text_enum! {
    /// What a time limit is counted in.
    "unit of a time limit" LimitUnit {
        /// 工作时: hours of working time.
        WorkingHours = "working_hours",
        /// 工作日: as much working time as a regular day has. One that begins at 10:00 ends at 10:00 of the next
        /// working day.
        WorkingDays = "working_days",
        /// 小时: hours of the clock, by night and on holidays too.
        Hours = "hours",
    }
}

impl LimitUnit {
    /// The most of it, a year.
    #[must_use]
    pub const fn most(self) -> u16 {
        match self {
            Self::WorkingHours | Self::Hours => 8784,
            Self::WorkingDays => 366,
        }
    }
}

text_enum! {
    /// What passes while a clock runs.
    "time basis" Basis {
        /// Working time.
        Working = "working",
        /// The time of all clocks.
        Plain = "plain",
    }
}

/// An amount that is no time limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("out_of_range: 1 to {} {}", unit.most(), unit.as_str())]
pub struct InvalidLimit {
    unit: LimitUnit,
}

/// A time limit: at least one of its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "Written")]
pub struct TimeLimit {
    /// How much, 1 or more: at most 8784 hours or working hours, or 366 working days.
    #[schema(value_type = u16, minimum = 1, maximum = 8784, example = 4)]
    amount: u16,
    /// Of what.
    unit: LimitUnit,
}

/// A time limit before it is checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    amount: i64,
    unit: LimitUnit,
}

impl TryFrom<Written> for TimeLimit {
    type Error = InvalidLimit;

    fn try_from(written: Written) -> Result<Self, InvalidLimit> {
        Self::new(written.amount, written.unit)
    }
}

impl TimeLimit {
    /// A limit of so much.
    ///
    /// # Errors
    /// `InvalidLimit` below one and above a year.
    pub fn new(amount: i64, unit: LimitUnit) -> Result<Self, InvalidLimit> {
        match u16::try_from(amount) {
            Ok(amount) if (1..=unit.most()).contains(&amount) => Ok(Self { amount, unit }),
            _ => Err(InvalidLimit { unit }),
        }
    }

    /// How much.
    #[must_use]
    pub const fn amount(self) -> u16 {
        self.amount
    }

    /// Of what.
    #[must_use]
    pub const fn unit(self) -> LimitUnit {
        self.unit
    }

    /// What passes while it runs.
    #[must_use]
    pub const fn basis(self) -> Basis {
        match self.unit {
            LimitUnit::WorkingHours | LimitUnit::WorkingDays => Basis::Working,
            LimitUnit::Hours => Basis::Plain,
        }
    }

    /// When a limit ends that begins at `from`; `None` further away than any calendar reaches.
    #[must_use]
    pub fn ends(self, from: DateTime<Utc>, calendar: &WorkingCalendar, zone: Tz) -> Option<DateTime<Utc>> {
        let amount = i32::from(self.amount);
        match self.unit {
            LimitUnit::WorkingHours => calendar.after(from, TimeDelta::hours(amount.into()), zone),
            LimitUnit::WorkingDays => calendar.after(from, calendar.day_length() * amount, zone),
            LimitUnit::Hours => from.checked_add_signed(TimeDelta::hours(amount.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_at_least_one_and_at_most_a_year() {
        for &unit in LimitUnit::ALL {
            for wrong in [i64::MIN, -1, 0, i64::from(unit.most()) + 1, i64::MAX] {
                assert_eq!(TimeLimit::new(wrong, unit), Err(InvalidLimit { unit }), "{wrong} {unit}");
            }
            for right in [1, unit.most()] {
                assert_eq!(TimeLimit::new(right.into(), unit).map(TimeLimit::amount), Ok(right));
            }
        }
        let read = |text: &str| serde_json::from_str::<TimeLimit>(text).map_err(|error| error.to_string());
        assert_eq!(
            read(r#"{"amount":4,"unit":"hours"}"#),
            Ok(TimeLimit { amount: 4, unit: LimitUnit::Hours })
        );
        let zero = read(r#"{"amount":0,"unit":"working_days"}"#).expect_err("zero");
        assert!(zero.starts_with("out_of_range: 1 to 366 working_days"), "{zero}");
    }
}
