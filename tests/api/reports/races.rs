//! Things that happen at the same instant.

use super::world::{World, upload};
use crate::both_databases;
use crate::support::{Answer, TestApp};
use futures_util::future::join_all;
use serde_json::json;

both_databases! {
    async fn of_many_closes_at_once_one_succeeds(app: TestApp) {
        let world = World::with_campaign(app).await;
        let sibling = world.app.sibling();
        let id = world.at("verified").await;
        let path = format!("/dispatch/reports/{id}/close");
        let mut elsewhere = sibling.anonymous();
        elsewhere.access_token.clone_from(&world.dispatcher.access_token);
        let body = json!({ "tier": "major" });
        let closes = (0..8).map(|n| if n % 2 == 0 { &world.dispatcher } else { &elsewhere }).map(|who| who.post(&path, &body));
        let answers = join_all(closes).await;
        assert_eq!(statuses(&answers), [(200, 1), (409, 7)]);
        for refused in answers.into_iter().filter(|answer| answer.status == 409) {
            refused.expect_problem(409, "invalid_transition");
        }
        let mine = world.resident.get(&format!("/reports/{id}")).await.expect(200);
        assert_eq!(mine["award"]["beans"], "5.00");
        let closings = mine["timeline"].as_array().unwrap().iter().filter(|event| event["kind"] == "closed").count();
        assert_eq!(closings, 1);
    }

    async fn one_key_at_the_same_instant_files_one_report(app: TestApp) {
        let world = World::new(app).await;
        let report = World::report(&[upload(&world.resident).await]);
        let answers = join_all((0..8).map(|_| world.resident.post_with_key("/reports", &report, "same"))).await;
        assert_eq!(statuses(&answers), [(201, 8)]);
        let fresh = answers.iter().filter(|answer| answer.header("idempotency-replayed").is_empty()).count();
        assert_eq!(fresh, 1);
        assert!(answers.iter().all(|answer| answer.json == answers[0].json));
        let mine = world.resident.get("/reports").await.expect(200);
        assert_eq!(mine["items"].as_array().unwrap().len(), 1);
    }

    async fn a_photo_is_claimed_by_one_report(app: TestApp) {
        let world = World::new(app).await;
        let report = World::report(&[upload(&world.resident).await]);
        let answers = join_all((0..8).map(|_| world.resident.post("/reports", &report))).await;
        assert_eq!(statuses(&answers), [(201, 1), (409, 7)]);
        for refused in answers.into_iter().filter(|answer| answer.status == 409) {
            refused.expect_problem(409, "photo_in_use");
        }
    }

    async fn numbers_have_no_gaps_when_many_file_at_once(app: TestApp) {
        let world = World::new(app).await;
        let mut reports = Vec::new();
        for n in 0..20 {
            let photo_id = if n % 3 == 0 { "nothing".to_owned() } else { upload(&world.resident).await };
            reports.push(World::report(&[photo_id]));
        }
        let answers = join_all(reports.iter().map(|report| world.resident.post("/reports", report))).await;
        let mut numbers: Vec<String> =
            answers.iter().filter_map(|answer| answer.json["number"].as_str().map(str::to_owned)).collect();
        numbers.sort();
        let expected: Vec<String> = (1..=13).map(|place| format!("QL202407-{place:06}")).collect();
        assert_eq!(numbers, expected);
    }

    async fn two_reports_are_not_merged_into_each_other(app: TestApp) {
        let world = World::new(app).await;
        for _ in 0..5 {
            let (one, other) = (world.submitted().await, world.submitted_by(&world.neighbour).await);
            let answers = join_all([
                world.dispatch(&one, "merge", json!({ "into": other })),
                world.dispatch(&other, "merge", json!({ "into": one })),
            ])
            .await;
            assert_eq!(statuses(&answers), [(200, 1), (422, 1)]);
        }
    }

    async fn what_does_not_exclude_each_other_both_happens(app: TestApp) {
        let world = World::with_campaign(app).await;
        let id = world.at("verified").await;
        let answers = join_all([
            world.dispatch(&id, "publish", json!({})),
            world.dispatch(&id, "close", json!({ "tier": "minor" })),
        ])
        .await;
        assert_eq!(statuses(&answers), [(200, 2)]);
        let center = world.seen_by_center(&id).await;
        assert_eq!((&center["published"], &center["status"]), (&json!(true), &json!("closed")));
    }
}

/// How often each status was answered.
fn statuses(answers: &[Answer]) -> Vec<(u16, usize)> {
    let mut counts = std::collections::BTreeMap::new();
    for answer in answers {
        *counts.entry(answer.status).or_insert(0) += 1;
    }
    counts.into_iter().collect()
}
