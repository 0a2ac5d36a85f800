//! The whole way of a report, and what each side sees of it.

use super::world::{World, jpeg, upload, upload_bytes};
use crate::both_databases;
use crate::support::TestApp;
use serde_json::{Value, json};

both_databases! {
    async fn from_a_photo_to_beans(app: TestApp) {
        let world = World::with_campaign(app).await;
        let photo = upload_bytes(&world.resident, jpeg(), "photo.jpg").await.expect(201);
        assert_eq!((&photo["width"], &photo["height"]), (&json!(64), &json!(48)));
        let report = World::report(&[photo["id"].as_str().unwrap().to_owned()]);
        let filed = world.resident.post("/reports", &report).await.expect(201);
        assert_eq!((&filed["number"], &filed["status"]), (&json!("QL202407-000001"), &json!("submitted")));
        let id = filed["id"].as_str().unwrap();

        let accepted = world.dispatch(id, "accept", json!({})).await.expect(200);
        assert_eq!(accepted["status"], "accepted");
        let assigned = world.dispatch(id, "assign", json!({ "unit_id": world.unit_id })).await.expect(200);
        assert_eq!((&assigned["status"], &assigned["unit"]["name"]), (&json!("assigned"), &json!("城管局")));
        // 24 hours, as the category says.
        assert_eq!(assigned["due_at"], "2024-07-11T02:00:00Z");
        assert_eq!(world.unit(id, "start", json!({})).await.expect(200)["status"], "in_progress");
        assert_eq!(world.resolve(id).await.expect(200)["status"], "resolved");
        let verified = world.dispatch(id, "verify", json!({ "passed": true, "comment": "现场已清" })).await;
        assert_eq!(verified.expect(200)["status"], "verified");
        let closed = world.dispatch(id, "close", json!({ "tier": "general", "comment": "谢谢您" })).await;
        assert_eq!(closed.header("idempotency-replayed"), "");
        let closed = closed.expect(200);
        assert_eq!((&closed["report"]["status"], &closed["report"]["tier"]), (&json!("closed"), &json!("general")));
        let award = json!({ "beans": "3.00", "tier_beans": "3.00", "limited_by": null, "rule_version": 1 });
        assert_eq!(closed["award"], award);

        let mine = world.resident.get(&format!("/reports/{id}")).await.expect(200);
        assert_eq!(mine["award"], award);
        assert_eq!((&mine["closing_comment"], &mine["unit_name"]), (&json!("谢谢您"), &json!("城管局")));
        assert_eq!(mine["photos"]["before"].as_array().unwrap().len(), 1);
        assert_eq!(mine["photos"]["after"].as_array().unwrap().len(), 1);
        assert_eq!(
            kinds(&mine["timeline"]),
            ["submitted", "accepted", "assigned", "started", "resolved", "verified", "closed"]
        );
        let rated = world.resident.post(&format!("/reports/{id}/rating"), &json!({ "stars": 5, "comment": "快" })).await;
        assert_eq!(rated.expect(200)["stars"], 5);

        let center = world.seen_by_center(id).await;
        assert_eq!(center["reporter"], json!({ "name": "欧阳*", "phone": "138****1234" }));
        assert_eq!(center["rating"]["comment"], "快");
        assert_eq!(center["timeline"][1]["actor"], json!({ "role": "dispatcher", "name": "调度员甲" }));
        assert_eq!(center["timeline"][5]["words"]["comment"], "现场已清");
    }

    async fn what_needs_no_unit_is_closed_at_once(app: TestApp) {
        let world = World::with_campaign(app).await;
        let id = world.at("accepted").await;
        let closed = world.dispatch(&id, "close", json!({ "tier": "minor" })).await.expect(200);
        assert_eq!(closed["award"]["beans"], "0.00");
        assert_eq!(closed["award"]["limited_by"], Value::Null);
    }

    async fn an_admin_may_do_what_a_dispatcher_may(app: TestApp) {
        let world = World::new(app).await;
        let id = world.submitted().await;
        world.admin.post_nothing(&format!("/dispatch/reports/{id}/accept")).await.expect(200);
        world.admin.get("/dispatch/reports").await.expect(200);
    }

    async fn a_wrong_category_is_corrected_on_accepting(app: TestApp) {
        let world = World::new(app).await;
        let id = world.submitted().await;
        let accepted = world.dispatch(&id, "accept", json!({ "category": "fire_lane" })).await.expect(200);
        assert_eq!((&accepted["category"], &accepted["group"]), (&json!("fire_lane"), &json!("safety")));
        let assigned = world.dispatch(&id, "assign", json!({ "unit_id": world.unit_id })).await.expect(200);
        assert_eq!(assigned["due_at"], "2024-07-10T06:00:00Z", "four hours, as the new category says");
    }

    async fn numbers_are_gapless_within_the_local_month(app: TestApp) {
        let mut world = World::new(app).await;
        let mut numbers = Vec::new();
        // 23:30 and 23:40 in Qilin on the last of July, then a minute into August.
        for at in ["2024-07-31T15:30:00Z", "2024-07-31T15:40:00Z", "2024-07-31T16:01:00Z"] {
            world.at_time(at.parse().unwrap()).await;
            let photo_id = upload(&world.resident).await;
            // A refused one takes no number.
            world.resident.post("/reports", &World::report(&["nothing".to_owned()])).await.expect(422);
            let filed = world.resident.post("/reports", &World::report(&[photo_id])).await.expect(201);
            numbers.push(filed["number"].as_str().unwrap().to_owned());
        }
        assert_eq!(numbers, ["QL202407-000001", "QL202407-000002", "QL202408-000001"]);
    }

    async fn rework_is_counted_and_the_unit_told_why(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("resolved").await;
        world.dispatch(&id, "verify", json!({ "passed": false })).await.expect_field("comment", "text_empty");
        let back = world.dispatch(&id, "verify", json!({ "passed": false, "comment": "还有一堆" })).await.expect(200);
        assert_eq!((&back["status"], &back["rework_count"]), (&json!("in_progress"), &json!(1)));
        let unit = world.handler.get(&format!("/unit/reports/{id}")).await.expect(200);
        assert_eq!(unit["timeline"].as_array().unwrap().last().unwrap()["words"]["comment"], "还有一堆");
        let mine = world.resident.get(&format!("/reports/{id}")).await.expect(200);
        let last = mine["timeline"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["kind"], &last["words"]), (&json!("sent_back"), &Value::Null));
        world.resolve(&id).await.expect(200);
        assert_eq!(world.seen_by_center(&id).await["photos"]["after"].as_array().unwrap().len(), 2);
    }

    async fn a_returned_report_is_no_longer_the_units(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("assigned").await;
        world.unit(&id, "return", json!({ "reason": "不属我局管辖" })).await.expect(200);
        world.handler.get(&format!("/unit/reports/{id}")).await.expect_problem(404, "not_found");
        let center = world.seen_by_center(&id).await;
        assert_eq!((&center["status"], &center["unit"], &center["due_at"]), (&json!("accepted"), &Value::Null, &Value::Null));
        let other = json!({ "unit_id": world.other_unit_id, "due_at": "2024-07-15T18:00:00+08:00" });
        assert_eq!(world.dispatch(&id, "assign", other).await.expect(200)["due_at"], "2024-07-15T10:00:00Z");
        world.other_handler.post_nothing(&format!("/unit/reports/{id}/start")).await.expect(200);
    }

    async fn a_limit_is_extended_once(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("in_progress").await;
        let ask = |until: &str| json!({ "until": until, "reason": "需要吊车" });
        let extend = async |until: &str| world.unit(&id, "extend", ask(until)).await;
        extend("2024-07-10T01:59:59Z").await.expect_field("until", "in_the_past");
        extend("2024-07-10T12:00:00Z").await.expect_field("until", "not_later");
        extend("2034-07-10T12:00:00Z").await.expect_field("until", "too_far");
        assert_eq!(extend("2024-07-13T12:00:00Z").await.expect(200)["due_at"], "2024-07-13T12:00:00Z");
        // A second time is an admin's to decide.
        let again = extend("2024-07-14T12:00:00Z").await.expect(200);
        assert_eq!((&again["due_at"], &again["pending"][0]["needs_admin"]), (&json!("2024-07-13T12:00:00Z"), &json!(true)));
        let resolved = world.at("resolved").await;
        world.unit(&resolved, "extend", ask("2024-07-14T12:00:00Z")).await.expect_problem(409, "invalid_transition");
    }

    async fn a_report_that_was_not_reached_in_time_is_overdue(app: TestApp) {
        let mut world = World::new(app).await;
        let id = world.at("assigned").await;
        assert_eq!(world.seen_by_center(&id).await["overdue"], false);
        world.at_time("2024-07-11T02:00:01Z".parse().unwrap()).await;
        assert_eq!(world.seen_by_center(&id).await["overdue"], true);
        let late = world.dispatcher.get("/dispatch/reports?overdue=true").await.expect(200);
        assert_eq!(late["items"].as_array().unwrap().len(), 1);
        let in_time = world.dispatcher.get("/dispatch/reports?overdue=false").await.expect(200);
        assert_eq!(in_time["items"].as_array().unwrap().len(), 0);
    }

    async fn a_reopened_report_gives_its_beans_back_and_is_graded_anew_by_its_first_day(app: TestApp) {
        let mut world = World::with_campaign(app).await;
        world.at_time("2024-07-31T15:00:00Z".parse().unwrap()).await;
        let id = world.submitted().await;
        world.dispatch(&id, "accept", json!({})).await.expect(200);
        let closed = world.dispatch(&id, "close", json!({ "tier": "major" })).await.expect(200);
        assert_eq!(closed["award"]["beans"], "5.00");

        // August has other rules; the first closing was in July.
        world.at_time("2024-07-31T16:10:00Z".parse().unwrap()).await;
        let reopened = world.dispatch(&id, "reopen", json!({ "reason": "复查发现未解决" })).await.expect(200);
        assert_eq!((&reopened["report"]["status"], &reopened["award"]["beans"]), (&json!("accepted"), &json!("0.00")));
        let mine = world.resident.get(&format!("/reports/{id}")).await.expect(200);
        assert_eq!((&mine["award"], &mine["tier"], &mine["closed_at"]), (&Value::Null, &Value::Null, &Value::Null));
        let again = world.dispatch(&id, "close", json!({ "tier": "general" })).await.expect(200);
        assert_eq!((&again["award"]["beans"], &again["award"]["rule_version"]), (&json!("3.00"), &json!(1)));
    }
}

fn kinds(timeline: &Value) -> Vec<&str> {
    timeline.as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect()
}
