//! What an event of a report tells to whom.

use super::letters::{Letter, letter, resolve};
use super::outbox::To;
use crate::domain::notice::{NoticeFacts, Told, told};
use crate::domain::report_event::{Audience, EventKind, Sight};
use crate::domain::reporter::NOBODY_USER_ID;
use crate::error::{Error, Result};
use crate::service::reports::Words;
use crate::storage::WriteTx;
use crate::storage::notices::{self, CauseRow, EventSource};
use std::collections::BTreeSet;

/// The notices of an event.
pub(super) fn letters(
    tx: &mut WriteTx<'_>,
    row: &CauseRow,
    report_id: &str,
    position: i32,
    unit_id: Option<&str>,
    except: Option<String>,
) -> Result<Vec<Letter>> {
    let event = notices::event(tx, report_id, position)?;
    let kind = EventKind::parse(&event.kind).map_err(Error::internal)?;
    let words: Words = serde_json::from_str(&event.detail).map_err(Error::internal)?;
    let Told { reporter, sharers, unit, center, colleagues } = told(kind);
    let mut letters = Vec::new();
    // One person gets one notice of one event, the first that concerns them.
    let mut done: BTreeSet<String> = event.actor_id.iter().cloned().chain(except).collect();
    // Nobody reads what nobody is told.
    done.insert(NOBODY_USER_ID.to_owned());
    let mut add = |people: BTreeSet<String>, kind, facts: &NoticeFacts| {
        for person in people {
            if done.insert(person.clone()) {
                letters.push(letter(row, person, kind, facts));
            }
        }
    };
    if let Some(as_kind) = reporter {
        let facts = facts(report_id, &event, &words, kind.sight(Audience::Reporter) == Sight::Words);
        add(BTreeSet::from([event.resident_id.clone()]), as_kind, &facts);
    }
    if let Some(as_kind) = sharers {
        // What was said to the reporter is not for others.
        let facts = facts(report_id, &event, &words, false);
        add(notices::sharer_ids(tx, report_id)?.into_iter().collect(), as_kind, &facts);
    }
    if let (Some(as_kind), Some(unit_id)) = (unit, unit_id) {
        // No free text: a unit reads it where it is shown without the reporter's name.
        let facts = NoticeFacts { tier: None, ..facts(report_id, &event, &words, false) };
        add(resolve(tx, &[To::Unit(unit_id.to_owned())], None)?, as_kind, &facts);
    }
    if let Some(as_kind) = center {
        let facts = facts(report_id, &event, &words, true);
        let mut to = vec![To::CenterOf(report_id.to_owned())];
        if words.needs_admin {
            to.push(To::Admins);
        }
        add(resolve(tx, &to, None)?, as_kind, &facts);
    }
    if let Some(as_kind) = colleagues {
        let facts = facts(report_id, &event, &words, true);
        add(resolve(tx, &[To::Center, To::Admins], None)?, as_kind, &facts);
    }
    Ok(letters)
}

fn facts(report_id: &str, event: &EventSource, words: &Words, with_words: bool) -> NoticeFacts {
    let said = words.reason.clone().or_else(|| words.comment.clone());
    NoticeFacts {
        report_id: Some(report_id.to_owned()),
        report_number: Some(event.number.clone()),
        unit: words.unit.as_ref().map(|unit| unit.name.clone()),
        due_at: words.due_at,
        tier: words.tier,
        into: words.into.clone(),
        said: said.filter(|_| with_words),
        ..NoticeFacts::default()
    }
}
