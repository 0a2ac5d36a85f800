//! The working calendar: staff see it, an admin changes it or loads a file of it. Limits that reports were given stay
//! as they are; what is given from then on, and what is left, is reckoned by the new one.

mod file;

use super::App;
use super::fields::Fields;
use crate::auth::Caller;
use crate::domain::role::Role;
use crate::domain::working_calendar::{DayKind, DaySpan, WorkDay, WorkingCalendar};
use crate::error::{Error, FieldError, Result};
use crate::storage::working_calendar::{self as stored, SpecialDayRow};
use crate::storage::{DbConnection, WriteTx};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Who sees the calendar: those who have limits, and those who read of them.
const STAFF: [Role; 5] = [Role::Dispatcher, Role::Handler, Role::Finance, Role::Auditor, Role::Admin];

/// Most dates that differ from their weekday: a century of China's holidays.
const MOST_SPECIAL_DAYS: usize = 5000;

/// A date that differs from its weekday.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SpecialDay {
    /// The local date.
    pub on: NaiveDate,
    /// Not worked, or worked although its weekday is not (调休).
    pub kind: DayKind,
    /// What it is called.
    #[schema(example = "国庆节")]
    pub name: String,
}

/// The working calendar.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// The hours of a working day, as spans such as `08:00-12:00`; 1 to 8, an hour at least.
    #[schema(example = json!(["08:00-12:00", "14:00-18:00"]))]
    pub hours: Vec<String>,
    /// The days of the week that are worked, 1 to 7.
    pub weekdays: Vec<WorkDay>,
    /// The dates that differ from their weekdays, in order.
    pub days: Vec<SpecialDay>,
}

/// What a file changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct CalendarLoad {
    /// Dates that the file named.
    pub days: usize,
    /// Whether it named the hours of a day.
    pub hours: bool,
    /// Whether it named the days of the week.
    pub weekdays: bool,
}

impl App {
    /// The working calendar.
    ///
    /// # Errors
    /// 403.
    pub async fn calendar(&self, caller: &Caller) -> Result<Calendar> {
        caller.must_be(&STAFF)?;
        self.storage.read(Calendar::read).await
    }

    /// Puts a calendar in the place of the one that is there.
    ///
    /// # Errors
    /// 403; 422 naming every wrong value.
    pub async fn replace_calendar(&self, caller: &Caller, new: Calendar) -> Result<Calendar> {
        caller.must_be(&[Role::Admin])?;
        let (week, days) = self.check_calendar(&new)?;
        tracing::info!(days = days.len(), by = %caller.user_id, "working calendar replaced");
        self.storage
            .write(move |tx| {
                stored::lock(tx)?;
                write_week(tx, &week)?;
                stored::forget_special_days(tx)?;
                stored::set_special_days(tx, &days)?;
                Calendar::read(tx)
            })
            .await
    }

    /// Loads a file: its hours and days of the week replace those that are there, if it names any; its dates are added,
    /// or replace what was said of them. A file with a wrong line changes nothing.
    ///
    /// # Errors
    /// 403; 422 with a field `line N` for every wrong line.
    pub async fn load_calendar(&self, caller: &Caller, text: &[u8]) -> Result<CalendarLoad> {
        caller.must_be(&[Role::Admin])?;
        self.load_calendar_file(text).await
    }

    /// The same for whoever has the machine.
    ///
    /// # Errors
    /// 422 with a field `line N` for every wrong line.
    pub async fn load_calendar_file(&self, text: &[u8]) -> Result<CalendarLoad> {
        let file = file::read(text, self.config.scheme.name_chars)?;
        let load = CalendarLoad {
            days: file.days.len(),
            hours: !file.hours.is_empty(),
            weekdays: !file.weekdays.is_empty(),
        };
        self.storage
            .write(move |tx| {
                stored::lock(tx)?;
                let present = stored::load(tx)?;
                let hours = if load.hours { file.hours.clone() } else { present.hours().to_vec() };
                let weekdays = if load.weekdays { file.weekdays.clone() } else { present.weekdays().clone() };
                let week = WorkingCalendar::new(hours, weekdays, BTreeMap::new())
                    .map_err(|error| Error::field("file", error.code(), error.to_string()))?;
                write_week(tx, &week)?;
                stored::set_special_days(tx, &file.days)?;
                let count = stored::special_days(tx)?.len();
                if count > MOST_SPECIAL_DAYS {
                    return Err(Error::field("file", "too_many", too_many()));
                }
                Ok(load)
            })
            .await
    }

    fn check_calendar(&self, new: &Calendar) -> Result<(WorkingCalendar, Vec<SpecialDayRow>)> {
        let mut fields = Fields::default();
        let mut hours = Vec::new();
        for (index, text) in new.hours.iter().enumerate() {
            match DaySpan::parse(text) {
                Ok(span) => hours.push(span),
                Err(error) => fields.wrong(&format!("hours[{index}]"), error.code(), error.to_string()),
            }
        }
        let mut seen = BTreeSet::new();
        let mut days = Vec::new();
        for (index, day) in new.days.iter().enumerate() {
            let field = format!("days[{index}]");
            fields.date(&format!("{field}.on"), day.on);
            let name = fields.line(&format!("{field}.name"), &day.name, self.config.scheme.name_chars);
            if !seen.insert(day.on) {
                fields.wrong(&format!("{field}.on"), "repeated", "each date once");
            }
            days.push(SpecialDayRow { on_date: day.on, kind: day.kind.as_str().to_owned(), name });
        }
        if days.len() > MOST_SPECIAL_DAYS {
            fields.wrong("days", "too_many", too_many());
        }
        fields.finish()?;
        let weekdays = new.weekdays.iter().copied().collect();
        let week = WorkingCalendar::new(hours, weekdays, BTreeMap::new()).map_err(|error| {
            let field = match error {
                crate::domain::working_calendar::CalendarError::NoWeekdays => "weekdays",
                _ => "hours",
            };
            Error::invalid(vec![FieldError::new(field, error.code(), error.to_string())])
        })?;
        Ok((week, days))
    }
}

impl Calendar {
    fn read(connection: &mut DbConnection) -> Result<Self> {
        let week = stored::load(connection)?;
        let day = |row: SpecialDayRow| {
            let kind = DayKind::parse(&row.kind).map_err(Error::internal)?;
            Ok(SpecialDay { on: row.on_date, kind, name: row.name })
        };
        Ok(Self {
            hours: week.hours().iter().map(DaySpan::to_string).collect(),
            weekdays: week.weekdays().iter().copied().collect(),
            days: stored::special_days(connection)?.into_iter().map(day).collect::<Result<_>>()?,
        })
    }
}

fn write_week(tx: &mut WriteTx<'_>, week: &WorkingCalendar) -> Result<()> {
    let weekdays: Vec<WorkDay> = week.weekdays().iter().copied().collect();
    stored::set_week(tx, week.hours(), &weekdays)
}

fn too_many() -> String {
    format!("at most {MOST_SPECIAL_DAYS} dates")
}
