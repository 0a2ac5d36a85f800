//! The clocks of a report stand still: while the reporter is asked, and while the case is suspended (挂账).
//!
//! A pause has an end from the beginning, and the clocks are moved by its whole length at once: so what is late is
//! known at every instant without anybody having to end a pause. One that ends earlier moves them back.

use super::clocks;
use super::step::By;
use crate::domain::clock::PauseKind;
use crate::error::{Code, Error, Result};
use crate::storage::WriteTx;
use crate::storage::report_pauses::{self, PauseRow};
use chrono::{DateTime, Utc};

/// Stops the clocks of a locked report until an instant that lies ahead.
///
/// # Errors
/// 409 `already_paused` if they stand still already.
pub(super) fn pause_in(
    tx: &mut WriteTx<'_>,
    report_id: &str,
    kind: PauseKind,
    words: &str,
    until: DateTime<Utc>,
    by: &By,
) -> Result<()> {
    if let Some(running) = report_pauses::running(tx, report_id)? {
        if running.until_at > by.at.naive_utc() {
            return Err(Error::new(Code::AlreadyPaused).with_facts(running.kind));
        }
        end_in(tx, report_id, by, false)?;
    }
    let position = report_pauses::last(tx, report_id)?.map_or(0, |last| last.position.saturating_add(1));
    report_pauses::insert(
        tx,
        &PauseRow {
            report_id: report_id.to_owned(),
            position,
            kind: kind.as_str().to_owned(),
            words: words.to_owned(),
            started_at: by.at.naive_utc(),
            until_at: until.naive_utc(),
            ended_at: None,
            answered: false,
        },
    )?;
    clocks::move_in(tx, report_id, |due, calendar| due.paused(by.at, until, calendar, by.zone))
}

/// Ends the pause of a locked report, if there is one: now, or when it was to end if that is over.
///
/// # Errors
/// The database's.
pub(super) fn end_in(tx: &mut WriteTx<'_>, report_id: &str, by: &By, answered: bool) -> Result<()> {
    let Some(pause) = report_pauses::running(tx, report_id)? else { return Ok(()) };
    let now = by.at.naive_utc();
    if pause.until_at <= now {
        return report_pauses::end(tx, &pause, pause.until_at, answered);
    }
    let (from, until) = (pause.started_at.and_utc(), pause.until_at.and_utc());
    clocks::move_in(tx, report_id, |due, calendar| due.resumed(from, until, by.at, calendar, by.zone))?;
    report_pauses::end(tx, &pause, now, answered)
}
