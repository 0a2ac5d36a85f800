//! Several servers on one PostgreSQL: they race for the same things, and die one after the other.

use super::life;
use super::people::Person;
use super::town::{Places, Town};
use crate::support::{Answer, Database, TestDatabase};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// In a normal run.
const ROUNDS: usize = 2;

const SERVERS: usize = 3;

/// How many ask at the same moment, of one server after the other.
const RIVALS: usize = 64;

/// A crowd is never over.
static GOES_ON: AtomicBool = AtomicBool::new(false);

async fn town() -> (TestDatabase, Town) {
    let database =
        tokio::task::spawn_blocking(|| TestDatabase::migrated(Database::Postgresql)).await.unwrap();
    let town = Town::found(Places::ordinary(database.url()), SERVERS).await;
    (database, town)
}

#[test]
fn servers_that_die_one_after_the_other_lose_nothing() {
    super::run(async {
        let (_database, mut town) = town().await;
        for round in 0..super::rounds(ROUNDS) {
            let going = town.life.begin();
            town.life.heard_more(rand::random_range(1..60)).await;
            tokio::time::sleep(Duration::from_micros(rand::random_range(0..30_000))).await;
            // Those who were with it ask again elsewhere.
            town.replace_server(round % SERVERS).await;
            town.life.heard_more(30).await;
            going.end().await;
            town.reckon().await;
        }
        town.verify().await;
    });
}

#[test]
fn what_there_is_once_is_given_once_whichever_server_is_asked() {
    super::run(async {
        let (_database, mut town) = town().await;
        one_pay_code(&town).await;
        one_balance(&town).await;
        one_close(&town).await;
        last_beans_of_a_budget(&town).await;
        town.reckon().await;
        town.verify().await;
    });
}

/// Everybody asks at once; how often each status and code was answered.
async fn crowd(asking: impl Fn(usize) -> (Person, String, Value)) -> (Vec<Answer>, BTreeMap<String, usize>) {
    let requests = (0..RIVALS).map(asking);
    let answers = join_all(
        requests.map(async |(who, path, body)| who.ask_for_good(&path, body, &GOES_ON).await.unwrap()),
    )
    .await;
    let mut counts = BTreeMap::new();
    for answer in &answers {
        *counts.entry(format!("{} {}", answer.status, answer.code()).trim().to_owned()).or_default() += 1;
    }
    (answers, counts)
}

fn counts<const N: usize>(expected: [(&str, usize); N]) -> BTreeMap<String, usize> {
    expected.into_iter().map(|(name, count)| (name.to_owned(), count)).collect()
}

async fn pay_code(resident: &Person) -> Value {
    resident.post("/wallet/pay-code", Value::Null).await.expect(201)["code"].clone()
}

async fn one_pay_code(town: &Town) {
    let (resident, _) = &town.life.buyers[0];
    let code = pay_code(resident).await;
    let (_, answers) = crowd(|number| {
        let cashier = town.life.buyers[number % town.life.buyers.len()].1.clone();
        (cashier, "/checkout/redemptions".to_owned(), json!({ "pay_code": code, "beans": "1" }))
    })
    .await;
    assert_eq!(answers, counts([("201", 1), ("409 pay_code_used", RIVALS - 1)]));
}

/// One resident has one live code, so what is raced for is what a shop holds of one sale: all give it back.
async fn one_balance(town: &Town) {
    let (resident, cashier) = &town.life.buyers[0];
    let sale = json!({ "pay_code": pay_code(resident).await, "beans": "10" });
    let sold = cashier.ask_for_good("/checkout/redemptions", sale, &GOES_ON).await.unwrap().expect(201);
    let path = format!("/checkout/redemptions/{}/refunds", sold["id"].as_str().unwrap());
    let refund = json!({ "beans": "3", "reason": "退货" });
    let (_, answers) = crowd(|_| (cashier.clone(), path.clone(), refund.clone())).await;
    assert_eq!(answers, counts([("201", 3), ("409 refund_exceeds_redemption", RIVALS - 3)]));
}

async fn one_close(town: &Town) {
    let (resident, dispatcher) = &town.life.reporters[0];
    let path = life::accepted(resident, dispatcher, &GOES_ON).await.unwrap();
    let (_, answers) = crowd(|number| {
        let dispatcher = town.life.reporters[number % town.life.reporters.len()].1.clone();
        (dispatcher, format!("{path}/close"), json!({ "tier": "general" }))
    })
    .await;
    assert_eq!(answers, counts([("200", 1), ("409 invalid_transition", RIVALS - 1)]));
}

/// Leaves the budget with half of what the reports would earn.
async fn last_beans_of_a_budget(town: &Town) {
    const WORTH: i64 = 1_000_000;
    let (resident, dispatcher) = &town.life.reporters[0];
    let mut paths = Vec::new();
    for _ in 0..RIVALS {
        paths.push(life::accepted(resident, dispatcher, &GOES_ON).await.unwrap());
    }
    let left = town.budget_left().await;
    assert!(left > WORTH && left % WORTH != 0, "{left}");
    let (answers, statuses) =
        crowd(|number| (dispatcher.clone(), format!("{}/close", paths[number]), json!({ "tier": "major" })))
            .await;
    assert_eq!(statuses, counts([("200", RIVALS)]));
    let awards = answers.iter().map(|answer| &answer.json["award"]);
    let whole = awards.clone().filter(|award| award["limited_by"].is_null()).count();
    assert_eq!(whole as i64, left / WORTH);
    assert_eq!(awards.filter(|award| award["limited_by"] == "budget").count(), RIVALS - whole);
    assert_eq!(town.budget_left().await, 0);
}
