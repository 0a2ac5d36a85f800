//! A shop's till: taking beans, giving them back, looking things up, and who is locked out.

use crate::both_databases;
use crate::district::{District, id_of, instant, one_of_each_role, person};
use crate::support::{Answer, TestApp};
use chrono::TimeDelta;
use futures_util::future::join_all;
use golden_beans::domain::pay_code::PayCode;
use golden_beans::domain::role::Role;
use reqwest::Method;
use serde_json::{Value, json};

both_databases! {
    #[settings("[auth]\nsession_cache_ms = 3600000")]
    async fn a_till_shows_the_name_that_its_customer_has_now(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        district.earn(1).await;
        district.pay_code().await;
        district.resident.patch("/me", &json!({ "name": "王小红" })).await.expect(200);
        let body = json!({ "pay_code": district.pay_code().await, "beans": "1" });
        let redeem = async || district.cashier.post_with_key("/checkout/redemptions", &body, "once").await.expect(201);
        assert_eq!(redeem().await["resident"], "王*");
        district.resident.patch("/me", &json!({ "name": "赵小红" })).await.expect(200);
        assert_eq!(redeem().await["resident"], "赵*", "the answer is the old one, who it was of is as they are called");
    }

    async fn beans_are_taken_and_half_given_back(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        district.earn(2).await;
        let code = district.pay_code().await;
        let body = json!({ "pay_code": code, "beans": "6", "order_no": " A-17 " });
        let taken = district.cashier.post("/checkout/redemptions", &body).await.expect(201);
        assert_eq!((&taken["beans"], &taken["refunded"], &taken["order_no"]), (&json!("6.00"), &json!("0.00"), &json!("A-17")));
        assert_eq!((&taken["resident"], &taken["at"]), (&json!("李*"), &json!("2024-07-12T02:00:00Z")));
        let shown = taken.to_string();
        assert!(!shown.contains("小明") && !shown.contains(&district.resident.id) && !shown.contains("balance"), "{shown}");
        assert_eq!(district.resident.get("/wallet").await.expect(200)["balance"], "4.00");

        let refunds = format!("/checkout/redemptions/{}/refunds", id_of(&taken));
        let refund = json!({ "beans": 3, "reason": "退货一半" });
        let given = district.cashier.post(&refunds, &refund).await.expect(201);
        assert_eq!((&given["beans"], &given["refundable"], &given["resident"]), (&json!("3.00"), &json!("3.00"), &json!("李*")));
        let too_much = json!({ "beans": "3.01", "reason": "再退" });
        let refused = district.cashier.post(&refunds, &too_much).await.expect_problem(409, "refund_exceeds_redemption");
        assert!(refused.json["detail"].as_str().unwrap().contains("3.00"), "{}", refused.text());
        assert_eq!(district.resident.get("/wallet").await.expect(200)["balance"], "7.00");
        district.verify().await;
    }

    async fn a_code_buys_once_and_only_while_it_lives(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        district.earn(1).await;
        let voided = district.pay_code().await;
        let code = district.pay_code().await;
        district.redeem(&voided, "1").await.expect_problem(409, "pay_code_voided");
        district.redeem(&code, "5.01").await.expect_problem(409, "insufficient_beans");
        // A refusal for want of beans leaves the code alive.
        district.redeem(&code, "1").await.expect(201);
        district.redeem(&code, "1").await.expect_problem(409, "pay_code_used");
        let late = district.pay_code().await;
        district.app.clock.advance(TimeDelta::seconds(60));
        district.redeem(&late, "1").await.expect_problem(409, "pay_code_expired");
        let in_time = district.pay_code().await;
        district.app.clock.advance(TimeDelta::milliseconds(59_999));
        district.redeem(&format!("{} {}", &in_time[..4], &in_time[4..]), "1").await.expect(201);
        for unknown in ["", "7", &"7".repeat(500), "12345678901234567x", "1\0", &PayCode::compose([9; 16]).grouped()] {
            district.redeem(unknown, "1").await.expect_problem(409, "pay_code_unknown");
        }
        assert_eq!(district.resident.get("/wallet").await.expect(200)["balance"], "3.00");
    }

    async fn one_code_shown_at_many_tills_at_once_buys_once(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        district.earn(2).await;
        let mut elsewhere = district.app.sibling().anonymous();
        elsewhere.access_token.clone_from(&district.cashier.access_token);
        let code = district.pay_code().await;
        let body = json!({ "pay_code": code, "beans": "1" });
        let tills = (0..32).map(|number| if number % 2 == 0 { &district.cashier } else { &elsewhere });
        let answers = join_all(tills.map(|till| till.post("/checkout/redemptions", &body))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        for answer in answers.into_iter().filter(|answer| answer.status != 201) {
            answer.expect_problem(409, "pay_code_used");
        }
        assert_eq!(district.resident.get("/wallet").await.expect(200)["balance"], "9.00");
        district.verify().await;
    }

    async fn a_retry_is_answered_with_the_first_answer(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        district.earn(2).await;
        let body = json!({ "pay_code": district.pay_code().await, "beans": "4", "order_no": "7" });
        let post = async |key: &str, body: &Value| district.cashier.post_with_key("/checkout/redemptions", body, key).await;
        let answers = join_all((0..8).map(|_| post("sale-7", &body))).await;
        assert!(answers.iter().all(|answer| answer.status == 201 && answer.json == answers[0].json), "{answers:?}");
        assert_eq!(replayed(&answers), 7);
        // A day later, with the code long gone, it is still the same answer; another sale is not.
        district.at(district.app.now() + TimeDelta::days(1)).await;
        let again = district.cashier.post_with_key("/checkout/redemptions", &body, "sale-7").await;
        assert_eq!((again.status, &again.json), (201, &answers[0].json));
        let mut other = body.clone();
        other["beans"] = json!("5");
        district.cashier.post_with_key("/checkout/redemptions", &other, "sale-7").await.expect_problem(422, "idempotency_key_reused");
        // Keys belong to whoever uses them.
        let second = person(&district.app, Role::Cashier, "second", None, Some(&district.shop_id)).await;
        second.post_with_key("/checkout/redemptions", &body, "sale-7").await.expect_problem(409, "pay_code_used");

        // What was refused stays refused, whatever changed meanwhile.
        let body = json!({ "pay_code": district.pay_code().await, "beans": "6.01" });
        district.cashier.post_with_key("/checkout/redemptions", &body, "sale-8").await.expect_problem(409, "insufficient_beans");
        district.award("more", golden_beans::domain::tier::Tier::Major).await;
        let again = district.cashier.post_with_key("/checkout/redemptions", &body, "sale-8").await
            .expect_problem(409, "insufficient_beans");
        assert_eq!(again.header("idempotency-replayed"), "true");

        let refunds = format!("/checkout/redemptions/{}/refunds", id_of(&answers[0].json));
        let refund = json!({ "beans": "1.5", "reason": "退货" });
        let answers = join_all((0..8).map(|_| district.cashier.post_with_key(&refunds, &refund, "back-7"))).await;
        assert!(answers.iter().all(|answer| answer.status == 201 && answer.json == answers[0].json), "{answers:?}");
        assert_eq!(district.resident.get("/wallet").await.expect(200)["balance"], "12.50");
        district.verify().await;
    }

    async fn refunds_that_race_never_exceed_the_redemption(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        district.earn(2).await;
        let code = district.pay_code().await;
        let taken = district.redeem(&code, "10").await.expect(201);
        let refunds = format!("/checkout/redemptions/{}/refunds", id_of(&taken));
        let refund = json!({ "beans": "3", "reason": "退货" });
        let answers = join_all((0..10).map(|_| district.cashier.post(&refunds, &refund))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 3);
        for answer in answers.into_iter().filter(|answer| answer.status != 201) {
            answer.expect_problem(409, "refund_exceeds_redemption");
        }
        assert_eq!(district.resident.get("/wallet").await.expect(200)["balance"], "9.00");
        district.verify().await;
    }

    async fn a_shop_has_only_its_own_redemptions_and_its_beans_while_it_holds_them(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        district.earn(2).await;
        let code = district.pay_code().await;
        let taken = district.redeem(&code, "10").await.expect(201);
        let refunds = format!("/checkout/redemptions/{}/refunds", id_of(&taken));
        let refund = json!({ "beans": "5", "reason": "退货" });
        let shop = id_of(&district.admin.post("/shops", &json!({ "name": "别家" })).await.expect(201));
        let stranger = person(&district.app, Role::Cashier, "stranger", None, Some(&shop)).await;
        stranger.post(&refunds, &refund).await.expect_problem(404, "not_found");
        assert!(stranger.get("/checkout/redemptions").await.expect(200)["items"].as_array().unwrap().is_empty());
        assert_eq!(stranger.get("/checkout/summary").await.expect(200)["owed_to_shop"], "0.00");
        district.cashier.post("/checkout/redemptions/nothing/refunds", &refund).await.expect_problem(404, "not_found");
        // What was settled is no longer the shop's to give back.
        let settlement = json!({ "beans": "8", "memo": "转账" });
        district.finance.post(&format!("/shops/{}/settlements", district.shop_id), &settlement).await.expect(201);
        district.cashier.post(&refunds, &refund).await.expect_problem(409, "shop_holds_too_little");
        district.cashier.post(&refunds, &json!({ "beans": "2", "reason": "退货" })).await.expect(201);
    }

    async fn a_shop_out_of_use_takes_nothing_from_that_moment_on(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        district.earn(1).await;
        let path = format!("/shops/{}", district.shop_id);
        let code = district.pay_code().await;
        district.admin.patch(&path, &json!({ "active": false })).await.expect(200);
        let answer = district.redeem(&code, "1").await;
        // The till of a closed shop is refused, or its cashier no longer counts as one.
        assert!(matches!((answer.status, answer.code()), (409, "shop_inactive") | (403, "forbidden") | (401, _)), "{}", answer.text());
        district.admin.patch(&path, &json!({ "active": true })).await.expect(200);
        district.at(district.app.now() + TimeDelta::seconds(10)).await;
        let code = district.pay_code().await;
        district.redeem(&code, "1").await.expect(201);
    }

    async fn wrong_values_are_named_and_move_nothing(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        district.earn(1).await;
        let code = district.pay_code().await;
        for (field, value, problem) in [
            ("beans", json!("0"), "beans_zero"),
            ("beans", json!("0.00"), "beans_zero"),
            ("beans", json!(-1), "beans_negative"),
            ("beans", json!("1.234"), "beans_too_many_places"),
            ("beans", json!("5000.01"), "beans_too_large"),
            ("beans", json!("99999999999999999999"), "beans_too_large"),
            ("beans", json!(1e300), "beans_not_a_number"),
            ("beans", json!(true), "beans_not_a_number"),
            ("order_no", json!("7".repeat(65)), "text_too_long"),
            ("order_no", json!("a\0"), "text_control_character"),
            ("order_no", json!(7), "wrong_type"),
            ("pay_code", json!(123), "wrong_type"),
            ("tip", json!("1"), "unknown_field"),
        ] {
            let mut body = json!({ "pay_code": code, "beans": "1" });
            body[field] = value;
            district.cashier.post("/checkout/redemptions", &body).await.expect_field(field, problem);
        }
        let body = json!({ "pay_code": code, "beans": "1" });
        district.cashier.post_without_key("/checkout/redemptions", &body).await.expect_problem(400, "idempotency_key_required");
        for key in ["", "two words", &"k".repeat(256)] {
            district.cashier.post_with_key("/checkout/redemptions", &body, key).await
                .expect_problem(400, "idempotency_key_required");
        }
        district.cashier.post_bytes("/checkout/redemptions", "application/json", b"{\"pay_code\": \"\xff\"}".to_vec()).await
            .expect_problem(400, "malformed_json");
        district.cashier.post_bytes("/checkout/redemptions", "text/plain", b"{}".to_vec()).await
            .expect_problem(415, "unsupported_media_type");
        let huge = format!("{{\"pay_code\": \"{}\"}}", "7".repeat(70_000)).into_bytes();
        district.cashier.post_bytes("/checkout/redemptions", "application/json", huge).await.expect_problem(413, "body_too_large");

        let taken = district.redeem(&code, "2").await.expect(201);
        let refunds = format!("/checkout/redemptions/{}/refunds", id_of(&taken));
        for (field, value, problem) in [
            ("beans", json!("0"), "beans_zero"),
            ("beans", json!("-2"), "beans_negative"),
            ("beans", json!("1.001"), "beans_too_many_places"),
            ("reason", json!(" "), "text_empty"),
            ("reason", json!("长".repeat(501)), "text_too_long"),
            ("to", json!("me"), "unknown_field"),
        ] {
            let mut body = json!({ "beans": "1", "reason": "退货" });
            body[field] = value;
            district.cashier.post(&refunds, &body).await.expect_field(field, problem);
        }
        assert_eq!(district.resident.get("/wallet").await.expect(200)["balance"], "3.00");
    }

    async fn sales_are_found_by_date_and_number_and_summed_by_day(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        district.earn(4).await;
        // Before and after midnight in Qilin.
        for (at, sales) in [("2024-07-20T15:30:00Z", vec!["1", "2"]), ("2024-07-20T16:30:00Z", vec!["3", "2"])] {
            district.at(instant(at)).await;
            for order_no in sales {
                let body = json!({ "pay_code": district.pay_code().await, "beans": order_no, "order_no": order_no });
                district.cashier.post("/checkout/redemptions", &body).await.expect(201);
            }
        }
        let found = district.cashier.get("/checkout/redemptions?order_no=2&limit=1").await.expect(200);
        assert_eq!(orders(&found), ["2"]);
        let path = format!("/checkout/redemptions?order_no=2&limit=1&cursor={}", found["next_cursor"].as_str().unwrap());
        let rest = district.cashier.get(&path).await.expect(200);
        assert_eq!((orders(&rest), &rest["next_cursor"]), (vec!["2".to_owned()], &Value::Null));
        assert_eq!(rest["items"][0]["at"], "2024-07-20T15:30:00Z");
        let of_20 = district.cashier.get("/checkout/redemptions?date=2024-07-20").await.expect(200);
        assert_eq!(orders(&of_20).len(), 2);
        assert!(of_20["items"].as_array().unwrap().iter().all(|item| item["at"] == "2024-07-20T15:30:00Z"));
        assert_eq!(orders(&district.cashier.get("/checkout/redemptions").await.expect(200)).len(), 4);

        let first = id_of(&of_20["items"][1]);
        district.cashier.post(&format!("/checkout/redemptions/{first}/refunds"), &json!({ "beans": "0.5", "reason": "退货" })).await.expect(201);
        let seen = district.cashier.get("/checkout/redemptions?date=2024-07-20").await.expect(200);
        assert_eq!(seen["items"][1]["refunded"], "0.50");
        let sums = |date: &str, count: u32, redeemed: &str, refunded: &str, net: &str| json!({
            "date": date, "count": count, "redeemed": redeemed, "refunded": refunded, "net": net, "owed_to_shop": "7.50",
            "refund_asks_pin": false,
        });
        let today = district.cashier.get("/checkout/summary").await.expect(200);
        assert_eq!(today, sums("2024-07-21", 2, "5.00", "0.50", "4.50"));
        let before = district.cashier.get("/checkout/summary?date=2024-07-20").await.expect(200);
        assert_eq!(before, sums("2024-07-20", 2, "3.00", "0.00", "3.00"));
        let never = district.cashier.get("/checkout/summary?date=2023-01-01").await.expect(200);
        assert_eq!(never, sums("2023-01-01", 0, "0.00", "0.00", "0.00"));
        for (path, field) in [
            ("/checkout/summary?date=today", "date"),
            ("/checkout/redemptions?date=2024-02-30", "date"),
            ("/checkout/redemptions?order_no=a%00", "order_no"),
            ("/checkout/redemptions?cursor=eyJhIjoxfQ", "cursor"),
            ("/checkout/redemptions?shop_id=other", "shop_id"),
        ] {
            let answer = district.cashier.get(path).await.expect_problem(422, "validation_failed");
            assert_eq!(answer.json["errors"][0]["field"], field, "{}", answer.text());
        }
    }

    #[settings("[pay_codes]\nwrong_guesses = 5")]
    async fn wrong_codes_lock_the_cashier_everywhere_and_nobody_else(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        district.earn(1).await;
        let second = person(&district.app, Role::Cashier, "second", None, Some(&district.shop_id)).await;
        let sale = json!({ "pay_code": district.pay_code().await, "beans": "1" });
        let sold = district.cashier.post_with_key("/checkout/redemptions", &sale, "sale").await.expect(201);
        let wrong = |number: u8| PayCode::compose([number; 16]).expose().to_owned();
        let code = district.pay_code().await;
        for number in 0..5 {
            district.redeem(&wrong(number), "1").await.expect_problem(409, "pay_code_unknown");
        }
        let locked = district.redeem(&code, "1").await.expect_problem(429, "too_many_requests");
        let wait: i64 = locked.header("retry-after").parse().unwrap();
        assert!((299..=301).contains(&wait), "{wait}");
        // An answer that was lost on the way is still given.
        let again = district.cashier.post_with_key("/checkout/redemptions", &sale, "sale").await;
        assert_eq!((again.header("idempotency-replayed"), &again.json), ("true", &sold));
        // Another process learns it by the next wrong code.
        let mut elsewhere = district.app.sibling().anonymous();
        elsewhere.access_token.clone_from(&district.cashier.access_token);
        let body = json!({ "pay_code": wrong(6), "beans": "1" });
        elsewhere.post("/checkout/redemptions", &body).await.expect_problem(429, "too_many_requests");
        let good = json!({ "pay_code": code, "beans": "1" });
        elsewhere.post("/checkout/redemptions", &good).await.expect_problem(429, "too_many_requests");
        second.post("/checkout/redemptions", &good).await.expect(201);

        district.app.clock.advance(TimeDelta::seconds(301));
        let code = district.pay_code().await;
        district.redeem(&code, "1").await.expect(201);
        // What was seen before, and codes that were real once, are no guesses.
        for _ in 0..10 {
            district.redeem(&code, "1").await.expect_problem(409, "pay_code_used");
        }
        for _ in 0..10 {
            let body = json!({ "pay_code": wrong(7), "beans": "1" });
            district.cashier.post_with_key("/checkout/redemptions", &body, "again").await.expect_problem(409, "pay_code_unknown");
        }
    }

    async fn only_cashiers_have_a_till(app: TestApp) {
        let district = District::new(app).await;
        let calls = [
            (Method::POST, "/checkout/redemptions"),
            (Method::POST, "/checkout/redemptions/some/refunds"),
            (Method::GET, "/checkout/redemptions"),
            (Method::GET, "/checkout/summary"),
        ];
        let people = one_of_each_role(&district.app, &district.shop_id).await;
        for (method, path) in calls {
            let asked = format!("{method} {path}");
            let nobody = district.app.anonymous();
            nobody.send(nobody.request(method.clone(), path), asked.clone()).await.expect_problem(401, "not_logged_in");
            for (_, person) in people.iter().filter(|(role, _)| *role != Role::Cashier) {
                person.send(person.request(method.clone(), path), asked.clone()).await.expect_problem(403, "forbidden");
            }
        }
    }
}

fn orders(page: &Value) -> Vec<String> {
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["order_no"].as_str().unwrap().to_owned())
        .collect()
}

fn replayed(answers: &[Answer]) -> usize {
    answers.iter().filter(|answer| answer.header("idempotency-replayed") == "true").count()
}
