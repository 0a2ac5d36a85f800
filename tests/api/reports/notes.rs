//! Notes of staff: who sees which, and that they stay.

use super::world::{NAME, PHONE, World};
use crate::both_databases;
use crate::support::TestApp;
use serde_json::{Value, json};

fn texts(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|note| note["text"].as_str().unwrap()).collect()
}

both_databases! {
    async fn a_unit_sees_what_is_for_it_and_the_reporter_nothing(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("assigned").await;
        world.dispatch(&id, "notes", json!({ "text": "上次也是他报的" })).await.expect(201);
        world.app.clock.advance(chrono::TimeDelta::seconds(1));
        let told = format!("联系{NAME}（{PHONE}）前先问中心");
        world.dispatch(&id, "notes", json!({ "text": told, "for_unit": true })).await.expect(201);
        world.app.clock.advance(chrono::TimeDelta::seconds(1));
        world.unit(&id, "notes", json!({ "text": "钩机明天到" })).await.expect(201);

        let center = world.dispatcher.get(&format!("/dispatch/reports/{id}/notes")).await.expect(200);
        assert_eq!(texts(&center), ["钩机明天到", told.as_str(), "上次也是他报的"]);
        assert_eq!(center["items"][0]["author"], json!({ "role": "handler", "name": "处置员乙" }));
        assert_eq!(center["items"][1]["unit"]["name"], "城管局");
        assert_eq!(center["items"][2]["unit"], Value::Null);

        let unit = world.handler.get(&format!("/unit/reports/{id}/notes")).await.expect(200);
        assert_eq!(texts(&unit), ["钩机明天到", "联系****（138****1234）前先问中心"]);
        assert_eq!((&unit["items"][0]["side"], &unit["items"][1]["side"]), (&json!("unit"), &json!("center")));
        assert_eq!(unit["items"][1].as_object().unwrap().len(), 4, "nobody is named");

        let mine = world.resident.get(&format!("/reports/{id}")).await;
        assert!(!mine.text().contains("钩机") && !mine.text().contains("上次"), "{}", mine.text());
        world.resident.get(&format!("/dispatch/reports/{id}/notes")).await.expect_problem(403, "forbidden");
    }

    async fn another_unit_sees_nothing_of_what_was_said_to_the_first(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("assigned").await;
        world.dispatch(&id, "notes", json!({ "text": "给城管局", "for_unit": true })).await.expect(201);
        world.other_handler.get(&format!("/unit/reports/{id}/notes")).await.expect_problem(404, "not_found");
        let note = json!({ "text": "插话" });
        world.other_handler.post(&format!("/unit/reports/{id}/notes"), &note).await.expect_problem(404, "not_found");

        world.dispatch(&id, "assign", json!({ "unit_id": world.other_unit_id })).await.expect(200);
        let second = world.other_handler.get(&format!("/unit/reports/{id}/notes")).await.expect(200);
        assert_eq!(texts(&second), Vec::<&str>::new());
        world.handler.get(&format!("/unit/reports/{id}/notes")).await.expect_problem(404, "not_found");
    }

    async fn notes_are_checked_and_read_page_by_page(app: TestApp) {
        let world = World::new(app).await;
        let id = world.submitted().await;
        world.dispatch(&id, "notes", json!({ "text": " \n" })).await.expect_field("text", "text_empty");
        world.dispatch(&id, "notes", json!({ "text": "长".repeat(1001) })).await.expect_field("text", "text_too_long");
        world.dispatch(&id, "notes", json!({ "text": "a", "color": 1 })).await.expect_field("color", "unknown_field");
        world.dispatch(&id, "notes", json!({ "text": "a", "for_unit": true })).await.expect_field("for_unit", "no_unit");
        world.dispatch("nothing", "notes", json!({ "text": "a" })).await.expect_problem(404, "not_found");
        for text in ["一", "二", "三"] {
            world.app.clock.advance(chrono::TimeDelta::seconds(1));
            world.dispatch(&id, "notes", json!({ "text": text })).await.expect(201);
        }
        let path = format!("/dispatch/reports/{id}/notes?limit=2");
        let first = world.dispatcher.get(&path).await.expect(200);
        assert_eq!(texts(&first), ["三", "二"]);
        let cursor = first["next_cursor"].as_str().unwrap();
        let second = world.dispatcher.get(&format!("{path}&cursor={cursor}")).await.expect(200);
        assert_eq!((texts(&second), &second["next_cursor"]), (vec!["一"], &Value::Null));
    }

    async fn the_database_keeps_notes_as_they_are(app: TestApp) {
        let world = World::new(app).await;
        let id = world.submitted().await;
        world.dispatch(&id, "notes", json!({ "text": "原话" })).await.expect(201);
        for change in ["UPDATE report_note SET text = '改'", "DELETE FROM report_note"] {
            let refused = world.app.sql(change).await.expect_err(change);
            assert!(refused.contains("append-only"), "{refused}");
        }
    }
}
