//! The ledger as auditors and finance read it.

use crate::both_databases;
use crate::district::{District, one_of_each_role};
use crate::support::{Answer, TestApp};
use golden_beans::domain::role::Role;
use reqwest::Method;
use serde_json::{Value, json};

/// The names and data of a stream of events.
fn events(answer: &Answer) -> Vec<(String, Value)> {
    let read = |block: &str| {
        let (name, data) = block.split_once('\n')?;
        let data = serde_json::from_str(data.strip_prefix("data: ")?).ok()?;
        Some((name.strip_prefix("event: ")?.to_owned(), data))
    };
    let text = String::from_utf8_lossy(&answer.body);
    text.split_terminator("\n\n").map(|block| read(block).expect("an event")).collect()
}

both_databases! {
    async fn the_journal_shows_every_transaction_with_its_entries_and_its_place_in_the_chain(app: TestApp) {
        let (district, campaign_id) = busy(app).await;
        let page = district.auditor.get("/ledger/transactions").await.expect(200);
        let items = page["items"].as_array().unwrap();
        let kinds: Vec<&str> = items.iter().map(|item| item["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["settle", "refund", "redeem", "award", "award", "fund"]);
        for (newer, older) in items.iter().zip(&items[1..]) {
            assert_eq!(newer["prev_hash"], older["hash"]);
            assert_eq!(newer["seq"].as_i64().unwrap(), older["seq"].as_i64().unwrap() + 1);
        }
        for item in items {
            assert_eq!(item["hash"].as_str().unwrap().len(), 64);
            let sum: i64 = item["entries"].as_array().unwrap().iter().map(|entry| hundredths(&entry["beans"])).sum();
            assert_eq!(sum, 0, "{item}");
            assert_eq!(district.finance.get(&format!("/ledger/transactions/{}", item["seq"])).await.expect(200), *item);
        }
        let fund = &items[5];
        assert_eq!((&fund["memo"], &fund["actor_id"]), (&json!("季度预算"), &json!(district.finance.id)));
        assert_eq!(fund["entries"], json!([
            { "line": 1, "account_id": 1, "kind": "treasury", "owner_id": null, "campaign_id": null, "beans": "-50000.00", "balance_after": "-50000.00" },
            { "line": 2, "account_id": 2, "kind": "budget", "owner_id": null, "campaign_id": campaign_id, "beans": "50000.00", "balance_after": "50000.00" },
        ]));
        let refund = &items[1];
        assert_eq!(refund["corrects"], items[2]["seq"]);
        assert_eq!((&refund["entries"][0]["kind"], &refund["entries"][0]["owner_id"]), (&json!("shop"), &json!(district.shop_id)));
        assert_eq!((&refund["entries"][1]["owner_id"], &refund["entries"][1]["campaign_id"]), (&json!(district.resident.id), &json!(campaign_id)));
        for nothing in ["0", "7", "-1", "99999999999999999999", "x"] {
            district.auditor.get(&format!("/ledger/transactions/{nothing}")).await.expect_problem(404, "not_found");
        }
    }

    async fn the_journal_is_filtered_and_read_page_by_page(app: TestApp) {
        let (district, _) = busy(app).await;
        let seqs = async |query: &str| -> Vec<i64> {
            let (mut seen, mut path) = (Vec::new(), format!("/ledger/transactions?limit=2{query}"));
            loop {
                let page = district.auditor.get(&path).await.expect(200);
                seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["seq"].as_i64().unwrap()));
                let Some(cursor) = page["next_cursor"].as_str() else { break seen };
                path = format!("/ledger/transactions?limit=2{query}&cursor={cursor}");
            }
        };
        assert_eq!(seqs("").await, [6, 5, 4, 3, 2, 1]);
        for (kind, expected) in [("fund", vec![1]), ("award", vec![3, 2]), ("redeem", vec![4]), ("refund", vec![5]), ("settle", vec![6]), ("expire", vec![])] {
            assert_eq!(seqs(&format!("&kind={kind}")).await, expected, "{kind}");
        }
        // The treasury, the budget, the pocket, the shop.
        for (account_id, expected) in [(1, vec![6, 1]), (2, vec![3, 2, 1]), (3, vec![5, 4, 3, 2]), (4, vec![6, 5, 4]), (5, vec![])] {
            assert_eq!(seqs(&format!("&account_id={account_id}")).await, expected, "{account_id}");
        }
        assert_eq!(seqs("&account_id=3&kind=award").await, [3, 2]);
        // The awards were at ten on two mornings, all else at ten on the third.
        assert_eq!(seqs("&from=2024-07-11T02:00:00Z").await, [6, 5, 4, 3]);
        assert_eq!(seqs("&to=2024-07-11T02:00:00Z").await, [2, 1]);
        assert_eq!(seqs("&from=2024-07-11T10:00:00%2B08:00&to=2024-07-12T02:00:00Z").await, [3]);
        assert_eq!(seqs("&from=2024-07-11T10:00:00+08:00&to=2024-07-12T02:00:00Z").await, [3]);
        for (query, field, code) in [
            ("kind=bribe", "kind", "unknown_value"),
            ("account_id=x", "account_id", "invalid"),
            ("from=yesterday", "from", "invalid_instant"),
            ("cursor=x", "cursor", "invalid_cursor"),
            ("page=2", "page", "unknown_field"),
        ] {
            district.auditor.get(&format!("/ledger/transactions?{query}")).await.expect_field(field, code);
        }
    }

    async fn accounts_are_seen_as_they_are_and_as_they_were(app: TestApp) {
        let (district, campaign_id) = busy(app).await;
        let now = district.auditor.get("/ledger/accounts").await.expect(200);
        assert_eq!(now["items"], json!([
            { "id": 1, "kind": "treasury", "owner_id": null, "campaign_id": null, "balance": "-49997.50" },
            { "id": 2, "kind": "budget", "owner_id": null, "campaign_id": campaign_id, "balance": "49990.00" },
            { "id": 3, "kind": "pocket", "owner_id": district.resident.id, "campaign_id": campaign_id, "balance": "4.00" },
            { "id": 4, "kind": "shop", "owner_id": district.shop_id, "campaign_id": null, "balance": "3.50" },
        ]));
        let sum: i64 = now["items"].as_array().unwrap().iter().map(|account| hundredths(&account["balance"])).sum();
        assert_eq!(sum, 0);
        let balances = async |query: &str| -> Vec<String> {
            let page = district.finance.get(&format!("/ledger/accounts?{query}")).await.expect(200);
            page["items"].as_array().unwrap().iter().map(|account| account["balance"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(balances("at=2024-07-10T01:59:59Z").await, ["0.00"]);
        assert_eq!(balances("at=2024-07-10T02:00:00Z").await, ["-50000.00", "49995.00", "5.00"]);
        assert_eq!(balances("at=2024-07-11T12:00:00Z").await, ["-50000.00", "49990.00", "10.00"]);
        assert_eq!(balances("at=2030-01-01T00:00:00Z").await, balances("").await);
        assert_eq!(balances("kind=pocket").await, ["4.00"]);
        assert_eq!(balances("kind=pocket&at=2024-07-11T12:00:00Z").await, ["10.00"]);
        assert_eq!(balances("kind=shop&at=2024-07-11T12:00:00Z").await, Vec::<String>::new());
        assert_eq!(balances("kind=shop").await, ["3.50"]);
        let page = district.auditor.get("/ledger/accounts?limit=3").await.expect(200);
        let path = format!("/ledger/accounts?limit=3&cursor={}", page["next_cursor"].as_str().unwrap());
        let rest = district.auditor.get(&path).await.expect(200);
        assert_eq!((&rest["items"][0]["id"], &rest["next_cursor"]), (&json!(4), &Value::Null));
        for (query, field) in [("kind=cash", "kind"), ("at=now", "at"), ("limit=500", "limit")] {
            let answer = district.auditor.get(&format!("/ledger/accounts?{query}")).await.expect_problem(422, "validation_failed");
            assert_eq!(answer.json["errors"][0]["field"], field);
        }
    }

    async fn the_journal_is_verified_against_a_head_that_was_noted(app: TestApp) {
        let (district, _) = busy(app).await;
        let sound = district.auditor.post_nothing("/ledger/verify").await.expect(200);
        assert_eq!((&sound["transactions"], &sound["ok"]), (&json!(6), &json!(true)));
        assert_eq!((&sound["first_bad"], &sound["problem"], &sound["head_seq"]), (&Value::Null, &Value::Null, &json!(6)));
        let hash = sound["head_hash"].as_str().unwrap();
        assert_eq!(district.auditor.get("/ledger/transactions/6").await.expect(200)["hash"], hash);
        let verify = async |query: String| district.auditor.post_nothing(&format!("/ledger/verify?{query}")).await;
        assert_eq!(verify(format!("head_seq=6&head_hash={hash}")).await.expect(200)["ok"], true);
        let other = format!("head_seq=6&head_hash={}", "0".repeat(64));
        let bad = verify(other).await.expect(200);
        assert_eq!((&bad["ok"], &bad["first_bad"]), (&json!(false), &json!(6)));
        let cut = verify(format!("head_seq=7&head_hash={hash}")).await.expect(200);
        assert_eq!(cut["ok"], false);
        for (query, field) in [
            ("head_seq=6".to_owned(), "head_hash"),
            (format!("head_hash={hash}"), "head_seq"),
            ("head_seq=6&head_hash=abc".to_owned(), "head_hash"),
            (format!("head_seq=six&head_hash={hash}"), "head_seq"),
        ] {
            let answer = verify(query).await.expect_problem(422, "validation_failed");
            assert_eq!(answer.json["errors"][0]["field"], field);
        }
    }

    #[settings("[ledger]\nverify_chunk_rows = 2")]
    async fn a_verification_tells_how_far_it_is(app: TestApp) {
        let (district, _) = busy(app).await;
        let ask = async || {
            let request = district.auditor.request(Method::POST, "/ledger/verify").header("accept", "text/event-stream");
            district.auditor.send(request, "POST /ledger/verify".to_owned()).await
        };
        let answer = ask().await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "text/event-stream; charset=utf-8"));
        let told = events(&answer);
        let ((last, result), progress) = told.split_last().unwrap();
        assert_eq!((last.as_str(), &result["ok"], &result["transactions"]), ("result", &json!(true), &json!(6)));
        assert!(!progress.is_empty());
        let mut checked = 0;
        for (name, at) in progress {
            assert_eq!((name.as_str(), &at["total"]), ("progress", &json!(6)));
            assert!(at["checked"].as_i64().unwrap() > checked, "{at}");
            checked = at["checked"].as_i64().unwrap();
        }
        assert_eq!(checked, 6);
        // Its turn is over with it.
        assert_eq!(events(&ask().await).last().unwrap().0, "result");
    }

    async fn only_those_who_should_read_the_ledger(app: TestApp) {
        let district = District::new(app).await;
        let readers: &[Role] = &[Role::Auditor, Role::Finance];
        let calls: [(Method, &str, &[Role]); 4] = [
            (Method::GET, "/ledger/transactions", readers),
            (Method::GET, "/ledger/transactions/1", readers),
            (Method::GET, "/ledger/accounts", readers),
            (Method::POST, "/ledger/verify", &[Role::Auditor]),
        ];
        let people = one_of_each_role(&district.app, &district.shop_id).await;
        for (method, path, allowed) in calls {
            let asked = format!("{method} {path}");
            let nobody = district.app.anonymous();
            nobody.send(nobody.request(method.clone(), path), asked.clone()).await.expect_problem(401, "not_logged_in");
            for (role, person) in &people {
                let answer = person.send(person.request(method.clone(), path), asked.clone()).await;
                if allowed.contains(role) {
                    assert!(matches!(answer.status, 200 | 404), "{}", answer.text());
                } else {
                    answer.expect_problem(403, "forbidden");
                }
            }
        }
    }
}

/// A fund, two awards on two days, and on the third a redemption, a refund and a settlement.
async fn busy(app: TestApp) -> (District, String) {
    let (mut district, campaign_id) = District::with_season(app).await;
    district.earn(2).await;
    let code = district.pay_code().await;
    let taken = district.redeem(&code, "7").await.expect(201);
    let refunds = format!("/checkout/redemptions/{}/refunds", taken["id"].as_str().unwrap());
    district.cashier.post(&refunds, &json!({ "beans": "1", "reason": "退货" })).await.expect(201);
    let settlements = format!("/shops/{}/settlements", district.shop_id);
    district.finance.post(&settlements, &json!({ "beans": "2.5", "memo": "转账" })).await.expect(201);
    (district, campaign_id)
}

fn hundredths(beans: &Value) -> i64 {
    beans.as_str().unwrap().replace('.', "").parse().unwrap()
}
