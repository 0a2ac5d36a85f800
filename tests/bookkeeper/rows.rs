//! Everything that the ledger stored, as plain rows.

use super::chain::{Account, Entry, Posting};
use chrono::NaiveDate;
use diesel::prelude::*;
use golden_beans::error::Result;
use golden_beans::storage::DbConnection;
use golden_beans::storage::schema::{
    account, account_balance, award, earned, entry, journal, ledger_head, pay_code, redemption, refund,
};
use std::collections::BTreeMap;

#[derive(Debug, Queryable)]
pub struct Balance {
    pub account_id: i64,
    pub beans: i64,
    pub owed_beans: i64,
    /// The latest month in which it earned, and what.
    pub month_on: Option<NaiveDate>,
    pub month_beans: i64,
}

#[derive(Debug, Queryable)]
pub struct Earned {
    pub pocket_id: i64,
    pub earned_on: NaiveDate,
    pub beans: i64,
}

#[derive(Debug, Queryable)]
pub struct Award {
    pub deed_id: String,
    pub resident_id: String,
    pub state: String,
    pub campaign_id: Option<String>,
    pub reckoned_on: Option<NaiveDate>,
    pub tier_beans: i64,
    pub beans: i64,
}

#[derive(Debug, Queryable)]
pub struct Redemption {
    pub id: String,
    pub seq: i64,
    pub resident_id: String,
    pub beans: i64,
    pub refunded_beans: i64,
}

#[derive(Debug, Queryable)]
pub struct Refund {
    pub seq: i64,
    pub redemption_id: String,
    pub beans: i64,
}

/// The moved amounts of one posting, in all of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    pub kind: String,
    pub subject_kind: String,
    pub subject_id: String,
    /// Account and signed change.
    pub changes: Vec<(i64, i64)>,
}

pub struct Rows {
    pub head: (i64, Vec<u8>),
    pub postings: Vec<Posting>,
    pub stray_entries: Vec<i64>,
    pub balances: Vec<Balance>,
    pub earned: Vec<Earned>,
    pub awards: Vec<Award>,
    pub redemptions: Vec<Redemption>,
    pub refunds: Vec<Refund>,
    /// State and redemption of each pay code.
    pub pay_codes: Vec<(String, Option<String>)>,
    pub moved: BTreeMap<i64, Moved>,
}

impl Rows {
    /// The postings after `after`, and all other rows.
    pub fn read(c: &mut DbConnection, after: i64) -> Result<Self> {
        let postings = postings(c, after)?;
        let last = postings.last().map_or(after, |posting| posting.seq);
        Ok(Self {
            postings,
            head: ledger_head::table.select((ledger_head::seq, ledger_head::hash)).first(c)?,
            stray_entries: entry::table.filter(entry::seq.gt(last)).select(entry::seq).load(c)?,
            balances: account_balance::table.load(c)?,
            earned: earned::table.load(c)?,
            awards: awards(c)?,
            redemptions: redemptions(c)?,
            refunds: refund::table.select((refund::seq, refund::redemption_id, refund::beans)).load(c)?,
            pay_codes: pay_code::table.select((pay_code::state, pay_code::redemption_id)).load(c)?,
            moved: moved(c)?,
        })
    }
}

fn awards(c: &mut DbConnection) -> Result<Vec<Award>> {
    Ok(award::table
        .select((
            award::deed_id,
            award::resident_id,
            award::state,
            award::campaign_id,
            award::reckoned_on,
            award::tier_beans,
            award::beans,
        ))
        .load(c)?)
}

fn redemptions(c: &mut DbConnection) -> Result<Vec<Redemption>> {
    Ok(redemption::table
        .select((
            redemption::id,
            redemption::seq,
            redemption::resident_id,
            redemption::beans,
            redemption::refunded_beans,
        ))
        .load(c)?)
}

type JournalRow =
    (i64, String, i64, String, String, Option<i64>, Option<String>, Option<String>, Vec<u8>, Vec<u8>);

fn postings(c: &mut DbConnection, after: i64) -> Result<Vec<Posting>> {
    let rows: Vec<JournalRow> = journal::table.filter(journal::seq.gt(after)).order(journal::seq).load(c)?;
    let mut entries: BTreeMap<i64, Vec<Entry>> = BTreeMap::new();
    let lines: Vec<(i64, i32, i64, i64, i64)> =
        entry::table.filter(entry::seq.gt(after)).order((entry::seq, entry::line)).load(c)?;
    for (seq, line, account_id, beans, balance_after) in lines {
        entries.entry(seq).or_default().push(Entry { line, account_id, beans, balance_after });
    }
    let mut opened: BTreeMap<i64, Vec<Account>> = BTreeMap::new();
    let accounts: Vec<(i64, String, String, Option<String>, i64)> =
        account::table.filter(account::opened_seq.gt(after)).order(account::id).load(c)?;
    for (id, kind, owner_id, campaign_id, opened_seq) in accounts {
        opened.entry(opened_seq).or_default().push(Account { id, kind, owner_id, campaign_id });
    }
    let posting = |row: JournalRow| {
        let (seq, kind, at_us, subject_kind, subject_id, corrects, actor_id, memo, prev_hash, hash) = row;
        let (entries, opened) =
            (entries.remove(&seq).unwrap_or_default(), opened.remove(&seq).unwrap_or_default());
        Posting {
            seq,
            kind,
            at_us,
            subject_kind,
            subject_id,
            corrects,
            actor_id,
            memo,
            prev_hash,
            hash,
            entries,
            opened,
        }
    };
    Ok(rows.into_iter().map(posting).collect())
}

fn moved(c: &mut DbConnection) -> Result<BTreeMap<i64, Moved>> {
    let rows: Vec<(i64, String, String, String)> = journal::table
        .select((journal::seq, journal::kind, journal::subject_kind, journal::subject_id))
        .load(c)?;
    let with_no_changes = |(seq, kind, subject_kind, subject_id)| {
        (seq, Moved { kind, subject_kind, subject_id, changes: Vec::new() })
    };
    let mut moved: BTreeMap<i64, Moved> = rows.into_iter().map(with_no_changes).collect();
    let lines: Vec<(i64, i64, i64)> = entry::table
        .order((entry::seq, entry::line))
        .select((entry::seq, entry::account_id, entry::beans))
        .load(c)?;
    for (seq, account_id, beans) in lines {
        if let Some(moved) = moved.get_mut(&seq) {
            moved.changes.push((account_id, beans));
        }
    }
    Ok(moved)
}
