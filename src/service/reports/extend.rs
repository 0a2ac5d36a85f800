//! A unit needs more time.

use super::clocks;
use super::input::required_text;
use super::list::unit_view;
use super::step::{By, locked_of_unit, note};
use super::view::UnitReport;
use super::words::Words;
use crate::auth::Caller;
use crate::domain::deadline::{AT_THE_UNIT, check_extension};
use crate::domain::report_event::EventKind;
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::storage::WriteTx;
use crate::storage::report_events;
use chrono::{DateTime, SubsecRound, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

/// Digits of a second that both databases keep.
const MICROSECONDS: u16 = 6;

/// Until when, and why.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Extend {
    /// The new limit, after the present one.
    pub until: DateTime<Utc>,
    /// In words.
    pub reason: String,
}

impl App {
    /// Moves the limit once; a second time is the center's to decide, by assigning anew.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`, `already_extended`; 422.
    pub async fn extend_report(&self, caller: &Caller, id: String, extend: Extend) -> Result<UnitReport> {
        let unit_id = caller.unit()?.to_owned();
        let reason = required_text("reason", &extend.reason, self.config.reports.comment_chars)?;
        let longest_days = self.config.reports.longest_due_days;
        let until = extend.until.trunc_subsecs(MICROSECONDS);
        let now = self.moment();
        let by = By::caller(caller, now);
        let words = Words { reason: Some(reason), due_at: Some(until), ..Words::default() };
        self.storage
            .write(move |tx| {
                let report = locked_of_unit(tx, &id, &unit_id)?;
                let status = report.status()?;
                if !AT_THE_UNIT.contains(&status) {
                    return Err(Error::new(Code::InvalidTransition)
                        .with_facts(format!("a report that is {status} needs no more time")));
                }
                if is_extended(tx, &report.id)? {
                    return Err(Error::new(Code::AlreadyExtended));
                }
                let due_at = clocks::of_unit(tx, &report.id)?.and_then(|clock| clock.due_at);
                check_extension(until, due_at.map(|due_at| due_at.and_utc()), now.at, longest_days)
                    .map_err(|error| Error::field("until", error.code(), error.to_string()))?;
                let report = note(tx, report, EventKind::Extended, &by, &words, |_| {})?;
                clocks::give_until_in(tx, &report.id, until, &by)?;
                unit_view(tx, report, now)
            })
            .await
    }
}

/// Whether the limit was moved since the report was assigned last.
fn is_extended(tx: &mut WriteTx<'_>, report_id: &str) -> Result<bool> {
    let kinds = report_events::kinds_newest_first(tx, report_id)?;
    Ok(kinds
        .iter()
        .take_while(|kind| *kind != EventKind::Assigned.as_str())
        .any(|kind| kind == EventKind::Extended.as_str()))
}
