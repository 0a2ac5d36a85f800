//! Everybody at the same moment: exactly as many win as there is to win.

use crate::asking;
use crate::hold_the_head;
use crate::seeds;
use crate::stage::{GIFTS, SEASON, SHOPS, Stage, on_both_databases};
use futures_util::future::join_all;
use futures_util::poll;
use golden_beans::domain::deed::Deed;
use golden_beans::error::Error;
use golden_beans::ledger::Ledger;
use golden_beans::service::App;
use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::Arc;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

const RIVALS: usize = 64;

/// Runs rivals that start at the same moment, each on one of the processes in turn.
async fn race<T, F, Fut>(processes: &[App], rival: F) -> Vec<T>
where
    F: Fn(usize, Ledger) -> Fut,
    Fut: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let start = Arc::new(Barrier::new(RIVALS));
    let mut tasks = JoinSet::new();
    for (number, app) in (0..RIVALS).zip(processes.iter().cycle()) {
        let (running, start) = (rival(number, app.ledger.clone()), Arc::clone(&start));
        tasks.spawn(async move {
            start.wait().await;
            running.await
        });
    }
    tasks.join_all().await
}

/// How often each outcome came: `done`, or a refusal's code.
fn count<T>(outcomes: &[Result<T, Error>]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for outcome in outcomes {
        let name = outcome.as_ref().map_or_else(|error| error.code().as_str(), |_| "done");
        *counts.entry(name).or_insert(0) += 1;
    }
    counts
}

/// Returns when so many commands wait.
async fn waiting(app: &App, commands: usize) {
    while app.ledger.figures().waiting != commands {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
}

fn processes(stage: &Stage) -> [App; 2] {
    [stage.app.clone(), stage.another_process()]
}

on_both_databases! {
    async fn one_pay_code_pays_once(stage: &Stage) {
        let residents = stage.residents_with(1, 10_000).await;
        let code = stage.pay_code(&residents[0]).await;
        let outcomes = race(&processes(stage), |number, ledger| {
            let redeem = asking::redeem(&code, SHOPS[number % 2], 100, &format!("till {number}"));
            async move { ledger.redeem(redeem).await }
        })
        .await;
        assert_eq!(count(&outcomes), BTreeMap::from([("done", 1), ("pay_code_used", RIVALS - 1)]));
        let (books, _) = stage.audit().await;
        assert_eq!(books.balance("pocket", &residents[0], Some(GIFTS)), 9_900);
    }

    async fn one_key_has_one_outcome(stage: &Stage) {
        let residents = stage.residents_with(1, 10_000).await;
        let code = stage.pay_code(&residents[0]).await;
        let outcomes = race(&processes(stage), |_, ledger| {
            let redeem = asking::redeem(&code, SHOPS[0], 100, "the same");
            async move { ledger.redeem(redeem).await.unwrap() }
        })
        .await;
        let first_answers = outcomes.iter().filter(|answer| !answer.replayed).count();
        assert_eq!(first_answers, 1);
        assert!(outcomes.iter().all(|answer| answer.value == outcomes[0].value), "{outcomes:?}");
    }

    /// A sale that was sent before, and its key under another body, wait for the same batch as new sales.
    async fn a_key_that_is_known_keeps_its_answer_beside_new_ones(stage: &Stage) {
        let residents = stage.residents_with(6, 1_000).await;
        let mut sales = Vec::new();
        for (number, resident) in residents.iter().enumerate() {
            let code = stage.pay_code(resident).await;
            sales.push(asking::redeem(&code, SHOPS[0], 400, &format!("sale {number}")));
        }
        let before = stage.app.ledger.redeem(sales[0].clone()).await.unwrap();
        let mut other = sales[0].clone();
        other.asked.request_hash = "another body".to_owned();
        sales.push(other);

        let held = hold_the_head(&stage.app.storage).await;
        // The writer takes this one and waits for the head; those that come meanwhile are the next batch.
        let mut first = pin!(stage.app.ledger.fund(asking::fund(GIFTS, 100, "first")));
        assert!(poll!(first.as_mut()).is_pending());
        waiting(&stage.app, 0).await;
        let asked = sales.len();
        let sales = join_all(sales.into_iter().map(|sale| stage.app.ledger.redeem(sale)));
        let let_go_when_all_wait = async {
            waiting(&stage.app, asked).await;
            held.let_go();
        };
        let (outcomes, ()) = tokio::join!(sales, let_go_when_all_wait);
        first.await.unwrap();
        assert_eq!(count(&outcomes), BTreeMap::from([("done", 6), ("idempotency_key_reused", 1)]));
        let again = outcomes[0].as_ref().unwrap();
        assert_eq!((&again.value, again.replayed), (&before.value, true));
        assert!(outcomes[1..6].iter().flatten().all(|answer| !answer.replayed), "{outcomes:?}");
        let (books, _) = stage.audit().await;
        for resident in &residents {
            assert_eq!(books.balance("pocket", resident, Some(GIFTS)), 600);
        }
    }

    async fn one_redemption_is_refunded_no_further_than_it_went(stage: &Stage) {
        let residents = stage.residents_with(1, 10_000).await;
        let code = stage.pay_code(&residents[0]).await;
        let redeemed = stage.app.ledger.redeem(asking::redeem(&code, SHOPS[0], 1_000, "sale")).await.unwrap();
        let id = redeemed.value.redemption_id;
        let outcomes = race(&processes(stage), |number, ledger| {
            let refund = asking::refund(&id, SHOPS[0], 300, &format!("refund {number}"));
            async move { ledger.refund(refund).await }
        })
        .await;
        assert_eq!(count(&outcomes), BTreeMap::from([("done", 3), ("refund_exceeds_redemption", RIVALS - 3)]));
    }

    async fn a_shop_is_paid_no_more_than_it_is_owed(stage: &Stage) {
        let residents = stage.residents_with(1, 10_000).await;
        let code = stage.pay_code(&residents[0]).await;
        stage.app.ledger.redeem(asking::redeem(&code, SHOPS[0], 1_000, "sale")).await.unwrap();
        let outcomes = race(&processes(stage), |number, ledger| {
            let settle = asking::settle(SHOPS[0], 400, &format!("transfer {number}"));
            async move { ledger.settle(settle).await }
        })
        .await;
        assert_eq!(count(&outcomes), BTreeMap::from([("done", 2), ("settlement_exceeds_owed", RIVALS - 2)]));
    }

    /// Two codes of a resident are never live at once, so one sale races with those who take the beans back.
    async fn one_balance_is_spent_once(stage: &Stage) {
        stage.gift_season(100, RIVALS).await;
        seeds::add_resident(&stage.app, "wang").await;
        for number in 0..RIVALS {
            stage.grade(stage.gift(&format!("deed-{number}"), "wang", Some("major"))).await.unwrap();
        }
        for number in 0..RIVALS {
            stage.want(stage.gift(&format!("deed-{number}"), "wang", None)).await;
        }
        let code = stage.pay_code("wang").await;
        let sold = race(&processes(stage), |number, ledger| {
            let redeem = asking::redeem(&code, SHOPS[0], 4_000, "sale");
            async move {
                if number == RIVALS / 4 {
                    return ledger.redeem(redeem).await.is_ok();
                }
                ledger.post_award(Deed::report(format!("deed-{number}"))).await.unwrap();
                false
            }
        })
        .await;
        stage.app.ledger.post_award(Deed::report(format!("deed-{}", RIVALS / 4))).await.unwrap();
        let spent = if sold.contains(&true) { 4_000 } else { 0 };
        let (books, postings) = stage.audit().await;
        let taken: i64 = postings
            .iter()
            .filter(|posting| posting.kind == "reverse")
            .map(|posting| posting.entries.iter().map(|entry| entry.beans.max(0)).sum::<i64>())
            .sum();
        let all = 100 * i64::try_from(RIVALS).unwrap();
        assert_eq!(books.balance("pocket", "wang", Some(GIFTS)), 0);
        assert_eq!((books.balance("shop", SHOPS[0], None), taken), (spent, all - spent));
    }

    async fn the_budgets_last_beans_are_awarded_once(stage: &Stage) {
        stage.fund(7_000).await;
        for number in 0..RIVALS {
            seeds::add_resident(&stage.app, &format!("neighbour-{number}")).await;
        }
        let records = race(&processes(stage), |number, ledger| {
            let wish = stage.wish(&format!("deed-{number}"), &format!("neighbour-{number}"), Some("general"));
            async move { ledger.award(wish).await.unwrap() }
        })
        .await;
        let granted = |beans: i64| records.iter().filter(|record| record.beans.hundredths() == beans).count();
        assert_eq!((granted(300), granted(100), granted(0)), (23, 1, RIVALS - 24));
        let cut = records.iter().filter(|record| record.limited_by.is_some_and(|limit| limit.as_str() == "budget"));
        assert_eq!(cut.count(), RIVALS - 23);
        let (books, _) = stage.audit().await;
        assert_eq!(books.balance("budget", SEASON, None), 0);
    }

    async fn one_resident_earns_one_days_cap(stage: &Stage) {
        stage.fund(1_000_000).await;
        seeds::add_resident(&stage.app, "busy").await;
        race(&processes(stage), |number, ledger| {
            let wish = stage.wish(&format!("deed-{number}"), "busy", Some("general"));
            async move { ledger.award(wish).await.unwrap() }
        })
        .await;
        let (books, _) = stage.audit().await;
        assert_eq!(books.balance("pocket", "busy", Some(SEASON)), 1_000);
    }

    async fn one_deed_is_awarded_once(stage: &Stage) {
        stage.fund(1_000_000).await;
        seeds::add_resident(&stage.app, "busy").await;
        stage.want(stage.wish("deed", "busy", Some("major"))).await;
        let records = race(&processes(stage), |_, ledger| {
            let deed = Deed::report("deed");
            async move { ledger.post_award(deed).await.unwrap() }
        })
        .await;
        assert!(records.iter().all(|record| *record == records[0]), "{records:?}");
        let (books, _) = stage.audit().await;
        assert_eq!(books.balance("pocket", "busy", Some(SEASON)), 500);
    }

    /// Dispatchers who disagree at the same moment: whoever wished last is followed, and nothing is paid twice.
    async fn one_deed_graded_by_many_follows_the_last(stage: &Stage) {
        stage.fund(1_000_000).await;
        seeds::add_resident(&stage.app, "busy").await;
        let apps = processes(stage);
        let grades = [Some("major"), None, Some("general"), Some("minor")];
        race(&apps, |number, ledger| {
            let wish = stage.wish("deed", "busy", grades[number % grades.len()]);
            let storage = apps[number % 2].storage.clone();
            async move {
                let deed = wish.deed.clone();
                storage.write(move |tx| golden_beans::ledger::awards::want(tx, &wish)).await.unwrap();
                ledger.post_award(deed).await.unwrap()
            }
        })
        .await;
        let record = stage.record("deed").await;
        assert!(!record.pending);
        let worth = record.grade.as_ref().map_or(0, |grade| match grade.as_str() {
            "major" => 500,
            "general" => 300,
            _ => 0,
        });
        assert_eq!(record.beans.hundredths(), worth);
        let (books, _) = stage.audit().await;
        assert_eq!(books.balance("pocket", "busy", Some(SEASON)), worth);
    }
}
