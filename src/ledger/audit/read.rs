//! Reads the journal in chunks, ahead of who checks it.

use crate::error::{Error, Result};
use crate::ledger::account::{AccountId, AccountKey, DISTRICT, TREASURY};
use crate::ledger::posting::Entry;
use crate::storage::schema::{account, account_balance, entry, journal};
use crate::storage::{DbConnection, Storage};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use std::sync::mpsc::{Receiver, sync_channel};

/// Chunks that may lie ready while one is checked.
const CHUNKS_AHEAD: usize = 2;

/// A stored posting.
#[derive(Queryable)]
pub(super) struct JournalLine {
    pub(super) seq: i64,
    pub(super) kind: String,
    pub(super) at_us: i64,
    pub(super) subject_kind: String,
    pub(super) subject_id: String,
    pub(super) corrects: Option<i64>,
    pub(super) actor_id: Option<String>,
    pub(super) memo: Option<String>,
    pub(super) prev_hash: Vec<u8>,
    pub(super) hash: Vec<u8>,
}

/// An account and the posting that opened it.
pub(super) struct OpenedAccount {
    pub(super) id: AccountId,
    pub(super) key: AccountKey,
    pub(super) opened_seq: i64,
}

/// What an account holds now; none if that row is missing.
#[derive(Queryable)]
pub(super) struct AccountNow {
    pub(super) id: AccountId,
    pub(super) opened_seq: i64,
    pub(super) beans: Option<i64>,
}

/// Some postings in order, with their entries and the accounts they opened.
pub(super) struct Chunk {
    pub(super) journal: Vec<JournalLine>,
    pub(super) entries: Vec<(i64, Entry)>,
    pub(super) opened: Vec<OpenedAccount>,
}

impl Chunk {
    /// The postings after `after` up to `until`, at most `rows`; `None` at the end. A gap in the numbers does not
    /// hide what lies behind it: entries and accounts are read up to the last posting found.
    pub(super) fn read(c: &mut DbConnection, after: i64, rows: i64, until: i64) -> Result<Option<Self>> {
        let lines: Vec<JournalLine> = journal::table
            .filter(journal::seq.gt(after))
            .filter(journal::seq.le(until))
            .order(journal::seq)
            .limit(rows)
            .load(c)?;
        let Some(last) = lines.last().map(|line| line.seq) else { return Ok(None) };
        let entries: Vec<(i64, i64, i64, i64)> = entry::table
            .filter(entry::seq.gt(after))
            .filter(entry::seq.le(last))
            .order((entry::seq, entry::line))
            .select((entry::seq, entry::account_id, entry::beans, entry::balance_after))
            .load(c)?;
        let entries = entries
            .into_iter()
            .map(|(seq, account_id, change, balance_after)| {
                (seq, Entry { account_id, change, balance_after })
            })
            .collect();
        Ok(Some(Self { journal: lines, entries, opened: opened(c, after, last)? }))
    }
}

fn opened(c: &mut DbConnection, after: i64, last: i64) -> Result<Vec<OpenedAccount>> {
    type Row = (i64, String, String, Option<String>, i64);
    let rows: Vec<Row> = account::table
        .filter(account::opened_seq.gt(after))
        .filter(account::opened_seq.le(last))
        .order((account::opened_seq, account::id))
        .load(c)?;
    rows.into_iter()
        .map(|(id, kind, owner_id, campaign_id, opened_seq)| {
            let key = AccountKey::from_row(&kind, owner_id, campaign_id)
                .ok_or_else(|| Error::internal(format!("account {id} makes no sense")))?;
            Ok(OpenedAccount { id, key, opened_seq })
        })
        .collect()
}

/// Reads the postings up to `until` on a thread and connection of its own, a little ahead of the checking.
pub(super) fn ahead(storage: &Storage, rows: i64, until: i64) -> Result<Receiver<Result<Chunk>>> {
    let (sender, chunks) = sync_channel(CHUNKS_AHEAD);
    let mut connection = storage.dedicated()?.inner;
    std::thread::Builder::new()
        .name("ledger-audit".to_owned())
        .spawn(move || {
            let mut after = 0;
            loop {
                let chunk = Chunk::read(&mut connection, after, rows, until).transpose();
                let Some(chunk) = chunk else { return };
                let last = chunk.as_ref().ok().and_then(|chunk| chunk.journal.last().map(|line| line.seq));
                // A receiver that is gone has found something bad; an error ends the reading.
                if sender.send(chunk).is_err() {
                    return;
                }
                match last {
                    Some(seq) => after = seq,
                    None => return,
                }
            }
        })
        .map_err(Error::internal)?;
    Ok(chunks)
}

/// One consistent view of the database.
pub(super) struct Snapshot<'a> {
    connection: &'a mut DbConnection,
}

impl<'a> Snapshot<'a> {
    pub(super) fn begin(connection: &'a mut DbConnection) -> Result<Self> {
        match connection {
            DbConnection::Postgresql(c) => {
                c.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?
            }
            DbConnection::Sqlite(c) => c.batch_execute("BEGIN")?,
        }
        Ok(Self { connection })
    }

    pub(super) fn connection(&mut self) -> &mut DbConnection {
        self.connection
    }

    /// What the accounts hold, by id.
    pub(super) fn accounts_after(&mut self, after: i64, rows: i64) -> Result<Vec<AccountNow>> {
        Ok(account::table
            .left_join(account_balance::table)
            .filter(account::id.gt(after))
            .order(account::id)
            .select((account::id, account::opened_seq, account_balance::beans.nullable()))
            .limit(rows)
            .load(self.connection)?)
    }

    /// Whether the treasury is still the district's own: no posting opened it, so no hash covers it.
    pub(super) fn treasury_is_the_districts(&mut self) -> Result<bool> {
        let rows: i64 = account::table
            .filter(account::id.eq(TREASURY))
            .filter(account::owner_id.eq(DISTRICT))
            .filter(account::opened_seq.eq(0))
            .count()
            .get_result(self.connection)?;
        Ok(rows == 1)
    }

    pub(super) fn end(self) -> diesel::QueryResult<()> {
        self.connection.batch_execute("COMMIT")
    }
}
