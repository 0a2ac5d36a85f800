//! Bad input: a clear error that names the field, and nothing is lost or filed.

use super::world::{World, upload};
use crate::both_databases;
use crate::support::TestApp;
use serde_json::{Value, json};

both_databases! {
    async fn a_report_names_every_field_that_is_wrong(app: TestApp) {
        let world = World::new(app).await;
        let photo_id = upload(&world.resident).await;
        let good = World::report(std::slice::from_ref(&photo_id));
        for (path, value, field, code) in wrong_fields(&photo_id) {
            let mut report = good.clone();
            *report.pointer_mut(path).unwrap() = value;
            let answer = world.resident.post("/reports", &report).await;
            answer.expect_field(field, code);
        }
        for (pointer, field) in [("", "category"), ("", "description"), ("", "location"), ("", "photo_ids"), ("/location", "lat"), ("/location", "datum")] {
            let mut report = good.clone();
            report.pointer_mut(pointer).unwrap().as_object_mut().unwrap().remove(field);
            let named = if pointer.is_empty() { field.to_owned() } else { format!("location.{field}") };
            world.resident.post("/reports", &report).await.expect_field(&named, "required");
        }
        let mut report = good.clone();
        report["grade"] = json!("major");
        world.resident.post("/reports", &report).await.expect_field("grade", "unknown_field");
        report = good.clone();
        report["location"]["altitude"] = json!(1);
        world.resident.post("/reports", &report).await.expect_field("location.altitude", "unknown_field");
        // Nothing of all that took the photo or a number.
        assert_eq!(world.resident.post("/reports", &good).await.expect(201)["number"], "QL202407-000001");
    }

    async fn several_wrong_fields_are_named_at_once(app: TestApp) {
        let world = World::new(app).await;
        let report = json!({
            "category": "", "description": " ", "photo_ids": [],
            "location": { "lat": 0, "lng": 0, "datum": "wgs84" },
        });
        let answer = world.resident.post("/reports", &report).await;
        let answer = answer.expect_field("description", "text_empty").expect_field("photo_ids", "too_few");
        answer.expect_field("location", "location_null_island").expect_field("category", "text_empty");
    }

    async fn a_category_must_be_in_use(app: TestApp) {
        let world = World::new(app).await;
        let mut report = World::report(&[upload(&world.resident).await]);
        report["category"] = json!("nothing");
        world.resident.post("/reports", &report).await.expect_field("category", "unknown_category");
        report["category"] = json!("old_one");
        world.resident.post("/reports", &report).await.expect_problem(409, "category_inactive");
        let id = world.submitted().await;
        world.dispatch(&id, "accept", json!({ "category": "nothing" })).await.expect_field("category", "unknown_category");
        world.dispatch(&id, "accept", json!({ "category": "old_one" })).await.expect_problem(409, "category_inactive");
    }

    async fn a_report_needs_photos_of_ones_own_that_are_not_used(app: TestApp) {
        let world = World::new(app).await;
        let (own, foreign) = (upload(&world.resident).await, upload(&world.neighbour).await);
        let send = async |ids: &[&String]| {
            let ids: Vec<String> = ids.iter().map(|id| (*id).clone()).collect();
            world.resident.post("/reports", &World::report(&ids)).await
        };
        send(&[&own, &own]).await.expect_field("photo_ids[1]", "repeated");
        send(&[&own, &foreign]).await.expect_field("photo_ids[1]", "unknown_photo");
        let mut ten = Vec::new();
        for _ in 0..10 {
            ten.push(upload(&world.resident).await);
        }
        send(&ten.iter().collect::<Vec<_>>()).await.expect_field("photo_ids", "too_many");
        send(&ten[..9].iter().collect::<Vec<_>>()).await.expect(201);
        send(&[&own, &ten[0]]).await.expect_problem(409, "photo_in_use");
        send(&[&own]).await.expect(201);
        let handlers = upload(&world.handler).await;
        world.handler.post("/reports", &World::report(&[handlers])).await.expect_problem(403, "forbidden");
    }

    async fn bodies_that_are_no_json_are_refused(app: TestApp) {
        let world = World::new(app).await;
        let send = async |kind: &str, body: &[u8]| world.resident.post_bytes("/reports", kind, body.to_vec()).await;
        send("application/json", b"{\"category\": ").await.expect_problem(400, "malformed_json");
        send("application/json", b"\xff\xfe").await.expect_problem(400, "malformed_json");
        send("application/json", b"{\"description\": \"\xc3\x28\"}").await.expect_problem(400, "malformed_json");
        send("application/json", b"[]").await.expect_problem(422, "validation_failed");
        send("text/plain", b"{}").await.expect_problem(415, "unsupported_media_type");
        send("application/json", &vec![b' '; 100_000]).await.expect_problem(413, "body_too_large");
        let deep = [b"{\"grade\": ".to_vec(), vec![b'['; 50_000]].concat();
        send("application/json", &deep).await.expect_field("grade", "unknown_field");
        send("application/json", b"{\"category\": 1e999}").await.expect_field("category", "wrong_type");
    }

    async fn a_report_needs_an_idempotency_key(app: TestApp) {
        let world = World::new(app).await;
        let report = World::report(&[upload(&world.resident).await]);
        world.resident.post_without_key("/reports", &report).await.expect_problem(400, "idempotency_key_required");
        let id = world.at("accepted").await;
        for (step, body) in [("close", json!({ "tier": "minor" })), ("reopen", json!({ "reason": "x" }))] {
            let path = format!("/dispatch/reports/{id}/{step}");
            world.dispatcher.post_without_key(&path, &body).await.expect_problem(400, "idempotency_key_required");
        }
        for key in ["", " ", "a b", "钥匙", &"k".repeat(256)] {
            let request = world.resident.request(reqwest::Method::POST, "/reports").header("idempotency-key", key.as_bytes());
            let answer = world.resident.send(request.json(&report), format!("key {key:?}")).await;
            answer.expect_problem(400, "idempotency_key_required");
        }
    }

    async fn steps_name_what_is_wrong_with_them(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("accepted").await;
        world.dispatch(&id, "close", json!({ "tier": "huge" })).await.expect_field("tier", "unknown_value");
        world.dispatch(&id, "close", json!({})).await.expect_field("tier", "required");
        world.dispatch(&id, "close", json!({ "tier": 3 })).await.expect_field("tier", "wrong_type");
        world.dispatch(&id, "reject", json!({ "reason": "" })).await.expect_field("reason", "text_empty");
        world.dispatch(&id, "reject", json!({ "reason": "a\0b" })).await.expect_field("reason", "text_control_character");
        world.dispatch(&id, "reject", json!({ "reason": "长".repeat(1001) })).await.expect_field("reason", "text_too_long");
        world.dispatch(&id, "assign", json!({ "unit_id": "x", "due_at": "tomorrow" })).await.expect(422);
        world.dispatch(&id, "verify", json!({ "passed": "yes" })).await.expect_field("passed", "wrong_type");
        let closed = world.at("closed").await;
        let rate = async |stars: Value| {
            world.resident.post(&format!("/reports/{closed}/rating"), &json!({ "stars": stars })).await
        };
        for stars in [json!(0), json!(6), json!(-1), json!(300)] {
            rate(stars).await.expect_field("stars", "out_of_range");
        }
        for stars in [json!(1.5), json!("5"), json!(null)] {
            rate(stars).await.expect_field("stars", "wrong_type");
        }
        let assigned = world.at("assigned").await;
        world.unit(&assigned, "resolve", json!({ "comment": "好", "photo_ids": [] })).await.expect_field("photo_ids", "too_few");
    }

    async fn strange_ids_are_simply_not_there(app: TestApp) {
        let world = World::new(app).await;
        for id in ["nothing", "%00", "..%2f..%2fetc", "%F0%9F%98%80", &"x".repeat(2000)] {
            for (actor, path) in [
                (&world.resident, format!("/reports/{id}")),
                (&world.dispatcher, format!("/dispatch/reports/{id}")),
                (&world.handler, format!("/unit/reports/{id}")),
                (&world.resident, format!("/photos/{id}")),
            ] {
                actor.get(&path).await.expect_problem(404, "not_found");
            }
        }
    }
}

fn wrong_fields(photo_id: &str) -> Vec<(&'static str, Value, &'static str, &'static str)> {
    vec![
        ("/category", json!(1), "category", "wrong_type"),
        ("/category", json!("a\u{0}"), "category", "text_control_character"),
        ("/description", json!(["x"]), "description", "wrong_type"),
        ("/description", json!(""), "description", "text_empty"),
        ("/description", json!("a\u{0}b"), "description", "text_control_character"),
        ("/description", json!("长".repeat(2001)), "description", "text_too_long"),
        ("/location/lat", json!("25.4"), "location.lat", "wrong_type"),
        ("/location/lat", json!(90.1), "location.lat", "location_lat_off_globe"),
        ("/location/lat", json!(-1e300), "location.lat", "location_lat_off_globe"),
        ("/location/lng", json!(180.1), "location.lng", "location_lng_off_globe"),
        ("/location", json!({ "lat": 0, "lng": 0.0, "datum": "gcj02" }), "location", "location_null_island"),
        ("/location/datum", json!("bd09"), "location.datum", "unknown_value"),
        ("/location/address", json!("x".repeat(201)), "location.address", "text_too_long"),
        ("/location/address", json!("a\nb"), "location.address", "text_control_character"),
        ("/photo_ids", json!(photo_id), "photo_ids", "wrong_type"),
        ("/photo_ids", json!([]), "photo_ids", "too_few"),
        ("/photo_ids", json!(["\u{0}"]), "photo_ids[0]", "unknown_photo"),
        ("/photo_ids", json!([1]), "photo_ids[0]", "wrong_type"),
    ]
}
