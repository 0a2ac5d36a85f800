//! A ledger that was written before the program learned something is brought up to date with all that it holds.

use crate::asking;
use crate::intruder::Intruder;
use crate::stage::{GIFTS, SHOPS, Stage, on_both_databases};
use crate::support::Database;
use chrono::TimeDelta;

/// Undoes a migration and does it again, as if what is there had been written before it.
fn anew(stage: &Stage, migration: &str) {
    let folder = if stage.kind == Database::Sqlite { "sqlite" } else { "postgres" };
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder).join(migration);
    let mut intruder = Intruder::enter(stage);
    for file in ["down.sql", "up.sql"] {
        intruder.run(&std::fs::read_to_string(path.join(file)).unwrap()).unwrap();
    }
}

on_both_databases! {
    /// The audit at the end holds that each pocket's latest month is the sum of its days.
    async fn months_are_summed_up_from_the_days(stage: &Stage) {
        let residents = stage.residents_with(2, 10_000).await;
        stage.fund(10_000).await;
        for day in 0..25 {
            stage.grade(stage.wish(&format!("day {day}"), &residents[0], Some("general"))).await.unwrap();
            stage.clock.advance(TimeDelta::days(1));
        }
        let (bookkeeper, _) = stage.audit().await;
        assert_eq!(bookkeeper.balance("pocket", &residents[1], Some(GIFTS)), 10_000);

        anew(stage, "0015_earned_by_date");
        stage.audit().await;
        stage.grade(stage.wish("after", &residents[0], Some("minor"))).await.unwrap();
        let code = stage.pay_code(&residents[1]).await;
        stage.app.ledger.redeem(asking::redeem(&code, SHOPS[0], 500, "sale")).await.unwrap();
    }
}
