//! The working copy of the accounts that a batch touches: balances, what was earned, and the postings made so far.
//!
//! Everything is checked here before it is changed, so a refused command leaves no trace; the database's own
//! constraints state the same limits a second time.

use super::account::{AccountId, AccountKey, TREASURY};
use super::chain::{self, Hash, HashAlgorithm, Link};
use super::earned::{Earned, EarnedInMonth};
use super::posting::{Entry, Heading, Transfer, net_changes};
use super::store::AccountLine;
use super::store::rows::{AccountRow, BalanceRow, EarnedRow, EntryRow, JournalRow};
use crate::domain::beans::Beans;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::HashMap;

/// Where the journal ends.
#[derive(Debug, Clone)]
pub(super) struct HeadState {
    pub(super) seq: i64,
    pub(super) hash: Hash,
    pub(super) at_us: i64,
    pub(super) last_account_id: i64,
    pub(super) scheme_revision: i64,
    pub(super) algorithm: HashAlgorithm,
    /// The mark of the batch that wrote last, of whatever process.
    pub(super) turn: i64,
}

/// An account in the working copy.
#[derive(Debug, Clone)]
pub(super) struct AccountState {
    pub(super) key: AccountKey,
    /// Hundredths; below zero only in the treasury.
    pub(super) balance: i64,
    /// Hundredths that a correction wanted back and did not find.
    pub(super) owed: i64,
    /// What it counts against the caps; nothing but in pockets.
    earned: Earned,
    changed: bool,
}

impl AccountState {
    /// What the account holds; zero for the treasury, which owes.
    pub(super) fn beans(&self) -> Beans {
        Beans::from_hundredths(self.balance).unwrap_or(Beans::ZERO)
    }

    /// The latest month in which the pocket earned.
    pub(super) fn latest_month(&self) -> Option<EarnedInMonth> {
        self.earned.latest_month()
    }

    /// What is owed by the pocket.
    pub(super) fn owed_beans(&self) -> Beans {
        Beans::from_hundredths(self.owed).unwrap_or(Beans::ZERO)
    }
}

/// Why a posting cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum PostingError {
    #[error("account {0} would go below zero")]
    Overdrawn(AccountId),
    #[error("account {0} is not in the working copy")]
    UnknownAccount(AccountId),
    #[error("the amount does not fit the ledger")]
    Overflow,
    #[error("a posting of nothing")]
    Empty,
}

/// The working copy.
pub(super) struct Books {
    pub(super) head: HeadState,
    now: DateTime<Utc>,
    accounts: HashMap<AccountId, AccountState>,
    ids: HashMap<AccountKey, AccountId>,
    by_owner: HashMap<String, Vec<AccountId>>,
    /// Opened, and not yet named by a posting.
    opening: Vec<AccountId>,
    buffer: Vec<u8>,
    pub(super) journal: Vec<JournalRow>,
    pub(super) entries: Vec<EntryRow>,
    pub(super) opened: Vec<AccountRow>,
}

impl Books {
    pub(super) fn new(head: HeadState, now: DateTime<Utc>) -> Self {
        Self {
            head,
            now,
            accounts: HashMap::new(),
            ids: HashMap::new(),
            by_owner: HashMap::new(),
            opening: Vec::new(),
            buffer: Vec::with_capacity(512),
            journal: Vec::new(),
            entries: Vec::new(),
            opened: Vec::new(),
        }
    }

    /// The instant of this batch. Never before the journal's last: a clock that steps back does not reorder it.
    pub(super) fn at(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.head.at_us.max(self.now.timestamp_micros())).unwrap_or(self.now)
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Takes a stored account into the working copy.
    pub(super) fn load(&mut self, stored: AccountLine) {
        let AccountLine { id, key, balance, owed, latest_month } = stored;
        self.insert(
            id,
            AccountState { key, balance, owed, earned: Earned::until(latest_month), changed: false },
        );
    }

    fn insert(&mut self, id: AccountId, state: AccountState) {
        self.ids.insert(state.key.clone(), id);
        self.by_owner.entry(state.key.owner_id().to_owned()).or_default().push(id);
        self.accounts.insert(id, state);
    }

    /// The days of which has to be loaded what a pocket earned, before an award is reckoned on a date.
    pub(super) fn days_to_load(
        &self,
        pocket: AccountId,
        on: NaiveDate,
    ) -> impl Iterator<Item = NaiveDate> + use<> {
        self.account(pocket).map(|account| account.earned.days_to_load(on)).into_iter().flatten()
    }

    /// Takes what a pocket earned on a date into the working copy.
    pub(super) fn load_earned(&mut self, pocket: AccountId, on: NaiveDate, beans: i64) {
        if let Some(account) = self.accounts.get_mut(&pocket) {
            account.earned.load_day(on, beans);
        }
    }

    pub(super) fn find(&self, key: &AccountKey) -> Option<AccountId> {
        self.ids.get(key).copied()
    }

    pub(super) fn account(&self, id: AccountId) -> Option<&AccountState> {
        self.accounts.get(&id)
    }

    /// What an account holds; nothing if it is not there.
    pub(super) fn beans_in(&self, id: AccountId) -> Beans {
        self.account(id).map_or(Beans::ZERO, AccountState::beans)
    }

    /// The accounts that belong to somebody, oldest first.
    pub(super) fn accounts_of(&self, owner_id: &str) -> impl Iterator<Item = (AccountId, &AccountState)> {
        self.by_owner
            .get(owner_id)
            .into_iter()
            .flatten()
            .filter_map(|id| self.accounts.get(id).map(|account| (*id, account)))
    }

    /// The account of that key, opened now if there is none yet.
    pub(super) fn open(&mut self, key: AccountKey) -> AccountId {
        if let Some(id) = self.find(&key) {
            return id;
        }
        self.head.last_account_id += 1;
        let id = self.head.last_account_id;
        self.insert(id, AccountState { key, balance: 0, owed: 0, earned: Earned::default(), changed: false });
        self.opening.push(id);
        id
    }

    /// What a pocket earned on a date, and in that date's month.
    pub(super) fn earned(&self, pocket: AccountId, on: NaiveDate) -> (Beans, Beans) {
        self.account(pocket).map_or((Beans::ZERO, Beans::ZERO), |account| account.earned.on(on))
    }

    /// Counts what was earned, or no longer counts what was taken back.
    pub(super) fn count_earned(&mut self, pocket: AccountId, on: NaiveDate, change: i64) {
        if let Some(account) = self.accounts.get_mut(&pocket) {
            account.earned.count(on, change);
            account.changed = true;
        }
    }

    /// Keeps more, or less, as owed by a pocket.
    pub(super) fn change_owed(&mut self, pocket: AccountId, change: i64) {
        if let Some(account) = self.accounts.get_mut(&pocket) {
            account.owed = (account.owed + change).max(0);
            account.changed = true;
        }
    }

    /// Makes a posting: checks every account, then changes them, numbers it and chains it. All or nothing.
    pub(super) fn post(&mut self, heading: &Heading, transfers: &[Transfer]) -> Result<i64, PostingError> {
        let changes = net_changes(transfers);
        if changes.is_empty() {
            return Err(PostingError::Empty);
        }
        let mut entries = Vec::with_capacity(changes.len());
        for (account_id, change) in changes {
            let account = self.accounts.get(&account_id).ok_or(PostingError::UnknownAccount(account_id))?;
            let balance_after = account.balance.checked_add(change).ok_or(PostingError::Overflow)?;
            if balance_after < 0 && account_id != TREASURY {
                return Err(PostingError::Overdrawn(account_id));
            }
            if balance_after > Beans::MAX.hundredths() {
                return Err(PostingError::Overflow);
            }
            entries.push(Entry { account_id, change, balance_after });
        }
        for entry in &entries {
            if let Some(account) = self.accounts.get_mut(&entry.account_id) {
                account.balance = entry.balance_after;
                account.changed = true;
            }
        }
        Ok(self.chain(heading, &entries))
    }

    /// Numbers, hashes and notes a posting whose entries are applied.
    fn chain(&mut self, heading: &Heading, entries: &[Entry]) -> i64 {
        let seq = self.head.seq + 1;
        let at_us = self.at().timestamp_micros();
        let previous = self.head.hash;
        let opening = std::mem::take(&mut self.opening);
        let opened: Vec<_> = opening
            .iter()
            .filter_map(|id| self.accounts.get(id).map(|account| (*id, &account.key)))
            .collect();
        let link = Link {
            seq,
            at_us,
            kind: heading.kind.as_str(),
            subject_kind: &heading.subject_kind,
            subject_id: &heading.subject_id,
            corrects: heading.corrects,
            actor_id: heading.actor_id.as_deref(),
            memo: heading.memo.as_deref(),
        };
        chain::canonical_bytes(&mut self.buffer, &previous, &link, entries, opened.iter().copied());
        let hash = self.head.algorithm.hash(&self.buffer);
        self.opened.extend(opened.into_iter().map(|(id, key)| AccountRow::new(id, key, seq)));
        for id in opening {
            if let Some(account) = self.accounts.get_mut(&id) {
                account.changed = true;
            }
        }
        self.journal.push(JournalRow::new(&link, &previous, &hash));
        for (line, entry) in (1..).zip(entries) {
            self.entries.push(EntryRow::new(seq, line, entry));
        }
        self.head.seq = seq;
        self.head.hash = hash;
        self.head.at_us = at_us;
        seq
    }

    /// The accounts that changed, as they are stored from now on, oldest first.
    pub(super) fn changed_lines(&self) -> Vec<AccountLine> {
        let changed = self.accounts.iter().filter(|(_, account)| account.changed);
        let mut lines: Vec<AccountLine> = changed
            .map(|(id, account)| AccountLine {
                id: *id,
                key: account.key.clone(),
                balance: account.balance,
                owed: account.owed,
                latest_month: account.latest_month(),
            })
            .collect();
        lines.sort_unstable_by_key(|line| line.id);
        lines
    }

    /// Whether an account was opened that no posting names.
    pub(super) fn opens_in_vain(&self) -> bool {
        !self.opening.is_empty()
    }

    /// The balances that changed, for writing back. An account that was opened without a posting is left out.
    pub(super) fn changed_balances(&self) -> Vec<BalanceRow> {
        let mut rows: Vec<BalanceRow> = self
            .accounts
            .iter()
            .filter(|(id, account)| account.changed && !self.opening.contains(id))
            .map(|(id, account)| BalanceRow::new(*id, account))
            .collect();
        // One fixed order, so that two writers could never wait for each other.
        rows.sort_unstable_by_key(|row| row.account_id);
        rows
    }

    /// What was earned or taken back in this batch, for writing back.
    pub(super) fn changed_earned(&self) -> Vec<EarnedRow> {
        let mut rows: Vec<EarnedRow> = self
            .accounts
            .iter()
            .flat_map(|(pocket, account)| account.earned.changed_days().map(|day| (*pocket, day)))
            .map(|(pocket_id, (earned_on, beans))| EarnedRow { pocket_id, earned_on, beans })
            .collect();
        rows.sort_unstable_by_key(|row| (row.earned_on, row.pocket_id));
        rows
    }
}
