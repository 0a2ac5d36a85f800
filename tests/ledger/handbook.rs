//! What `docs/ledger.md` gives people to check the journal with works as it is written there.

use crate::bookkeeper::{Bookkeeper, canonical_bytes};
use crate::both_databases;
use crate::district::{District, instant};
use crate::stage::{SEASON, on_both_databases};
use crate::support::TestApp;
use golden_beans::domain::tier::Tier;
use golden_beans::ledger::{AwardWish, Fund, awards};
use serde_json::{Value, json};
use std::process::Command;

fn handbook() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/ledger.md")).unwrap()
}

/// The block of this language.
fn block(handbook: &str, language: &str) -> String {
    let (_, behind) = handbook.split_once(&format!("```{language}\n")).expect("the handbook has it");
    behind.split_once("\n```").expect("it ends").0.to_owned()
}

/// Whether one of these test targets has a test of this name in this module.
fn exists(module: &str, test: &str) -> bool {
    ["ledger", "torture"].iter().any(|target| {
        let file = format!("{}/tests/{target}/{module}.rs", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(file).is_ok_and(|text| text.contains(&format!("fn {test}(")))
    })
}

#[test]
fn every_promise_names_tests_that_are_there() {
    let handbook = handbook();
    let (_, promises) = handbook.split_once("## What is promised").unwrap();
    let mut promised = 0;
    for row in promises.lines().filter(|line| line.starts_with("| ")).skip(1) {
        promised += 1;
        let (_, held_by) = row.trim_end_matches(" |").rsplit_once(" | ").unwrap();
        for name in held_by.split(", ").filter(|name| name.starts_with('`')) {
            let (module, test) = name.trim_matches('`').split_once("::").unwrap();
            assert!(exists(module, test), "no test {name} holds {row}");
        }
    }
    assert!(promised > 15, "{promised}");
}

on_both_databases! {
    async fn the_worked_example_is_what_the_ledger_writes(stage: &Stage) {
        let fund = Fund { memo: "首期".to_owned(), ..crate::asking::fund(SEASON, 10_000, "first") };
        stage.app.ledger.fund(fund).await.unwrap();
        let postings = Bookkeeper::read(&stage.app.storage).await;
        let handbook = handbook();
        let layout = block(&handbook, "layout");
        let digits: String = layout.lines().map(|line| line.split_whitespace().next().unwrap()).collect();
        let bytes = canonical_bytes(&postings[0]);
        assert_eq!(hex::encode(&bytes), digits);
        assert!(handbook.contains(&format!("{} bytes; their SHA-256", bytes.len())));
        assert!(handbook.contains(&hex::encode(&postings[0].hash)), "{}", hex::encode(&postings[0].hash));
    }
}

/// All transactions as an auditor is given them, page by page.
async fn export(district: &District) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = district.auditor.get(&format!("/ledger/transactions?limit=3{cursor}")).await.expect(200);
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

/// Runs the handbook's script on these transactions; whether it ended well, and what it said.
fn check(script: &str, transactions: &[Value]) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("export.json");
    std::fs::write(&file, serde_json::to_vec(transactions).unwrap()).unwrap();
    let output = Command::new("python3").args(["-c", script]).arg(&file).output().expect("there is python3");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap().trim().to_owned())
}

/// A journal with every kind of posting.
async fn keep_books(district: &mut District) {
    let id = district.season("七月", "2024-07-01", "2024-07-14", Some("2024-07-14")).await;
    district.award("report", Tier::Major).await;
    let code = district.pay_code().await;
    let sold = district.redeem(&code, "2.50").await.expect(201);
    let refunds = format!("/checkout/redemptions/{}/refunds", sold["id"].as_str().unwrap());
    district.cashier.post(&refunds, &json!({ "beans": "0.75", "reason": "退货" })).await.expect(201);
    let settlements = format!("/shops/{}/settlements", district.shop_id);
    district.finance.post(&settlements, &json!({ "beans": "1", "memo": "转账" })).await.expect(201);
    let now = district.app.now();
    let lower = AwardWish {
        reason: Some("评级过高".to_owned()),
        ..crate::asking::wish("report", &district.resident.id, Some("general"), now)
    };
    let deed = lower.deed.clone();
    district.app.app.storage.write(move |tx| awards::want(tx, &lower)).await.unwrap();
    district.app.app.ledger.post_award(deed).await.unwrap();
    district.at(instant("2024-07-14T16:00:00Z")).await;
    district.admin.post_nothing(&format!("/campaigns/{id}/end")).await.expect(200);
    district.app.app.upkeep_round().await.unwrap();
}

both_databases! {
    async fn the_script_checks_an_export(app: TestApp) {
        let mut district = District::new(app).await;
        keep_books(&mut district).await;
        let sound = export(&district).await;
        let mut kinds: Vec<&str> = sound.iter().map(|item| item["kind"].as_str().unwrap()).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["award", "expire", "fund", "redeem", "refund", "release", "reverse", "settle"]);

        let script = block(&handbook(), "python");
        let verified = district.auditor.post_nothing("/ledger/verify").await.expect(200);
        let head = verified["head_hash"].as_str().unwrap();
        assert_eq!(check(&script, &sound), (true, format!("sound: 8 transactions, head 8:{head}")));

        // The newest comes first: the fourth from the end is the fifth posting.
        let place = sound.len() - 5;
        assert_eq!(sound[place]["seq"], 5);
        let bad = |change: &dyn Fn(&mut Vec<Value>)| {
            let mut changed = sound.clone();
            change(&mut changed);
            check(&script, &changed)
        };
        let fifth = (false, "transaction 5 is bad".to_owned());
        assert_eq!(bad(&|items| items[place]["entries"][0]["beans"] = json!("9.99")), fifth);
        assert_eq!(bad(&|items| items[place]["entries"][1]["balance_after"] = json!("0.01")), fifth);
        assert_eq!(bad(&|items| items[place]["memo"] = json!("别的")), fifth);
        assert_eq!(bad(&|items| items[place]["at"] = json!("2024-07-10T02:00:01Z")), fifth);
        assert_eq!(bad(&|items| drop(items.remove(place))), (false, "transaction 6 is bad".to_owned()));
    }
}
