//! Time limits: what a case has left, when it is late, and what makes its clocks stand still.

use super::world::{World, upload};
use crate::both_databases;
use crate::support::TestApp;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Limits of the garbage category: two working days in all, four working hours for each stage.
async fn with_limits(app: TestApp) -> World {
    let world = World::new(app).await;
    let four = json!({ "amount": 4, "unit": "working_hours" });
    let total = json!({ "amount": 2, "unit": "working_days" });
    let limits =
        json!({ "limits": { "total": total, "triage": four, "handling": four, "verification": four } });
    world.admin.patch("/categories/exposed_garbage", &limits).await.expect(200);
    world
}

/// Stage, start, limit and end of every clock of a report.
async fn clocks(world: &World, id: &str) -> Vec<[Value; 4]> {
    let center = world.seen_by_center(id).await;
    let clock =
        |clock: &Value| ["stage", "started_at", "due_at", "ended_at"].map(|field| clock[field].clone());
    center["clocks"].as_array().unwrap().iter().map(clock).collect()
}

async fn listed(world: &World, query: &str) -> usize {
    world.dispatcher.get(&format!("/dispatch/reports?{query}")).await.expect(200)["items"]
        .as_array()
        .unwrap()
        .len()
}

both_databases! {
    async fn the_center_counts_what_waits_for_it(app: TestApp) {
        let mut world = World::new(app).await;
        let late = world.at("assigned").await;
        world.at("closed").await;
        world.dispatch(&late, "supervise", json!({ "reason": "临近学校" })).await.expect(200);
        let counts = async |world: &World| world.dispatcher.get("/dispatch/counts").await.expect(200);
        let before = counts(&world).await;
        let states = ["submitted", "accepted", "assigned", "in_progress", "resolved", "verified"];
        let at = |counts: &Value| {
            let states = counts["states"].as_array().unwrap().iter();
            states.map(|each| (each["status"].as_str().unwrap().to_owned(), each["reports"].as_i64().unwrap())).collect::<Vec<_>>()
        };
        assert_eq!(at(&before), states.map(|state| (state.to_owned(), i64::from(state == "assigned"))));
        let pressing = |counts: &Value| ["overdue", "due_soon", "supervised", "requests"].map(|name| counts[name].as_i64().unwrap());
        assert_eq!(pressing(&before)[2..], [1, 0]);
        let start = world.app.now();
        world.at_time(start + TimeDelta::days(30)).await;
        world.submitted().await;
        let after = counts(&world).await;
        assert_eq!((at(&after)[0].1, pressing(&after)[0], pressing(&after)[2]), (1, 1, 1));
    }

    async fn each_stage_has_its_clock_and_the_whole_case_one(app: TestApp) {
        let mut world = with_limits(app).await;
        // Wednesday, ten in the morning; work goes on until noon and from two to six.
        let id = world.submitted().await;
        let center = world.seen_by_center(&id).await;
        assert_eq!((&center["due_at"], &center["due_stage"]), (&json!("2024-07-10T08:00:00Z"), &json!("triage")));
        assert_eq!((&center["left_s"], &center["left_in"]), (&json!(4 * 3600), &json!("working")));
        world.dispatch(&id, "accept", json!({})).await.expect(200);
        world.at_time(at("2024-07-10T03:00:00Z")).await;
        let assigned = world.dispatch(&id, "assign", json!({ "unit_id": world.unit_id })).await.expect(200);
        assert_eq!((&assigned["due_at"], &assigned["due_stage"]), (&json!("2024-07-10T09:00:00Z"), &json!("handling")));
        assert_eq!(assigned["dispatched_at"], "2024-07-10T03:00:00Z");
        world.at_time(at("2024-07-10T07:00:00Z")).await;
        world.resolve(&id).await.expect(200);
        let center = world.seen_by_center(&id).await;
        assert_eq!((&center["due_at"], &center["due_stage"]), (&json!("2024-07-11T01:00:00Z"), &json!("verification")));
        // The check fails: the unit has the two hours that it had left, not four.
        world.at_time(at("2024-07-11T02:00:00Z")).await;
        assert_eq!(world.seen_by_center(&id).await["overdue"], true);
        let back = world.dispatch(&id, "verify", json!({ "passed": false, "comment": "还有" })).await.expect(200);
        assert_eq!((&back["due_at"], &back["overdue"]), (&json!("2024-07-11T04:00:00Z"), &json!(false)));
        world.resolve(&id).await.expect(200);
        world.dispatch(&id, "verify", json!({ "passed": true })).await.expect(200);
        world.dispatch(&id, "close", json!({ "tier": "minor" })).await.expect(200);
        let at = |text: &str| json!(text);
        assert_eq!(
            clocks(&world, &id).await,
            [
                ["total", "2024-07-10T02:00:00Z", "2024-07-12T02:00:00Z", "2024-07-11T02:00:00Z"].map(at),
                ["triage", "2024-07-10T02:00:00Z", "2024-07-10T08:00:00Z", "2024-07-10T03:00:00Z"].map(at),
                ["handling", "2024-07-10T03:00:00Z", "2024-07-11T04:00:00Z", "2024-07-11T02:00:00Z"].map(at),
                ["verification", "2024-07-10T07:00:00Z", "2024-07-11T01:00:00Z", "2024-07-11T02:00:00Z"].map(at),
                ["verification", "2024-07-11T02:00:00Z", "2024-07-11T08:00:00Z", "2024-07-11T02:00:00Z"].map(at),
            ]
        );
        let closed = world.seen_by_center(&id).await;
        assert_eq!((&closed["due_at"], &closed["left_s"], &closed["overdue"]), (&Value::Null, &Value::Null, &json!(false)));
    }

    async fn lists_know_what_is_late_and_what_soon_will_be(app: TestApp) {
        let mut world = with_limits(app).await;
        let id = world.at("assigned").await;
        world.at("closed").await;
        // Nothing of the second category has a limit.
        let lamp = json!({ "category": "broken_lamp", "description": "路灯不亮", "photo_ids": [upload(&world.resident).await],
            "location": { "lat": 25.5, "lng": 103.9, "datum": "wgs84" } });
        world.resident.post("/reports", &lamp).await.expect(201);
        assert_eq!((listed(&world, "overdue=true").await, listed(&world, "due_soon=true").await), (0, 0));
        world.at_time(at("2024-07-10T04:30:00Z")).await;
        assert_eq!((listed(&world, "due_soon=true").await, listed(&world, "due_soon=false").await), (1, 2));
        world.at_time(at("2024-07-10T08:00:00Z")).await;
        assert_eq!((listed(&world, "overdue=true").await, listed(&world, "due_soon=true").await), (0, 1));
        world.at_time(at("2024-07-10T08:00:01Z")).await;
        assert_eq!((listed(&world, "overdue=true").await, listed(&world, "overdue=false").await), (1, 2));
        let late = world.seen_by_center(&id).await;
        assert_eq!((&late["overdue"], &late["left_s"]), (&json!(true), &json!(-1)));
        let unit = world.handler.get("/unit/reports?overdue=true").await.expect(200);
        assert_eq!(unit["items"].as_array().unwrap().len(), 1);
        // The unit hands in late: the unit is late no more, and the center has its own time.
        world.resolve(&id).await.expect(200);
        assert_eq!(listed(&world, "overdue=true").await, 0);
        world.dispatcher.get("/dispatch/reports?due_soon=perhaps").await.expect_field("due_soon", "wrong_type");
    }

    async fn a_suspended_case_loses_no_time(app: TestApp) {
        let mut world = with_limits(app).await;
        let id = world.at("in_progress").await;
        let suspend = async |world: &World, until: &str| {
            world.dispatch(&id, "suspend", json!({ "until": until, "reason": "雨季过后施工" })).await
        };
        suspend(&world, "2024-07-10T01:00:00Z").await.expect_field("until", "in_the_past");
        world.at_time(at("2024-07-10T03:00:00Z")).await;
        let suspended = suspend(&world, "2024-07-15T03:00:00Z").await.expect(200);
        // Three hours were left: one before noon, two after it.
        assert_eq!((&suspended["due_at"], &suspended["left_s"]), (&json!("2024-07-15T08:00:00Z"), &json!(3 * 3600)));
        assert_eq!(suspended["pause"]["kind"], "suspension");
        suspend(&world, "2024-07-16T03:00:00Z").await.expect_problem(409, "already_paused");
        world.at_time(at("2024-07-12T03:00:00Z")).await;
        let center = world.seen_by_center(&id).await;
        assert_eq!((&center["left_s"], &center["overdue"]), (&json!(3 * 3600), &json!(false)));
        let mine = world.resident.get(&format!("/reports/{id}")).await.expect(200);
        assert_eq!(mine["timeline"].as_array().unwrap().last().unwrap()["words"]["reason"], "雨季过后施工");
        // It is resumed earlier than was said; the clock goes on from here.
        let resumed = world.dispatch(&id, "resume", json!({ "reason": "提前施工" })).await.expect(200);
        assert_eq!((&resumed["due_at"], &resumed["pause"]), (&json!("2024-07-12T08:00:00Z"), &Value::Null));
        world.dispatch(&id, "resume", json!({ "reason": "再来" })).await.expect_problem(409, "not_paused");
        let total = clocks(&world, &id).await[0].clone();
        assert_eq!(total[2], "2024-07-16T02:00:00Z", "the whole case got the two days as well");
        // The work is handed in during another suspension, which ends with it.
        suspend(&world, "2024-07-20T03:00:00Z").await.expect(200);
        world.resolve(&id).await.expect(200);
        assert_eq!(world.seen_by_center(&id).await["pause"], Value::Null);
        suspend(&world, "2024-07-20T03:00:00Z").await.expect_problem(409, "invalid_transition");
    }

    async fn a_suspension_that_is_over_ends_by_itself(app: TestApp) {
        let mut world = with_limits(app).await;
        let id = world.at("assigned").await;
        let body = json!({ "until": "2024-07-11T02:00:00Z", "reason": "等待材料" });
        world.dispatch(&id, "suspend", body).await.expect(200);
        world.at_time(at("2024-07-11T07:00:00Z")).await;
        // Nobody has noted yet that it is over; it is all the same.
        let center = world.seen_by_center(&id).await;
        assert_eq!((&center["pause"], &center["left_s"]), (&Value::Null, &json!(3600)));
        assert_eq!(center["timeline"].as_array().unwrap().last().unwrap()["kind"], "suspended");
        assert_eq!(world.app.app.resume_what_is_over().await.unwrap(), 1);
        assert_eq!(world.app.app.resume_what_is_over().await.unwrap(), 0);
        let last = world.seen_by_center(&id).await["timeline"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["kind"], &last["at"], &last["actor"]), (&json!("resumed"), &json!("2024-07-11T02:00:00Z"), &Value::Null));
        world.at_time(at("2024-07-11T08:00:01Z")).await;
        assert_eq!(listed(&world, "overdue=true").await, 1);
    }

    async fn a_limit_by_hand_moves_the_whole_case(app: TestApp) {
        let world = with_limits(app).await;
        let id = world.at("accepted").await;
        let body = json!({ "unit_id": world.unit_id, "due_at": "2024-07-19T10:00:00Z" });
        let assigned = world.dispatch(&id, "assign", body).await.expect(200);
        assert_eq!(assigned["due_at"], "2024-07-19T10:00:00Z");
        let clocks = clocks(&world, &id).await;
        // Twelve working hours lay between the unit's end and that of the whole case, and still do.
        assert_eq!((&clocks[0][2], &clocks[2][2]), (&json!("2024-07-23T04:00:00Z"), &json!("2024-07-19T10:00:00Z")));
    }

    async fn another_category_has_other_limits(app: TestApp) {
        let world = with_limits(app).await;
        let one_hour = json!({ "limits": { "triage": { "amount": 1, "unit": "hours" } } });
        world.admin.patch("/categories/fire_lane", &one_hour).await.expect(200);
        let id = world.submitted().await;
        world.app.clock.advance(TimeDelta::minutes(10));
        let accepted = world.dispatch(&id, "accept", json!({ "category": "fire_lane" })).await.expect(200);
        assert_eq!((&accepted["due_at"], &accepted["left_in"]), (&json!("2024-07-10T03:00:00Z"), &json!("plain")));
        assert_eq!(accepted["left_s"], 50 * 60);
    }

    async fn a_limit_is_one_or_more(app: TestApp) {
        let world = World::new(app).await;
        for amount in [0, -4, 8785] {
            let body = json!({ "limits": { "total": { "amount": amount, "unit": "working_hours" } } });
            world.admin.patch("/categories/fire_lane", &body).await.expect_field("limits.total", "out_of_range");
        }
        let body = json!({ "limits": { "total": { "amount": 1.5, "unit": "working_hours" } } });
        world.admin.patch("/categories/fire_lane", &body).await.expect_field("limits.total.amount", "wrong_type");
        let body = json!({ "limits": { "total": { "amount": 1, "unit": "weeks" } } });
        world.admin.patch("/categories/fire_lane", &body).await.expect_field("limits.total.unit", "unknown_value");
    }

    async fn units_are_responsible_by_subdistrict(app: TestApp) {
        let world = World::new(app).await;
        let routes = json!({ "routes": [{ "subdistrict": "南宁街道", "unit_id": world.other_unit_id }] });
        let set = world.admin.patch("/categories/exposed_garbage", &routes).await.expect(200);
        assert_eq!(set["routes"], routes["routes"]);
        let filed = async |address: &str| {
            let mut report = World::report(&[upload(&world.resident).await]);
            report["location"]["address"] = json!(address);
            let id = world.resident.post("/reports", &report).await.expect(201)["id"].as_str().unwrap().to_owned();
            world.dispatch(&id, "accept", json!({})).await.expect(200);
            id
        };
        let assigned = async |id: &str| world.dispatch(id, "assign", json!({})).await.expect(200)["unit"]["name"].clone();
        let inside = filed("麒麟区南宁街道南宁西路88号").await;
        let center = world.seen_by_center(&inside).await;
        assert_eq!((&center["location"]["subdistrict"], &center["responsible_unit"]["name"]), (&json!("南宁街道"), &json!("住建局")));
        assert_eq!(assigned(&inside).await, "住建局");
        // Elsewhere, and where nothing says where it is, it is the category's own unit.
        assert_eq!(assigned(&filed("益宁街道交通路31号").await).await, "城管局");
        assert_eq!(assigned(&filed("交通路31号").await).await, "城管局");
        // The dispatcher knows better.
        let id = world.submitted().await;
        let accepted = world.dispatch(&id, "accept", json!({ "subdistrict": "南宁街道" })).await.expect(200);
        assert_eq!(accepted["location"]["subdistrict"], "南宁街道");
        assert_eq!(assigned(&id).await, "住建局");

        let no_unit = json!({ "unit_id": null, "routes": [] });
        world.admin.patch("/categories/exposed_garbage", &no_unit).await.expect(200);
        let id = filed("南宁街道").await;
        world.dispatch(&id, "assign", json!({})).await.expect_field("unit_id", "required");
        for (route, field, code) in [
            (json!({ "subdistrict": "月亮街道", "unit_id": world.unit_id }), "routes[0].subdistrict", "unknown_subdistrict"),
            (json!({ "subdistrict": "南宁街道", "unit_id": "nothing" }), "routes[0].unit_id", "unknown_unit"),
        ] {
            let body = json!({ "routes": [route] });
            world.admin.patch("/categories/exposed_garbage", &body).await.expect_field(field, code);
        }
        let twice = json!({ "routes": [routes["routes"][0], routes["routes"][0]] });
        world.admin.patch("/categories/exposed_garbage", &twice).await.expect_field("routes[1].subdistrict", "repeated");
        let id = world.submitted().await;
        world.dispatch(&id, "accept", json!({ "subdistrict": "月亮街道" })).await.expect_field("subdistrict", "unknown_subdistrict");
    }
}
