//! The clocks of reports: one row for each time that one ran.

use super::schema::report_clock;
use super::{DbConnection, WriteTx};
use crate::domain::clock::{Due, Stage};
use crate::domain::time_limit::Basis;
use crate::error::{Error, Result};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A clock. Instants are in UTC.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = report_clock, treat_none_as_null = true)]
#[diesel(primary_key(report_id, position))]
pub struct ClockRow {
    /// The report.
    pub report_id: String,
    /// The order, from 0.
    pub position: i32,
    /// A stage.
    pub stage: String,
    /// The unit, for handling.
    pub unit_id: Option<String>,
    /// When it began to run.
    pub started_at: NaiveDateTime,
    /// When the unit signed for the report.
    pub signed_at: Option<NaiveDateTime>,
    /// When it ends, as things stand; nothing without a limit.
    pub due_at: Option<NaiveDateTime>,
    /// What passes while it runs.
    pub basis: String,
    /// When it stopped; nothing while it runs or is paused.
    pub ended_at: Option<NaiveDateTime>,
}

impl ClockRow {
    /// The stage.
    ///
    /// # Errors
    /// 500 if the database holds a word that is none.
    pub fn stage(&self) -> Result<Stage> {
        Stage::parse(&self.stage).map_err(Error::internal)
    }

    /// When it ends, if it has a limit.
    ///
    /// # Errors
    /// 500 if the database holds a word that is no basis.
    pub fn due(&self) -> Result<Option<Due>> {
        let basis = Basis::parse(&self.basis).map_err(Error::internal)?;
        Ok(self.due_at.map(|at| Due { at: at.and_utc(), basis }))
    }

    /// Whether it has not stopped.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        self.ended_at.is_none()
    }
}

/// The clocks of these reports, by report and in their order.
///
/// # Errors
/// The database's.
pub fn of_reports(connection: &mut DbConnection, report_ids: &[&str]) -> Result<Vec<ClockRow>> {
    Ok(report_clock::table
        .filter(report_clock::report_id.eq_any(report_ids))
        .order((report_clock::report_id, report_clock::position))
        .select(ClockRow::as_select())
        .load(connection)?)
}

/// Keeps a new clock.
///
/// # Errors
/// The database's; a second one of a stage that runs violates a constraint.
pub fn insert(tx: &mut WriteTx<'_>, row: &ClockRow) -> Result<()> {
    diesel::insert_into(report_clock::table).values(row.clone()).execute(&mut **tx)?;
    Ok(())
}

/// Writes a clock back.
///
/// # Errors
/// The database's.
pub fn update(tx: &mut WriteTx<'_>, row: &ClockRow) -> Result<()> {
    diesel::update(report_clock::table.find((&row.report_id, row.position))).set(row).execute(&mut **tx)?;
    Ok(())
}

/// Stops all clocks of a report that run.
///
/// # Errors
/// The database's.
pub fn stop_all(tx: &mut WriteTx<'_>, report_id: &str, at: NaiveDateTime) -> Result<()> {
    let running = report_clock::table
        .filter(report_clock::report_id.eq(report_id))
        .filter(report_clock::ended_at.is_null());
    diesel::update(running).set(report_clock::ended_at.eq(at)).execute(&mut **tx)?;
    Ok(())
}
