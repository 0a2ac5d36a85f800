//! The dispatcher sends a report to a responsible unit.

use super::clocks::{self, Clockwork};
use super::step::{By, locked, take};
use super::view::CenterReport;
use super::words::{UnitRef, Words};
use super::{CENTER, shown};
use crate::auth::Caller;
use crate::domain::clock::Stage;
use crate::domain::deadline::check_due;
use crate::domain::report::Step;
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::storage::reports::ReportRow;
use crate::storage::units::{self, UnitRow};
use crate::storage::{DbConnection, WriteTx, categories, routing};
use chrono::{DateTime, SubsecRound, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

/// Digits of a second that both databases keep.
const MICROSECONDS: u16 = 6;

/// Which unit, until when.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assign {
    /// The unit; the one that is responsible for the category in the subdistrict if left out.
    pub unit_id: Option<String>,
    /// Until when it has to be done; by the category's time limit if left out.
    pub due_at: Option<DateTime<Utc>>,
}

impl App {
    /// Sends a report to a unit, or to another one than before.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`, `unit_inactive`; 422 for an unknown unit, none where no unit is responsible,
    /// or a limit in the past.
    pub async fn assign_report(&self, caller: &Caller, id: String, assign: Assign) -> Result<CenterReport> {
        caller.must_be(&CENTER)?;
        let now = self.moment();
        let due_at = assign.due_at.map(|due_at| due_at.trunc_subsecs(MICROSECONDS));
        if let Some(due_at) = due_at {
            check_due(due_at, now.at, self.config.reports.longest_due_days)
                .map_err(|error| Error::field("due_at", error.code(), error.to_string()))?;
        }
        let by = By::caller(caller, now);
        self.storage
            .write(move |tx| {
                let report = locked(tx, &id)?;
                let unit = match &assign.unit_id {
                    Some(unit_id) => named_unit(tx, unit_id)?,
                    None => responsible_unit(tx, &report)?.ok_or_else(no_unit)?,
                };
                let report = assign_in(tx, report, unit, due_at, &by)?;
                CenterReport::of(&shown::show(tx, report)?, now)
            })
            .await
    }
}

fn named_unit(connection: &mut DbConnection, unit_id: &str) -> Result<UnitRow> {
    units::find(connection, unit_id).map_err(|error| match error.code() {
        Code::NotFound => Error::field("unit_id", "unknown_unit", "the id of a unit"),
        _ => error,
    })
}

fn no_unit() -> Error {
    Error::field("unit_id", "required", "no unit is responsible for this category here: name one")
}

/// The unit that is responsible for a report: by its category and subdistrict, else by its category alone.
///
/// # Errors
/// The database's.
pub(super) fn responsible_unit(connection: &mut DbConnection, report: &ReportRow) -> Result<Option<UnitRow>> {
    let routed = match &report.subdistrict {
        Some(subdistrict) => routing::unit_of(connection, &report.category_code, subdistrict)?,
        None => None,
    };
    let unit_id = match routed {
        Some(unit_id) => Some(unit_id),
        None => categories::find(connection, &report.category_code)?.and_then(|category| category.unit_id),
    };
    unit_id.map(|unit_id| units::find(connection, &unit_id)).transpose()
}

fn assign_in(
    tx: &mut WriteTx<'_>,
    report: ReportRow,
    unit: UnitRow,
    due_at: Option<DateTime<Utc>>,
    by: &By,
) -> Result<ReportRow> {
    let by_category = Clockwork::of_category(tx, &report.category_code, by.zone)?;
    let ends_at = due_at.or_else(|| by_category.ends(&report.category_code, Stage::Handling, by.at));
    let (unit_id, active) = (unit.id.clone(), unit.active);
    let unit = UnitRef { id: unit.id, name: unit.name };
    let words = Words { unit: Some(unit), due_at: ends_at, ..Words::default() };
    let assigned = take(tx, report, Step::Assign, by, &words, |report| report.unit_id = Some(unit_id))?;
    if let Some(due_at) = due_at {
        clocks::give_until_in(tx, &assigned.id, due_at, by)?;
    }
    // Told after the state: a report that cannot be assigned at all is the more useful answer.
    if active { Ok(assigned) } else { Err(Error::new(Code::UnitInactive)) }
}
