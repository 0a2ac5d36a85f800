//! Looking back: the same seed draws the same cases, each is checked once by somebody else, and a corrected grade moves
//! the difference.

use super::world::World;
use crate::both_databases;
use crate::support::{Answer, TestApp};
use golden_beans::domain::role::Role;
use serde_json::{Value, json};

fn draw_of(seed: &str, share_percent: i64) -> Value {
    json!({ "seed": seed, "share_percent": share_percent, "closed_from": "2024-07-10", "closed_to": "2024-07-10" })
}

async fn close_some(world: &World, tier: &str, number: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for _ in 0..number {
        let id = world.at("accepted").await;
        world.dispatch(&id, "close", json!({ "tier": tier })).await.expect(200);
        ids.push(id);
    }
    ids
}

async fn cases(world: &World, look_back: &Value, query: &str) -> Vec<Value> {
    let path = format!("/look-backs/{}/cases{query}", look_back["id"].as_str().unwrap());
    world.dispatcher.get(&path).await.expect(200)["items"].as_array().unwrap().clone()
}

fn ids(cases: &[Value]) -> Vec<&str> {
    cases.iter().map(|case| case["report"]["id"].as_str().unwrap()).collect()
}

async fn check(world: &World, look_back: &Value, report_id: &str, body: Value) -> Answer {
    let path = format!("/look-backs/{}/cases/{report_id}/check", look_back["id"].as_str().unwrap());
    world.admin.post(&path, &body).await
}

both_databases! {
    async fn the_same_seed_draws_the_same_cases_and_a_larger_share_holds_them(app: TestApp) {
        let world = World::new(app).await;
        close_some(&world, "minor", 8).await;
        world.at("accepted").await;
        let first = world.admin.post("/look-backs", &draw_of("夏季", 25)).await.expect(201);
        assert_eq!((&first["population"], &first["cases"], &first["checked"]), (&json!(8), &json!(2), &json!(0)));
        let again = world.admin.post("/look-backs", &draw_of("夏季", 25)).await.expect(201);
        let larger = world.admin.post("/look-backs", &draw_of("夏季", 50)).await.expect(201);
        let other = world.admin.post("/look-backs", &draw_of("", 100)).await.expect(201);
        assert_eq!(other["seed"].as_str().unwrap().len(), 16, "a random one");
        let (first, again, larger) = (cases(&world, &first, "").await, cases(&world, &again, "").await, cases(&world, &larger, "").await);
        assert_eq!(ids(&first), ids(&again));
        assert_eq!(ids(&first), ids(&larger)[..2]);
        assert_eq!(ids(&cases(&world, &other, "").await).len(), 8);
        let page = world.dispatcher.get("/look-backs?limit=3").await.expect(200);
        assert_eq!(page["items"].as_array().unwrap().len(), 3);
        assert!(page["next_cursor"].is_string());
    }

    async fn what_cannot_be_drawn_is_named(app: TestApp) {
        let world = World::new(app).await;
        close_some(&world, "minor", 1).await;
        let draw = async |change: Value| {
            let mut body = draw_of("a", 10);
            for (field, value) in change.as_object().unwrap() {
                body[field] = value.clone();
            }
            world.admin.post("/look-backs", &body).await
        };
        draw(json!({ "share_percent": 0 })).await.expect_field("share_percent", "out_of_range");
        draw(json!({ "share_percent": 101 })).await.expect_field("share_percent", "out_of_range");
        draw(json!({ "closed_from": "2024-07-11" })).await.expect_field("closed_to", "before_begin");
        draw(json!({ "closed_from": "2024-07-32" })).await.expect_problem(422, "validation_failed");
        draw(json!({ "closed_from": "2024-07-01", "closed_to": "2024-07-09" })).await.expect_field("closed_from", "no_cases");
        draw(json!({ "group": "safety" })).await.expect_field("closed_from", "no_cases");
        draw(json!({ "category": "none" })).await.expect_field("category", "unknown_category");
        draw(json!({ "unit_id": "none" })).await.expect_field("unit_id", "unknown_unit");
        draw(json!({ "seed": "长".repeat(65) })).await.expect_field("seed", "text_too_long");
        draw(json!({ "category": "exposed_garbage", "group": "street_order" })).await.expect(201);
    }

    #[settings("[look_back]\nmost_cases = 2")]
    async fn a_sample_has_a_limit(app: TestApp) {
        let world = World::new(app).await;
        close_some(&world, "minor", 3).await;
        world.admin.post("/look-backs", &draw_of("a", 100)).await.expect_field("share_percent", "too_many_cases");
        world.admin.post("/look-backs", &draw_of("a", 50)).await.expect(201);
    }

    async fn a_wrong_grade_is_corrected_and_a_faked_fix_is_opened_again(app: TestApp) {
        let world = World::with_campaign(app).await;
        let mut reports = close_some(&world, "general", 3).await;
        let look_back = world.admin.post("/look-backs", &draw_of("a", 100)).await.expect(201);
        reports.sort();
        let [fine, wrong, faked] = [&reports[0], &reports[1], &reports[2]];
        check(&world, &look_back, fine, json!({ "result": "fine" })).await.expect(200);
        check(&world, &look_back, fine, json!({ "result": "fine" })).await.expect_problem(409, "already_checked");
        let corrected = check(&world, &look_back, wrong, json!({ "result": "wrong_grade", "tier": "minor", "comment": "只是一袋" })).await.expect(200);
        assert_eq!((&corrected["award"]["beans"], &corrected["report"]["tier"]), (&json!("0.00"), &json!("minor")));
        let opened = check(&world, &look_back, faked, json!({ "result": "faked_fix", "comment": "旧照片", "reopen": true })).await.expect(200);
        assert_eq!((&opened["report"]["status"], &opened["award"]), (&json!("accepted"), &Value::Null));
        let wallet = world.resident.get("/wallet").await.expect(200);
        assert_eq!(wallet["balance"], "6.00", "the grade's three went back, the work's did not");

        let path = format!("/look-backs/{}", look_back["id"].as_str().unwrap());
        let now = world.dispatcher.get(&path).await.expect(200);
        assert_eq!(now["checked"], 3);
        assert_eq!(now["results"], json!({ "fine": 1, "wrong_grade": 1, "faked_fix": 1, "not_fixed": 0 }));
        assert_eq!(cases(&world, &look_back, "?checked=false").await.len(), 0);
        let checked = cases(&world, &look_back, "?checked=true").await;
        let of_wrong = checked.iter().find(|case| case["report"]["id"] == **wrong).unwrap();
        assert_eq!((&of_wrong["check"]["old_tier"], &of_wrong["check"]["new_tier"]), (&json!("general"), &json!("minor")));
        assert_eq!(of_wrong["check"]["checked_by"]["role"], "admin");
        let auditor = world.app.staff(Role::Auditor).await;
        assert_eq!(auditor.post_nothing("/ledger/verify").await.expect(200)["ok"], true);
        for change in ["UPDATE look_back_check SET result = 'fine'", "DELETE FROM look_back_case", "UPDATE look_back SET seed = 'b'"] {
            assert!(world.app.sql(change).await.expect_err(change).contains("append-only"));
        }
    }

    async fn a_check_is_somebody_elses_and_makes_sense(app: TestApp) {
        let world = World::with_campaign(app).await;
        let reports = close_some(&world, "general", 2).await;
        let look_back = world.admin.post("/look-backs", &draw_of("a", 100)).await.expect(201);
        let path = |id: &str| format!("/look-backs/{}/cases/{id}/check", look_back["id"].as_str().unwrap());
        let own = world.dispatcher.post(&path(&reports[0]), &json!({ "result": "fine" })).await;
        own.expect_problem(409, "another_person_needed");
        let wrong = async |body: Value| check(&world, &look_back, &reports[0], body).await;
        wrong(json!({ "result": "not_fixed" })).await.expect_field("comment", "required");
        wrong(json!({ "result": "wrong_grade", "comment": "a" })).await.expect_field("tier", "required");
        wrong(json!({ "result": "fine", "tier": "minor" })).await.expect_field("tier", "not_possible");
        wrong(json!({ "result": "fine", "reopen": true })).await.expect_field("reopen", "not_possible");
        wrong(json!({ "result": "wrong_grade", "comment": "a", "tier": "general" })).await.expect_field("tier", "unchanged");
        wrong(json!({ "result": "good" })).await.expect_field("result", "unknown_value");
        let elsewhere = world.at("closed").await;
        check(&world, &look_back, &elsewhere, json!({ "result": "fine" })).await.expect_problem(404, "not_found");
        // Two at the same moment: one check stands.
        let body = json!({ "result": "wrong_grade", "comment": "a", "tier": "minor" });
        let (one, other) = tokio::join!(wrong(body.clone()), wrong(body.clone()));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        // The answer of a key stays, whatever happens later.
        let first = world.admin.post_with_key(&path(&reports[1]), &body, "k").await.expect(200);
        world.dispatch(&reports[1], "regrade", json!({ "tier": "major", "reason": "b" })).await.expect(200);
        assert_eq!(world.admin.post_with_key(&path(&reports[1]), &body, "k").await.expect(200), first);
    }
}
