//! The line to PostgreSQL is cut in the middle of a commit. Nobody can know then whether it was done. The ledger's writer
//! sees it at the head of the journal as soon as it has a line again; else the retry with the same key settles it, when it
//! was done and when it was not.

use super::life;
use super::people::Person;
use super::proxy::{Cut, Proxy, Whose};
use super::town::{Places, Town};
use crate::support::{Database, TestDatabase};
use serde_json::{Value, json};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// In a normal run.
const ROUNDS: usize = 2;

static GOES_ON: AtomicBool = AtomicBool::new(false);

/// A town whose line to the database goes through a proxy.
async fn town() -> (TestDatabase, Proxy, Town) {
    let database =
        tokio::task::spawn_blocking(|| TestDatabase::migrated(Database::Postgresql)).await.unwrap();
    let proxy = Proxy::to(database.url()).await;
    let places = Places { database_url: proxy.url(database.url()), ..Places::ordinary(database.url()) };
    let town = Town::found(places, 1).await;
    (database, proxy, town)
}

#[test]
fn a_commit_whose_answer_is_lost_is_settled_by_the_same_key() {
    super::run(cut_each(Cut::AfterCommit));
}

#[test]
fn a_commit_that_never_arrived_is_made_by_the_same_key() {
    super::run(cut_each(Cut::BeforeCommit));
}

#[test]
fn the_ledger_finds_out_by_itself_what_became_of_a_commit() {
    super::run(async {
        for cut in [Cut::BeforeCommit, Cut::AfterCommit, Cut::WhileIdle] {
            let (_database, proxy, mut town) = town().await;
            for Matter { who, path, body, commit } in matters(&town).await {
                if commit != Commit::Ledger {
                    continue;
                }
                let number = town.record.begin(&who, path.clone(), body);
                proxy.cut_next(Whose::Ledger, cut);
                let answer = town.record.ask(number).await.unwrap_or_else(|| panic!("{path} is answered"));
                assert!(proxy.has_cut(), "{path} commits as the ledger");
                assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
                assert_ne!(answer.header("idempotency-replayed"), "true", "{path}: it is the first answer");
                town.record.ask(number).await.expect("and heard again");
            }
            assert_eq!(town.record.turned_away("database_unavailable"), 0);
            town.reckon().await;
            town.verify().await;
        }
    });
}

#[test]
fn connections_that_are_cut_anywhere_lose_nothing() {
    super::run(async {
        let (_database, proxy, mut town) = town().await;
        for round in 0..super::rounds(ROUNDS) {
            let going = town.life.begin();
            for _ in 0..3 {
                town.life.heard_more(rand::random_range(1..30)).await;
                proxy.cut_next(
                    Whose::Ledger,
                    if round.is_multiple_of(2) { Cut::AfterCommit } else { Cut::BeforeCommit },
                );
                town.life.heard_more(rand::random_range(1..30)).await;
                tokio::time::sleep(Duration::from_micros(rand::random_range(0..10_000))).await;
                proxy.cut_all();
            }
            going.end().await;
            town.reckon().await;
        }
        town.verify().await;
    });
}

/// Whose commit is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Commit {
    Ledger,
    Step,
}

/// Something that is asked with a key: by whom, where, what, and which commit of it is cut.
struct Matter {
    who: Person,
    path: String,
    body: Value,
    commit: Commit,
}

/// Every kind of request that moves beans or files a report.
async fn matters(town: &Town) -> Vec<Matter> {
    let (resident, dispatcher) = &town.life.reporters[0];
    let (buyer, cashier) = &town.life.buyers[0];
    let code = buyer.post("/wallet/pay-code", Value::Null).await.expect(201)["code"].clone();
    let sale = json!({ "pay_code": code, "beans": "10" });
    let sold = cashier.ask_for_good("/checkout/redemptions", sale, &GOES_ON).await.unwrap().expect(201);
    let code = buyer.post("/wallet/pay-code", Value::Null).await.expect(201)["code"].clone();
    let report = json!({
        "category": "lamp", "description": "路灯不亮", "photo_ids": [resident.upload().await.unwrap()],
        "location": { "lat": 25.4953, "lng": 103.7964, "datum": "wgs84" },
    });
    let mut matters = Vec::new();
    let mut matter = |who: &Person, path: String, body: Value, commit| {
        matters.push(Matter { who: who.clone(), path, body, commit });
    };
    let finance = &town.life.finance;
    let money = json!({ "beans": "7", "memo": "追加" });
    matter(finance, format!("/campaigns/{}/fund", town.season), money.clone(), Commit::Ledger);
    matter(finance, format!("/shops/{}/settlements", town.life.shop), money, Commit::Ledger);
    matter(
        cashier,
        "/checkout/redemptions".to_owned(),
        json!({ "pay_code": code, "beans": "5" }),
        Commit::Ledger,
    );
    let refunds = format!("/checkout/redemptions/{}/refunds", sold["id"].as_str().unwrap());
    matter(cashier, refunds, json!({ "beans": "1", "reason": "退货" }), Commit::Ledger);
    matter(resident, "/reports".to_owned(), report, Commit::Step);
    for commit in [Commit::Ledger, Commit::Step] {
        let path = life::accepted(resident, dispatcher, &GOES_ON).await.unwrap();
        matter(dispatcher, format!("{path}/close"), json!({ "tier": "general" }), commit);
    }
    matters
}

async fn cut_each(cut: Cut) {
    let (_database, proxy, mut town) = town().await;
    for matter in matters(&town).await {
        let Matter { who, path, body, commit } = matter;
        let number = town.record.begin(&who, path.clone(), body);
        let away = town.record.turned_away("database_unavailable");
        let whose = match commit {
            Commit::Ledger => Whose::Ledger,
            Commit::Step => Whose::Step(town.record.key(number)),
        };
        match commit {
            Commit::Ledger => proxy.cut_next_and_stay_away(whose, cut),
            Commit::Step => proxy.cut_next(whose, cut),
        }
        assert!(town.record.ask(number).await.is_none(), "{path}: the line was cut");
        assert!(proxy.has_cut(), "{path} commits as {commit:?}");
        assert_eq!(
            town.record.turned_away("database_unavailable"),
            away + 1,
            "{path} is a 503, not a defect"
        );
        proxy.come_back();

        let answer =
            town.record.ask(number).await.unwrap_or_else(|| panic!("{path} is answered when asked again"));
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
        // A closing is two commits; the first answers the key, the second is asked for by it.
        let was_done = cut == Cut::AfterCommit || path.ends_with("/close") && commit == Commit::Ledger;
        let replayed = answer.header("idempotency-replayed") == "true";
        assert_eq!(replayed, was_done, "{path}: {}", answer.text());
        town.record.ask(number).await.expect("and heard again");
    }
    town.reckon().await;
    town.verify().await;
}
