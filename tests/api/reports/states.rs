//! Every step from every state: what is allowed leads on, what is not is refused and changes nothing.

use super::world::{World, upload};
use crate::both_databases;
use crate::support::{Answer, TestApp};
use serde_json::json;

const STATES: [&str; 10] = [
    "submitted",
    "accepted",
    "assigned",
    "in_progress",
    "resolved",
    "verified",
    "closed",
    "rejected",
    "merged",
    "withdrawn",
];

/// Each step with the states that allow it.
const STEPS: [(&str, &[&str]); 14] = [
    ("accept", &["submitted"]),
    ("reject", &["submitted", "accepted"]),
    ("merge", &["submitted", "accepted", "assigned", "in_progress"]),
    ("assign", &["accepted", "assigned", "in_progress"]),
    ("start", &["assigned"]),
    ("resolve", &["assigned", "in_progress"]),
    ("return", &["assigned", "in_progress"]),
    ("extend", &["assigned", "in_progress"]),
    ("verify", &["resolved"]),
    ("close", &["accepted", "verified"]),
    ("reopen", &["closed"]),
    ("withdraw", &["submitted", "accepted"]),
    ("rating", &["closed"]),
    ("publish", &["accepted", "assigned", "in_progress", "resolved", "verified", "closed"]),
];

both_databases! {
    async fn every_step_is_refused_where_the_state_does_not_allow_it(app: TestApp) {
        let world = World::new(app).await;
        let into = world.submitted_by(&world.neighbour).await;
        for state in STATES {
            let id = world.at(state).await;
            for (step, allowed) in STEPS {
                if allowed.contains(&state) {
                    continue;
                }
                let before = world.seen_by_center(&id).await;
                let answer = take(&world, &id, step, &into).await;
                let unit_step = ["start", "resolve", "return", "extend"].contains(&step);
                if unit_step && before["unit"].is_null() {
                    answer.expect_problem(404, "not_found");
                } else {
                    let answer = answer.expect_problem(409, "invalid_transition");
                    let detail = answer.json["detail"].as_str().unwrap();
                    assert!(detail.contains(state), "{step} from {state}: {detail}");
                }
                assert_eq!(world.seen_by_center(&id).await, before, "{step} from {state} changed something");
            }
        }
    }

    async fn every_step_is_taken_where_the_state_allows_it(app: TestApp) {
        let world = World::new(app).await;
        let into = world.submitted_by(&world.neighbour).await;
        for (step, allowed) in STEPS {
            for state in allowed {
                let id = world.at(state).await;
                take(&world, &id, step, &into).await.expect(200);
            }
        }
    }

    async fn a_report_is_rated_once(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("closed").await;
        take(&world, &id, "rating", "").await.expect(200);
        take(&world, &id, "rating", "").await.expect_problem(409, "already_rated");
    }

    async fn a_report_is_merged_only_into_one_that_has_a_claim(app: TestApp) {
        let world = World::new(app).await;
        let merge = async |id: &str, into: &str| world.dispatch(id, "merge", json!({ "into": into })).await;
        let (one, other) = (world.submitted().await, world.submitted_by(&world.neighbour).await);
        merge(&one, &one).await.expect_field("into", "merge_into_itself");
        merge(&one, "nothing").await.expect_field("into", "unknown_report");
        merge("nothing", &one).await.expect_problem(404, "not_found");
        let number = world.seen_by_center(&other).await["number"].as_str().unwrap().to_owned();
        let merged = merge(&one, &number).await.expect(200);
        assert_eq!((&merged["status"], &merged["merged_into"]["id"]), (&json!("merged"), &json!(other)));
        merge(&other, &one).await.expect_field("into", "merge_into_merged");
        for ended in ["rejected", "withdrawn"] {
            let ended = world.at(ended).await;
            merge(&other, &ended).await.expect_field("into", "merge_into_ended");
        }
    }

    async fn duplicates_follow_where_their_report_is_merged(app: TestApp) {
        let world = World::new(app).await;
        let (first, second, third) =
            (world.submitted().await, world.submitted_by(&world.neighbour).await, world.submitted().await);
        world.dispatch(&third, "merge", json!({ "into": second })).await.expect(200);
        world.dispatch(&second, "merge", json!({ "into": first })).await.expect(200);
        let center = world.seen_by_center(&first).await;
        let mut numbers: Vec<&str> =
            center["duplicates"].as_array().unwrap().iter().map(|one| one["number"].as_str().unwrap()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, ["QL202407-000002", "QL202407-000003"]);
        let mine = world.resident.get(&format!("/reports/{third}")).await.expect(200);
        assert_eq!(mine["merged_into"], "QL202407-000001");
        assert_eq!(mine["timeline"].as_array().unwrap().last().unwrap()["words"]["into"], "QL202407-000001");
    }

    async fn an_inactive_unit_gets_nothing(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("accepted").await;
        let unit_id = world.unit_id.clone();
        let changes = golden_beans::storage::units::UnitChanges { name: None, active: Some(false) };
        world.app.app.storage
            .write(move |tx| golden_beans::storage::units::change(tx, &unit_id, &changes))
            .await
            .unwrap();
        world.dispatch(&id, "assign", json!({ "unit_id": world.unit_id })).await.expect_problem(409, "unit_inactive");
        assert_eq!(world.seen_by_center(&id).await["status"], "accepted");
        world.dispatch(&id, "assign", json!({ "unit_id": "nothing" })).await.expect_field("unit_id", "unknown_unit");
        let past = json!({ "unit_id": world.other_unit_id, "due_at": "2024-07-10T01:00:00Z" });
        world.dispatch(&id, "assign", past).await.expect_field("due_at", "in_the_past");
    }
}

async fn take(world: &World, id: &str, step: &str, into: &str) -> Answer {
    let reason = json!({ "reason": "理由" });
    match step {
        "accept" => world.dispatch(id, step, json!({})).await,
        "reject" | "reopen" => world.dispatch(id, step, reason).await,
        "merge" => world.dispatch(id, step, json!({ "into": into })).await,
        "assign" => world.dispatch(id, step, json!({ "unit_id": world.unit_id })).await,
        "verify" => world.dispatch(id, step, json!({ "passed": true })).await,
        "close" => world.dispatch(id, step, json!({ "tier": "minor" })).await,
        "publish" => world.dispatch(id, step, json!({})).await,
        "start" => world.unit(id, step, json!({})).await,
        "return" => world.unit(id, step, reason).await,
        "extend" => world.unit(id, step, json!({ "until": "2024-07-20T00:00:00Z", "reason": "理由" })).await,
        "resolve" => {
            let photo_id = upload(&world.handler).await;
            world.unit(id, step, json!({ "comment": "好了", "photo_ids": [photo_id] })).await
        }
        "withdraw" => world.resident.post_nothing(&format!("/reports/{id}/withdraw")).await,
        "rating" => world.resident.post(&format!("/reports/{id}/rating"), &json!({ "stars": 4 })).await,
        _ => panic!("no step {step}"),
    }
}
