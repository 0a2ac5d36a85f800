//! What a resident holds, earned and did, and the code to pay with.

use crate::both_databases;
use crate::district::{District, instant, one_of_each_role, rule};
use crate::support::TestApp;
use golden_beans::domain::role::Role;
use golden_beans::domain::tier::Tier;
use reqwest::Method;
use serde_json::{Value, json};

both_databases! {
    async fn a_wallet_without_a_season_is_empty(app: TestApp) {
        let district = District::new(app).await;
        let none = json!({ "earned": "0.00", "cap": "0.00" });
        let empty = json!({ "balance": "0.00", "owed": "0.00", "today": none, "month": none, "pockets": [] });
        assert_eq!(district.resident.get("/wallet").await.expect(200), empty);
        assert_eq!(district.resident.get("/wallet/entries").await.expect(200), json!({ "items": [], "next_cursor": null }));
    }

    async fn a_wallet_shows_what_was_earned_against_the_caps_of_the_day(app: TestApp) {
        let (mut district, id) = District::with_season(app).await;
        district.admin.post(&format!("/campaigns/{id}/rules"), &rule("2024-08-01", [5, 10, 20], [20, 300])).await.expect(201);
        // The last evening of July in Qilin.
        district.at(instant("2024-07-31T15:59:00Z")).await;
        district.award("a", Tier::Major).await;
        district.award("b", Tier::General).await;
        // Three more would be eleven: the daily cap leaves two.
        assert_eq!(district.award("c", Tier::General).await.beans.to_string(), "2.00");
        let wallet = district.resident.get("/wallet").await.expect(200);
        assert_eq!(wallet["balance"], "10.00");
        assert_eq!(wallet["today"], json!({ "earned": "10.00", "cap": "10.00" }));
        assert_eq!(wallet["month"], json!({ "earned": "10.00", "cap": "100.00" }));
        assert_eq!(wallet["pockets"], json!([{ "campaign_id": id, "campaign": "第一季", "balance": "10.00", "expires_on": null }]));
        // A minute later it is August there.
        district.at(instant("2024-07-31T16:00:00Z")).await;
        let wallet = district.resident.get("/wallet").await.expect(200);
        assert_eq!((&wallet["balance"], &wallet["today"]), (&json!("10.00"), &json!({ "earned": "0.00", "cap": "20.00" })));
        assert_eq!(wallet["month"], json!({ "earned": "0.00", "cap": "300.00" }));
        district.award("d", Tier::Major).await;
        let wallet = district.resident.get("/wallet").await.expect(200);
        assert_eq!((&wallet["today"]["earned"], &wallet["month"]["earned"]), (&json!("20.00"), &json!("20.00")));
    }

    async fn beans_of_the_season_that_expires_first_come_first_and_expire(app: TestApp) {
        let mut district = District::new(app).await;
        district.at(instant("2024-03-10T02:00:00Z")).await;
        let spring = district.season("春", "2024-01-01", "2024-03-31", Some("2024-08-31")).await;
        district.award("spring", Tier::Major).await;
        district.at(instant("2024-05-10T02:00:00Z")).await;
        district.season("夏", "2024-04-01", "2024-06-30", None).await;
        district.award("summer", Tier::Major).await;
        district.at(instant("2024-07-10T02:00:00Z")).await;
        let autumn = district.season("秋", "2024-07-01", "2024-09-30", Some("2024-12-31")).await;
        district.award("autumn", Tier::Major).await;

        let wallet = district.resident.get("/wallet").await.expect(200);
        let pockets: Vec<(&str, &str)> = wallet["pockets"].as_array().unwrap().iter()
            .map(|pocket| (pocket["campaign"].as_str().unwrap(), pocket["balance"].as_str().unwrap()))
            .collect();
        assert_eq!(pockets, [("春", "5.00"), ("秋", "5.00"), ("夏", "5.00")]);
        assert_eq!((&wallet["balance"], &wallet["pockets"][0]["campaign_id"]), (&json!("15.00"), &json!(spring)));

        // Seven beans are five of spring's and two of autumn's; it is one entry all the same.
        let code = district.pay_code().await;
        district.redeem(&code, "7").await.expect(201);
        let wallet = district.resident.get("/wallet").await.expect(200);
        assert_eq!(wallet["pockets"][0], json!({ "campaign_id": autumn, "campaign": "秋", "balance": "3.00", "expires_on": "2024-12-31" }));
        let entries = district.resident.get("/wallet/entries").await.expect(200);
        let first = &entries["items"][0];
        assert_eq!((&first["kind"], &first["beans"], &first["balance_after"]), (&json!("redeem"), &json!("-7.00"), &json!("8.00")));
        assert_eq!((&first["shop"], &first["report_id"]), (&json!("便民超市"), &Value::Null));

        // On the last day they still buy something, on the next they do not.
        district.at(instant("2024-12-31T15:59:59Z")).await;
        assert_eq!(district.resident.get("/wallet").await.expect(200)["balance"], "8.00");
        district.at(instant("2024-12-31T16:00:00Z")).await;
        let wallet = district.resident.get("/wallet").await.expect(200);
        assert_eq!((&wallet["balance"], &wallet["pockets"].as_array().unwrap().len()), (&json!("5.00"), &1));
        let code = district.pay_code().await;
        district.redeem(&code, "5.01").await.expect_problem(409, "insufficient_beans");
        district.verify().await;
    }

    async fn entries_are_read_newest_first_page_by_page_with_the_balance_after_each(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        district.earn(5).await;
        let code = district.pay_code().await;
        let redeemed = district.redeem(&code, "12.50").await.expect(201);
        let refund = json!({ "beans": "2.25", "reason": "退货" });
        let path = format!("/checkout/redemptions/{}/refunds", redeemed["id"].as_str().unwrap());
        district.cashier.post(&path, &refund).await.expect(201);

        let (mut seen, mut path) = (Vec::new(), "/wallet/entries?limit=2".to_owned());
        loop {
            let page = district.resident.get(&path).await.expect(200);
            assert!(page["items"].as_array().unwrap().len() <= 2);
            for item in page["items"].as_array().unwrap() {
                let text = |field: &str| item[field].as_str().unwrap().to_owned();
                seen.push((text("kind"), text("beans"), text("balance_after")));
            }
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("/wallet/entries?limit=2&cursor={cursor}");
        }
        let row = |kind: &str, beans: &str, after: &str| (kind.to_owned(), beans.to_owned(), after.to_owned());
        assert_eq!(seen, [
            row("refund", "2.25", "14.75"),
            row("redeem", "-12.50", "12.50"),
            row("award", "5.00", "25.00"),
            row("award", "5.00", "20.00"),
            row("award", "5.00", "15.00"),
            row("award", "5.00", "10.00"),
            row("award", "5.00", "5.00"),
        ]);
        let last = district.resident.get("/wallet/entries?limit=200").await.expect(200)["items"][6].clone();
        assert!(last["report_id"].as_str().unwrap().starts_with("earned-"), "{last}");
        assert_eq!(last["at"], "2024-07-10T02:00:00Z");
        for query in ["cursor=x", "limit=0", "from=1"] {
            let answer = district.resident.get(&format!("/wallet/entries?{query}")).await;
            answer.expect_problem(422, "validation_failed");
        }
    }

    async fn a_pay_code_has_eighteen_digits_and_lives_a_minute(app: TestApp) {
        let district = District::new(app).await;
        let answer = district.resident.post_nothing("/wallet/pay-code").await;
        assert_eq!(answer.header("cache-control"), "no-store");
        let code = answer.expect(201);
        let digits = code["code"].as_str().unwrap();
        assert!(digits.len() == 18 && digits.bytes().all(|byte| byte.is_ascii_digit()), "{digits}");
        assert_eq!(code["expires_at"], "2024-07-10T02:01:00Z");
        assert_ne!(district.pay_code().await, digits);
    }

    #[settings("[pay_codes]\nissues_per_minute = 10")]
    async fn ten_codes_a_minute_are_enough(app: TestApp) {
        let district = District::new(app).await;
        for _ in 0..10 {
            district.resident.post_nothing("/wallet/pay-code").await.expect(201);
        }
        let refused = district.resident.post_nothing("/wallet/pay-code").await.expect_problem(429, "too_many_requests");
        let wait: u32 = refused.header("retry-after").parse().unwrap();
        assert!((1..=60).contains(&wait), "{wait}");
    }

    async fn only_residents_have_a_wallet(app: TestApp) {
        let district = District::new(app).await;
        let people = one_of_each_role(&district.app, &district.shop_id).await;
        for (method, path) in [(Method::GET, "/wallet"), (Method::GET, "/wallet/entries"), (Method::POST, "/wallet/pay-code")] {
            let asked = format!("{method} {path}");
            let nobody = district.app.anonymous();
            nobody.send(nobody.request(method.clone(), path), asked.clone()).await.expect_problem(401, "not_logged_in");
            for (role, person) in &people {
                let answer = person.send(person.request(method.clone(), path), asked.clone()).await;
                if *role == Role::Resident {
                    assert!(answer.status < 300, "{}", answer.text());
                } else {
                    answer.expect_problem(403, "forbidden");
                }
            }
        }
    }
}
