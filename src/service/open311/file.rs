//! A program files a report.

use super::form::{CheckedForm, Form, FormPlace};
use super::origin::written;
use super::program::{Program, reporter_in};
use super::services::{asked_of, offered};
use crate::config::Open311Config;
use crate::domain::calendar::local_date;
use crate::domain::idempotency::IdempotencyKey;
use crate::domain::open311::attribute::{self, AnswerLimits};
use crate::error::{Code, Error, FieldError, Result};
use crate::service::idempotency::{Answered, Keep, Keyed};
use crate::service::reports::{Clockwork, Filing, NumberBy, submit_in};
use crate::service::{App, Moment, new_id_at};
use crate::storage::WriteTx;
use crate::storage::open311::api_keys;
use crate::storage::open311::origins::{self, OriginRow};
use crate::storage::open311::unplaced::{self, UnplacedRow};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What became of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Taken {
    /// A report.
    Report {
        /// Its id.
        id: String,
        /// What people call it by.
        number: String,
    },
    /// It waits for a dispatcher to put it on the map; the token leads to the report afterwards.
    Waiting {
        /// The token.
        token: String,
    },
}

/// A form, and what makes a retry the same.
pub struct Filed {
    /// The form.
    pub form: Form,
    /// The program's own key for its retries, if it sent one.
    pub key: Option<IdempotencyKey>,
    /// What was sent, byte for byte.
    pub raw: Vec<u8>,
}

impl App {
    /// Files a report for a resident or for nobody. A retry gets the first answer: one with the same `Idempotency-Key`,
    /// or, without one, the same form again within `open311.retry_window_s`.
    ///
    /// # Errors
    /// 403 `api_key_refused`; 404 for an unknown service or jurisdiction; 422 naming every wrong parameter; 422
    /// `idempotency_key_reused`; 429.
    pub async fn file_by_program(&self, filed: Filed) -> Result<Answered<Taken>> {
        let Filed { form, key, raw } = filed;
        let program = self.program(form.api_key()).await?;
        program.may_file(form.account_id().is_some())?;
        self.check_jurisdiction(form.jurisdiction_id())?;
        let limits = &self.config.open311;
        let checked = form.check(limits)?;
        let moment = self.moment();
        let now = moment.at;
        let number = NumberBy::Next {
            prefix: self.config.district.number_prefix.clone(),
            filed_on: local_date(now, self.config.district.timezone),
        };
        let answer_limits = answer_limits(limits);
        let window = TimeDelta::seconds(i64::from(limits.retry_window_s));
        let work_program = program.clone();
        let work = move |tx: &mut WriteTx<'_>| {
            file_in(tx, &work_program, &checked, number.clone(), answer_limits, moment)
        };
        match key {
            Some(key) => {
                let request = Keyed::of_program(&program.api_key_id, key, &raw);
                self.once(request, Keep::ForDays, now, work).await
            }
            None => self.once_within(Keyed::of_body(&program.api_key_id, &raw)?, window, now, work).await,
        }
    }

    /// Refuses requests for other jurisdictions, where the settings name ours.
    ///
    /// # Errors
    /// 404.
    pub fn check_jurisdiction(&self, named: Option<&str>) -> Result<()> {
        let ours = self.config.open311.jurisdiction_id.as_str();
        match named.map(str::trim).filter(|named| !named.is_empty()) {
            Some(named) if !ours.is_empty() && named != ours => {
                Err(Error::new(Code::NotFound).with_facts("jurisdiction_id"))
            }
            _ => Ok(()),
        }
    }
}

fn answer_limits(limits: &Open311Config) -> AnswerLimits {
    AnswerLimits { line_chars: limits.answer_chars, text_chars: limits.answer_text_chars }
}

fn file_in(
    tx: &mut WriteTx<'_>,
    program: &Program,
    form: &CheckedForm,
    number: NumberBy,
    limits: AnswerLimits,
    moment: Moment,
) -> Result<Taken> {
    let (now, at) = (moment.at, moment.at.naive_utc());
    if !api_keys::use_unrevoked(tx, &program.api_key_id, at)? {
        return Err(Error::new(Code::ApiKeyRefused));
    }
    let category = offered(tx, &form.service_code)?;
    let answers =
        attribute::check(&asked_of(tx, &category.code)?, &form.answers, limits).map_err(|wrong| {
            let field = |wrong: attribute::WrongAnswer| {
                FieldError::new(format!("attribute[{}]", wrong.code), wrong.problem, wrong.advice)
            };
            Error::invalid(wrong.into_iter().map(field).collect())
        })?;
    let reporter = reporter_in(tx, program, form.account.as_ref(), at)?;
    let answers = written(&answers)?;
    match &form.place {
        FormPlace::At(location) => {
            let clockwork = Arc::new(Clockwork::of_category(tx, &category.code, moment.zone)?);
            let filing = Filing {
                reporter,
                category,
                description: form.description.clone(),
                location: *location,
                address: form.address.clone(),
                subdistrict: None,
                number,
                clockwork,
            };
            let report = submit_in(tx, &filing, now)?;
            let origin = OriginRow {
                report_id: report.id.clone(),
                api_key_id: program.api_key_id.clone(),
                media_url: form.media_url.clone(),
                answers,
            };
            origins::insert(tx, &origin)?;
            Ok(Taken::Report { id: report.id, number: report.number })
        }
        FormPlace::InWords(address) => {
            let row = UnplacedRow {
                id: new_id_at(now),
                api_key_id: program.api_key_id.clone(),
                resident_id: reporter.user_id().to_owned(),
                category_code: category.code,
                description: form.description.clone(),
                address: address.clone(),
                media_url: form.media_url.clone(),
                answers,
                received_at: at,
                report_id: None,
                refused_at: None,
                refused_by: None,
                reason: None,
            };
            unplaced::insert(tx, &row)?;
            Ok(Taken::Waiting { token: row.id })
        }
    }
}
