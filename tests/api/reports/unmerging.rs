//! A merging that was a mistake is taken back: while no closing has paid by it, and then everything is as it was.

use super::merging::{balance, elsewhere, sound};
use super::world::World;
use crate::both_databases;
use crate::notices::notices_of;
use crate::support::{Answer, TestApp};
use chrono::TimeDelta;
use serde_json::{Value, json};

async fn merge(world: &World, id: &str, into: &str) {
    world.dispatch(id, "merge", json!({ "into": into })).await.expect(200);
}

async fn unmerge(world: &World, id: &str) -> Answer {
    world.dispatch(id, "unmerge", json!({ "reason": "不是同一处" })).await
}

/// The case that a report belongs to; null for one of its own.
async fn case_of(world: &World, id: &str) -> Value {
    world.seen_by_center(id).await["merged_into"]["id"].clone()
}

fn kinds(timeline: &Value) -> Vec<&str> {
    timeline.as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect()
}

both_databases! {
    async fn everything_is_as_it_was_before_the_merge(app: TestApp) {
        let mut world = World::with_campaign(app.clone()).await;
        let four = json!({ "amount": 4, "unit": "working_hours" });
        let limits = json!({ "limits": { "total": { "amount": 5, "unit": "working_days" }, "triage": four, "handling": four } });
        world.admin.patch("/categories/exposed_garbage", &limits).await.expect(200);
        let third = app.resident("赵六").await;
        let id = world.at("in_progress").await;
        let into = world.submitted_by(&world.neighbour).await;
        for joiner in [&third, &world.neighbour] {
            joiner.post_nothing(&format!("/reports/{id}/join")).await.expect(200);
        }
        world.dispatch(&id, "publish", json!({})).await.expect(200);
        world.dispatch(&id, "supervise", json!({ "reason": "临近学校" })).await.expect(200);
        let before = world.seen_by_center(&id).await;
        merge(&world, &id, &into).await;
        let merged = world.seen_by_center(&id).await;
        assert_eq!((&merged["published"], &merged["supervision"]), (&json!(false), &Value::Null));
        assert_eq!(world.seen_by_center(&into).await["joined"], 1, "who filed it has not joined it");
        // A working day later, at the same time of day.
        world.at_time(app.now() + TimeDelta::days(1)).await;
        let after = unmerge(&world, &id).await.expect(200);
        assert_eq!((&after["status"], &after["merged_into"], &after["published"]), (&json!("in_progress"), &Value::Null, &json!(true)));
        assert_eq!(after["supervision"], before["supervision"]);
        assert_eq!(after["unit"], before["unit"]);
        let detail = world.seen_by_center(&id).await;
        assert_eq!(detail["joined"], 2);
        assert_eq!(world.seen_by_center(&into).await["joined"], 0);
        let clocks = |report: &Value| report["clocks"].as_array().unwrap().iter().map(|clock| {
            ["due_at", "ended_at"].map(|field| clock[field].as_str().map(|at| at.parse::<chrono::DateTime<chrono::Utc>>().unwrap()))
        }).collect::<Vec<_>>();
        // What was left is left: the clocks that ran are due a day later, the center's that had ended is as it was.
        let later = clocks(&before).into_iter().map(|[due, ended]| match ended {
            None => [due.map(|at| at + TimeDelta::days(1)), None],
            ended => [due, ended],
        });
        assert_eq!(clocks(&detail), later.collect::<Vec<_>>());
        let last = detail["timeline"].as_array().unwrap().last().unwrap();
        assert_eq!((&last["kind"], &last["from"], &last["status"]), (&json!("unmerged"), &json!("merged"), &json!("in_progress")));
        assert_eq!(last["words"]["reason"], "不是同一处");

        // Each is told, and each report goes its own way: the unit ends the one, the center the other, and both are paid.
        let told = notices_of(&app, &world.resident).await;
        let told: Vec<&Value> = told.iter().filter(|notice| notice["kind"] == "report_unmerged").collect();
        assert_eq!((told.len(), &told[0]["facts"]["said"]), (1, &json!("不是同一处")));
        let told = notices_of(&app, &world.handler).await;
        assert_eq!((&told[told.len() - 1]["kind"], &told[told.len() - 1]["facts"]["said"]), (&json!("work_unmerged"), &Value::Null));
        let mine = world.resident.get(&format!("/reports/{id}")).await.expect(200);
        assert_eq!(kinds(&mine["timeline"])[kinds(&mine["timeline"]).len() - 2..], ["merged", "unmerged"]);
        world.bring_from(&id, "in_progress", "closed").await;
        assert_eq!((balance(&world.resident).await, balance(&world.neighbour).await), ("3.00".into(), "0.00".into()));
        world.bring(&into, "closed").await;
        assert_eq!((balance(&world.resident).await, balance(&world.neighbour).await), ("3.00".into(), "3.00".into()));
        sound(&world).await;
    }

    async fn what_had_been_merged_into_it_goes_along(app: TestApp) {
        let world = World::with_campaign(app).await;
        let [first, report, other, case, last] = [
            world.submitted().await, world.submitted().await, world.submitted().await, world.submitted().await, world.submitted().await,
        ];
        // Into the report, with it into the case, beside another, and all on into the last.
        for (id, into) in [(&first, &report), (&report, &case), (&other, &case), (&case, &last)] {
            merge(&world, id, into).await;
        }
        for id in [&first, &report, &other, &case] {
            assert_eq!(case_of(&world, id).await, last.as_str());
        }
        unmerge(&world, &report).await.expect(200);
        for (id, of) in [(&first, json!(report)), (&report, Value::Null), (&other, json!(last)), (&case, json!(last))] {
            assert_eq!(case_of(&world, id).await, of);
        }
        // Merged again and taken back again, it is the same; and so is each by itself.
        merge(&world, &report, &last).await;
        unmerge(&world, &report).await.expect(200);
        assert_eq!(case_of(&world, &first).await, report.as_str());
        unmerge(&world, &first).await.expect(200);
        unmerge(&world, &case).await.expect(200);
        for (id, of) in [(&first, Value::Null), (&report, Value::Null), (&case, Value::Null), (&other, json!(case))] {
            assert_eq!(case_of(&world, id).await, of);
        }
        assert_eq!(world.seen_by_center(&first).await["status"], "submitted");
    }

    async fn once_a_closing_has_paid_the_merge_stands(app: TestApp) {
        let world = World::with_campaign(app).await;
        let neighbours = async || world.submitted_by(&world.neighbour).await;
        // Closed since, and also once it is open again.
        let (id, into) = (world.submitted().await, neighbours().await);
        merge(&world, &id, &into).await;
        world.bring(&into, "closed").await;
        unmerge(&world, &id).await.expect_problem(409, "merge_stands");
        world.dispatch(&into, "reopen", json!({ "reason": "没修好" })).await.expect(200);
        unmerge(&world, &id).await.expect_problem(409, "merge_stands");
        // Paid by a closing of a case that was merged on.
        let last = world.submitted().await;
        merge(&world, &into, &last).await;
        unmerge(&world, &id).await.expect_problem(409, "merge_stands");
        // Closed before it was merged: the merge took its beans back.
        let closed = world.at("closed").await;
        world.resident.post(&format!("/reports/{closed}/not-solved"), &json!({ "reason": "还在" })).await.expect(200);
        merge(&world, &closed, &last).await;
        unmerge(&world, &closed).await.expect_problem(409, "merge_stands");
        assert_eq!(balance(&world.resident).await, "0.00");
        // What ended without a closing has paid nobody.
        let (id, into) = (world.submitted().await, neighbours().await);
        merge(&world, &id, &into).await;
        world.bring(&into, "rejected").await;
        assert_eq!(unmerge(&world, &id).await.expect(200)["status"], "submitted");
        sound(&world).await;
    }

    async fn only_what_is_merged_is_taken_back_and_once(app: TestApp) {
        let world = World::new(app).await;
        let (id, into) = (world.submitted().await, world.submitted().await);
        unmerge(&world, &id).await.expect_problem(409, "invalid_transition");
        unmerge(&world, "nothing").await.expect_problem(404, "not_found");
        merge(&world, &id, &into).await;
        world.dispatch(&id, "unmerge", json!({ "reason": " " })).await.expect_field("reason", "text_empty");
        world.dispatch(&id, "unmerge", json!({})).await.expect_field("reason", "required");
        world.handler.post(&format!("/dispatch/reports/{id}/unmerge"), &json!({ "reason": "?" })).await.expect_problem(403, "forbidden");
        unmerge(&world, &id).await.expect(200);
        unmerge(&world, &id).await.expect_problem(409, "invalid_transition");
    }

    /// At the same instant as the closing, on two servers: either it was of the case when that was paid, or it was not.
    async fn against_a_closing_one_comes_first(app: TestApp) {
        let world = World::with_campaign(app).await;
        let elsewhere = elsewhere(&world);
        for _ in 0..4 {
            let id = world.submitted().await;
            let into = world.submitted_by(&world.neighbour).await;
            merge(&world, &id, &into).await;
            world.bring(&into, "accepted").await;
            let (close, undo) = (format!("/dispatch/reports/{into}/close"), format!("/dispatch/reports/{id}/unmerge"));
            let (grade, reason) = (json!({ "tier": "minor" }), json!({ "reason": "不是同一处" }));
            let (closed, undone) = tokio::join!(world.dispatcher.post(&close, &grade), elsewhere.post(&undo, &reason));
            closed.expect(200);
            let seen = world.seen_by_center(&id).await;
            if undone.status == 200 {
                assert_eq!((&seen["status"], &seen["award"]), (&json!("submitted"), &Value::Null));
                assert_eq!(world.seen_by_center(&into).await["first_filed"]["id"], into.as_str());
            } else {
                undone.expect_problem(409, "merge_stands");
                assert_eq!((&seen["status"], &world.seen_by_center(&into).await["first_filed"]["id"]), (&json!("merged"), &json!(id)));
            }
        }
        sound(&world).await;
    }
}
