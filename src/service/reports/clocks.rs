//! Keeps the clocks of reports: the domain says what a step does to them, here it is done.

use super::step::By;
use crate::domain::clock::{Due, Stage, Turn};
use crate::domain::report::{ReportStatus, Step};
use crate::domain::time_limit::{Basis, TimeLimit};
use crate::domain::working_calendar::WorkingCalendar;
use crate::error::Result;
use crate::storage::report_clocks::{self, ClockRow};
use crate::storage::reports::ReportRow;
use crate::storage::routing::{self, Limits};
use crate::storage::{DbConnection, WriteTx, report_pauses, report_requests, supervision, working_calendar};
use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// What limits are reckoned by: the calendar, its zone, and what each category allows.
#[derive(Debug, Clone)]
pub struct Clockwork {
    calendar: WorkingCalendar,
    zone: Tz,
    limits: BTreeMap<String, Limits>,
}

impl Clockwork {
    /// For every category.
    ///
    /// # Errors
    /// The database's.
    pub fn load(connection: &mut DbConnection, zone: Tz) -> Result<Self> {
        let limits = routing::all_limits(connection)?;
        Ok(Self { calendar: working_calendar::load(connection)?, zone, limits })
    }

    /// For one category.
    ///
    /// # Errors
    /// The database's.
    pub(in crate::service) fn of_category(
        connection: &mut DbConnection,
        code: &str,
        zone: Tz,
    ) -> Result<Self> {
        let limits = BTreeMap::from([(code.to_owned(), routing::limits_of(connection, code)?)]);
        Ok(Self { calendar: working_calendar::load(connection)?, zone, limits })
    }

    /// The zone whose days and hours count.
    #[must_use]
    pub const fn zone(&self) -> Tz {
        self.zone
    }

    fn limit(&self, category_code: &str, stage: Stage) -> Option<TimeLimit> {
        self.limits.get(category_code)?.get(&stage).copied()
    }

    /// When a stage that begins now ends for a report of this category.
    pub(super) fn ends(
        &self,
        category_code: &str,
        stage: Stage,
        from: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        self.limit(category_code, stage)?.ends(from, &self.calendar, self.zone)
    }

    /// A clock that starts. What a dispatcher sets by hand in a category without a limit is reckoned in working time.
    fn clock(&self, report: &ReportRow, position: i32, stage: Stage, at: DateTime<Utc>) -> ClockRow {
        let basis = self.limit(&report.category_code, stage).map_or(Basis::Working, TimeLimit::basis);
        ClockRow {
            report_id: report.id.clone(),
            position,
            stage: stage.as_str().to_owned(),
            unit_id: report.unit_id.clone().filter(|_| stage == Stage::Handling),
            started_at: at.naive_utc(),
            signed_at: None,
            due_at: self.ends(&report.category_code, stage, at).map(|due_at| due_at.naive_utc()),
            basis: basis.as_str().to_owned(),
            ended_at: None,
        }
    }

    /// Moves the end of a clock.
    fn set(clock: &mut ClockRow, due: Due) {
        clock.due_at = Some(due.at.naive_utc());
        due.basis.as_str().clone_into(&mut clock.basis);
    }
}

/// Starts the clocks of a report that was filed.
///
/// # Errors
/// The database's.
pub(super) fn start_in(
    tx: &mut WriteTx<'_>,
    report: &ReportRow,
    clockwork: &Clockwork,
    at: DateTime<Utc>,
) -> Result<()> {
    for (position, stage) in [(0, Stage::Total), (1, Stage::Triage)] {
        report_clocks::insert(tx, &clockwork.clock(report, position, stage, at))?;
    }
    Ok(())
}

/// Does to the clocks of a report what a step that was taken wants. What its unit has asked for and what no longer
/// matters lapses.
///
/// # Errors
/// The database's.
pub(super) fn turn_in(
    tx: &mut WriteTx<'_>,
    report: &ReportRow,
    step: Step,
    from: ReportStatus,
    by: &By,
) -> Result<()> {
    let turn = Turn::of(step, from, report.status()?);
    let at = by.at.naive_utc();
    match turn {
        Turn::RunOn => return Ok(()),
        Turn::Stop => {
            report_clocks::stop_all(tx, &report.id, at)?;
            supervision::clear(tx, &report.id)?;
        }
        Turn::Next(stage) => next_stage(tx, report, stage, false, by)?,
        Turn::Again(stage) => next_stage(tx, report, stage, true, by)?,
        Turn::Rework => rework(tx, report, by)?,
    }
    report_requests::lapse(tx, &report.id, at)
}

/// Stops the stage's clock and starts another; the whole case's too, if it begins again.
fn next_stage(tx: &mut WriteTx<'_>, report: &ReportRow, stage: Stage, again: bool, by: &By) -> Result<()> {
    let clockwork = Clockwork::of_category(tx, &report.category_code, by.zone)?;
    let clocks = report_clocks::of_reports(tx, &[&report.id])?;
    stop_stages(tx, &clocks, by)?;
    let mut position = next_position(&clocks);
    if again {
        report_clocks::insert(tx, &clockwork.clock(report, position, Stage::Total, by.at))?;
        position = position.saturating_add(1);
    }
    report_clocks::insert(tx, &clockwork.clock(report, position, stage, by.at))
}

/// The unit's clock goes on with what was left when it handed its work in.
fn rework(tx: &mut WriteTx<'_>, report: &ReportRow, by: &By) -> Result<()> {
    let clockwork = Clockwork::of_category(tx, &report.category_code, by.zone)?;
    let clocks = report_clocks::of_reports(tx, &[&report.id])?;
    stop_stages(tx, &clocks, by)?;
    let handed_in = clocks.iter().rev().find(|clock| clock.stage == Stage::Handling.as_str());
    let Some(clock) = handed_in.cloned() else {
        // Reports from before there were clocks.
        return report_clocks::insert(
            tx,
            &clockwork.clock(report, next_position(&clocks), Stage::Handling, by.at),
        );
    };
    go_on(tx, clock, &clockwork.calendar, by)
}

/// A clock goes on with what was left when it stopped; one that was late by then stays late.
fn go_on(tx: &mut WriteTx<'_>, mut clock: ClockRow, calendar: &WorkingCalendar, by: &By) -> Result<()> {
    if let (Some(due), Some(ended_at)) = (clock.due()?, clock.ended_at) {
        Clockwork::set(&mut clock, due.paused(ended_at.and_utc(), by.at, calendar, by.zone));
    }
    clock.ended_at = None;
    report_clocks::update(tx, &clock)
}

/// The clocks of a report whose merging is undone, that of the case and that of its stage, go on with what was left when
/// it was merged: nobody could work on it meanwhile.
///
/// # Errors
/// The database's.
pub(super) fn go_on_in(
    tx: &mut WriteTx<'_>,
    report: &ReportRow,
    merged_at: NaiveDateTime,
    by: &By,
) -> Result<()> {
    let calendar = working_calendar::load(tx)?;
    let clocks = report_clocks::of_reports(tx, &[&report.id])?;
    for stage in [Some(Stage::Total), Stage::of(report.status()?)].into_iter().flatten() {
        let last = clocks.iter().rev().find(|clock| clock.stage == stage.as_str());
        if let Some(clock) = last.filter(|clock| clock.ended_at == Some(merged_at)) {
            go_on(tx, clock.clone(), &calendar, by)?;
        }
    }
    Ok(())
}

fn stop_stages(tx: &mut WriteTx<'_>, clocks: &[ClockRow], by: &By) -> Result<()> {
    let stages = clocks.iter().filter(|clock| clock.is_running() && clock.stage != Stage::Total.as_str());
    for clock in stages {
        report_clocks::update(tx, &ClockRow { ended_at: Some(by.at.naive_utc()), ..clock.clone() })?;
    }
    Ok(())
}

fn next_position(clocks: &[ClockRow]) -> i32 {
    clocks.last().map_or(0, |clock| clock.position.saturating_add(1))
}

/// Reckons the clocks that run by the limits of the category that the report was put into.
///
/// # Errors
/// The database's.
pub(super) fn reckon_anew_in(tx: &mut WriteTx<'_>, report: &ReportRow, by: &By) -> Result<()> {
    let clockwork = Clockwork::of_category(tx, &report.category_code, by.zone)?;
    let pauses = report_pauses::of_report(tx, &report.id)?;
    for clock in running(tx, &report.id)? {
        let started_at = clock.started_at.and_utc();
        let mut anew = clockwork.clock(report, clock.position, clock.stage()?, started_at);
        for pause in pauses.iter().filter(|pause| pause.started_at >= clock.started_at) {
            if let (Some(due), Some(ended_at)) = (anew.due()?, pause.ended_at) {
                let (from, to) = (pause.started_at.and_utc(), ended_at.and_utc());
                Clockwork::set(&mut anew, due.paused(from, to, &clockwork.calendar, by.zone));
            }
        }
        report_clocks::update(tx, &ClockRow { signed_at: clock.signed_at, ..anew })?;
    }
    Ok(())
}

/// Moves the end of every clock that runs.
///
/// # Errors
/// The database's.
pub(super) fn move_in(
    tx: &mut WriteTx<'_>,
    report_id: &str,
    end: impl Fn(Due, &WorkingCalendar) -> Due,
) -> Result<()> {
    let calendar = working_calendar::load(tx)?;
    for mut clock in running(tx, report_id)? {
        if let Some(due) = clock.due()? {
            Clockwork::set(&mut clock, end(due, &calendar));
            report_clocks::update(tx, &clock)?;
        }
    }
    Ok(())
}

/// Gives the unit until `due_at`. The whole case may not be due before its unit is: its own end moves as far.
///
/// # Errors
/// The database's.
pub(super) fn give_until_in(
    tx: &mut WriteTx<'_>,
    report_id: &str,
    due_at: DateTime<Utc>,
    by: &By,
) -> Result<()> {
    let calendar = working_calendar::load(tx)?;
    let clocks = running(tx, report_id)?;
    let before = clocks.iter().find(|clock| clock.stage == Stage::Handling.as_str());
    let before = before.map(ClockRow::due).transpose()?.flatten();
    for mut clock in clocks {
        let due = match (clock.stage()?, clock.due()?, before) {
            (Stage::Handling, due, _) => {
                Due { at: due_at, basis: due.map_or(Basis::Working, |due| due.basis) }
            }
            (Stage::Total, Some(due), Some(before)) if due.at > before.at && due_at > before.at => {
                let moved = due.paused(before.at, due_at, &calendar, by.zone);
                Due { at: moved.at.max(due_at), ..moved }
            }
            (Stage::Total, Some(due), _) => Due { at: due.at.max(due_at), ..due },
            _ => continue,
        };
        Clockwork::set(&mut clock, due);
        report_clocks::update(tx, &clock)?;
    }
    Ok(())
}

/// Notes that the unit has signed for a report, if it has not yet; whether it had not.
///
/// # Errors
/// The database's.
pub(super) fn sign_in(tx: &mut WriteTx<'_>, report_id: &str, at: DateTime<Utc>) -> Result<bool> {
    match of_unit(tx, report_id)? {
        Some(clock) if clock.signed_at.is_none() => {
            report_clocks::update(tx, &ClockRow { signed_at: Some(at.naive_utc()), ..clock })?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// The clocks of a report that run.
///
/// # Errors
/// The database's.
pub(super) fn running(connection: &mut DbConnection, report_id: &str) -> Result<Vec<ClockRow>> {
    let clocks = report_clocks::of_reports(connection, &[report_id])?;
    Ok(clocks.into_iter().filter(ClockRow::is_running).collect())
}

/// The clock of the unit that has the report, if it runs.
///
/// # Errors
/// The database's.
pub(super) fn of_unit(connection: &mut DbConnection, report_id: &str) -> Result<Option<ClockRow>> {
    let mut running = running(connection, report_id)?.into_iter();
    Ok(running.find(|clock| clock.stage == Stage::Handling.as_str()))
}
