//! Who reported is shown for a stated reason only, and the reporter reads who looked.

use super::world::{NAME, PHONE, World};
use crate::both_databases;
use crate::support::{Actor, Answer, TestApp};
use chrono::TimeDelta;
use futures_util::future::join_all;
use golden_beans::domain::role::Role;
use serde_json::{Value, json};

const REASON: &str = "核实具体位置";

both_databases! {
    async fn a_look_is_recorded_and_the_reporter_reads_it(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("accepted").await;
        let masked = world.seen_by_center(&id).await["reporter"].clone();
        assert_eq!(masked, json!({ "name": "欧阳*", "phone": "138****1234" }));
        let mine = format!("/reports/{id}");
        assert_eq!(world.resident.get(&mine).await.expect(200)["identity_views"], json!([]));

        let answer = look(&world.dispatcher, &id, &format!("  {REASON} ")).await;
        assert_eq!(answer.header("cache-control"), "no-store");
        let shown = answer.expect(200);
        assert_eq!(shown, json!({ "name": NAME, "phone": PHONE, "shown_at": "2024-07-10T02:00:00Z" }));
        // The report is as it was: looking is no step.
        assert_eq!(world.seen_by_center(&id).await["reporter"], masked);

        let told = world.resident.get("/me/identity-views").await.expect(200);
        let view = &told["items"][0];
        assert_eq!(view["report"], json!({ "id": id, "number": "QL202407-000001" }));
        assert_eq!(view["viewer"], json!({ "role": "dispatcher", "name": "调度员甲" }));
        assert_eq!((&view["reason"], &view["at"]), (&json!(REASON), &shown["shown_at"]));
        assert_eq!(world.resident.get(&mine).await.expect(200)["identity_views"], told["items"]);
        // Nobody else's resident is told.
        assert_eq!(world.neighbour.get("/me/identity-views").await.expect(200)["items"], json!([]));
    }

    async fn without_a_reason_nothing_is_shown_and_nothing_recorded(app: TestApp) {
        let world = World::new(app).await;
        let id = world.submitted().await;
        for (reason, code) in [
            ("", "text_empty"),
            (" \u{200b}\n", "text_empty"),
            ("看看", "text_too_short"),
            ("核实\0位置", "text_control_character"),
            (&"字".repeat(201), "text_too_long"),
        ] {
            look(&world.dispatcher, &id, reason).await.expect_field("reason", code);
        }
        let path = format!("/dispatch/reports/{id}/reporter");
        world.dispatcher.post(&path, &json!({})).await.expect_field("reason", "required");
        world.dispatcher.post(&path, &json!({ "reason": REASON, "as": "admin" })).await.expect_field("as", "unknown_field");
        look(&world.dispatcher, "nothing", REASON).await.expect_problem(404, "not_found");
        for stranger in [&world.resident, &world.neighbour, &world.handler] {
            look(stranger, &id, REASON).await.expect_problem(403, "forbidden");
        }
        assert_eq!(world.resident.get("/me/identity-views").await.expect(200)["items"], json!([]));
        look(&world.dispatcher, &id, &"字".repeat(200)).await.expect(200);
    }

    #[settings("[privacy]\nidentity_views_per_hour = 3")]
    async fn a_dispatcher_looks_so_often_an_hour_on_all_servers_together(app: TestApp) {
        let world = World::new(app).await;
        let id = world.submitted().await;
        let sibling = world.app.sibling();
        let mut elsewhere = sibling.anonymous();
        elsewhere.access_token.clone_from(&world.dispatcher.access_token);
        let answers = join_all((0..8).map(|at| {
            let (id, actor) = (id.clone(), if at % 2 == 0 { &world.dispatcher } else { &elsewhere });
            async move { look(actor, &id, REASON).await }
        }))
        .await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 3);
        let refused = answers.into_iter().find(|answer| answer.status != 200).unwrap();
        let refused = refused.expect_problem(429, "too_many_requests");
        let wait_s: i64 = refused.header("retry-after").parse().unwrap();
        assert!((3500..=3601).contains(&wait_s), "{wait_s}");
        assert_eq!(views(&world.resident).await.len(), 3, "what was refused was not recorded");
        // Another one's looks are counted apart.
        look(&world.admin, &id, REASON).await.expect(200);
        let mut world = world;
        let later = world.app.now() + TimeDelta::seconds(wait_s);
        world.at_time(later).await;
        look(&world.dispatcher, &id, REASON).await.expect(200);
    }

    async fn auditors_and_admins_watch_and_are_not_told_whom(app: TestApp) {
        let world = World::new(app).await;
        let auditor = world.app.staff(Role::Auditor).await;
        let (one, other) = (world.submitted().await, world.submitted_by(&world.neighbour).await);
        for (id, at) in [(&one, 0), (&other, 1), (&one, 2)] {
            world.app.clock.advance(TimeDelta::seconds(at));
            look(&world.dispatcher, id, &format!("给{NAME}回电 {PHONE}")).await.expect(200);
        }
        let read = async |actor: &Actor, query: &str| actor.get(&format!("/identity-views?{query}")).await.expect(200);
        let all = read(&auditor, "").await;
        assert_eq!(all, read(&world.admin, "").await);
        assert_eq!(all["items"].as_array().unwrap().len(), 3);
        assert_eq!(all["items"][0]["viewer_id"], world.dispatcher.id);
        assert_eq!(all["items"][0]["reason"], "给****回电 138****1234");
        let text = all.to_string();
        assert!(!text.contains(&world.resident.id), "{text}");
        let first = read(&auditor, "limit=2").await;
        let rest = read(&auditor, &format!("limit=2&cursor={}", first["next_cursor"].as_str().unwrap())).await;
        assert_eq!((first["items"].as_array().unwrap().len(), rest["items"].as_array().unwrap().len()), (2, 1));
        assert_eq!(rest["next_cursor"], Value::Null);
        let of_one = read(&auditor, &format!("report_id={one}")).await;
        assert_eq!(of_one["items"].as_array().unwrap().len(), 2);
        let of_admin = read(&auditor, &format!("viewer_id={}", world.admin.id)).await;
        assert_eq!(of_admin["items"], json!([]));
        for stranger in [&world.dispatcher, &world.resident, &world.handler] {
            stranger.get("/identity-views").await.expect_problem(403, "forbidden");
        }
        world.dispatcher.get("/me/identity-views").await.expect_problem(403, "forbidden");
    }

    #[settings("[privacy]\nname_viewers = false")]
    async fn a_district_may_keep_its_peoples_names(app: TestApp) {
        let world = World::new(app).await;
        let id = world.submitted().await;
        look(&world.dispatcher, &id, REASON).await.expect(200);
        assert_eq!(views(&world.resident).await[0]["viewer"], json!({ "role": "dispatcher", "name": null }));
        let watched = world.admin.get("/identity-views").await.expect(200);
        assert_eq!(watched["items"][0]["viewer"]["name"], "调度员甲");
    }
}

async fn look(actor: &Actor, id: &str, reason: &str) -> Answer {
    actor.post(&format!("/dispatch/reports/{id}/reporter"), &json!({ "reason": reason })).await
}

async fn views(resident: &Actor) -> Vec<Value> {
    resident.get("/me/identity-views").await.expect(200)["items"].as_array().unwrap().clone()
}
