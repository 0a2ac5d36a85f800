//! The dispatcher sends a report to a responsible unit.

use super::step::{By, locked, take};
use super::view::CenterReport;
use super::words::{UnitRef, Words};
use super::{CENTER, shown};
use crate::auth::Caller;
use crate::domain::deadline::{check_due, due_by_category};
use crate::domain::report::Step;
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::storage::reports::ReportRow;
use crate::storage::{WriteTx, categories, units};
use chrono::{DateTime, SubsecRound, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

/// Digits of a second that both databases keep.
const MICROSECONDS: u16 = 6;

/// Which unit, until when.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assign {
    /// The unit.
    pub unit_id: String,
    /// Until when it has to be done; by the category's time limit if left out.
    pub due_at: Option<DateTime<Utc>>,
}

impl App {
    /// Sends a report to a unit, or to another one than before.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`, `unit_inactive`; 422 for an unknown unit or a limit in the past.
    pub async fn assign_report(&self, caller: &Caller, id: String, assign: Assign) -> Result<CenterReport> {
        caller.must_be(&CENTER)?;
        let now = self.clock.now();
        let due_at = assign.due_at.map(|due_at| due_at.trunc_subsecs(MICROSECONDS));
        if let Some(due_at) = due_at {
            check_due(due_at, now, self.config.reports.longest_due_days)
                .map_err(|error| Error::field("due_at", error.code(), error.to_string()))?;
        }
        let by = By { actor_id: Some(caller.user_id.clone()), at: now };
        self.storage
            .write(move |tx| {
                let report = locked(tx, &id)?;
                let report = assign_in(tx, report, &assign.unit_id, due_at, &by)?;
                CenterReport::of(&shown::show(tx, report)?, now)
            })
            .await
    }
}

fn assign_in(
    tx: &mut WriteTx<'_>,
    report: ReportRow,
    unit_id: &str,
    due_at: Option<DateTime<Utc>>,
    by: &By,
) -> Result<ReportRow> {
    let unit = units::find(tx, unit_id).map_err(|error| match error.code() {
        Code::NotFound => Error::field("unit_id", "unknown_unit", "the id of a unit"),
        _ => error,
    })?;
    let due_at = match due_at {
        Some(due_at) => Some(due_at),
        None => due_by_category(by.at, time_limit_hours(tx, &report)?),
    };
    let active = unit.active;
    let unit = UnitRef { id: unit.id, name: unit.name };
    let words = Words { unit: Some(unit), due_at, ..Words::default() };
    let assigned = take(tx, report, Step::Assign, by, &words, |report| {
        report.unit_id = Some(unit_id.to_owned());
        report.due_at = due_at.map(|due_at| due_at.naive_utc());
    })?;
    // Told after the state: a report that cannot be assigned at all is the more useful answer.
    if active { Ok(assigned) } else { Err(Error::new(Code::UnitInactive)) }
}

/// How long a unit has for a report of this category.
///
/// # Errors
/// The database's.
pub(super) fn time_limit_hours(tx: &mut WriteTx<'_>, report: &ReportRow) -> Result<Option<i32>> {
    Ok(categories::find(tx, &report.category_code)?.and_then(|category| category.time_limit_hours))
}
