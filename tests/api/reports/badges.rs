//! Badges: what the cases and the ledger say of a resident.

use super::world::World;
use crate::both_databases;
use crate::support::{Actor, TestApp};
use serde_json::{Value, json};

async fn badge(resident: &Actor, code: &str) -> Value {
    let all = resident.get("/badges").await.expect(200);
    all["items"].as_array().unwrap().iter().find(|badge| badge["code"] == code).unwrap().clone()
}

both_databases! {
    async fn badges_follow_the_cases_and_the_ledger(app: TestApp) {
        let world = World::with_campaign(app).await;
        let none = world.resident.get("/badges").await.expect(200);
        assert!(none["items"].as_array().unwrap().iter().all(|badge| badge["got_at"].is_null()), "{none}");

        let id = world.submitted().await;
        let at = json!(badge(&world.resident, "first_report").await["got_at"]);
        assert!(at.is_string(), "{at}");
        assert_eq!(badge(&world.resident, "first_beans").await["got_at"], Value::Null);

        world.bring(&id, "closed").await;
        assert!(badge(&world.resident, "first_beans").await["got_at"].is_string());
        let ten = badge(&world.resident, "ten_solved").await;
        assert_eq!((&ten["progress"], &ten["target"], &ten["got_at"]), (&json!(1), &json!(10), &Value::Null));
        let weeks = badge(&world.resident, "four_weeks").await;
        assert_eq!((&weeks["progress"], &weeks["target"]), (&json!(1), &json!(4)));
        assert_eq!(badge(&world.resident, "safety_hazard").await["got_at"], Value::Null, "garbage is no hazard");

        let earned = async || world.resident.get("/rank").await.expect(200)["my_beans"].clone();
        assert_eq!(earned().await, "3.00");

        // What was taken back counts no more, in the rank neither; another's case never did.
        world.dispatch(&id, "reopen", json!({ "reason": "未解决" })).await.expect(200);
        assert_eq!(earned().await, "0.00");
        assert_eq!(badge(&world.resident, "first_beans").await["got_at"], Value::Null);
        assert_eq!(badge(&world.resident, "ten_solved").await["progress"], 0);
        assert_eq!(badge(&world.neighbour, "first_report").await["got_at"], Value::Null);
    }

    /// The claim of a first reporter goes along from merge to merge.
    async fn beans_for_another_s_case_are_first_beans_too(app: TestApp) {
        let world = World::with_campaign(app).await;
        let own = world.submitted().await;
        world.app.clock.advance(chrono::TimeDelta::seconds(1));
        let [middle, last] = [world.submitted_by(&world.neighbour).await, world.submitted_by(&world.neighbour).await];
        world.dispatch(&own, "merge", json!({ "into": middle })).await.expect(200);
        world.dispatch(&middle, "merge", json!({ "into": last })).await.expect(200);
        world.bring(&last, "closed").await;
        assert!(badge(&world.resident, "first_beans").await["got_at"].is_string());
        assert_eq!(badge(&world.neighbour, "first_beans").await["got_at"], Value::Null);
    }
}
