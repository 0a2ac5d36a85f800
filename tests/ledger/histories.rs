//! Random histories against the model: every answer, every posting, every balance, cap and debt, on both databases,
//! whatever falls into one batch.
//!
//! `GOLDEN_BEANS_TORTURE_HISTORIES` says how many each database gets.

mod ask;
mod compare;
mod history;
mod house;
mod play;

use crate::support::Database;
use history::{History, history};
use house::House;
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

/// In a normal run, for each database.
const HISTORIES: u32 = 40;

/// A failing history is made shorter for so long.
const SHRINK_MS: u32 = 180_000;

#[test]
fn the_ledger_does_what_the_model_does_on_sqlite() {
    compare_histories(Database::Sqlite);
}

#[test]
fn the_ledger_does_what_the_model_does_on_postgres() {
    compare_histories(Database::Postgresql);
}

fn compare_histories(database: Database) {
    let cases = crate::from_environment("GOLDEN_BEANS_TORTURE_HISTORIES", HISTORIES);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let config = Config { cases, failure_persistence: None, max_shrink_time: SHRINK_MS, ..Config::default() };
    let outcome = TestRunner::new(config).run(&history(), |history| {
        runtime.block_on(play_once(database, &history)).map_err(TestCaseError::fail)
    });
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(reason, history)) => panic!("{reason}\nthe shortest such history: {history:#?}"),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}

async fn play_once(database: Database, history: &History) -> Result<(), String> {
    let house = House::open(database, history.tied_expiry).await;
    let outcome = house.play(history).await;
    house.close().await;
    outcome
}
