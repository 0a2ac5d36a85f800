//! Real servers put to the torture: killed, cut off from their database, starved of disk, while people use them. What
//! must hold afterwards is in `reckoning`. `docs/ledger.md` says which promise each test holds.
//!
//! `GOLDEN_BEANS_TORTURE_ROUNDS` says how often each disaster strikes; `make torture` asks for many more than a normal
//! run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::missing_panics_doc,
    missing_docs,
    reason = "a test fails loudly"
)]

#[path = "../bookkeeper/mod.rs"]
#[allow(dead_code, reason = "other tests ask more of it")]
mod bookkeeper;
#[path = "../support/mod.rs"]
mod support;

mod cluster;
mod life;
mod people;
mod proxy;
mod reckoning;
mod record;
mod server;
mod small_disk;
mod town;

mod cut_connections;
mod database_crashes;
mod full_disk;
mod killed;
mod processes;

/// How often a disaster strikes.
fn rounds(normally: usize) -> usize {
    const NAME: &str = "GOLDEN_BEANS_TORTURE_ROUNDS";
    match std::env::var(NAME) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{NAME} must be a number, not {text:?}")),
        Err(_) => normally,
    }
}

/// Runs a test on threads of its own.
fn run<F: Future<Output = ()>>(test: F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(test);
}
