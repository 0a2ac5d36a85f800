//! Moves beans: the only writer of the ledger's tables.
//!
//! One writer per process takes commands from a bounded queue, decides a batch of them on a working copy of the
//! accounts (`books`), and writes everything in one database transaction. A posting is built from transfers, so an
//! unbalanced one cannot exist. Knows deeds, pockets, shops and budgets; knows nothing of reports or HTTP.

mod account;
mod audit;
pub mod awards;
mod books;
mod chain;
mod commands;
mod confidence;
mod decide;
mod earned;
mod handle;
mod memory;
mod posting;
mod scheme;
mod store;
mod turn;
mod writer;

pub use account::{AccountId, AccountKey, AccountKind};
pub use audit::{Audit, AuditProgress, FirstBad, Head, Problem, verify};
pub use awards::{AwardRecord, AwardWish};
pub use chain::{Hash, HashAlgorithm, Link, canonical_bytes};
pub use commands::{
    Answered, Asked, Fund, FundReceipt, IssuedPayCode, Redeem, RedeemReceipt, Refund, RefundReceipt, Refusal,
    Settle, SettleReceipt,
};
pub use handle::{Ledger, LedgerFigures, pay_code_hash};
pub use posting::{Entry, PostingKind};
