//! The journal as the auditor reads it.

use super::RARE_KINDS;
use crate::error::Result;
use crate::storage::DbConnection;
use crate::storage::schema::{account, campaign, entry, journal, shop};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use std::collections::{BTreeSet, HashMap};

/// A posting's heading.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = journal)]
pub struct JournalRow {
    /// Its number.
    pub seq: i64,
    /// Its kind.
    pub kind: String,
    /// Microseconds since 1970, UTC.
    pub at_us: i64,
    /// What it is about: a deed's kind, `redemption`, `campaign`, `shop`.
    pub subject_kind: String,
    /// The id of that.
    pub subject_id: String,
    /// The earlier posting that it mends.
    pub corrects: Option<i64>,
    /// Who did it.
    pub actor_id: Option<String>,
    /// Why.
    pub memo: Option<String>,
    /// The hash of the posting before.
    pub prev_hash: Vec<u8>,
    /// Its own hash.
    pub hash: Vec<u8>,
}

/// A line of a posting, with its account.
#[derive(Debug, Clone)]
pub struct EntryRow {
    /// The posting.
    pub seq: i64,
    /// Its place in the posting, from 1.
    pub line: i32,
    /// The account.
    pub account_id: i64,
    /// The account's kind.
    pub kind: String,
    /// The account's owner.
    pub owner_id: String,
    /// The account's campaign.
    pub campaign_id: Option<String>,
    /// Signed hundredths.
    pub hundredths: i64,
    /// Hundredths in the account afterwards.
    pub balance_after: i64,
}

/// Which postings are wanted.
#[derive(Debug, Clone, Default)]
pub struct JournalFilter {
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only those that touch this account.
    pub account_id: Option<i64>,
    /// Only after this number.
    pub above_seq: Option<i64>,
    /// Only before this number.
    pub below_seq: Option<i64>,
}

/// Postings, the newest first.
///
/// # Errors
/// The database's.
pub fn postings(connection: &mut DbConnection, filter: &JournalFilter, rows: i64) -> Result<Vec<JournalRow>> {
    let above = filter.above_seq.unwrap_or(0);
    let below = filter.below_seq.unwrap_or(i64::MAX);
    if let Some(account_id) = filter.account_id {
        let mut query = entry::table
            .inner_join(journal::table.on(journal::seq.eq(entry::seq)))
            .filter(entry::account_id.eq(account_id))
            .filter(entry::seq.gt(above).and(entry::seq.lt(below)))
            .select(JournalRow::as_select())
            .into_boxed();
        if let Some(kind) = &filter.kind {
            query = query.filter(journal::kind.eq(kind.clone()));
        }
        return Ok(query.order(entry::seq.desc()).limit(rows).load(connection)?);
    }
    let mut query = journal::table
        .filter(journal::seq.gt(above).and(journal::seq.lt(below)))
        .select(JournalRow::as_select())
        .into_boxed();
    if let Some(kind) = &filter.kind {
        query = query.filter(journal::kind.eq(kind.clone()));
        if !matches!(kind.as_str(), "award" | "redeem") {
            query = query.filter(sql::<Bool>(RARE_KINDS));
        }
    }
    Ok(query.order(journal::seq.desc()).limit(rows).load(connection)?)
}

/// One posting.
///
/// # Errors
/// 404; the database's.
pub fn posting(connection: &mut DbConnection, seq: i64) -> Result<JournalRow> {
    Ok(journal::table.find(seq).select(JournalRow::as_select()).first(connection)?)
}

/// The lines of these postings, in order.
///
/// # Errors
/// The database's.
pub fn entries_of(connection: &mut DbConnection, seqs: &[i64]) -> Result<Vec<EntryRow>> {
    let lines: Vec<(i64, i32, i64, i64, i64)> = entry::table
        .filter(entry::seq.eq_any(seqs))
        .order((entry::seq, entry::line))
        .select((entry::seq, entry::line, entry::account_id, entry::beans, entry::balance_after))
        .load(connection)?;
    // Not joined: for some hundred lines PostgreSQL would rather read all accounts there are.
    let ids: BTreeSet<i64> = lines.iter().map(|(_, _, account_id, ..)| *account_id).collect();
    let accounts: Vec<(i64, String, String, Option<String>)> = account::table
        .filter(account::id.eq_any(ids))
        .select((account::id, account::kind, account::owner_id, account::campaign_id))
        .load(connection)?;
    let accounts: HashMap<i64, (String, String, Option<String>)> = accounts
        .into_iter()
        .map(|(id, kind, owner_id, campaign_id)| (id, (kind, owner_id, campaign_id)))
        .collect();
    let with_account = |(seq, line, account_id, hundredths, balance_after)| {
        let (kind, owner_id, campaign_id) = accounts.get(&account_id)?.clone();
        Some(EntryRow { seq, line, account_id, kind, owner_id, campaign_id, hundredths, balance_after })
    };
    Ok(lines.into_iter().filter_map(with_account).collect())
}

/// A posting with its lines.
#[derive(Debug, Clone)]
pub struct PostingWithEntries {
    /// Its heading.
    pub heading: JournalRow,
    /// Its lines, in order.
    pub entries: Vec<EntryRow>,
}

/// Up to `rows` postings after a number and up to another, in order, of one rare kind or of all.
///
/// # Errors
/// The database's.
pub fn postings_after(
    connection: &mut DbConnection,
    above_seq: i64,
    up_to_seq: i64,
    rare_kind: Option<&str>,
    rows: i64,
) -> Result<Vec<PostingWithEntries>> {
    let mut query = journal::table
        .filter(journal::seq.gt(above_seq).and(journal::seq.le(up_to_seq)))
        .order(journal::seq)
        .limit(rows)
        .select(JournalRow::as_select())
        .into_boxed();
    if let Some(kind) = rare_kind {
        query = query.filter(sql::<Bool>(RARE_KINDS)).filter(journal::kind.eq(kind.to_owned()));
    }
    let headings: Vec<JournalRow> = query.load(connection)?;
    let seqs: Vec<i64> = headings.iter().map(|heading| heading.seq).collect();
    let mut lines: HashMap<i64, Vec<EntryRow>> = HashMap::new();
    for entry in entries_of(connection, &seqs)? {
        lines.entry(entry.seq).or_default().push(entry);
    }
    let with_lines = |heading: JournalRow| {
        let entries = lines.remove(&heading.seq).unwrap_or_default();
        PostingWithEntries { heading, entries }
    };
    Ok(headings.into_iter().map(with_lines).collect())
}

/// The names of these shops, by id.
///
/// # Errors
/// The database's.
pub fn shop_names(connection: &mut DbConnection, ids: &[&str]) -> Result<HashMap<String, String>> {
    let names: Vec<(String, String)> =
        shop::table.filter(shop::id.eq_any(ids)).select((shop::id, shop::name)).load(connection)?;
    Ok(names.into_iter().collect())
}

/// The names of these campaigns, by id.
///
/// # Errors
/// The database's.
pub fn campaign_names(connection: &mut DbConnection, ids: &[&str]) -> Result<HashMap<String, String>> {
    let names: Vec<(String, String)> = campaign::table
        .filter(campaign::id.eq_any(ids))
        .select((campaign::id, campaign::name))
        .load(connection)?;
    Ok(names.into_iter().collect())
}
