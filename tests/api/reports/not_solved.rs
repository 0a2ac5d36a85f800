//! "Not solved", and calls back: the case is opened again and the reporter keeps the beans.

use super::world::{NAME, PHONE, World};
use crate::both_databases;
use crate::support::TestApp;
use chrono::TimeDelta;
use golden_beans::domain::role::Role;
use serde_json::{Value, json};

async fn balance(world: &World) -> String {
    world.resident.get("/wallet").await.expect(200)["balance"].as_str().unwrap().to_owned()
}

async fn not_solved(world: &World, id: &str) -> crate::support::Answer {
    world.resident.post(&format!("/reports/{id}/not-solved"), &json!({ "reason": "还有一半没清" })).await
}

/// Until when the reporter's page says that it can be said.
async fn until(world: &World, id: &str) -> Value {
    world.resident.get(&format!("/reports/{id}")).await.expect(200)["not_solved_until"].clone()
}

fn kinds(timeline: &Value) -> Vec<&str> {
    timeline.as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect()
}

/// Awards that nobody waits for are posted by the time this ends.
async fn settled(world: &World) {
    world.app.app.ledger.sweep().await.unwrap();
}

both_databases! {
    async fn who_says_that_it_is_not_solved_keeps_the_beans_and_the_difference_is_posted_on_closing(app: TestApp) {
        let world = World::with_campaign(app).await;
        let id = world.at("closed").await;
        assert_eq!(balance(&world).await, "3.00");
        let reason = format!("我是{NAME}，{PHONE}，还有一半没清");
        let mine = world.resident.post(&format!("/reports/{id}/not-solved"), &json!({ "reason": reason })).await.expect(200);
        assert_eq!((&mine["status"], &mine["closed_at"], &mine["tier"]), (&json!("assigned"), &Value::Null, &Value::Null));
        assert_eq!((&mine["award"]["beans"], balance(&world).await), (&json!("3.00"), "3.00".to_owned()));

        // The unit learns what is left, and neither who said so nor that the reporter did.
        let unit = world.handler.get(&format!("/unit/reports/{id}")).await;
        assert!(!unit.text().contains(NAME) && !unit.text().contains(PHONE), "{}", unit.text());
        let unit = unit.expect(200);
        assert!(!kinds(&unit["timeline"]).contains(&"not_solved"));
        let last = unit["timeline"].as_array().unwrap().last().unwrap();
        assert_eq!((&last["kind"], &last["side"]), (&json!("reopened"), &json!("center")));
        assert!(last["words"]["reason"].as_str().unwrap().contains("还有一半没清"), "{last}");
        let center = world.seen_by_center(&id).await;
        let history = kinds(&center["timeline"]);
        assert_eq!(history[history.len() - 2..], ["not_solved", "reopened"]);

        world.unit(&id, "start", json!({})).await.expect(200);
        world.resolve(&id).await.expect(200);
        world.dispatch(&id, "verify", json!({ "passed": true })).await.expect(200);
        let closed = world.dispatch(&id, "close", json!({ "tier": "major" })).await.expect(200);
        assert_eq!((&closed["award"]["beans"], balance(&world).await), (&json!("5.00"), "5.00".to_owned()));
        let entries = world.resident.get("/wallet/entries").await.expect(200);
        let beans: Vec<&str> = entries["items"].as_array().unwrap().iter().map(|entry| entry["beans"].as_str().unwrap()).collect();
        assert_eq!(beans, ["2.00", "3.00"], "nothing was ever taken back");
    }

    async fn it_is_said_within_seven_days_and_twice_at_most(app: TestApp) {
        let mut world = World::with_campaign(app).await;
        let start = world.app.now();
        let id = world.at("accepted").await;
        not_solved(&world, &id).await.expect_problem(409, "invalid_transition");
        world.dispatch(&id, "close", json!({ "tier": "general" })).await.expect(200);
        let path = format!("/reports/{id}/not-solved");
        world.resident.post(&path, &json!({ "reason": "  " })).await.expect_field("reason", "text_empty");
        world.resident.post(&path, &json!({})).await.expect_field("reason", "required");
        world.neighbour.post(&path, &json!({ "reason": "我也觉得" })).await.expect_problem(404, "not_found");
        world.at_time(start + TimeDelta::days(7) + TimeDelta::seconds(1)).await;
        not_solved(&world, &id).await.expect_problem(409, "not_solved_too_late");
        assert_eq!(until(&world, &id).await, Value::Null);
        world.at_time(start + TimeDelta::days(7)).await;
        for _ in 0..2 {
            assert!(until(&world, &id).await.is_string());
            assert_eq!(not_solved(&world, &id).await.expect(200)["status"], "accepted");
            assert_eq!(until(&world, &id).await, Value::Null, "it is open");
            not_solved(&world, &id).await.expect_problem(409, "invalid_transition");
            world.dispatch(&id, "close", json!({ "tier": "general" })).await.expect(200);
        }
        not_solved(&world, &id).await.expect_problem(409, "not_solved_too_often");
        assert_eq!(until(&world, &id).await, Value::Null);
        assert_eq!(balance(&world).await, "3.00");
    }

    async fn said_twice_at_the_same_moment_it_is_opened_once(app: TestApp) {
        let world = World::with_campaign(app).await;
        let id = world.at("closed").await;
        let (one, other) = tokio::join!(not_solved(&world, &id), not_solved(&world, &id));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
    }

    async fn what_ends_without_a_result_after_all_gives_its_beans_back(app: TestApp) {
        let world = World::with_campaign(app).await;
        for (how, body) in [("reject", json!({ "reason": "查实为摆拍" })), ("merge", Value::Null), ("withdraw", Value::Null)] {
            let id = world.at("accepted").await;
            world.dispatch(&id, "close", json!({ "tier": "general" })).await.expect(200);
            assert_eq!(balance(&world).await, "3.00", "{how}");
            not_solved(&world, &id).await.expect(200);
            match how {
                "withdraw" => drop(world.resident.post_nothing(&format!("/reports/{id}/withdraw")).await.expect(200)),
                "merge" => {
                    let into = world.submitted_by(&world.neighbour).await;
                    drop(world.dispatch(&id, "merge", json!({ "into": into })).await.expect(200));
                }
                _ => drop(world.dispatch(&id, how, body).await.expect(200)),
            }
            settled(&world).await;
            assert_eq!(balance(&world).await, "0.00", "{how}");
        }
        let auditor = world.app.staff(Role::Auditor).await;
        assert_eq!(auditor.post_nothing("/ledger/verify").await.expect(200)["ok"], true);
    }

    async fn calls_back_are_kept_and_may_open_the_case(app: TestApp) {
        let world = World::with_campaign(app).await;
        let id = world.at("verified").await;
        world.dispatch(&id, "follow-ups", json!({ "outcome": "satisfied" })).await.expect_problem(409, "invalid_transition");
        world.dispatch(&id, "close", json!({ "tier": "general" })).await.expect(200);
        let call = async |body: Value| {
            world.app.clock.advance(TimeDelta::seconds(1));
            world.dispatch(&id, "follow-ups", body).await
        };
        call(json!({ "outcome": "unsatisfied" })).await.expect_field("comment", "text_empty");
        call(json!({ "outcome": "fine" })).await.expect_field("outcome", "unknown_value");
        call(json!({ "outcome": "satisfied", "reopen": true })).await.expect_field("reopen", "not_possible");
        call(json!({ "outcome": "unreachable" })).await.expect(201);
        call(json!({ "outcome": "not_solved", "comment": "又堆起来了", "reopen": true })).await.expect(201);
        assert_eq!((&world.seen_by_center(&id).await["status"], balance(&world).await), (&json!("assigned"), "3.00".to_owned()));
        // It is open now: what is said is kept, opening it again is not possible.
        call(json!({ "outcome": "not_solved", "comment": "再问", "reopen": true })).await.expect_problem(409, "invalid_transition");
        let kept = world.dispatcher.get(&format!("/dispatch/reports/{id}/follow-ups?limit=1")).await.expect(200);
        let first = &kept["items"][0];
        assert_eq!((&first["outcome"], &first["comment"]), (&json!("not_solved"), &json!("又堆起来了")));
        assert_eq!(first["caller"], json!({ "role": "dispatcher", "name": "调度员甲" }));
        let cursor = kept["next_cursor"].as_str().unwrap();
        let rest = world.dispatcher.get(&format!("/dispatch/reports/{id}/follow-ups?cursor={cursor}")).await.expect(200);
        assert_eq!((&rest["items"][0]["outcome"], rest["items"].as_array().unwrap().len()), (&json!("unreachable"), 1));
        assert!(world.app.sql("DELETE FROM follow_up").await.expect_err("kept").contains("append-only"));
    }
}
