//! Requests that are sent again.

use super::world::{World, upload};
use crate::both_databases;
use crate::support::TestApp;
use chrono::TimeDelta;
use serde_json::json;

both_databases! {
    async fn a_report_sent_twice_is_filed_once(app: TestApp) {
        let world = World::new(app).await;
        let report = World::report(&[upload(&world.resident).await]);
        let first = world.resident.post_with_key("/reports", &report, "k").await;
        assert_eq!(first.header("idempotency-replayed"), "");
        let again = world.resident.post_with_key("/reports", &report, "k").await;
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(first.expect(201), again.expect(201));
        let mut other = report.clone();
        other["description"] = json!("别的");
        world.resident.post_with_key("/reports", &other, "k").await.expect_problem(422, "idempotency_key_reused");
        // Another person's key of the same name is another key.
        let theirs = World::report(&[upload(&world.neighbour).await]);
        world.neighbour.post_with_key("/reports", &theirs, "k").await.expect(201);
    }

    async fn a_refused_report_may_be_sent_again_mended(app: TestApp) {
        let world = World::new(app).await;
        let photo_id = upload(&world.resident).await;
        world.resident.post_with_key("/reports", &World::report(&["nothing".to_owned()]), "k").await.expect(422);
        world.resident.post_with_key("/reports", &World::report(&[photo_id]), "k").await.expect(201);
    }

    async fn a_close_sent_twice_answers_the_same_even_after_a_reopening(app: TestApp) {
        let world = World::with_campaign(app).await;
        let id = world.at("verified").await;
        let (path, body) = (format!("/dispatch/reports/{id}/close"), json!({ "tier": "general" }));
        let first = world.dispatcher.post_with_key(&path, &body, "k").await.expect(200);
        world.dispatch(&id, "reopen", json!({ "reason": "复查" })).await.expect(200);
        let again = world.dispatcher.post_with_key(&path, &body, "k").await;
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.expect(200), first);
        let other = json!({ "tier": "major" });
        world.dispatcher.post_with_key(&path, &other, "k").await.expect_problem(422, "idempotency_key_reused");
    }

    async fn a_refused_close_stays_refused_for_its_key(app: TestApp) {
        let world = World::with_campaign(app).await;
        let id = world.at("resolved").await;
        let (path, body) = (format!("/dispatch/reports/{id}/close"), json!({ "tier": "general" }));
        let first = world.dispatcher.post_with_key(&path, &body, "k").await.expect_problem(409, "invalid_transition");
        assert_eq!(first.header("idempotency-replayed"), "");
        world.dispatch(&id, "verify", json!({ "passed": true })).await.expect(200);
        let again = world.dispatcher.post_with_key(&path, &body, "k").await.expect_problem(409, "invalid_transition");
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.json["detail"], first.json["detail"]);
        world.dispatcher.post_with_key(&path, &body, "another").await.expect(200);
    }

    /// The crash lies between the closing's commit and the award: the wish is kept, the answer is not complete.
    async fn a_close_whose_award_was_lost_in_a_crash_is_answered_with_it(app: TestApp) {
        let world = World::with_campaign(app).await;
        let id = world.at("verified").await;
        world.app.app.ledger.stop().await;
        let (path, body) = (format!("/dispatch/reports/{id}/close"), json!({ "tier": "general" }));
        let lost = world.dispatcher.post_with_key(&path, &body, "k").await;
        assert_eq!(lost.status, 503, "{}", lost.text());
        let mine = world.resident.get(&format!("/reports/{id}")).await.expect(200);
        assert_eq!((&mine["status"], &mine["award"]), (&json!("closed"), &json!(null)));
        let after = world.app.restart().await;
        let mut dispatcher = after.anonymous();
        dispatcher.access_token.clone_from(&world.dispatcher.access_token);
        let again = dispatcher.post_with_key(&path, &body, "k").await;
        assert_eq!(again.header("idempotency-replayed"), "true");
        let again = again.expect(200);
        assert_eq!((&again["report"]["status"], &again["award"]["beans"]), (&json!("closed"), &json!("3.00")));
        assert_eq!(dispatcher.post_with_key(&path, &body, "k").await.expect(200), again);
    }

    async fn keys_of_reports_are_forgotten_in_time_and_those_of_closings_never(app: TestApp) {
        let world = World::with_campaign(app).await;
        let id = world.at("accepted").await;
        world.dispatch(&id, "close", json!({ "tier": "minor" })).await.expect(200);
        world.app.clock.advance(TimeDelta::days(7));
        assert_eq!(world.app.app.forget_old_answers().await.unwrap(), 0);
        world.app.clock.advance(TimeDelta::days(2));
        assert_eq!(world.app.app.forget_old_answers().await.unwrap(), 1);
        assert_eq!(world.app.app.forget_old_answers().await.unwrap(), 0);
    }
}
