//! A place in words only: a token, until a dispatcher has put it on the map.

use super::client::{Program, ask, get, refused};
use crate::both_databases;
use crate::reports::world::World;
use crate::support::TestApp;
use chrono::TimeDelta;
use serde_json::{Value, json};

const WORDS: [(&str, &str); 4] = [
    ("service_code", "exposed_garbage"),
    ("address_string", "南宁西路与麒麟南路交叉口东北角"),
    ("description", "垃圾没人清"),
    ("media_url", "https://pictures.example.com/2.jpg"),
];

fn place() -> Value {
    json!({ "location": { "lat": 25.493, "lng": 103.801, "datum": "gcj02" } })
}

async fn waiting(program: &Program, pairs: &[(&str, &str)]) -> String {
    let taken = program.file(pairs).await.expect(201);
    assert!(taken[0].get("service_request_id").is_none(), "one of both: {taken}");
    taken[0]["token"].as_str().unwrap().to_owned()
}

both_databases! {
    async fn a_token_leads_to_the_report_once_it_is_placed(app: TestApp) {
        let world = World::new(app).await;
        let program = Program::filing(&world).await;
        let token = waiting(&program, &WORDS).await;
        assert_eq!(waiting(&program, &WORDS).await, token);
        assert_eq!(get(&world.app, &format!("tokens/{token}")).await, json!([{ "token": token }]));
        refused(ask(&world.app, &format!("requests/{token}.json")).await, 404);
        let listed = world.dispatcher.get("/dispatch/unplaced-requests").await.expect(200);
        assert_eq!(listed["items"], json!([{
            "id": token, "category": "exposed_garbage", "category_name": "暴露垃圾", "description": "垃圾没人清",
            "address": "南宁西路与麒麟南路交叉口东北角", "program": "路灯传感器",
            "media_url": "https://pictures.example.com/2.jpg", "answers": [], "received_at": "2024-07-10T02:00:00Z",
        }]));
        world.app.clock.advance(TimeDelta::minutes(10));
        let path = format!("/dispatch/unplaced-requests/{token}/place");
        world.dispatcher.post_without_key(&path, &place()).await.expect_problem(400, "idempotency_key_required");
        let placed = world.dispatcher.post_with_key(&path, &place(), "k").await.expect(201);
        let again = world.dispatcher.post_with_key(&path, &place(), "k").await;
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.expect(201), placed);
        world.dispatcher.post(&path, &place()).await.expect_problem(409, "request_settled");
        let id = placed["id"].as_str().unwrap();
        assert_eq!(get(&world.app, &format!("tokens/{token}")).await, json!([{ "service_request_id": id, "token": token }]));
        let one = get(&world.app, &format!("requests/{id}")).await;
        // As of when it came in, not of when it was placed.
        assert_eq!(one[0]["requested_datetime"], "2024-07-10T10:00:00+08:00");
        let seen = world.seen_by_center(id).await;
        assert_eq!((&seen["location"]["datum"], &seen["location"]["address"]), (&json!("gcj02"), &json!(WORDS[1].1)));
        assert_eq!(seen["origin"]["media_url"], WORDS[3].1);
        assert_eq!(world.dispatcher.get("/dispatch/unplaced-requests").await.expect(200)["items"], json!([]));
    }

    async fn a_request_may_be_refused_and_the_program_reads_why(app: TestApp) {
        let world = World::new(app).await;
        let program = Program::filing(&world).await;
        let token = waiting(&program, &WORDS).await;
        let path = format!("/dispatch/unplaced-requests/{token}/refuse");
        world.dispatcher.post(&path, &json!({ "reason": " " })).await.expect_field("reason", "text_empty");
        world.dispatcher.post(&path, &json!({ "reason": "不在本区" })).await.expect(204);
        world.dispatcher.post(&path, &json!({ "reason": "不在本区" })).await.expect_problem(409, "request_settled");
        let told = refused(ask(&world.app, &format!("tokens/{token}.json")).await, 404);
        assert!(told[0].contains("不在本区"), "{told:?}");
        let placing = format!("/dispatch/unplaced-requests/{token}/place");
        world.dispatcher.post(&placing, &place()).await.expect_problem(409, "request_settled");
        let nothing = "/dispatch/unplaced-requests/nothing/place";
        world.dispatcher.post(nothing, &place()).await.expect_problem(404, "not_found");
    }

    async fn what_was_filed_for_a_resident_becomes_theirs(app: TestApp) {
        let world = World::new(app).await;
        let program = Program::new(&world, "甲", &["file_for_residents"]).await;
        let code = world.resident.post("/me/account-codes", &json!({})).await.expect(201);
        let pairs = [&WORDS[..], &[("account_id", code["account_id"].as_str().unwrap())]].concat();
        let token = waiting(&program, &pairs).await;
        let listed = world.dispatcher.get("/dispatch/unplaced-requests").await.text();
        assert!(!listed.contains(&world.resident.id), "{listed}");
        let body = json!({ "location": { "lat": 25.5, "lng": 103.8, "datum": "wgs84", "address": "新址" }, "category": "broken_lamp" });
        let path = format!("/dispatch/unplaced-requests/{token}/place");
        for (wrong, field, code) in [
            (json!({ "location": { "lat": 95, "lng": 103.8, "datum": "wgs84" } }), "location.lat", "location_lat_off_globe"),
            (json!({ "location": { "lat": 25.5, "lng": 103.8, "datum": "wgs84" }, "category": "nothing" }), "category", "unknown_category"),
        ] {
            world.dispatcher.post(&path, &wrong).await.expect_field(field, code);
        }
        let placed = world.dispatcher.post(&path, &body).await.expect(201);
        let own = world.resident.get(&format!("/reports/{}", placed["id"].as_str().unwrap())).await.expect(200);
        assert_eq!((&own["category"], &own["location"]["address"]), (&json!("broken_lamp"), &json!("新址")));
    }
}
