//! Staff ask the reporter of a closed case whether it is solved (回访), and keep what was said.

use super::CENTER;
use super::input::{optional_text, required_text};
use super::list::PageAfter;
use super::reopen::reopen_in;
use super::step::{By, locked};
use super::words::{Actor, Words, named};
use crate::auth::Caller;
use crate::domain::follow_up::FollowUpOutcome;
use crate::error::{Code, Error, Result};
use crate::service::{App, new_id_at};
use crate::storage::follow_ups::{self, FollowUpRow};
use crate::storage::reports;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a call back came to.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFollowUp {
    /// What it came to.
    pub outcome: FollowUpOutcome,
    /// What was said; required where the reporter is not content.
    pub comment: Option<String>,
    /// Opens the case again, only where it is not solved; the reporter keeps the beans. False unless said otherwise.
    #[serde(default)]
    pub reopen: bool,
}

/// A call back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FollowUp {
    /// Its id.
    pub id: String,
    /// What it came to.
    pub outcome: FollowUpOutcome,
    /// What was said.
    pub comment: Option<String>,
    /// Who asked.
    pub caller: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

impl App {
    /// Keeps what a call back about a report came to that was closed at least once.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition` for one that was never closed, or is to be reopened and is not closed; 422.
    pub async fn add_follow_up(&self, caller: &Caller, id: String, new: NewFollowUp) -> Result<String> {
        caller.must_be(&CENTER)?;
        let most_chars = self.config.reports.comment_chars;
        let comment = if new.outcome.needs_words() {
            Some(required_text("comment", new.comment.as_deref().unwrap_or_default(), most_chars)?)
        } else {
            optional_text("comment", new.comment.as_deref(), most_chars)?
        };
        if new.reopen && new.outcome != FollowUpOutcome::NotSolved {
            return Err(Error::field("reopen", "not_possible", "only what is not solved is opened again"));
        }
        let now = self.moment();
        let by = By::caller(caller, now);
        let row = FollowUpRow {
            id: new_id_at(now.at),
            report_id: String::new(),
            caller_id: caller.user_id.clone(),
            outcome: new.outcome.as_str().to_owned(),
            comment: comment.clone(),
            at: now.at.naive_utc(),
        };
        let words = Words { reason: comment, ..Words::default() };
        self.storage
            .write(move |tx| {
                let report = locked(tx, &id)?;
                if report.first_closed_at.is_none() {
                    return Err(Error::new(Code::InvalidTransition)
                        .with_facts("a report that was never closed has no result to ask about"));
                }
                let row = FollowUpRow { report_id: report.id.clone(), ..row.clone() };
                follow_ups::append(tx, &row)?;
                if new.reopen {
                    reopen_in(tx, report, &by, &words)?;
                }
                Ok(row.id)
            })
            .await
    }

    /// The calls back about a report, newest first.
    ///
    /// # Errors
    /// 403; 404.
    pub async fn follow_ups(&self, caller: &Caller, id: String, page: PageAfter) -> Result<Vec<FollowUp>> {
        caller.must_be(&CENTER)?;
        self.storage
            .read(move |c| {
                reports::find(c, &id)?.ok_or_else(|| Error::new(Code::NotFound))?;
                follow_ups::of_report(c, &id, page.id.as_deref(), page.rows)?
                    .into_iter()
                    .map(|(row, caller)| {
                        Ok(FollowUp {
                            id: row.id,
                            outcome: FollowUpOutcome::parse(&row.outcome).map_err(Error::internal)?,
                            comment: row.comment,
                            caller: named(&caller)?,
                            at: row.at.and_utc(),
                        })
                    })
                    .collect()
            })
            .await
    }
}
