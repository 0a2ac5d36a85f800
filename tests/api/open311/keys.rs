//! Keys: issued once, listed without their secret, revoked at once, throttled.

use super::client::{GARBAGE, Program, ask, refused};
use crate::both_databases;
use crate::reports::world::World;
use crate::support::TestApp;
use golden_beans::storage::open311::api_keys;
use serde_json::json;

both_databases! {
    async fn a_key_is_shown_once_and_good_until_it_is_revoked(app: TestApp) {
        let world = World::new(app).await;
        let new = json!({ "name": "云岭随手拍", "permissions": ["file_for_residents", "file", "file"] });
        let issued = world.admin.post("/api-keys", &new).await.expect(201);
        let key = issued["key"].as_str().unwrap().to_owned();
        assert!(key.starts_with(issued["hint"].as_str().unwrap()) && key.len() > 40, "{issued}");
        assert_eq!(issued["permissions"], json!(["file", "file_for_residents"]));
        world.admin.post("/api-keys", &new).await.expect_problem(409, "name_taken");
        let program = Program { app: world.app.clone(), key: key.clone() };
        program.filed(&GARBAGE).await;
        let listed = world.admin.get("/api-keys").await;
        assert!(!listed.text().contains(&key), "{}", listed.text());
        let listed = listed.expect(200);
        assert_eq!(listed["items"][0]["last_used_at"], "2024-07-10T02:00:00Z");
        let path = format!("/api-keys/{}/revoke", issued["id"].as_str().unwrap());
        let revoked = world.admin.post_nothing(&path).await.expect(200);
        assert_eq!(revoked["revoked_at"], "2024-07-10T02:00:00Z");
        refused(program.file(&GARBAGE).await, 403);
        world.app.clock.advance(chrono::TimeDelta::hours(1));
        let mut admin = world.admin.clone();
        admin.log_in().await;
        assert_eq!(admin.post_nothing(&path).await.expect(200), revoked);
        admin.post_nothing("/api-keys/nothing/revoke").await.expect_problem(404, "not_found");
        let kept = world.app.app.storage.read(|c| api_keys::list(c, None, 10)).await.unwrap();
        assert!(!format!("{kept:?}").contains(&key), "the key itself is kept");
    }

    async fn a_key_may_do_what_it_was_given_for(app: TestApp) {
        let world = World::new(app).await;
        let only_residents = Program::new(&world, "仅居民", &["file_for_residents"]).await;
        let told = refused(only_residents.file(&GARBAGE).await, 403);
        assert!(told[0].contains("file"), "{told:?}");
        let only_nobody = Program::filing(&world).await;
        let code = world.resident.post("/me/account-codes", &json!({})).await.expect(201);
        let pairs = [&GARBAGE[..], &[("account_id", code["account_id"].as_str().unwrap())]].concat();
        refused(only_nobody.file(&pairs).await, 403);
        only_residents.filed(&pairs).await;
        for (new, field, code) in [
            (json!({ "name": " ", "permissions": ["file"] }), "name", "text_empty"),
            (json!({ "name": "x", "permissions": [] }), "permissions", "too_few"),
            (json!({ "name": "x", "permissions": ["all"] }), "permissions[0]", "unknown_value"),
            (json!({ "name": "x" }), "permissions", "required"),
        ] {
            world.admin.post("/api-keys", &new).await.expect_field(field, code);
        }
    }

    #[settings("[open311]\nposts_per_minute = 3\nreads_per_minute = 5")]
    async fn a_key_and_an_address_have_their_minute(app: TestApp) {
        let world = World::new(app).await;
        let (busy, quiet) = (Program::filing(&world).await, Program::new(&world, "另一个", &["file"]).await);
        for _ in 0..3 {
            busy.file(&GARBAGE).await.expect(201);
        }
        let answer = busy.file(&GARBAGE).await;
        assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
        refused(answer, 429);
        quiet.filed(&GARBAGE).await;
        for _ in 0..5 {
            ask(&world.app, "services.json").await.expect(200);
        }
        refused(ask(&world.app, "services.json").await, 429);
    }
}
