//! Black-box tests over HTTP, each on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails loudly"
)]

#[path = "../support/mod.rs"]
mod support;

mod authorization;
mod campaigns;
mod checkout;
mod district;
mod document;
mod identity;
mod import;
mod ledger;
mod operations;
mod public;
mod reports;
mod shops;
mod units;
mod users;
mod wallet;
