//! The working calendar as it is kept: the regular week, and the dates that differ from it.

use super::schema::{special_day, working_week};
use super::{DbConnection, WriteTx};
use crate::domain::working_calendar::{DayKind, DaySpan, WorkDay, WorkingCalendar};
use crate::error::{Error, Result};
use crate::on_backend;
use chrono::NaiveDate;
use diesel::prelude::*;

/// The only row of the regular week.
const ID: i32 = 1;

/// A date that differs from its weekday.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = special_day)]
pub struct SpecialDayRow {
    /// The local date.
    pub on_date: NaiveDate,
    /// A kind of day.
    pub kind: String,
    /// What it is called.
    pub name: String,
}

/// The calendar.
///
/// # Errors
/// 500 if the database holds what makes none.
pub fn load(connection: &mut DbConnection) -> Result<WorkingCalendar> {
    let (hours, weekdays): (String, String) = working_week::table
        .find(ID)
        .select((working_week::hours, working_week::weekdays))
        .first(connection)?;
    let special: Vec<(NaiveDate, String)> =
        special_day::table.select((special_day::on_date, special_day::kind)).load(connection)?;
    let hours = hours.split(',').map(DaySpan::parse).collect::<Result<_, _>>().map_err(Error::internal)?;
    let weekdays =
        weekdays.split(',').map(WorkDay::parse).collect::<Result<_, _>>().map_err(Error::internal)?;
    let special = special
        .into_iter()
        .map(|(on, kind)| DayKind::parse(&kind).map(|kind| (on, kind)))
        .collect::<Result<_, _>>()
        .map_err(Error::internal)?;
    WorkingCalendar::new(hours, weekdays, special).map_err(Error::internal)
}

/// The dates that differ from their weekdays, in order.
///
/// # Errors
/// The database's.
pub fn special_days(connection: &mut DbConnection) -> Result<Vec<SpecialDayRow>> {
    Ok(special_day::table.order(special_day::on_date).select(SpecialDayRow::as_select()).load(connection)?)
}

/// Locks the calendar until the transaction ends, so that two changes take turns.
///
/// # Errors
/// The database's.
pub fn lock(tx: &mut WriteTx<'_>) -> Result<()> {
    let row = working_week::table.find(ID).select(working_week::id);
    let _locked: i32 = match &mut **tx {
        DbConnection::Postgresql(c) => row.for_update().first(c)?,
        DbConnection::Sqlite(c) => row.first(c)?,
    };
    Ok(())
}

/// Writes the regular week.
///
/// # Errors
/// The database's.
pub fn set_week(tx: &mut WriteTx<'_>, hours: &[DaySpan], weekdays: &[WorkDay]) -> Result<()> {
    let hours: Vec<String> = hours.iter().map(DaySpan::to_string).collect();
    let weekdays: Vec<&str> = weekdays.iter().map(|day| day.as_str()).collect();
    diesel::update(working_week::table.find(ID))
        .set((working_week::hours.eq(hours.join(",")), working_week::weekdays.eq(weekdays.join(","))))
        .execute(&mut **tx)?;
    Ok(())
}

/// Forgets all dates that differ from their weekdays.
///
/// # Errors
/// The database's.
pub fn forget_special_days(tx: &mut WriteTx<'_>) -> Result<()> {
    diesel::delete(special_day::table).execute(&mut **tx)?;
    Ok(())
}

/// Keeps dates that differ from their weekdays, in the place of what was said of the same dates.
///
/// # Errors
/// The database's.
pub fn set_special_days(tx: &mut WriteTx<'_>, days: &[SpecialDayRow]) -> Result<()> {
    for day in days {
        on_backend!(&mut **tx, |c| diesel::insert_into(special_day::table)
            .values(day)
            .on_conflict(special_day::on_date)
            .do_update()
            .set((special_day::kind.eq(&day.kind), special_day::name.eq(&day.name)))
            .execute(c))?;
    }
    Ok(())
}
