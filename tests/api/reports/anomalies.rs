//! What looks like gaming is listed with its evidence, looked at by somebody, and acts on nothing.

use super::world::{NAME, World};
use crate::both_databases;
use crate::support::{Actor, TestApp};
use chrono::TimeDelta;
use golden_beans::domain::role::Role;
use reqwest::Method;
use serde_json::{Value, json};

async fn scan(world: &World) -> i64 {
    world.admin.post_nothing("/anomalies/scan").await.expect(200)["found"].as_i64().unwrap()
}

async fn found(world: &World, query: &str) -> Vec<Value> {
    let answer = world.admin.get(&format!("/anomalies{query}")).await;
    assert!(!answer.text().contains(NAME), "residents are masked: {}", answer.text());
    answer.expect(200)["items"].as_array().unwrap().clone()
}

async fn decide(world: &World, anomaly: &Value, decision: &str) -> crate::support::Answer {
    let path = format!("/anomalies/{}/decide", anomaly["id"].as_str().unwrap());
    world.admin.post(&path, &json!({ "decision": decision, "words": "已核实" })).await
}

async fn log_in_on(actor: &Actor, device: &str) {
    let body = json!({ "username": actor.username, "password": actor.password });
    let request = actor.request(Method::POST, "/auth/login").header("x-device-id", device).json(&body);
    actor.send(request, "login".to_owned()).await.expect(200);
}

async fn spend(world: &World, cashier: &Actor, beans: &str) {
    let code = world.resident.post_nothing("/wallet/pay-code").await.expect(201);
    cashier
        .post("/checkout/redemptions", &json!({ "pay_code": code["code"], "beans": beans }))
        .await
        .expect(201);
}

both_databases! {
    async fn a_photo_that_was_seen_before_is_listed_with_both_reports(app: TestApp) {
        let world = World::new(app).await;
        let first = world.submitted().await;
        world.app.clock.advance(TimeDelta::days(200));
        let mut world = world;
        world.at_time(world.app.now()).await;
        let later = world.submitted_by(&world.neighbour).await;
        assert_eq!(scan(&world).await, 1, "however old the first is");
        let open = found(&world, "?kind=same_photo&state=open").await;
        let evidence = &open[0]["evidence"];
        let ids: Vec<&str> = evidence["pieces"].as_array().unwrap().iter().map(|piece| piece["id"].as_str().unwrap()).collect();
        assert_eq!(ids, [first.as_str(), later.as_str()]);
        assert_eq!((&evidence["count"], &evidence["figures"]["residents"]), (&json!(2), &json!(2)));
        assert_eq!(evidence["pieces"][0]["number"], "QL202407-000001");
        let mut names: Vec<&str> = evidence["people"].as_array().unwrap().iter().map(|person| person["name"].as_str().unwrap()).collect();
        names.sort_unstable();
        assert_eq!(names, ["欧阳*", "王*"]);
        assert_eq!(scan(&world).await, 0, "the same is not found twice");
        // Nothing has happened to anybody.
        assert_eq!(world.neighbour.get("/me/earning").await.expect(200)["earning"], true);
        assert_eq!(world.seen_by_center(&later).await["status"], "submitted");
    }

    async fn what_was_decided_stays_and_is_found_again_by_what_comes_later_only(app: TestApp) {
        let world = World::new(app).await;
        for _ in 0..5 {
            world.submitted().await;
        }
        scan(&world).await;
        let open = found(&world, "?kind=same_place").await;
        assert_eq!((open.len(), &open[0]["evidence"]["count"]), (1, &json!(5)));
        let path = format!("/anomalies/{}/decide", open[0]["id"].as_str().unwrap());
        world.admin.post(&path, &json!({ "decision": "dismissed", "words": " " })).await.expect_field("words", "text_empty");
        world.admin.post(&path, &json!({ "decision": "open", "words": "a" })).await.expect_field("decision", "unknown_value");
        let decided = decide(&world, &open[0], "dismissed").await.expect(200);
        assert_eq!((&decided["state"], &decided["words"], &decided["decided_by"]), (&json!("dismissed"), &json!("已核实"), &json!(world.admin.id)));
        decide(&world, &open[0], "confirmed").await.expect_problem(409, "already_decided");
        world.admin.post("/anomalies/none/decide", &json!({ "decision": "confirmed", "words": "a" })).await.expect_problem(404, "not_found");
        world.app.clock.advance(TimeDelta::minutes(1));
        for _ in 0..4 {
            world.submitted().await;
        }
        scan(&world).await;
        assert_eq!(found(&world, "?kind=same_place&state=open").await.len(), 0, "four since then");
        world.submitted().await;
        scan(&world).await;
        let again = found(&world, "?kind=same_place&state=open").await;
        assert_eq!((again.len(), &again[0]["evidence"]["count"]), (1, &json!(5)));
        assert_eq!(found(&world, "?kind=same_place").await.len(), 2, "the decided one stays");
        assert!(world.app.sql("DELETE FROM anomaly").await.expect_err("kept").contains("append-only"));
    }

    #[settings("[anomalies]\ngrades = 3")]
    async fn a_dispatcher_who_grades_one_resident_higher_is_listed(app: TestApp) {
        let world = World::with_campaign(app).await;
        for (reporter, tier) in [(&world.resident, "major"), (&world.neighbour, "minor")] {
            for _ in 0..3 {
                let id = world.submitted_by(reporter).await;
                world.dispatch(&id, "accept", json!({})).await.expect(200);
                world.dispatch(&id, "close", json!({ "tier": tier })).await.expect(200);
            }
        }
        scan(&world).await;
        let open = found(&world, "?kind=one_sided_grades").await;
        assert_eq!(open.len(), 1);
        let evidence = &open[0]["evidence"];
        assert_eq!(evidence["figures"], json!({ "grades": 3, "grades_of_others": 3, "high": 3, "high_of_others": 0 }));
        let people = evidence["people"].as_array().unwrap();
        assert!(people.contains(&json!({ "id": world.dispatcher.id, "role": "dispatcher", "name": "调度员甲" })), "{people:?}");
        // Corrected, there is nothing left to find.
        let ids: Vec<&str> = evidence["pieces"].as_array().unwrap().iter().map(|piece| piece["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), 3);
    }

    async fn accounts_on_one_device_are_listed_and_the_device_is_not_kept(app: TestApp) {
        let world = World::new(app).await;
        let third = world.app.resident("赵三").await;
        let shop_id = world.app.shop("便民超市").await;
        let cashier = world.app.cashier(&shop_id).await;
        for actor in [&world.resident, &world.neighbour] {
            log_in_on(actor, "phone-of-a-family-1").await;
            log_in_on(actor, "short").await;
        }
        scan(&world).await;
        assert_eq!(found(&world, "?kind=shared_device").await.len(), 0, "two are a family");
        log_in_on(&third, "phone-of-a-family-1").await;
        log_in_on(&third, "phone-at-the-till-1").await;
        log_in_on(&cashier, "phone-at-the-till-1").await;
        scan(&world).await;
        let open = found(&world, "?kind=shared_device").await;
        let mut figures: Vec<(i64, i64)> = open.iter()
            .map(|anomaly| &anomaly["evidence"]["figures"])
            .map(|figures| (figures["residents"].as_i64().unwrap(), figures["others"].as_i64().unwrap()))
            .collect();
        figures.sort_unstable();
        assert_eq!(figures, [(1, 1), (3, 0)]);
        let body = json!({ "phone": "13700001111", "password": "a good password" });
        let nobody = world.app.anonymous();
        let request = nobody.request(Method::POST, "/residents").header("x-device-id", "phone-of-a-family-1").json(&body);
        nobody.send(request, "register".to_owned()).await.expect(201);
        assert_eq!(scan(&world).await, 0);
        assert_eq!(found(&world, "?kind=shared_device&state=open").await.iter().filter(|anomaly| anomaly["evidence"]["count"] == 4).count(), 1);
        assert_eq!(world.app.sql("UPDATE device_mark SET mark = mark WHERE mark LIKE '%phone%'").await, Ok(0));
        assert_eq!(world.app.sql("UPDATE device_mark SET mark = mark").await, Ok(6));
        // Not seen for longer than they are kept, marks are forgotten.
        world.app.clock.advance(TimeDelta::days(91));
        world.app.app.upkeep_round().await.unwrap();
        assert_eq!(world.app.sql("UPDATE device_mark SET mark = mark").await, Ok(0));
    }

    #[settings("[anomalies]\ntill_quick = 2\ntill_of_one_resident = 3\ntill_round_beans = \"2.00\"")]
    async fn a_till_that_takes_round_sums_of_one_person_in_seconds_is_listed(app: TestApp) {
        let world = World::with_campaign(app).await;
        let shop_id = world.app.shop("便民超市").await;
        let cashier = world.app.cashier(&shop_id).await;
        for _ in 0..2 {
            let id = world.at("accepted").await;
            world.dispatch(&id, "close", json!({ "tier": "major" })).await.expect(200);
        }
        for beans in ["2", "2", "4"] {
            spend(&world, &cashier, beans).await;
            world.app.clock.advance(TimeDelta::seconds(30));
        }
        scan(&world).await;
        let open = found(&world, "?kind=till_pattern").await;
        let mut figures: Vec<&Value> = open.iter().map(|anomaly| &anomaly["evidence"]["figures"]).collect();
        figures.sort_by_key(|figures| figures.to_string());
        assert_eq!(figures, [&json!({ "of_redemptions": 3, "quick_and_round": 2 }), &json!({ "round": 3 })]);
        let of_one = open.iter().find(|anomaly| anomaly["evidence"]["count"] == 3).unwrap();
        let beans: Vec<&str> = of_one["evidence"]["pieces"].as_array().unwrap().iter().map(|piece| piece["beans"].as_str().unwrap()).collect();
        assert_eq!(beans, ["2.00", "2.00", "4.00"]);
        spend(&world, &cashier, "1").await;
    }

    async fn the_list_is_read_page_by_page_by_those_who_supervise(app: TestApp) {
        let world = World::new(app).await;
        for _ in 0..4 {
            world.submitted().await;
            world.app.clock.advance(TimeDelta::seconds(1));
        }
        assert_eq!(scan(&world).await, 3);
        let auditor = world.app.staff(Role::Auditor).await;
        let (mut seen, mut path) = (0, "/anomalies?limit=2".to_owned());
        loop {
            let page = auditor.get(&path).await.expect(200);
            seen += page["items"].as_array().unwrap().len();
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("/anomalies?limit=2&cursor={cursor}");
        }
        assert_eq!(seen, 3);
        auditor.get("/anomalies?kind=theft").await.expect_field("kind", "unknown_value");
        auditor.get("/anomalies?state=new").await.expect_field("state", "unknown_value");
        world.dispatcher.get("/anomalies").await.expect_problem(403, "forbidden");
        // Two who look at the same moment find the same once.
        let (one, other) = tokio::join!(scan(&world), scan(&world));
        assert_eq!(one + other, 0);
    }
}
