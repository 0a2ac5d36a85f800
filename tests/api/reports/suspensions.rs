//! Suspended from earning: what is closed meanwhile earns 0, the resident reads why and appeals once.

use super::world::World;
use crate::both_databases;
use crate::support::{Answer, TestApp};
use chrono::TimeDelta;
use golden_beans::domain::role::Role;
use serde_json::{Value, json};

async fn suspend(world: &World, body: Value) -> Answer {
    world.admin.post(&format!("/residents/{}/suspensions", world.resident.id), &body).await
}

/// Suspended for a month from now; the suspension's id.
async fn suspended(world: &World) -> String {
    let until = world.app.now() + TimeDelta::days(30);
    let answer = suspend(world, json!({ "reason": "同一照片多次上报", "until": until })).await.expect(201);
    answer["id"].as_str().unwrap().to_owned()
}

/// Closes a new report of the resident's; its award.
async fn close(world: &World) -> Value {
    let id = world.at("accepted").await;
    world.dispatch(&id, "close", json!({ "tier": "major" })).await.expect(200)["award"].clone()
}

async fn balance(world: &World) -> Value {
    world.resident.get("/wallet").await.expect(200)["balance"].clone()
}

async fn own(world: &World) -> Value {
    world.resident.get("/me/earning").await.expect(200)
}

both_databases! {
    async fn what_is_closed_meanwhile_earns_nothing_and_what_was_earned_stays(app: TestApp) {
        let mut world = World::with_campaign(app).await;
        assert_eq!(own(&world).await, json!({ "earning": true, "excluded_as_staff": false, "may_appeal": false, "suspensions": [] }));
        close(&world).await;
        let before = world.app.now();
        suspended(&world).await;
        let award = close(&world).await;
        assert_eq!((&award["beans"], &award["tier_beans"], &award["limited_by"]), (&json!("0.00"), &json!("5.00"), &json!("excluded")));
        assert_eq!(balance(&world).await, "5.00");
        let mine = own(&world).await;
        assert_eq!((&mine["earning"], &mine["may_appeal"]), (&json!(false), &json!(true)));
        let suspension = &mine["suspensions"][0];
        assert_eq!((&suspension["state"], &suspension["reason"]), (&json!("running"), &json!("同一照片多次上报")));
        assert!(suspension.get("suspended_by").is_none(), "staff are not named");
        assert_eq!(world.neighbour.get("/me/earning").await.expect(200)["earning"], true);
        // The last instant of it is the one before its end.
        world.at_time(before + TimeDelta::days(30)).await;
        assert_eq!(own(&world).await["suspensions"][0]["state"], "over");
        // By then August's rules are in force.
        assert_eq!(close(&world).await["beans"], "20.00");
        assert_eq!(balance(&world).await, "25.00");
    }

    async fn lifting_posts_nothing_by_itself_and_is_the_end_of_it(app: TestApp) {
        let world = World::with_campaign(app).await;
        let id = suspended(&world).await;
        close(&world).await;
        world.app.clock.advance(TimeDelta::seconds(1));
        let path = format!("/suspensions/{id}/lift");
        world.admin.post(&path, &json!({ "reason": "" })).await.expect_field("reason", "text_empty");
        let lifted = world.admin.post(&path, &json!({ "reason": "期满前解除" })).await.expect(200);
        assert_eq!((&lifted["suspension"]["state"], &lifted["made_good"]), (&json!("lifted"), &json!([])));
        assert_eq!(balance(&world).await, "0.00");
        assert_eq!(close(&world).await["beans"], "5.00");
        world.admin.post(&path, &json!({ "reason": "再来" })).await.expect_problem(409, "suspension_ended");
        world.resident.post("/me/earning/appeal", &json!({ "words": "?" })).await.expect_problem(409, "not_suspended");
    }

    async fn a_wrong_suspension_is_made_good_under_the_caps_of_its_days(app: TestApp) {
        let mut world = World::with_campaign(app).await;
        close(&world).await;
        let id = suspended(&world).await;
        // Ten are the day's cap: of three times five, one fits beside what was earned before.
        for _ in 0..3 {
            assert_eq!(close(&world).await["limited_by"], "excluded");
        }
        world.at_time(world.app.now() + TimeDelta::days(2)).await;
        world.resident.post("/me/earning/appeal", &json!({ "words": "是不同的三处" })).await.expect(200);
        let path = format!("/suspensions/{id}/appeal-answer");
        let answer = json!({ "decision": "lifted", "answer": "核实无误，予以补发", "make_good": true });
        let lifted = world.admin.post_with_key(&path, &answer, "lift").await.expect(200);
        assert_eq!(lifted["made_good"].as_array().unwrap().len(), 3);
        assert_eq!(balance(&world).await, "10.00");
        let again = world.admin.post_with_key(&path, &answer, "lift").await;
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.expect(200), lifted);
        assert_eq!(balance(&world).await, "10.00");
        let auditor = world.app.staff(Role::Auditor).await;
        assert_eq!(auditor.post_nothing("/ledger/verify").await.expect(200)["ok"], true);
        let postings = auditor.get("/ledger/transactions?limit=200").await.expect(200);
        let named = postings["items"].as_array().unwrap().iter().filter(|posting| posting["memo"] == "核实无误，予以补发");
        assert_eq!(named.count(), 1, "it is an award that says why");
        let mine = own(&world).await;
        assert_eq!((&mine["earning"], &mine["suspensions"][0]["made_good"]), (&json!(true), &json!(true)));
        assert_eq!(mine["suspensions"][0]["appeal"]["answer"], "核实无误，予以补发");
    }

    async fn one_appeals_once_and_is_answered_once(app: TestApp) {
        let world = World::with_campaign(app).await;
        world.resident.post("/me/earning/appeal", &json!({ "words": "a" })).await.expect_problem(409, "not_suspended");
        let id = suspended(&world).await;
        let path = format!("/suspensions/{id}/appeal-answer");
        let upheld = json!({ "decision": "upheld", "answer": "照片相同" });
        world.admin.post(&path, &upheld).await.expect_problem(404, "not_found");
        world.resident.post("/me/earning/appeal", &json!({ "words": " " })).await.expect_field("words", "text_empty");
        let words = json!({ "words": "不是同一处" });
        let (one, other) = tokio::join!(world.resident.post("/me/earning/appeal", &words), world.resident.post("/me/earning/appeal", &words));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        let waiting = world.admin.get("/suspensions?appealed=true").await.expect(200);
        assert_eq!(waiting["items"][0]["appeal"]["words"], "不是同一处");
        assert_eq!(waiting["items"][0]["resident"], "欧阳*");
        let wrong = json!({ "decision": "upheld", "answer": "a", "make_good": true });
        world.admin.post(&path, &wrong).await.expect_field("make_good", "not_possible");
        world.admin.post(&path, &upheld).await.expect(200);
        world.admin.post(&path, &upheld).await.expect_problem(409, "already_answered");
        world.resident.post("/me/earning/appeal", &words).await.expect_problem(409, "already_appealed");
        let mine = own(&world).await;
        assert_eq!((&mine["earning"], &mine["may_appeal"]), (&json!(false), &json!(false)));
        assert_eq!(mine["suspensions"][0]["appeal"]["decision"], "upheld");
        assert_eq!(world.admin.get("/suspensions?appealed=true").await.expect(200)["items"], json!([]));
        assert!(world.app.sql("DELETE FROM earning_appeal").await.expect_err("kept").contains("append-only"));
    }

    async fn what_is_no_suspension_is_refused(app: TestApp) {
        let world = World::with_campaign(app).await;
        let now = world.app.now();
        let day = |days: i64| now + TimeDelta::days(days);
        let body = |from: i64, until: i64| json!({ "reason": "a", "from": day(from), "until": day(until) });
        suspend(&world, body(-1, 3)).await.expect_field("from", "in_the_past");
        suspend(&world, body(3, 2)).await.expect_field("until", "not_after");
        suspend(&world, body(0, 400)).await.expect_field("until", "too_long");
        suspend(&world, json!({ "reason": "a" })).await.expect_field("until", "required");
        let nobody = world.admin.post("/residents/none/suspensions", &body(0, 1)).await;
        nobody.expect_problem(404, "not_found");
        let staff = world.admin.post(&format!("/residents/{}/suspensions", world.dispatcher.id), &body(0, 1)).await;
        staff.expect_problem(404, "not_found");
        // Ahead: it does not count yet, and there is one at a time, also at the same moment.
        let (one, other) = tokio::join!(suspend(&world, body(1, 2)), suspend(&world, body(1, 2)));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
        suspend(&world, body(5, 6)).await.expect_problem(409, "already_suspended");
        assert_eq!(own(&world).await["earning"], true);
        assert_eq!(close(&world).await["beans"], "5.00");
    }
}
