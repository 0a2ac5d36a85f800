//! The period of figures: checked, and not longer than a server should count.

use crate::config::Config;
use crate::domain::calendar::{day_end, day_start, local_date, month_of};
use crate::error::{Error, Result};
use crate::service::reports::ListFilter;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

/// A period as it is asked for: the present month, where nothing is said.
#[derive(Debug, Clone, Default)]
pub struct FigurePeriod {
    /// The first local date, or an instant.
    pub from: Option<String>,
    /// The last local date, or the instant before which.
    pub to: Option<String>,
}

/// A period of instants.
#[derive(Debug, Clone, Copy)]
pub(super) struct Period {
    pub from: NaiveDateTime,
    pub before: NaiveDateTime,
}

impl Period {
    pub fn pair(self) -> (NaiveDateTime, NaiveDateTime) {
        (self.from, self.before)
    }
}

impl FigurePeriod {
    /// # Errors
    /// 422 on `from` or `to`: no times, the wrong way round, or too long.
    pub(super) fn read(&self, config: &Config, now: DateTime<Utc>) -> Result<Period> {
        let filter = ListFilter { from: self.from.clone(), to: self.to.clone(), ..ListFilter::default() };
        let filter = filter.read(config, now)?;
        let zone = config.district.timezone;
        let (first_on, last_on) = month_of(local_date(now, zone));
        let from = filter.from.unwrap_or_else(|| day_start(first_on, zone).naive_utc());
        let before = filter.before.unwrap_or_else(|| day_end(last_on, zone).naive_utc());
        if from >= before {
            return Err(Error::field("to", "before_from", "a date or time after `from`"));
        }
        let longest = TimeDelta::days(i64::from(config.figures.longest_period_days));
        if before.signed_duration_since(from) > longest {
            let detail = format!("a period of {} days at most", config.figures.longest_period_days);
            return Err(Error::field("from", "too_long", detail));
        }
        Ok(Period { from, before })
    }
}
