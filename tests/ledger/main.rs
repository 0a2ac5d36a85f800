//! The ledger put to the torture: against a plain model, raced, kept waiting, with the clock set back and tampered with,
//! each on both databases; `tests/torture` does it with real processes. `docs/ledger.md` says which promise each test holds.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    missing_docs,
    reason = "a test fails loudly"
)]

#[path = "../bookkeeper/mod.rs"]
mod bookkeeper;
#[path = "../api/district.rs"]
#[allow(dead_code, reason = "the API's tests ask more of it")]
mod district;
#[path = "../support/mod.rs"]
mod support;

mod asking;
mod held;
mod intruder;
mod seeds;
mod stage;

mod append_only;
mod busy;
mod clock_back;
mod elsewhere;
mod handbook;
mod histories;
mod model;
mod older_schema;
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
    let check = move || verify_journal(&storage, HashAlgorithm::Sha256, 100, noted, &mut |_| Ok(())).unwrap();
    tokio::task::spawn_blocking(check).await.unwrap()
}
