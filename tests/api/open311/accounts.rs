//! Residents who let a program file in their name, and what no program can do without that.

use super::client::{GARBAGE, Program, refused};
use crate::both_databases;
use crate::reports::world::World;
use crate::support::{Actor, TestApp};
use chrono::TimeDelta;
use serde_json::json;

const BOTH: [&str; 2] = ["file", "file_for_residents"];

/// A code that a resident made.
async fn code_of(resident: &Actor) -> (String, String) {
    let made = resident.post("/me/account-codes", &json!({})).await.expect(201);
    (made["id"].as_str().unwrap().to_owned(), made["account_id"].as_str().unwrap().to_owned())
}

fn with_account<'a>(account_id: &'a str, description: &'a str) -> Vec<(&'a str, &'a str)> {
    [&GARBAGE[..3], &[("account_id", account_id), ("description", description)]].concat()
}

both_databases! {
    async fn a_report_for_a_resident_is_theirs_and_earns(app: TestApp) {
        let world = World::with_campaign(app).await;
        let program = Program::new(&world, "云岭随手拍", &BOTH).await;
        let (_, account_id) = code_of(&world.resident).await;
        let taken = program.file(&with_account(&account_id, "井盖坏了")).await.expect(201);
        assert_eq!(taken[0]["account_id"], account_id.as_str());
        let id = taken[0]["service_request_id"].as_str().unwrap();
        let own = world.resident.get(&format!("/reports/{id}")).await.expect(200);
        assert_eq!(own["description"], "井盖坏了");
        world.bring(id, "closed").await;
        assert_eq!(world.resident.get("/wallet").await.expect(200)["balance"], "3.00");
        let codes = world.resident.get("/me/account-codes").await.expect(200);
        assert_eq!((&codes["items"][0]["program"], &codes["items"][0]["expires_at"]), (&json!("云岭随手拍"), &json!(null)));
        assert!(!codes.to_string().contains(&account_id));
        // A retry is answered with the account, although the account is not kept with the answer.
        let again = program.file(&with_account(&account_id, "井盖坏了")).await;
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.expect(201), taken);
    }

    async fn a_code_is_bound_to_the_first_program_and_can_be_taken_back(app: TestApp) {
        let world = World::new(app).await;
        let first = Program::new(&world, "甲", &BOTH).await;
        let second = Program::new(&world, "乙", &BOTH).await;
        let (id, account_id) = code_of(&world.resident).await;
        first.filed(&with_account(&account_id, "一")).await;
        let unknown = refused(first.file(&with_account("gba_nothing", "一")).await, 400);
        assert_eq!(refused(second.file(&with_account(&account_id, "二")).await, 400), unknown);
        let revoke = format!("/me/account-codes/{id}/revoke");
        world.neighbour.post_nothing(&revoke).await.expect_problem(404, "not_found");
        first.filed(&with_account(&account_id, "三")).await;
        world.resident.post_nothing(&revoke).await.expect(204);
        world.resident.post_nothing(&revoke).await.expect(204);
        assert_eq!(refused(first.file(&with_account(&account_id, "四")).await, 400), unknown);
        assert_eq!(world.resident.get("/me/account-codes").await.expect(200)["items"], json!([]));
    }

    async fn nobody_is_found_out_by_guessing(app: TestApp) {
        let world = World::new(app).await;
        let program = Program::new(&world, "甲", &BOTH).await;
        let never = golden_beans::auth::opaque::AccountCode::generate();
        let mut answers = Vec::new();
        for guess in [world.resident.id.as_str(), crate::reports::world::PHONE, never.expose(), "gba_", &world.admin.id, "x"] {
            answers.push(refused(program.file(&with_account(guess, "x")).await, 400));
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:?}");
    }

    async fn a_code_of_somebody_who_was_shut_out_is_of_no_use(app: TestApp) {
        let world = World::new(app).await;
        let program = Program::new(&world, "甲", &BOTH).await;
        let (_, account_id) = code_of(&world.resident).await;
        program.filed(&with_account(&account_id, "一")).await;
        let path = format!("/users/{}", world.resident.id);
        world.admin.patch(&path, &json!({ "active": false })).await.expect(200);
        refused(program.file(&with_account(&account_id, "二")).await, 400);
    }

    #[settings("[open311]\naccount_codes_per_resident = 2\naccount_code_unused_h = 24")]
    async fn codes_are_few_and_void_if_no_program_uses_them(app: TestApp) {
        let mut world = World::new(app).await;
        let program = Program::new(&world, "甲", &BOTH).await;
        let (_, used) = code_of(&world.resident).await;
        let (_, unused) = code_of(&world.resident).await;
        world.resident.post("/me/account-codes", &json!({})).await.expect_problem(409, "too_many_account_codes");
        program.filed(&with_account(&used, "一")).await;
        let later = world.app.now() + TimeDelta::hours(24);
        world.at_time(later).await;
        refused(program.file(&with_account(&unused, "二")).await, 400);
        program.filed(&with_account(&used, "三")).await;
        // The void one makes room.
        code_of(&world.resident).await;
        assert_eq!(world.resident.get("/me/account-codes").await.expect(200)["items"].as_array().map(Vec::len), Some(2));
    }

    async fn many_codes_at_the_same_moment_count_each_other(app: TestApp) {
        let world = World::new(app).await;
        let asked = (0..16).map(|_| {
            let resident = world.resident.clone();
            async move { resident.post("/me/account-codes", &json!({})).await.status }
        });
        let statuses = futures_util::future::join_all(asked).await;
        assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 10, "{statuses:?}");
    }
}
