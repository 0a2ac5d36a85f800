//! Rules that need two people: verifying and grading, and the grade `major`.

use super::world::{World, person};
use crate::both_databases;
use crate::support::{Actor, TestApp};
use futures_util::future::join_all;
use golden_beans::domain::role::Role;
use serde_json::{Value, json};

async fn second(world: &World) -> Actor {
    person(&world.app, Role::Dispatcher, "dispatcher2", Some("调度员丙"), None).await
}

async fn beans(world: &World) -> Value {
    world.resident.get("/wallet").await.expect(200)["balance"].clone()
}

both_databases! {
    #[settings("[reports]\ntwo_people_verify_and_grade = true")]
    async fn whoever_verified_does_not_grade(app: TestApp) {
        let world = World::with_campaign(app).await;
        let other = second(&world).await;
        let id = world.at("verified").await;
        let body = json!({ "tier": "general", "comment": "谢谢" });
        world.dispatch(&id, "close", body.clone()).await.expect_problem(409, "second_person_needed");
        assert_eq!(world.seen_by_center(&id).await["status"], "verified");
        other.post(&format!("/dispatch/reports/{id}/close"), &body).await.expect(200);
        // What needs no unit has nothing to verify.
        let id = world.at("accepted").await;
        world.dispatch(&id, "close", body).await.expect(200);
    }

    #[settings("[reports]\nmajor_needs_approval = true")]
    async fn a_major_grade_is_confirmed_by_another_person(app: TestApp) {
        let world = World::with_campaign(app).await;
        let other = second(&world).await;
        let id = world.at("verified").await;
        let body = json!({ "tier": "major", "comment": "重大隐患已排除" });
        let path = format!("/dispatch/reports/{id}/close");
        let waits = world.dispatcher.post_with_key(&path, &body, "grade").await.expect(202);
        assert_eq!((&waits["report"]["status"], &waits["request"]["kind"]), (&json!("verified"), &json!("major")));
        assert_eq!(world.dispatcher.post_with_key(&path, &body, "grade").await.expect(202), waits, "the same key, the same answer");
        world.dispatch(&id, "close", body.clone()).await.expect_problem(409, "request_pending");
        assert_eq!(beans(&world).await, "0.00");
        // Nobody outside the center hears of it.
        for (actor, path) in [(&world.resident, format!("/reports/{id}")), (&world.handler, format!("/unit/reports/{id}"))] {
            let text = actor.get(&path).await.text();
            assert!(!text.contains("grade_requested") && !text.contains("\"major\""), "{text}");
        }
        let request = waits["request"]["id"].as_str().unwrap();
        let decision = json!({ "comment": "同意" });
        let approve = format!("/dispatch/requests/{request}/approve");
        world.dispatcher.post(&approve, &decision).await.expect_problem(409, "second_person_needed");
        world.dispatcher.post(&format!("/dispatch/requests/{request}/refuse"), &decision).await.expect_problem(409, "second_person_needed");
        other.post_without_key(&approve, &decision).await.expect_problem(400, "idempotency_key_required");
        let approved = other.post_with_key(&approve, &decision, "confirm").await.expect(200);
        assert_eq!((&approved["report"]["status"], &approved["award"]["beans"]), (&json!("closed"), &json!("5.00")));
        let again = other.post_with_key(&approve, &decision, "confirm").await;
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.expect(200), approved);
        other.post(&approve, &decision).await.expect_problem(409, "request_decided");
        assert_eq!(beans(&world).await, "5.00");
        let mine = world.resident.get(&format!("/reports/{id}")).await.expect(200);
        assert_eq!(mine["closing_comment"], "重大隐患已排除");
    }

    #[settings("[reports]\nmajor_needs_approval = true")]
    async fn a_refused_grade_leaves_the_report_to_be_graded(app: TestApp) {
        let world = World::with_campaign(app).await;
        let other = second(&world).await;
        let id = world.at("verified").await;
        let close = async |tier: &str| world.dispatch(&id, "close", json!({ "tier": tier, "comment": "谢谢" })).await;
        let waits = close("major").await.expect(202);
        let path = format!("/dispatch/requests/{}/refuse", waits["request"]["id"].as_str().unwrap());
        other.post(&path, &json!({ "comment": "够不上重大" })).await.expect(200);
        assert_eq!(world.seen_by_center(&id).await["status"], "verified");
        let closed = close("general").await.expect(200);
        assert_eq!(closed["award"]["beans"], "3.00");
        // From a state that cannot be closed nothing is asked for.
        let assigned = world.at("assigned").await;
        let body = json!({ "tier": "major", "comment": "谢谢" });
        world.dispatch(&assigned, "close", body).await.expect_problem(409, "invalid_transition");
    }

    #[settings("[reports]\nmajor_needs_approval = true")]
    async fn of_many_confirmations_at_once_one_awards(app: TestApp) {
        let world = World::with_campaign(app).await;
        let other = second(&world).await;
        let id = world.at("verified").await;
        let waits = world.dispatch(&id, "close", json!({ "tier": "major", "comment": "谢谢" })).await.expect(202);
        let path = format!("/dispatch/requests/{}/approve", waits["request"]["id"].as_str().unwrap());
        let decision = json!({ "comment": "同意" });
        let answers = join_all((0..6).map(|n| if n % 2 == 0 { &other } else { &world.admin }).map(|who| who.post(&path, &decision))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        assert_eq!(beans(&world).await, "5.00");
    }
}
