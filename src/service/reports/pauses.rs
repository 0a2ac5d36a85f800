//! The clocks of a report stand still: while the reporter is asked, and while the case is suspended (挂账).
//!
//! A pause has an end from the beginning, and the clocks are moved by its whole length at once: so what is late is
//! known at every instant without anybody having to end a pause. One that ends earlier moves them back.

use super::clocks;
use super::step::By;
use crate::domain::clock::PauseKind;
use crate::domain::notice::{NoticeFacts, NoticeKind};
use crate::domain::reporter::NOBODY_USER_ID;
use crate::error::{Code, Error, Result};
use crate::service::notices::{Telling, To, tell};
use crate::storage::WriteTx;
use crate::storage::report_pauses::{self, PauseRow};
use crate::storage::reports::ReportRow;
use chrono::{DateTime, Utc};

/// Stops the clocks of a locked report until an instant that lies ahead.
///
/// # Errors
/// 409 `already_paused` if they stand still already.
pub(super) fn pause_in(
    tx: &mut WriteTx<'_>,
    report: &ReportRow,
    kind: PauseKind,
    words: &str,
    until: DateTime<Utc>,
    by: &By,
) -> Result<()> {
    let report_id = &report.id;
    if let Some(running) = report_pauses::running(tx, report_id)? {
        if running.until_at > by.at.naive_utc() {
            return Err(Error::new(Code::AlreadyPaused).with_facts(running.kind));
        }
        end_in(tx, report, by, false)?;
    }
    let position = report_pauses::last(tx, report_id)?.map_or(0, |last| last.position.saturating_add(1));
    report_pauses::insert(
        tx,
        &PauseRow {
            report_id: report_id.clone(),
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

/// Ends the pause of a locked report, if there is one: now, or when it was to end if that is over. That a question was
/// not answered by then is told.
///
/// # Errors
/// The database's.
pub(super) fn end_in(tx: &mut WriteTx<'_>, report: &ReportRow, by: &By, answered: bool) -> Result<()> {
    let Some(pause) = report_pauses::running(tx, &report.id)? else { return Ok(()) };
    let now = by.at.naive_utc();
    if pause.until_at <= now {
        if pause.kind == PauseKind::Information.as_str() {
            tell_unanswered(tx, report, &pause)?;
        }
        return report_pauses::end(tx, &pause, pause.until_at, answered);
    }
    let (from, until) = (pause.started_at.and_utc(), pause.until_at.and_utc());
    clocks::move_in(tx, &report.id, |due, calendar| due.resumed(from, until, by.at, calendar, by.zone))?;
    report_pauses::end(tx, &pause, now, answered)
}

/// Tells the reporter, the unit and the center, whoever asked, that a question ran out and the clocks go on.
fn tell_unanswered(tx: &mut WriteTx<'_>, report: &ReportRow, pause: &PauseRow) -> Result<()> {
    let facts = NoticeFacts {
        report_id: Some(report.id.clone()),
        report_number: Some(report.number.clone()),
        ..NoticeFacts::default()
    };
    // What was asked is for the reporter; a unit is told no free text.
    let asked = NoticeFacts { said: Some(pause.words.clone()), ..facts.clone() };
    let mut staff: Vec<To> = report.unit_id.iter().cloned().map(To::Unit).collect();
    staff.push(To::CenterOf(report.id.clone()));
    let reporter = Some(&report.resident_id).filter(|id| *id != NOBODY_USER_ID);
    for (kind, facts, to) in [
        (NoticeKind::AnswerMissed, asked, reporter.into_iter().cloned().map(To::User).collect()),
        (NoticeKind::QuestionUnanswered, facts, staff),
    ] {
        let cause = format!("{kind}:{}:{}", report.id, pause.position);
        tell(tx, &Telling { cause, at: pause.until_at.and_utc(), kind, facts, to, except: None })?;
    }
    Ok(())
}
