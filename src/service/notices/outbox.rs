//! Causes of notices: written in the transaction of what happened, so that they stand or fall together.

use crate::domain::notice::{NoticeFacts, NoticeKind, told};
use crate::domain::report_event::EventKind;
use crate::error::{Error, Result};
use crate::service::new_id;
use crate::storage::WriteTx;
use crate::storage::notices::{self, CauseRow};
use crate::storage::reports::ReportRow;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Who is to be told. Resolved when the notice is made, so that a unit's people are those it has then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum To {
    /// One person.
    User(String),
    /// The people of a unit.
    Unit(String),
    /// The people at a shop's tills.
    Shop(String),
    /// The dispatcher who had this report in hand last; all of them if nobody had.
    CenterOf(String),
    /// All dispatchers.
    Center,
    /// All admins.
    Admins,
}

/// Something to tell that is neither an event of a report nor a posting.
#[derive(Debug, Clone)]
pub struct Telling {
    /// What makes it the same when it is told again, such as `identity_view:{id}`: nobody gets two notices of one cause.
    pub cause: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What it is.
    pub kind: NoticeKind,
    /// What it says. Never who reported.
    pub facts: NoticeFacts,
    /// Who is to be told.
    pub to: Vec<To>,
    /// Who did it and needs no telling.
    pub except: Option<String>,
}

/// A cause as it is stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Cause {
    /// An entry of a report's history.
    Event {
        report_id: String,
        position: i32,
        /// The unit that had the report just after it.
        unit_id: Option<String>,
        /// Who is not told, besides the actor.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        except: Option<String>,
    },
    /// Anything else.
    Telling { kind: NoticeKind, facts: Box<NoticeFacts>, to: Vec<To>, except: Option<String> },
}

/// Tells somebody something, once this transaction is committed. Telling the same cause again tells nobody twice.
///
/// # Errors
/// The database's.
pub fn tell(tx: &mut WriteTx<'_>, telling: &Telling) -> Result<()> {
    let body = Cause::Telling {
        kind: telling.kind,
        facts: Box::new(telling.facts.clone()),
        to: telling.to.clone(),
        except: telling.except.clone(),
    };
    add(tx, telling.cause.clone(), telling.at, &body)
}

/// Tells of the entry that belongs to a report's present revision, if anybody is told of such. Neither who did it nor
/// `except` is.
///
/// # Errors
/// The database's.
pub fn tell_event(
    tx: &mut WriteTx<'_>,
    report: &ReportRow,
    kind: EventKind,
    at: DateTime<Utc>,
    except: Option<&str>,
) -> Result<()> {
    if told(kind).is_nobody() {
        return Ok(());
    }
    let body = Cause::Event {
        report_id: report.id.clone(),
        position: report.revision,
        unit_id: report.unit_id.clone(),
        except: except.map(str::to_owned),
    };
    add(tx, format!("report:{}:{}", report.id, report.revision), at, &body)
}

fn add(tx: &mut WriteTx<'_>, cause: String, at: DateTime<Utc>, body: &Cause) -> Result<()> {
    let body = serde_json::to_string(body).map_err(Error::internal)?;
    notices::add_cause(tx, &CauseRow { id: new_id(), cause, at: at.naive_utc(), body, broken: false })
}
