//! PostgreSQL crashes while everybody uses the server, and comes back; the server goes on by itself.

use super::cluster::Cluster;
use super::town::{Places, Town};
use std::time::Duration;

/// In a normal run.
const ROUNDS: usize = 2;

/// How PostgreSQL goes down.
#[derive(Debug, Clone, Copy)]
enum Crash {
    /// Everything of it stops where it is, and is started again.
    Immediate,
    /// `kill -9` of one of the processes that serve us: it ends all connections and recovers by itself.
    Backend,
}

#[test]
fn a_database_that_crashes_and_returns_loses_nothing() {
    super::run(async {
        let cluster = tokio::task::spawn_blocking(Cluster::start).await.unwrap();
        let mut town = Town::found(Places::ordinary(&cluster.url()), 1).await;
        for crash in [Crash::Immediate, Crash::Backend].into_iter().cycle().take(super::rounds(ROUNDS)) {
            let going = town.life.begin();
            town.life.heard_more(rand::random_range(1..60)).await;
            tokio::time::sleep(Duration::from_micros(rand::random_range(0..30_000))).await;
            match crash {
                Crash::Immediate => {
                    cluster.down("immediate");
                    // Long enough for everybody to be turned away.
                    town.life.turned_away("database_unavailable").await;
                    cluster.up();
                }
                Crash::Backend => cluster.kill_backend("golden-beans"),
            }
            // Life goes on, in the same server.
            town.life.heard_more(30).await;
            going.end().await;
            town.reckon().await;
        }
        town.verify().await;
    });
}
