//! A corrected grade posts the difference: reversed, owed, and repaid first from what is earned next.

use super::world::World;
use crate::both_databases;
use crate::support::{Actor, TestApp};
use golden_beans::domain::role::Role;
use serde_json::{Value, json};

/// Balance and what is owed.
async fn purse(world: &World) -> (String, String) {
    let wallet = world.resident.get("/wallet").await.expect(200);
    let text = |field: &str| wallet[field].as_str().unwrap().to_owned();
    (text("balance"), text("owed"))
}

fn purse_of(balance: &str, owed: &str) -> (String, String) {
    (balance.to_owned(), owed.to_owned())
}

/// A report of the resident's, closed with this grade.
async fn closed(world: &World, tier: &str) -> String {
    let id = world.at("accepted").await;
    world.dispatch(&id, "close", json!({ "tier": tier })).await.expect(200);
    id
}

async fn spend(world: &World, cashier: &Actor, beans: &str) {
    let code = world.resident.post_nothing("/wallet/pay-code").await.expect(201);
    let body = json!({ "pay_code": code["code"], "beans": beans });
    cashier.post("/checkout/redemptions", &body).await.expect(201);
}

/// The journal is sound, and all accounts together are zero.
async fn sound(world: &World) {
    let auditor = world.app.staff(Role::Auditor).await;
    assert_eq!(auditor.post_nothing("/ledger/verify").await.expect(200)["ok"], true);
    let accounts = auditor.get("/ledger/accounts?limit=200").await.expect(200);
    let hundredths =
        |account: &Value| account["balance"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap();
    assert_eq!(accounts["items"].as_array().unwrap().iter().map(hundredths).sum::<i64>(), 0);
}

both_databases! {
    async fn what_the_pocket_does_not_hold_is_owed_and_repaid_first(app: TestApp) {
        let world = World::with_campaign(app).await;
        let shop_id = world.app.shop("便民超市").await;
        let cashier = world.app.cashier(&shop_id).await;
        let id = closed(&world, "major").await;
        spend(&world, &cashier, "4").await;
        assert_eq!(purse(&world).await, purse_of("1.00", "0.00"));

        let lowered = world.dispatch(&id, "regrade", json!({ "tier": "minor", "reason": "复查为小微" })).await.expect(200);
        assert_eq!((&lowered["report"]["tier"], &lowered["award"]["beans"]), (&json!("minor"), &json!("0.00")));
        assert_eq!(purse(&world).await, purse_of("0.00", "4.00"));
        sound(&world).await;

        // Three more: all of them go to what is owed.
        let next = closed(&world, "general").await;
        assert_eq!(purse(&world).await, purse_of("0.00", "1.00"));
        // Raised by two, of which one is owed still.
        world.dispatch(&next, "regrade", json!({ "tier": "major", "reason": "涉及安全" })).await.expect(200);
        assert_eq!(purse(&world).await, purse_of("1.00", "0.00"));
        sound(&world).await;

        let mine = world.resident.get(&format!("/reports/{id}")).await.expect(200);
        let last = mine["timeline"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["kind"], &last["words"]["reason"]), (&json!("regraded"), &json!("复查为小微")));
        let center = world.seen_by_center(&id).await;
        assert_eq!(center["timeline"].as_array().unwrap().last().unwrap()["words"]["tier"], "minor");
    }

    async fn a_correction_is_reckoned_on_the_day_of_the_first_closing(app: TestApp) {
        let mut world = World::with_campaign(app).await;
        world.at_time("2024-07-31T15:59:00Z".parse().unwrap()).await;
        let id = closed(&world, "general").await;
        world.at_time("2024-08-20T02:00:00Z".parse().unwrap()).await;
        let raised = world.dispatch(&id, "regrade", json!({ "tier": "major", "reason": "漏看了井口" })).await.expect(200);
        assert_eq!((&raised["award"]["beans"], &raised["award"]["rule_version"]), (&json!("5.00"), &json!(1)));
        let today = world.resident.get("/wallet").await.expect(200)["today"]["earned"].clone();
        assert_eq!(today, "0.00", "it counts for July's cap");
    }

    async fn a_retry_moves_nothing_and_a_wrong_request_neither(app: TestApp) {
        let world = World::with_campaign(app).await;
        let id = closed(&world, "major").await;
        let path = format!("/dispatch/reports/{id}/regrade");
        let body = json!({ "tier": "general", "reason": "复查" });
        world.dispatcher.post_without_key(&path, &body).await.expect_problem(400, "idempotency_key_required");
        let first = world.dispatcher.post_with_key(&path, &body, "once").await.expect(200);
        let again = world.dispatcher.post_with_key(&path, &body, "once").await;
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.expect(200), first);
        world.dispatcher.post_with_key(&path, &json!({ "tier": "minor", "reason": "复查" }), "once").await
            .expect_problem(422, "idempotency_key_reused");
        world.dispatcher.post(&path, &body).await.expect_field("tier", "unchanged");
        world.dispatcher.post(&path, &json!({ "tier": "huge", "reason": "复查" })).await.expect_field("tier", "unknown_value");
        world.dispatcher.post(&path, &json!({ "tier": "minor", "reason": "" })).await.expect_field("reason", "text_empty");
        let open = world.at("accepted").await;
        world.dispatch(&open, "regrade", body.clone()).await.expect_problem(409, "invalid_transition");
        world.dispatch("nothing", "regrade", body).await.expect_problem(404, "not_found");
        assert_eq!(purse(&world).await, purse_of("3.00", "0.00"));
    }

    async fn corrected_twice_at_the_same_moment_the_last_grade_counts(app: TestApp) {
        let world = World::with_campaign(app).await;
        let id = closed(&world, "major").await;
        let lower = async |tier: &str| world.dispatch(&id, "regrade", json!({ "tier": tier, "reason": "复查" })).await;
        let (one, other) = tokio::join!(lower("general"), lower("minor"));
        assert_eq!((one.status, other.status), (200, 200));
        let tier = world.seen_by_center(&id).await["tier"].clone();
        let expected = if tier == "general" { "3.00" } else { "0.00" };
        assert_eq!(purse(&world).await, purse_of(expected, "0.00"));
        sound(&world).await;
    }

    #[settings("[reports]\nregrade_by_another = true")]
    async fn who_gave_a_grade_does_not_correct_it_where_the_settings_say_so(app: TestApp) {
        let world = World::with_campaign(app).await;
        let id = closed(&world, "major").await;
        let body = json!({ "tier": "general", "reason": "复查" });
        world.dispatch(&id, "regrade", body.clone()).await.expect_problem(409, "another_person_needed");
        world.admin.post(&format!("/dispatch/reports/{id}/regrade"), &body).await.expect(200);
        let back = json!({ "tier": "major", "reason": "仍为重大" });
        world.admin.post(&format!("/dispatch/reports/{id}/regrade"), &back).await.expect_problem(409, "another_person_needed");
        world.dispatch(&id, "regrade", back).await.expect(200);
    }
}
