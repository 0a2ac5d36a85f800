//! In-app notices: what happened is written down as a cause in its own transaction, a worker turns causes into kept
//! notices exactly once, and open pages are told at once.
//!
//! Other use cases hook in by [`tell`]. Events of reports need no call: `reports::step` writes their causes, and
//! `domain::notice::told` says whom each is told to. Postings of the ledger need none either: the worker follows the
//! journal by its own numbers, so the ledger knows nothing of notices.

mod due;
mod hub;
mod letters;
mod of_event;
mod of_posting;
mod outbox;
mod read;
mod worker;

pub use hub::{Hub, NoticeStream};
pub(super) use outbox::tell_event;
pub use outbox::{Telling, To, tell};
pub use read::{Notice, NoticeCount, NoticesRead};
