//! Black-box tests over HTTP, each on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    clippy::needless_pass_by_value,
    reason = "a test fails loudly, and may compare degrees"
)]

#[path = "../support/mod.rs"]
mod support;

mod authorization;
mod calendar;
mod campaigns;
mod category_load;
mod checkout;
mod district;
mod document;
mod exports;
mod figures;
mod identity;
mod import;
mod ledger;
mod notices;
mod open311;
mod operations;
mod public;
mod rank;
mod refund_pin;
mod reports;
mod shops;
mod simulation;
mod units;
mod users;
mod walk;
mod wallet;
