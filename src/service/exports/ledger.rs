//! The ledger's statement and settlements as rows.

use super::{Cell, Row};
use crate::domain::beans::BeanChange;
use crate::error::Result;
use crate::service::{App, instant_of_us};
use crate::storage::ledger_views::{self, EntryRow, PostingWithEntries};
use crate::storage::report_lists::Filter;
use std::collections::HashMap;

/// How far a statement has come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The last posting that was read.
    above_seq: i64,
    /// The last posting of the period.
    up_to_seq: i64,
    only_settlements: bool,
}

impl Place {
    pub(super) fn is_over(&self) -> bool {
        self.above_seq >= self.up_to_seq
    }
}

impl App {
    /// Where a period begins and ends in the journal.
    pub(super) async fn ledger_place(&self, filter: &Filter, only_settlements: bool) -> Result<Place> {
        let micros = |at: chrono::NaiveDateTime| at.and_utc().timestamp_micros().saturating_sub(1);
        let from_us = filter.from.map(micros);
        // Up to now: an export that chased the newest postings might have no end.
        let before_us = filter.before.map_or(i64::MAX, micros);
        self.storage
            .read(move |c| {
                let above_seq = from_us.map_or(Ok(0), |from_us| ledger_views::seq_at(c, from_us))?;
                Ok(Place { above_seq, up_to_seq: ledger_views::seq_at(c, before_us)?, only_settlements })
            })
            .await
    }

    /// The next chunk of postings, one row for each entry, or for each settlement.
    pub(super) async fn ledger_rows(&self, place: &mut Place, chunk: i64) -> Result<Vec<Row>> {
        let Place { above_seq, up_to_seq, only_settlements } = *place;
        let kind = only_settlements.then_some("settle");
        let (postings, names) = self
            .storage
            .read(move |c| {
                let postings = ledger_views::postings_after(c, above_seq, up_to_seq, kind, chunk)?;
                let shop_ids: Vec<&str> = owners(&postings, "shop");
                let campaign_ids: Vec<&str> = owners(&postings, "budget");
                let mut names = ledger_views::shop_names(c, &shop_ids)?;
                names.extend(ledger_views::campaign_names(c, &campaign_ids)?);
                Ok((postings, names))
            })
            .await?;
        let is_last = i64::try_from(postings.len()).unwrap_or(i64::MAX) < chunk;
        place.above_seq = match postings.last() {
            Some(last) if !is_last => last.heading.seq,
            _ => up_to_seq,
        };
        let mut rows = Vec::new();
        for posting in &postings {
            if only_settlements {
                rows.extend(settlement_row(posting, &names)?);
            } else {
                for entry in &posting.entries {
                    rows.push(entry_row(posting, entry, &names)?);
                }
            }
        }
        Ok(rows)
    }
}

fn owners<'a>(postings: &'a [PostingWithEntries], kind: &str) -> Vec<&'a str> {
    let entries = postings.iter().flat_map(|posting| &posting.entries);
    let mut ids: Vec<&str> =
        entries.filter(|entry| entry.kind == kind).map(|entry| entry.owner_id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// An entry. Whose a pocket is stays in the house: its account has a number.
fn entry_row(posting: &PostingWithEntries, entry: &EntryRow, names: &HashMap<String, String>) -> Result<Row> {
    let owner = match entry.kind.as_str() {
        "shop" | "budget" => names.get(&entry.owner_id).cloned(),
        _ => None,
    };
    let heading = &posting.heading;
    Ok(vec![
        Cell::Number(heading.seq),
        Cell::Number(i64::from(entry.line)),
        Cell::At(instant_of_us(heading.at_us)?),
        Cell::Code(heading.kind.clone()),
        Cell::Number(entry.account_id),
        Cell::Code(entry.kind.clone()),
        Cell::text(owner),
        Cell::Beans(BeanChange::from_hundredths(entry.hundredths)),
        Cell::Beans(BeanChange::from_hundredths(entry.balance_after)),
        heading.corrects.map_or(Cell::Empty, Cell::Number),
        Cell::text(heading.memo.as_deref()),
        Cell::Text(hex::encode(&heading.hash)),
    ])
}

fn settlement_row(posting: &PostingWithEntries, names: &HashMap<String, String>) -> Result<Option<Row>> {
    let Some(paid) = posting.entries.iter().find(|entry| entry.kind == "shop") else { return Ok(None) };
    let heading = &posting.heading;
    Ok(Some(vec![
        Cell::Number(heading.seq),
        Cell::At(instant_of_us(heading.at_us)?),
        Cell::text(names.get(&paid.owner_id).cloned()),
        Cell::Beans(BeanChange::from_hundredths(paid.hundredths.saturating_neg())),
        Cell::Beans(BeanChange::from_hundredths(paid.balance_after)),
        Cell::text(heading.memo.as_deref()),
    ]))
}
