//! The ledger put to the torture: against a plain model, raced, cut off, killed, starved of disk and tampered with,
//! each on both databases. `docs/ledger.md` says which promise each test holds.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    missing_docs,
    reason = "a test fails loudly"
)]

#[path = "../support/mod.rs"]
mod support;

mod asking;
mod bookkeeper;
mod held;
mod intruder;
mod seeds;
mod stage;

mod append_only;
mod histories;
mod model;
mod races;
mod tampering;
mod wishes;

use golden_beans::ledger::{Audit, HashAlgorithm, Head, verify as verify_journal};
use golden_beans::service::App;
use held::hold_the_head;

/// How long or how often, where `make torture` asks for more than a normal run.
fn from_environment<T: std::str::FromStr>(name: &str, normally: T) -> T {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} must be a number, not {text:?}")),
        Err(_) => normally,
    }
}

/// The program's own verification.
async fn verify(app: &App, noted: Option<Head>) -> Audit {
    let storage = app.storage.clone();
    let check = move || verify_journal(&storage, HashAlgorithm::Sha256, 100, noted, &mut |_| ()).unwrap();
    tokio::task::spawn_blocking(check).await.unwrap()
}
