//! Shops: who sees which, where they are, and what they are paid.

use crate::both_databases;
use crate::district::{District, id_of, one_of_each_role};
use crate::support::{Answer, TestApp};
use futures_util::future::join_all;
use golden_beans::domain::role::Role;
use reqwest::Method;
use serde_json::{Value, json};

both_databases! {
    async fn a_shop_is_added_changed_and_seen(app: TestApp) {
        let district = District::new(app).await;
        let body = json!({ "name": "东关超市", "address": "东关街 1 号", "location": { "lat": 25.4895, "lng": 103.805 } });
        let added = district.admin.post("/shops", &body).await.expect(201);
        let path = format!("/shops/{}", id_of(&added));
        let place = json!({ "lat": 25.4895, "lng": 103.805, "datum": "wgs84" });
        assert_eq!((&added["location"], &added["active"]), (&place, &json!(true)));

        let renamed = district.admin.patch(&path, &json!({ "name": "东关便民超市" })).await.expect(200);
        assert_eq!((&renamed["name"], &renamed["address"]), (&json!("东关便民超市"), &json!("东关街 1 号")));
        let moved = district.admin.patch(&path, &json!({ "address": null, "location": null })).await.expect(200);
        assert_eq!((&moved["address"], &moved["location"]), (&Value::Null, &Value::Null));
        let closed = district.admin.patch(&path, &json!({ "active": false })).await.expect(200);
        assert_eq!((&closed["active"], &closed["name"]), (&json!(false), &json!("东关便民超市")));
        assert_eq!(district.admin.patch(&path, &json!({})).await.expect(200), closed);

        assert_eq!(names(&district.admin.get("/shops").await.expect(200)), ["东关便民超市", "便民超市"]);
        assert_eq!(names(&district.finance.get("/shops").await.expect(200)), ["东关便民超市", "便民超市"]);
        assert_eq!(names(&district.resident.get("/shops").await.expect(200)), ["便民超市"]);
        assert_eq!(names(&district.app.anonymous().get("/public/shops").await.expect(200)), ["便民超市"]);
        district.app.anonymous().get("/shops").await.expect_problem(401, "not_logged_in");
    }

    async fn a_place_of_a_chinese_map_is_put_where_it_is(app: TestApp) {
        let district = District::new(app).await;
        let body = json!({ "name": "火星", "location": { "lat": 25.4895, "lng": 103.805, "datum": "gcj02" } });
        let added = district.admin.post("/shops", &body).await.expect(201);
        let place = &added["location"];
        assert_eq!(place["datum"], "wgs84");
        // A few hundred metres off, in both directions.
        for (axis, near, same) in
            [("lat", 25.4795..25.4995, 25.4890..25.4900), ("lng", 103.795..103.815, 103.8045..103.8055)]
        {
            let degrees = place[axis].as_f64().unwrap();
            assert!(near.contains(&degrees) && !same.contains(&degrees), "{place}");
        }
    }

    async fn wrong_values_are_named(app: TestApp) {
        let district = District::new(app).await;
        for (field, value, named, code) in [
            ("name", json!(""), "name", "text_empty"),
            ("name", json!("a\nb"), "name", "text_control_character"),
            ("name", json!("超".repeat(61)), "name", "text_too_long"),
            ("address", json!("街".repeat(201)), "address", "text_too_long"),
            ("location", json!({ "lat": 0, "lng": 0 }), "location", "location_null_island"),
            ("location", json!({ "lat": 91, "lng": 0 }), "location.lat", "location_lat_off_globe"),
            ("location", json!({ "lat": 0, "lng": -181 }), "location.lng", "location_lng_off_globe"),
            ("location", json!({ "lat": 1e300, "lng": 1 }), "location.lat", "location_lat_off_globe"),
            ("location", json!({ "lat": 25 }), "location.lng", "required"),
            ("location", json!({ "lat": 25, "lng": 103, "datum": "bd09" }), "location.datum", "unknown_value"),
            ("active", json!("yes"), "active", "wrong_type"),
            ("owner", json!("李"), "owner", "unknown_field"),
        ] {
            let mut body = json!({ "name": "新店" });
            body[field] = value;
            district.admin.post("/shops", &body).await.expect_field(named, code);
        }
        district.admin.post("/shops", &json!({ "name": "便民超市" })).await.expect_problem(409, "name_taken");
        let other = id_of(&district.admin.post("/shops", &json!({ "name": "新店" })).await.expect(201));
        let taken = json!({ "name": "便民超市" });
        district.admin.patch(&format!("/shops/{other}"), &taken).await.expect_problem(409, "name_taken");
        district.admin.patch("/shops/nothing", &json!({ "active": true })).await.expect_problem(404, "not_found");
        district.admin.patch(&format!("/shops/{other}"), &json!({ "name": null, "activ": true })).await
            .expect_field("activ", "unknown_field");
    }

    async fn shops_are_listed_by_name_page_by_page(app: TestApp) {
        let district = District::new(app).await;
        for number in 0..7 {
            district.admin.post("/shops", &json!({ "name": format!("shop {number}") })).await.expect(201);
        }
        let (mut seen, mut path) = (Vec::new(), "/shops?limit=3".to_owned());
        loop {
            let page = district.resident.get(&path).await.expect(200);
            seen.extend(names(&page));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("/shops?limit=3&cursor={cursor}");
        }
        let expected: Vec<String> = (0..7).map(|number| format!("shop {number}")).chain(["便民超市".to_owned()]).collect();
        assert_eq!(seen, expected);
    }

    async fn a_shop_is_paid_no_more_than_it_is_owed(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        district.earn(4).await;
        let code = district.pay_code().await;
        district.redeem(&code, "12.50").await.expect(201);
        let (path, body) = (format!("/shops/{}/settlements", district.shop_id), json!({ "beans": "10", "memo": "转账 001" }));

        let too_much = json!({ "beans": "12.51", "memo": "转账 000" });
        district.finance.post(&path, &too_much).await.expect_problem(409, "settlement_exceeds_owed");
        let answers = join_all((0..6).map(|_| district.finance.post_with_key(&path, &body, "pay"))).await;
        assert!(answers.iter().all(|answer| answer.status == 201 && answer.json == answers[0].json), "{answers:?}");
        assert_eq!(replayed(&answers), 5);
        assert_eq!((&answers[0].json["beans"], &answers[0].json["owed_to_shop"]), (&json!("10.00"), &json!("2.50")));
        // A shop that is out of use is still paid.
        let shop = format!("/shops/{}", district.shop_id);
        district.admin.patch(&shop, &json!({ "active": false })).await.expect(200);
        district.finance.post(&path, &json!({ "beans": "2.5", "memo": "转账 002" })).await.expect(201);
        district.finance.post(&path, &json!({ "beans": "0.01", "memo": "转账 003" })).await
            .expect_problem(409, "settlement_exceeds_owed");

        let listed = district.auditor.get(&format!("{path}?limit=1")).await.expect(200);
        assert_eq!((&listed["items"][0]["beans"], &listed["items"][0]["memo"]), (&json!("2.50"), &json!("转账 002")));
        assert_eq!(listed["items"][0]["actor_id"], json!(district.finance.id));
        let cursor = listed["next_cursor"].as_str().unwrap();
        let rest = district.auditor.get(&format!("{path}?limit=1&cursor={cursor}")).await.expect(200);
        assert_eq!((&rest["items"][0]["beans"], &rest["next_cursor"]), (&json!("10.00"), &Value::Null));
        district.verify().await;
    }

    async fn settlements_that_race_never_pay_twice(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        district.earn(2).await;
        let code = district.pay_code().await;
        district.redeem(&code, "10").await.expect(201);
        let (path, body) = (format!("/shops/{}/settlements", district.shop_id), json!({ "beans": "4", "memo": "转账" }));
        let answers = join_all((0..6).map(|_| district.finance.post(&path, &body))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 2);
        for answer in answers.into_iter().filter(|answer| answer.status != 201) {
            answer.expect_problem(409, "settlement_exceeds_owed");
        }
        district.verify().await;
    }

    async fn wrong_settlements_are_named(app: TestApp) {
        let district = District::new(app).await;
        let path = format!("/shops/{}/settlements", district.shop_id);
        for (body, field, code) in [
            (json!({ "beans": "0", "memo": "转账" }), "beans", "beans_zero"),
            (json!({ "beans": "-1", "memo": "转账" }), "beans", "beans_negative"),
            (json!({ "beans": "1.001", "memo": "转账" }), "beans", "beans_too_many_places"),
            (json!({ "beans": "1", "memo": "" }), "memo", "text_empty"),
            (json!({ "beans": "1" }), "memo", "required"),
            (json!({ "beans": "1", "memo": "转账", "iban": "x" }), "iban", "unknown_field"),
        ] {
            district.finance.post(&path, &body).await.expect_field(field, code);
        }
        let body = json!({ "beans": "1", "memo": "转账" });
        district.finance.post_without_key(&path, &body).await.expect_problem(400, "idempotency_key_required");
        district.finance.post("/shops/nothing/settlements", &body).await.expect_problem(404, "not_found");
        district.finance.get("/shops/nothing/settlements").await.expect_problem(404, "not_found");
    }

    async fn only_those_who_should_touch_shops(app: TestApp) {
        let district = District::new(app).await;
        let (shop, settlements) = (format!("/shops/{}", district.shop_id), format!("/shops/{}/settlements", district.shop_id));
        let calls: [(Method, &str, &[Role]); 4] = [
            (Method::POST, "/shops", &[Role::Admin]),
            (Method::PATCH, &shop, &[Role::Admin]),
            (Method::POST, &settlements, &[Role::Finance]),
            (Method::GET, &settlements, &[Role::Finance, Role::Auditor]),
        ];
        let people = one_of_each_role(&district.app, &district.shop_id).await;
        for (method, path, allowed) in calls {
            let asked = format!("{method} {path}");
            let nobody = district.app.anonymous();
            nobody.send(nobody.request(method.clone(), path), asked.clone()).await.expect_problem(401, "not_logged_in");
            for (_, person) in people.iter().filter(|(role, _)| !allowed.contains(role)) {
                person.send(person.request(method.clone(), path), asked.clone()).await.expect_problem(403, "forbidden");
            }
        }
    }
}

fn names(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|shop| shop["name"].as_str().unwrap().to_owned()).collect()
}

fn replayed(answers: &[Answer]) -> usize {
    answers.iter().filter(|answer| answer.header("idempotency-replayed") == "true").count()
}
