//! Notices on their way: to whom, and for what cause.

use super::outbox::{Cause, To};
use crate::domain::notice::{NoticeFacts, NoticeKind};
use crate::error::{Error, Result};
use crate::storage::WriteTx;
use crate::storage::notices::{self, CauseRow, NewNotice};
use chrono::NaiveDateTime;
use std::collections::{BTreeSet, HashSet};

/// A notice that has no number yet.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    pub recipient_id: String,
    pub cause: String,
    pub kind: NoticeKind,
    pub facts: NoticeFacts,
    pub at: NaiveDateTime,
}

/// What a stored cause tells to whom.
///
/// # Errors
/// `internal` for a cause that this program cannot read; the database's.
pub(super) fn of_cause(tx: &mut WriteTx<'_>, row: &CauseRow) -> Result<Vec<Letter>> {
    match serde_json::from_str(&row.body).map_err(Error::internal)? {
        Cause::Event { report_id, position, unit_id, except } => {
            super::of_event::letters(tx, row, &report_id, position, unit_id.as_deref(), except)
        }
        Cause::Telling { kind, facts, to, except } => {
            let people = resolve(tx, &to, except.as_deref())?;
            Ok(people.into_iter().map(|person| letter(row, person, kind, &facts)).collect())
        }
    }
}

/// One person's notice of a cause.
pub(super) fn letter(row: &CauseRow, recipient_id: String, kind: NoticeKind, facts: &NoticeFacts) -> Letter {
    Letter { recipient_id, cause: row.cause.clone(), kind, facts: facts.clone(), at: row.at }
}

/// The people behind what was said of them, each once, without `except`.
pub(super) fn resolve(tx: &mut WriteTx<'_>, to: &[To], except: Option<&str>) -> Result<BTreeSet<String>> {
    let mut people = BTreeSet::new();
    for one in to {
        match one {
            To::User(id) => people.extend([id.clone()]),
            To::Unit(id) => people.extend(notices::handlers(tx, id)?.1),
            To::Shop(id) => people.extend(notices::cashiers(tx, id)?),
            To::CenterOf(report_id) => match notices::center_of(tx, report_id)? {
                Some(dispatcher) => people.extend([dispatcher]),
                None => people.extend(notices::dispatchers(tx)?),
            },
            To::Center => people.extend(notices::dispatchers(tx)?),
            To::Admins => people.extend(notices::admins(tx)?),
        }
    }
    if let Some(except) = except {
        people.remove(except);
    }
    Ok(people)
}

/// Keeps the letters of those who can read them, numbered after `seq`. Answers the last number.
pub(super) fn keep(tx: &mut WriteTx<'_>, letters: Vec<Letter>, mut seq: i64) -> Result<i64> {
    let asked: HashSet<&str> = letters.iter().map(|letter| letter.recipient_id.as_str()).collect();
    let asked: Vec<&str> = asked.into_iter().collect();
    let reachable: HashSet<String> = notices::reachable(tx, &asked)?.into_iter().collect();
    let mut rows = Vec::with_capacity(letters.len());
    for letter in letters {
        if !reachable.contains(&letter.recipient_id) {
            continue;
        }
        seq = seq.saturating_add(1);
        rows.push(NewNotice {
            seq,
            recipient_id: letter.recipient_id,
            cause: letter.cause,
            kind: letter.kind.as_str().to_owned(),
            facts: serde_json::to_string(&letter.facts).map_err(Error::internal)?,
            at: letter.at,
        });
    }
    notices::insert_notices(tx, &rows)?;
    Ok(seq)
}
