//! A unit, or the center before a unit has the report, asks the reporter for what it cannot go on without, and the
//! reporter answers. The clocks stand still meanwhile. Unit and reporter do not learn from it who the other is.

use super::input::{Reason, attach_own, check_photo_ids, required_text};
use super::list::unit_view;
use super::step::{By, locked, locked_of_resident, locked_of_unit, note};
use super::suspend::{must_be_at_the_unit, resume_in};
use super::view::{CenterReport, OwnReport, UnitReport};
use super::words::Words;
use super::{CENTER, pauses, shown};
use crate::auth::Caller;
use crate::config::ReportsConfig;
use crate::domain::clock::{PauseKind, Stage};
use crate::domain::deadline::check_due;
use crate::domain::report_event::EventKind;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::service::fields::Fields;
use crate::service::{App, Moment};
use crate::storage::photos::PROBLEM;
use crate::storage::report_pauses::PauseRow;
use crate::storage::reports::ReportRow;
use crate::storage::{WriteTx, report_pauses};
use chrono::{DateTime, NaiveDateTime, SubsecRound, TimeDelta, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

/// Digits of a second that both databases keep.
const MICROSECONDS: u16 = 6;

/// A question.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// In words.
    pub question: String,
    /// Until when it can be answered; `reports.answer_hours` from now if left out.
    pub until: Option<DateTime<Utc>>,
}

/// An answer.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// In words.
    pub text: String,
    /// Up to 9 photos that the reporter uploaded and has not used yet.
    #[serde(default)]
    #[schema(max_items = 9)]
    pub photo_ids: Vec<String>,
}

/// A question that was checked.
struct Asking {
    text: String,
    until: DateTime<Utc>,
}

impl Ask {
    fn read(&self, limits: &ReportsConfig, now: Moment) -> Result<Asking> {
        let text = required_text("question", &self.question, limits.comment_chars)?;
        let until = match self.until {
            Some(until) => until.trunc_subsecs(MICROSECONDS),
            None => now.at + TimeDelta::hours(limits.answer_hours.into()),
        };
        check_due(until, now.at, limits.longest_due_days)
            .map_err(|error| Error::field("until", error.code(), error.to_string()))?;
        Ok(Asking { text, until })
    }
}

impl App {
    /// A unit asks the reporter. The clocks stand still until the answer, or until it can be given no more.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`, `already_paused`; 422.
    pub async fn ask_reporter(&self, caller: &Caller, id: String, ask: Ask) -> Result<UnitReport> {
        let unit_id = caller.unit()?.to_owned();
        let now = self.moment();
        let asking = ask.read(&self.config.reports, now)?;
        let by = By::caller(caller, now);
        self.storage
            .write(move |tx| {
                let report = locked_of_unit(tx, &id, &unit_id)?;
                must_be_at_the_unit(&report)?;
                let report = ask_in(tx, report, &asking, &by)?;
                unit_view(tx, report, now)
            })
            .await
    }

    /// The center asks the reporter before it sends the report to a unit. Any step with the report takes the question
    /// back.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`, `already_paused`; 422.
    pub async fn ask_reporter_in_triage(
        &self,
        caller: &Caller,
        id: String,
        ask: Ask,
    ) -> Result<CenterReport> {
        caller.must_be(&CENTER)?;
        let now = self.moment();
        let asking = ask.read(&self.config.reports, now)?;
        let by = By::caller(caller, now);
        self.storage
            .write(move |tx| {
                let report = locked(tx, &id)?;
                let status = report.status()?;
                if Stage::of(status) != Some(Stage::Triage) {
                    return Err(Error::new(Code::InvalidTransition)
                        .with_facts(format!("a report that is {status} is past triage")));
                }
                let report = ask_in(tx, report, &asking, &by)?;
                CenterReport::of(&shown::show(tx, report)?, now)
            })
            .await
    }

    /// Lets the clocks of the unit's report go on: the question needs no answer, or what suspended the case is over.
    ///
    /// # Errors
    /// 403; 404; 409 `not_paused`; 422.
    pub async fn resume_unit_report(
        &self,
        caller: &Caller,
        id: String,
        reason: Reason,
    ) -> Result<UnitReport> {
        let unit_id = caller.unit()?.to_owned();
        let words = Words::reason(reason.read(&self.config.reports)?);
        let now = self.moment();
        let by = By::caller(caller, now);
        self.storage
            .write(move |tx| {
                let report = locked_of_unit(tx, &id, &unit_id)?;
                let report = resume_in(tx, report, &words, &by)?;
                unit_view(tx, report, now)
            })
            .await
    }

    /// Answers what was asked, once.
    ///
    /// # Errors
    /// 403; 404; 409 `not_asked`, `answer_too_late`, `photo_in_use`; 422.
    pub async fn answer_question(&self, caller: &Caller, id: String, answer: Answer) -> Result<OwnReport> {
        caller.must_be(&[Role::Resident])?;
        let limits = &self.config.reports;
        let mut fields = Fields::default();
        let text = fields.text("text", &answer.text, limits.description_chars);
        if !answer.photo_ids.is_empty() {
            check_photo_ids(&mut fields, &answer.photo_ids, limits);
        }
        fields.finish()?;
        let now = self.moment();
        let by = By::caller(caller, now);
        let resident_id = caller.user_id.clone();
        let words = Words { comment: Some(text), photo_ids: answer.photo_ids, ..Words::default() };
        self.storage
            .write(move |tx| {
                let report = locked_of_resident(tx, &id, &resident_id)?;
                must_be_asked(tx, &report.id, by.at.naive_utc())?;
                pauses::end_in(tx, &report, &by, true)?;
                let report = note(tx, report, EventKind::Answered, &by, &words, |_| {})?;
                attach_own(tx, &resident_id, &report.id, PROBLEM, &words.photo_ids)?;
                OwnReport::of(&shown::show(tx, report)?, None, now)
            })
            .await
    }
}

/// Asks the reporter of a locked report.
fn ask_in(tx: &mut WriteTx<'_>, report: ReportRow, asking: &Asking, by: &By) -> Result<ReportRow> {
    let Asking { text, until } = asking;
    pauses::pause_in(tx, &report, PauseKind::Information, text, *until, by)?;
    let words = Words { comment: Some(text.clone()), until: Some(*until), ..Words::default() };
    note(tx, report, EventKind::Asked, by, &words, |_| {})
}

/// Tells apart why there is nothing to answer.
fn must_be_asked(tx: &mut WriteTx<'_>, report_id: &str, now: NaiveDateTime) -> Result<()> {
    let asked = |pause: &PauseRow| pause.kind == PauseKind::Information.as_str() && !pause.answered;
    let Some(pause) = report_pauses::last(tx, report_id)?.filter(asked) else {
        return Err(Error::new(Code::NotAsked));
    };
    // One that was taken back early ended before its time; one that ran out ended at it.
    match pause.ended_at {
        Some(ended_at) if ended_at < pause.until_at => Err(Error::new(Code::NotAsked)),
        _ if pause.until_at <= now => Err(Error::new(Code::AnswerTooLate)
            .with_facts(pause.until_at.and_utc().to_rfc3339_opts(chrono::SecondsFormat::Secs, true))),
        _ => Ok(()),
    }
}
