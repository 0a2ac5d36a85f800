//! Verifies the journal: numbers without gaps, the chain, balances after each entry, and what accounts hold now.
//!
//! Reads in chunks with memory that does not grow with the journal (eight bytes an account), ahead of the hashing,
//! so that a full verification costs little more than hashing the same bytes. Changes nothing.

mod check;
mod read;

use super::account::TREASURY;
use super::chain::{Hash, HashAlgorithm};
use crate::error::{Error, Result};
use crate::storage::Storage;
use check::Checker;
use read::{Chunk, Snapshot};

/// How the journal stands at its end; note it down to find a cut tail later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The last posting's number.
    pub seq: i64,
    /// Its hash.
    pub hash: Hash,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A number is missing, or stands twice.
    #[error("the posting is missing")]
    Missing,
    /// It does not name the hash of the posting before.
    #[error("it does not carry the hash of the posting before")]
    PreviousHash,
    /// What it says is not what was hashed: a field, an entry, or an account it opened was changed.
    #[error("its hash does not match what it says")]
    Hash,
    /// Its entries do not sum to zero.
    #[error("its entries do not sum to zero")]
    Unbalanced,
    /// A balance after an entry is not the one before plus the entry.
    #[error("a balance after an entry is wrong")]
    BalanceAfter,
    /// The journal ends before, or after, where its head says.
    #[error("the journal does not end where its head says")]
    Head,
    /// What an account holds is not its last balance.
    #[error("the account does not hold what its entries say")]
    AccountBalance,
    /// An account that no posting opened.
    #[error("no posting opened the account")]
    AccountUnknown,
}

/// The first bad thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstBad {
    /// The posting, where one is bad.
    pub seq: Option<i64>,
    /// The account, where one is bad.
    pub account_id: Option<i64>,
    /// What is wrong.
    pub problem: Problem,
}

impl std::fmt::Display for FirstBad {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.seq, self.account_id) {
            (Some(seq), _) => write!(f, "transaction {seq}: {}", self.problem),
            (None, Some(account_id)) => write!(f, "account {account_id}: {}", self.problem),
            (None, None) => write!(f, "{}", self.problem),
        }
    }
}

/// What a verification came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// Postings looked at.
    pub transactions: i64,
    /// The last sound posting.
    pub head: Head,
    /// The first bad thing; `None`: sound.
    pub first_bad: Option<FirstBad>,
    /// Bytes that were hashed.
    pub hashed_bytes: u64,
}

impl Audit {
    /// Whether everything is as it should be.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.first_bad.is_none()
    }
}

/// How far a verification is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = VerificationProgress)]
pub struct AuditProgress {
    /// Transactions looked at.
    pub checked: i64,
    /// Transactions in all, when it began.
    pub total: i64,
}

/// Verifies the whole journal, also while beans move. `noted` is a head that was written down before: the journal
/// must still pass through it. `progress` is told how far it is and may break it off. Blocks: call it off the async
/// threads.
///
/// # Errors
/// The database's, and those of `progress`. A journal that is not sound is no error but `first_bad`.
pub fn verify(
    storage: &Storage,
    algorithm: HashAlgorithm,
    chunk_rows: i64,
    noted: Option<Head>,
    progress: &mut dyn FnMut(AuditProgress) -> Result<()>,
) -> Result<Audit> {
    let mut connection = storage.dedicated()?.inner;
    let begun = super::store::read_head(&mut connection, algorithm)?;
    let mut checker = Checker::new(begun.algorithm, noted);
    let total = begun.seq;
    let mut bad = None;
    let chunks = read::ahead(storage, chunk_rows, total)?;
    for chunk in &chunks {
        bad = checker.check(&chunk?).err();
        progress(AuditProgress { checked: checker.checked(), total })?;
        if bad.is_some() {
            break;
        }
    }
    // Ends the reader early if it still has something to give.
    drop(chunks);
    if bad.is_none() {
        bad = finish(&mut connection, &mut checker, chunk_rows, algorithm)?;
    }
    Ok(Audit {
        transactions: checker.checked(),
        head: checker.head(),
        first_bad: bad,
        hashed_bytes: checker.hashed_bytes(),
    })
}

/// The rest, in one snapshot: what was posted since, the head, and what the accounts hold now.
fn finish(
    connection: &mut crate::storage::DbConnection,
    checker: &mut Checker,
    chunk_rows: i64,
    algorithm: HashAlgorithm,
) -> Result<Option<FirstBad>> {
    let mut snapshot = Snapshot::begin(connection)?;
    let head = super::store::read_head(snapshot.connection(), algorithm)?;
    while let Some(chunk) = Chunk::read(snapshot.connection(), checker.head().seq, chunk_rows, i64::MAX)? {
        if let Err(bad) = checker.check(&chunk) {
            return Ok(Some(bad));
        }
    }
    if let Err(bad) = checker.check_end(Head { seq: head.seq, hash: head.hash }) {
        return Ok(Some(bad));
    }
    if !snapshot.treasury_is_the_districts()? {
        let problem = Problem::AccountUnknown;
        return Ok(Some(FirstBad { seq: None, account_id: Some(TREASURY), problem }));
    }
    let mut after = 0;
    loop {
        let accounts = snapshot.accounts_after(after, chunk_rows)?;
        let Some(last) = accounts.last() else { break };
        after = last.id;
        if let Err(bad) = checker.check_accounts(&accounts) {
            return Ok(Some(bad));
        }
    }
    snapshot.end().map_err(Error::from)?;
    Ok(None)
}
