//! An auditor of their own: re-computes everything that the ledger claims from the stored rows, by `docs/ledger.md`
//! and not by the program's code. Remembers the journal up to where it was looked at, as a noted head would.

mod chain;
mod records;
mod rows;

pub use chain::{Account, Algorithm, Posting, canonical_bytes};
use rows::Rows;

use golden_beans::storage::Storage;
use std::collections::BTreeMap;

/// Says which rule is broken where.
pub type Finding = String;

macro_rules! hold {
    ($condition:expr, $($finding:tt)+) => {
        if !$condition {
            return Err(format!($($finding)+));
        }
    };
}
pub(crate) use hold;

/// What the auditor remembers.
pub struct Bookkeeper {
    algorithm: Algorithm,
    seq: i64,
    hash: Vec<u8>,
    at_us: i64,
    balances: BTreeMap<i64, i64>,
    accounts: BTreeMap<i64, Account>,
}

impl Bookkeeper {
    /// Begins with an empty journal that is chained by SHA-256.
    pub fn new() -> Self {
        Self::of(Algorithm::Sha256)
    }

    /// Begins with an empty journal.
    pub fn of(algorithm: Algorithm) -> Self {
        let treasury =
            Account { id: 1, kind: "treasury".into(), owner_id: "district".into(), campaign_id: None };
        Self {
            algorithm,
            seq: 0,
            hash: algorithm.hash(b"GBJ1"),
            at_us: 0,
            balances: BTreeMap::from([(1, 0)]),
            accounts: BTreeMap::from([(1, treasury)]),
        }
    }

    /// The journal as it stands, unchecked.
    pub async fn read(storage: &Storage) -> Vec<Posting> {
        storage.read(|c| Rows::read(c, 0)).await.unwrap().postings
    }

    /// The last posting that was found sound.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// An account that some posting opened.
    pub fn account(&self, id: i64) -> &Account {
        &self.accounts[&id]
    }

    /// What an account holds, by its kind, owner and campaign.
    pub fn balance(&self, kind: &str, owner_id: &str, campaign_id: Option<&str>) -> i64 {
        let wanted = (kind, owner_id, campaign_id);
        self.accounts
            .values()
            .find(|account| (&*account.kind, &*account.owner_id, account.campaign_id.as_deref()) == wanted)
            .map_or(0, |account| self.balances[&account.id])
    }

    /// Looks at everything since the last time, and at all that is derived from it. Nobody may be writing.
    pub async fn check(&mut self, storage: &Storage) -> Result<Vec<Posting>, Finding> {
        let after = self.seq;
        let rows = storage.read(move |c| Rows::read(c, after)).await.map_err(|error| error.to_string())?;
        for posting in &rows.postings {
            self.check_posting(posting)?;
        }
        hold!(rows.stray_entries.is_empty(), "entries of no posting: {:?}", rows.stray_entries);
        let (seq, hash) = (rows.head.0, &rows.head.1);
        hold!(seq == self.seq, "the head says {seq}, the journal ends at {}", self.seq);
        hold!(seq == 0 || *hash == self.hash, "the head carries another hash than posting {seq}");
        self.check_accounts(&rows)?;
        records::check(&rows, &self.accounts)?;
        Ok(rows.postings)
    }

    fn check_posting(&mut self, posting: &Posting) -> Result<(), Finding> {
        let seq = posting.seq;
        hold!(seq == self.seq + 1, "{seq} follows {}", self.seq);
        hold!(posting.prev_hash == self.hash, "{seq} does not carry the hash of {}", self.seq);
        let bytes = canonical_bytes(posting);
        hold!(self.algorithm.hash(&bytes) == posting.hash, "the hash of {seq} is not that of its fields");
        hold!(posting.at_us >= self.at_us, "{seq} is earlier than the one before");
        for account in &posting.opened {
            self.balances.insert(account.id, 0);
            self.accounts.insert(account.id, account.clone());
            let used = posting.entries.iter().any(|entry| entry.account_id == account.id);
            hold!(used, "{seq} opens account {} and leaves it empty", account.id);
        }
        let mut sum = 0;
        for (line, entry) in (1..).zip(&posting.entries) {
            hold!(entry.line == line, "{seq} has a line {} where {line} should be", entry.line);
            let balance = self.balances.get_mut(&entry.account_id);
            let Some(balance) = balance else { return Err(format!("{seq} names an account nobody opened")) };
            *balance += entry.beans;
            sum += entry.beans;
            hold!(*balance == entry.balance_after, "{seq} line {line}: {balance} is written as {entry:?}");
            hold!(*balance >= 0 || entry.account_id == 1, "{seq} line {line}: {entry:?} is below zero");
        }
        hold!(sum == 0, "{seq} sums to {sum}");
        self.check_direction(posting)?;
        (self.seq, self.hash, self.at_us) = (seq, posting.hash.clone(), posting.at_us);
        Ok(())
    }

    /// Each kind goes from one kind of account to another.
    fn check_direction(&self, posting: &Posting) -> Result<(), Finding> {
        let (from, to) = match &*posting.kind {
            "fund" => ("treasury", "budget"),
            "award" => ("budget", "pocket"),
            "redeem" => ("pocket", "shop"),
            "refund" => ("shop", "pocket"),
            "reverse" => ("pocket", "budget"),
            "settle" => ("shop", "treasury"),
            "expire" => ("pocket", "treasury"),
            "release" => ("budget", "treasury"),
            other => return Err(format!("{} is a {other}", posting.seq)),
        };
        for entry in &posting.entries {
            let kind = &*self.accounts[&entry.account_id].kind;
            let expected = if entry.beans < 0 { from } else { to };
            hold!(kind == expected, "{} ({}) moves {entry:?} of a {kind}", posting.seq, posting.kind);
        }
        Ok(())
    }

    fn check_accounts(&self, rows: &Rows) -> Result<(), Finding> {
        let stored: BTreeMap<i64, i64> =
            rows.balances.iter().map(|row| (row.account_id, row.beans)).collect();
        hold!(stored == self.balances, "accounts hold {stored:?}, their entries say {:?}", self.balances);
        let sum: i64 = stored.values().sum();
        hold!(sum == 0, "all accounts together hold {sum}");
        Ok(())
    }
}
