//! Re-computes everything a journal claims, posting by posting.

use super::read::{AccountNow, Chunk, JournalLine, OpenedAccount};
use super::{FirstBad, Head, Problem};
use crate::ledger::account::{AccountId, TREASURY};
use crate::ledger::chain::{self, Hash, HashAlgorithm, Link};
use crate::ledger::posting::Entry;

/// What has been verified so far.
pub(super) struct Checker {
    algorithm: HashAlgorithm,
    noted: Option<Head>,
    head: Head,
    /// Balance by account id; ids are handed out without gaps, so a plain list is the smallest map.
    balances: Vec<i64>,
    buffer: Vec<u8>,
    hashed_bytes: u64,
}

impl Checker {
    pub(super) fn new(algorithm: HashAlgorithm, noted: Option<Head>) -> Self {
        Self {
            algorithm,
            noted,
            head: Head { seq: 0, hash: algorithm.genesis() },
            // Place 0 is nobody's, place 1 the treasury's.
            balances: vec![0; 2],
            buffer: Vec::with_capacity(1024),
            hashed_bytes: 0,
        }
    }

    pub(super) fn checked(&self) -> i64 {
        self.head.seq
    }

    pub(super) fn head(&self) -> Head {
        self.head
    }

    pub(super) fn hashed_bytes(&self) -> u64 {
        self.hashed_bytes
    }

    /// Verifies the postings of a chunk, in order.
    pub(super) fn check(&mut self, chunk: &Chunk) -> Result<(), FirstBad> {
        let mut entries = chunk.entries.as_slice();
        let mut opened = chunk.opened.as_slice();
        let mut of_posting = Vec::new();
        for line in &chunk.journal {
            let seq = self.head.seq + 1;
            if line.seq != seq {
                return Err(bad(seq, Problem::Missing));
            }
            of_posting.clear();
            while let Some(((at, entry), rest)) = entries.split_first().filter(|((at, _), _)| *at <= seq) {
                if *at < seq {
                    return Err(bad(*at, Problem::Missing));
                }
                of_posting.push(*entry);
                entries = rest;
            }
            let count = opened.iter().take_while(|account| account.opened_seq <= seq).count();
            let (opened_now, rest) = opened.split_at_checked(count).unwrap_or((opened, &[]));
            opened = rest;
            self.check_one(line, &of_posting, opened_now)?;
        }
        match (entries.first(), opened.first()) {
            (Some((seq, _)), _) => Err(bad(*seq, Problem::Missing)),
            (None, Some(account)) => Err(unknown(account.id)),
            (None, None) => Ok(()),
        }
    }

    fn check_one(
        &mut self,
        line: &JournalLine,
        entries: &[Entry],
        opened: &[OpenedAccount],
    ) -> Result<(), FirstBad> {
        if line.prev_hash.as_slice() != self.head.hash.as_slice() {
            return Err(bad(line.seq, Problem::PreviousHash));
        }
        let link = Link {
            seq: line.seq,
            at_us: line.at_us,
            kind: &line.kind,
            subject_kind: &line.subject_kind,
            subject_id: &line.subject_id,
            corrects: line.corrects,
            actor_id: line.actor_id.as_deref(),
            memo: line.memo.as_deref(),
        };
        let accounts = opened.iter().map(|account| (account.id, &account.key));
        chain::canonical_bytes(&mut self.buffer, &self.head.hash, &link, entries, accounts);
        self.hashed_bytes += self.buffer.len() as u64;
        let hash = self.algorithm.hash(&self.buffer);
        if line.hash.as_slice() != hash.as_slice() {
            return Err(bad(line.seq, Problem::Hash));
        }
        self.open(line.seq, opened)?;
        self.check_balances(line.seq, entries)?;
        self.pass(line.seq, hash)
    }

    fn open(&mut self, seq: i64, opened: &[OpenedAccount]) -> Result<(), FirstBad> {
        for account in opened {
            let index = usize::try_from(account.id).map_err(|_| bad(seq, Problem::AccountUnknown))?;
            if index >= self.balances.len() {
                self.balances.resize(index + 1, 0);
            }
        }
        Ok(())
    }

    /// Entries sum to zero, and each balance is the one before plus the entry.
    fn check_balances(&mut self, seq: i64, entries: &[Entry]) -> Result<(), FirstBad> {
        let mut sum = 0_i128;
        for entry in entries {
            sum += i128::from(entry.change);
            let balance = usize::try_from(entry.account_id)
                .ok()
                .and_then(|index| self.balances.get_mut(index))
                .ok_or_else(|| bad(seq, Problem::AccountUnknown))?;
            if balance.checked_add(entry.change) != Some(entry.balance_after) {
                return Err(bad(seq, Problem::BalanceAfter));
            }
            *balance = entry.balance_after;
        }
        if sum == 0 && !entries.is_empty() { Ok(()) } else { Err(bad(seq, Problem::Unbalanced)) }
    }

    fn pass(&mut self, seq: i64, hash: Hash) -> Result<(), FirstBad> {
        if self.noted.is_some_and(|noted| noted.seq == seq && noted.hash != hash) {
            return Err(bad(seq, Problem::Head));
        }
        self.head = Head { seq, hash };
        Ok(())
    }

    /// The journal ends where its head says, and not before the head that was noted.
    pub(super) fn check_end(&self, head: Head) -> Result<(), FirstBad> {
        let noted_is_beyond = self.noted.is_some_and(|noted| noted.seq > self.head.seq);
        if head.seq > self.head.seq || noted_is_beyond {
            return Err(bad(self.head.seq + 1, Problem::Missing));
        }
        if head.seq < self.head.seq {
            return Err(bad(head.seq + 1, Problem::Head));
        }
        if head != self.head {
            return Err(bad(head.seq, Problem::Head));
        }
        Ok(())
    }

    /// Accounts hold what their last entry says.
    pub(super) fn check_accounts(&mut self, accounts: &[AccountNow]) -> Result<(), FirstBad> {
        for account in accounts {
            let balance = usize::try_from(account.id).ok().and_then(|index| self.balances.get(index));
            let problem = match (balance, account.beans) {
                _ if account.opened_seq > self.head.seq => Problem::AccountUnknown,
                // Only the treasury is there before the first posting.
                _ if account.opened_seq < 1 && account.id != TREASURY => Problem::AccountUnknown,
                (Some(balance), Some(beans)) if *balance == beans => continue,
                (Some(_), _) => Problem::AccountBalance,
                (None, _) => Problem::AccountUnknown,
            };
            return Err(FirstBad { seq: None, account_id: Some(account.id), problem });
        }
        Ok(())
    }
}

fn bad(seq: i64, problem: Problem) -> FirstBad {
    FirstBad { seq: Some(seq), account_id: None, problem }
}

fn unknown(account_id: AccountId) -> FirstBad {
    FirstBad { seq: None, account_id: Some(account_id), problem: Problem::AccountUnknown }
}
