//! A unit asks the reporter for what it cannot work without, and the reporter answers. The clocks stand still meanwhile.
//! Neither learns from it who the other is.

use super::input::{Reason, attach_own, check_photo_ids, required_text};
use super::list::unit_view;
use super::step::{By, locked_of_resident, locked_of_unit, note};
use super::suspend::{must_be_at_the_unit, resume_in};
use super::view::{OwnReport, UnitReport};
use super::words::Words;
use super::{pauses, shown};
use crate::auth::Caller;
use crate::domain::clock::PauseKind;
use crate::domain::deadline::check_due;
use crate::domain::report_event::EventKind;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::service::fields::Fields;
use crate::storage::photos::PROBLEM;
use crate::storage::report_pauses::PauseRow;
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

impl App {
    /// Asks the reporter. The clocks stand still until the answer, or until it can be given no more.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`, `already_paused`; 422.
    pub async fn ask_reporter(&self, caller: &Caller, id: String, ask: Ask) -> Result<UnitReport> {
        let unit_id = caller.unit()?.to_owned();
        let limits = &self.config.reports;
        let question = required_text("question", &ask.question, limits.comment_chars)?;
        let now = self.moment();
        let until = match ask.until {
            Some(until) => until.trunc_subsecs(MICROSECONDS),
            None => now.at + TimeDelta::hours(limits.answer_hours.into()),
        };
        check_due(until, now.at, limits.longest_due_days)
            .map_err(|error| Error::field("until", error.code(), error.to_string()))?;
        let by = By::caller(caller, now);
        let words = Words { comment: Some(question), until: Some(until), ..Words::default() };
        self.storage
            .write(move |tx| {
                let report = locked_of_unit(tx, &id, &unit_id)?;
                must_be_at_the_unit(&report)?;
                let question = words.comment.as_deref().unwrap_or_default();
                pauses::pause_in(tx, &report.id, PauseKind::Information, question, until, &by)?;
                let report = note(tx, report, EventKind::Asked, &by, &words, |_| {})?;
                unit_view(tx, report, now)
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

    /// Answers what the unit asked, once.
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
                pauses::end_in(tx, &report.id, &by, true)?;
                let report = note(tx, report, EventKind::Answered, &by, &words, |_| {})?;
                attach_own(tx, &resident_id, &report.id, PROBLEM, &words.photo_ids)?;
                OwnReport::of(&shown::show(tx, report)?, None, now)
            })
            .await
    }
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
