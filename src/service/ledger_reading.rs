//! Auditors and finance read the journal and its accounts; auditors have it verified.

mod verify;

pub use crate::ledger::{AccountKind, AuditProgress, PostingKind};
pub use verify::{NotedHead, Verification, Verifying};

use super::{App, instant_of_us};
use crate::auth::Caller;
use crate::domain::beans::BeanChange;
use crate::domain::role::Role;
use crate::error::{Error, Result};
use crate::storage::DbConnection;
use crate::storage::ledger_views::{self, AccountRow, EntryRow, JournalFilter, JournalRow};
use chrono::{DateTime, Utc};
use std::collections::HashMap;

/// Who reads the ledger.
const READERS: [Role; 2] = [Role::Auditor, Role::Finance];

/// A transaction of the journal, in full.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Transaction)]
pub struct TransactionView {
    /// Its number; there are no gaps.
    pub seq: i64,
    /// What it is.
    pub kind: PostingKind,
    /// When.
    pub at: DateTime<Utc>,
    /// What it is about: a deed's kind such as `report`, `redemption`, `campaign` or `shop`.
    pub subject_kind: String,
    /// The id of that.
    pub subject_id: String,
    /// The earlier transaction that it mends.
    pub corrects: Option<i64>,
    /// Who did it.
    pub actor_id: Option<String>,
    /// Why.
    pub memo: Option<String>,
    /// Its lines, which sum to zero.
    pub entries: Vec<EntryView>,
    /// The hash of the transaction before, in hexadecimal digits.
    pub prev_hash: String,
    /// Its own hash.
    pub hash: String,
}

/// A line of a transaction.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Entry)]
pub struct EntryView {
    /// Its place, from 1.
    pub line: i32,
    /// The account.
    pub account_id: i64,
    /// The account's kind.
    pub kind: AccountKind,
    /// The resident of a pocket, or the shop.
    pub owner_id: Option<String>,
    /// The campaign of a pocket or budget.
    pub campaign_id: Option<String>,
    /// What it adds to the account, or takes with a minus.
    pub beans: BeanChange,
    /// What the account held afterwards.
    pub balance_after: BeanChange,
}

/// An account with what it holds.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Account)]
pub struct AccountView {
    /// Its id.
    pub id: i64,
    /// Its kind.
    pub kind: AccountKind,
    /// The resident of a pocket, or the shop.
    pub owner_id: Option<String>,
    /// The campaign of a pocket or budget.
    pub campaign_id: Option<String>,
    /// What it holds; below zero only in the treasury.
    pub balance: BeanChange,
}

/// Which transactions are wanted.
#[derive(Debug, Clone, Default)]
pub struct TransactionQuery {
    /// Only of this kind.
    pub kind: Option<PostingKind>,
    /// Only those that touch this account.
    pub account_id: Option<i64>,
    /// Only at or after this instant.
    pub from: Option<DateTime<Utc>>,
    /// Only before this instant.
    pub to: Option<DateTime<Utc>>,
    /// Only those before this one.
    pub below_seq: Option<i64>,
    /// How many.
    pub rows: i64,
}

/// The owner and campaign of an account as they are shown: a budget is known by its campaign.
fn owner_and_campaign(
    kind: AccountKind,
    owner_id: String,
    campaign_id: Option<String>,
) -> (Option<String>, Option<String>) {
    match kind {
        AccountKind::Treasury => (None, None),
        AccountKind::Budget => (None, Some(owner_id)),
        AccountKind::Pocket | AccountKind::Shop => (Some(owner_id), campaign_id),
    }
}

impl TryFrom<EntryRow> for EntryView {
    type Error = Error;

    fn try_from(row: EntryRow) -> Result<Self> {
        let kind = AccountKind::parse(&row.kind).map_err(Error::internal)?;
        let (owner_id, campaign_id) = owner_and_campaign(kind, row.owner_id, row.campaign_id);
        Ok(Self {
            line: row.line,
            account_id: row.account_id,
            kind,
            owner_id,
            campaign_id,
            beans: BeanChange::from_hundredths(row.hundredths),
            balance_after: BeanChange::from_hundredths(row.balance_after),
        })
    }
}

impl TryFrom<AccountRow> for AccountView {
    type Error = Error;

    fn try_from(row: AccountRow) -> Result<Self> {
        let kind = AccountKind::parse(&row.kind).map_err(Error::internal)?;
        let (owner_id, campaign_id) = owner_and_campaign(kind, row.owner_id, row.campaign_id);
        let balance = BeanChange::from_hundredths(row.hundredths);
        Ok(Self { id: row.id, kind, owner_id, campaign_id, balance })
    }
}

/// Adds the lines to the headings.
fn with_entries(connection: &mut DbConnection, rows: Vec<JournalRow>) -> Result<Vec<TransactionView>> {
    let seqs: Vec<i64> = rows.iter().map(|row| row.seq).collect();
    let mut lines: HashMap<i64, Vec<EntryView>> = HashMap::new();
    for row in ledger_views::entries_of(connection, &seqs)? {
        lines.entry(row.seq).or_default().push(EntryView::try_from(row)?);
    }
    rows.into_iter()
        .map(|row| {
            Ok(TransactionView {
                entries: lines.remove(&row.seq).unwrap_or_default(),
                seq: row.seq,
                kind: PostingKind::parse(&row.kind).map_err(Error::internal)?,
                at: instant_of_us(row.at_us)?,
                subject_kind: row.subject_kind,
                subject_id: row.subject_id,
                corrects: row.corrects,
                actor_id: row.actor_id,
                memo: row.memo,
                prev_hash: hex::encode(row.prev_hash),
                hash: hex::encode(row.hash),
            })
        })
        .collect()
}

impl App {
    /// Transactions, the newest first.
    ///
    /// # Errors
    /// 403.
    pub async fn transactions(
        &self,
        caller: &Caller,
        query: TransactionQuery,
    ) -> Result<Vec<TransactionView>> {
        caller.must_be(&READERS)?;
        self.storage
            .read(move |conn| {
                let mut below_seq = query.below_seq;
                if let Some(to) = query.to {
                    let first_after = ledger_views::seq_at(conn, to.timestamp_micros() - 1)? + 1;
                    below_seq = Some(below_seq.map_or(first_after, |seq| seq.min(first_after)));
                }
                let above_seq = match query.from {
                    Some(from) => Some(ledger_views::seq_at(conn, from.timestamp_micros() - 1)?),
                    None => None,
                };
                let kind = query.kind.map(|kind| kind.as_str().to_owned());
                let filter = JournalFilter { kind, account_id: query.account_id, above_seq, below_seq };
                let rows = ledger_views::postings(conn, &filter, query.rows)?;
                with_entries(conn, rows)
            })
            .await
    }

    /// One transaction.
    ///
    /// # Errors
    /// 403; 404.
    pub async fn transaction(&self, caller: &Caller, seq: i64) -> Result<TransactionView> {
        caller.must_be(&READERS)?;
        let found = self
            .storage
            .read(move |conn| {
                let row = ledger_views::posting(conn, seq)?;
                with_entries(conn, vec![row])
            })
            .await?;
        found.into_iter().next().ok_or_else(|| Error::internal("a transaction was lost on the way"))
    }

    /// Accounts by id, after the last page's: as they are now, or as they were at a past instant.
    ///
    /// # Errors
    /// 403.
    pub async fn accounts(
        &self,
        caller: &Caller,
        kind: Option<AccountKind>,
        at: Option<DateTime<Utc>>,
        after_id: Option<i64>,
        rows: i64,
    ) -> Result<Vec<AccountView>> {
        caller.must_be(&READERS)?;
        self.storage
            .read(move |conn| {
                let at_seq = match at {
                    Some(at) => Some(ledger_views::seq_at(conn, at.timestamp_micros())?),
                    None => None,
                };
                let kind = kind.map(AccountKind::as_str);
                ledger_views::accounts(conn, kind, at_seq, after_id, rows)?
                    .into_iter()
                    .map(AccountView::try_from)
                    .collect()
            })
            .await
    }
}
