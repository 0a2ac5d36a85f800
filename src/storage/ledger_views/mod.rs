//! Reading the ledger: what budgets, pockets, shops and the journal say. Writes nothing.
//!
//! Every query here takes a number of steps that does not grow with the journal: it follows keys, or an index of what
//! is rare.

mod accounts;
mod budgets;
mod checkout;
mod journal;
mod replay;
mod wallet;

pub use accounts::{AccountRow, accounts, seq_at};
pub use budgets::{BudgetFigures, budget, budgets};
pub use checkout::{
    DaySums, RedemptionFilter, RedemptionRow, SettlementRow, day_sums, owed_to_shop, redemptions, settlements,
};
pub use journal::{
    EntryRow, JournalFilter, JournalRow, PostingWithEntries, campaign_names, entries_of, posting, postings,
    postings_after, shop_names,
};
pub use replay::{ReplayRow, graded_deeds};
pub use wallet::{PocketRow, WalletLine, pockets, wallet_lines};

use crate::domain::beans::Beans;
use crate::error::{Error, Result};

/// Kinds of postings other than these two are rare and have an index of their own. Written into a query word for word
/// as in the migration, so that both databases see that the index applies.
const RARE_KINDS: &str = "journal.kind NOT IN ('award', 'redeem')";

/// The treasury's account, the other side of what budgets and shops are given.
const TREASURY_ID: i64 = 1;

/// Beans from a column that is never below zero.
fn beans(hundredths: i64) -> Result<Beans> {
    Beans::from_hundredths(hundredths).map_err(Error::internal)
}
