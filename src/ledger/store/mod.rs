//! The ledger's tables: a fixed number of set queries in, a fixed number of set statements out.

mod by_keys;
mod head;
mod head_change;
mod load;
pub(super) mod rows;
mod save;
mod upkeep;

pub(super) use head::{lock_head, read_head};
pub(super) use load::{
    AccountLine, accounts_of, awards_of, draws_of, earned_on, idempotency_of, live_codes_of, pay_codes_of,
    pending_awards, redemptions_of,
};
pub(super) use save::{Saved, Unsaved, save};
pub(super) use upkeep::{expired_pockets, forget_pay_codes, unreleased_budgets};
