//! The working calendar: seen by staff, changed by an admin, loaded from a file, all of it or nothing.

use crate::both_databases;
use crate::support::{Actor, Answer, TestApp};
use golden_beans::domain::role::Role;
use reqwest::Method;
use serde_json::{Value, json};

const CHINA: &str = include_str!("../../samples/calendar-china.csv");

async fn load(actor: &Actor, content_type: &str, text: &str) -> Answer {
    actor.post_bytes("/calendar/load", content_type, text.as_bytes().to_vec()).await
}

async fn put(actor: &Actor, body: &Value) -> Answer {
    actor.send(actor.request(Method::PUT, "/calendar").json(body), format!("PUT /calendar {body}")).await
}

both_databases! {
    async fn chinas_calendar_is_loaded_and_a_second_time_changes_nothing(app: TestApp) {
        let admin = app.admin().await;
        let before = admin.get("/calendar").await.expect(200);
        assert_eq!((&before["hours"], &before["days"]), (&json!(["08:00-12:00", "14:00-18:00"]), &json!([])));
        let loaded = load(&admin, "text/csv; charset=utf-8", CHINA).await.expect(200);
        assert_eq!(loaded, json!({ "days": 69, "hours": true, "weekdays": true }));
        let calendar = admin.get("/calendar").await.expect(200);
        let days = calendar["days"].as_array().unwrap();
        assert_eq!(days[0], json!({ "on": "2024-01-01", "kind": "holiday", "name": "元旦" }));
        assert!(days.contains(&json!({ "on": "2024-09-29", "kind": "workday", "name": "国庆节调休" })));
        load(&admin, "text/csv", CHINA).await.expect(200);
        assert_eq!(admin.get("/calendar").await.expect(200), calendar);
        // A file that says nothing of hours leaves them; a date that is there already is replaced.
        let text = "what,from,to,name\nworkday,2024-01-01,,抗旱\n";
        assert_eq!(load(&admin, "text/csv", text).await.expect(200)["hours"], false);
        let changed = app.staff(Role::Dispatcher).await.get("/calendar").await.expect(200);
        assert_eq!(changed["days"][0], json!({ "on": "2024-01-01", "kind": "workday", "name": "抗旱" }));
        assert_eq!(changed["hours"], calendar["hours"]);
    }

    async fn a_typo_is_told_with_its_line_and_nothing_is_loaded(app: TestApp) {
        let admin = app.admin().await;
        let text = "what,from,to,name\nhours,09:00,17:00,\nholiday,2024-10-01,2024-10-07,国庆节\nholliday,2024-01-01,,元旦\nholiday,2024-13-01,,元旦\n";
        let answer = load(&admin, "text/csv", text).await.expect_field("line 4", "unknown_value");
        answer.expect_field("line 5", "invalid_date");
        let calendar = admin.get("/calendar").await.expect(200);
        assert_eq!((&calendar["hours"], &calendar["days"]), (&json!(["08:00-12:00", "14:00-18:00"]), &json!([])));
        let overlap = "what,from,to,name\nhours,09:00,12:00,\nhours,11:00,17:00,\n";
        load(&admin, "text/csv", overlap).await.expect_field("file", "spans_overlap");
        load(&admin, "application/json", "{}").await.expect_problem(415, "unsupported_media_type");
        let large = format!("what,from,to,name\n{}", "#\n".repeat(600_000));
        load(&admin, "text/csv", &large).await.expect_problem(413, "body_too_large");
    }

    async fn an_admin_replaces_the_calendar(app: TestApp) {
        let admin = app.admin().await;
        let good = json!({
            "hours": ["9:00-17:00"], "weekdays": ["monday", "sunday"],
            "days": [{ "on": "2024-12-25", "kind": "holiday", "name": "休" }],
        });
        let replaced = put(&admin, &good).await.expect(200);
        assert_eq!((&replaced["hours"], &replaced["weekdays"]), (&json!(["09:00-17:00"]), &json!(["monday", "sunday"])));
        assert_eq!(admin.get("/calendar").await.expect(200), replaced);
        for (pointer, value, field, code) in [
            ("/hours", json!(["17:00-9:00"]), "hours[0]", "empty_span"),
            ("/hours", json!(["09:00"]), "hours[0]", "not_a_span"),
            ("/hours", json!([]), "hours", "wrong_hours"),
            ("/hours", json!(["09:00-12:00", "11:00-13:00"]), "hours", "spans_overlap"),
            ("/weekdays", json!([]), "weekdays", "no_weekdays"),
            ("/weekdays", json!(["someday"]), "weekdays[0]", "unknown_value"),
            ("/days/0/name", json!(" "), "days[0].name", "text_empty"),
            ("/days/0/on", json!("1999-12-31"), "days[0].on", "date_out_of_range"),
        ] {
            let mut body = good.clone();
            *body.pointer_mut(pointer).unwrap() = value;
            put(&admin, &body).await.expect_field(field, code);
        }
        let mut twice = good.clone();
        twice["days"] = json!([good["days"][0], good["days"][0]]);
        put(&admin, &twice).await.expect_field("days[1].on", "repeated");
        assert_eq!(admin.get("/calendar").await.expect(200), replaced);
    }
}
