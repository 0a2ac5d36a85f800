//! `kill -9` of the server while everybody uses it.

use super::town::{Places, Town};
use crate::support::{Database, TestDatabase};
use std::time::Duration;

/// In a normal run, for each database.
const ROUNDS: usize = 3;

#[test]
fn a_killed_server_loses_no_answer_and_does_nothing_twice_on_sqlite() {
    super::run(kill_under_load(Database::Sqlite));
}

#[test]
fn a_killed_server_loses_no_answer_and_does_nothing_twice_on_postgres() {
    super::run(kill_under_load(Database::Postgresql));
}

async fn kill_under_load(kind: Database) {
    let database = tokio::task::spawn_blocking(move || TestDatabase::migrated(kind)).await.unwrap();
    let mut town = Town::found(Places::ordinary(database.url()), 1).await;
    for _ in 0..super::rounds(ROUNDS) {
        let going = town.life.begin();
        town.life.heard_more(rand::random_range(1..60)).await;
        // Anywhere in whatever is being done.
        tokio::time::sleep(Duration::from_micros(rand::random_range(0..30_000))).await;
        let killed = town.servers.remove(0);
        killed.kill();
        going.end().await;
        town.start_server().await;
        town.reckon().await;
    }
    town.verify().await;
}
