//! People read their own notices.

use super::{notices_of, tell};
use crate::both_databases;
use crate::support::{Actor, TestApp};
use golden_beans::domain::notice::{NoticeFacts, NoticeKind};
use golden_beans::service::notices::{Telling, To, tell as tell_in};
use reqwest::Method;
use serde_json::{Value, json};

/// Tells somebody this many things.
async fn told(app: &TestApp, actor: &Actor, count: u32) {
    for _ in 0..count {
        let number = app.next_number();
        let telling = Telling {
            cause: format!("told-{number}"),
            at: app.now(),
            kind: NoticeKind::ReportAccepted,
            facts: NoticeFacts {
                report_number: Some(format!("QL202407-{number:06}")),
                ..NoticeFacts::default()
            },
            to: vec![To::User(actor.id.clone())],
            except: None,
        };
        app.app.storage.write(move |tx| tell_in(tx, &telling)).await.unwrap();
    }
    tell(app).await;
}

async fn count(actor: &Actor) -> Value {
    actor.get("/notices/count").await.expect(200)
}

both_databases! {
    async fn notices_are_read_and_counted(app: TestApp) {
        let resident = app.resident("李四").await;
        assert_eq!(count(&resident).await, json!({ "unread": 0, "newest_id": null }));
        told(&app, &resident, 5).await;
        let all = notices_of(&app, &resident).await;
        assert_eq!(count(&resident).await, json!({ "unread": 5, "newest_id": all[4]["id"] }));
        let path = format!("/notices/{}/read", all[1]["id"]);
        let read = resident.post_nothing(&path).await.expect(200);
        assert_eq!((&read["id"], &read["read_at"]), (&all[1]["id"], &json!("2024-07-10T02:00:00Z")));
        app.clock.advance(chrono::TimeDelta::minutes(1));
        assert_eq!(resident.post_nothing(&path).await.expect(200)["read_at"], "2024-07-10T02:00:00Z");
        let unread = resident.get("/notices?unread=true").await.expect(200);
        assert_eq!((unread["items"].as_array().unwrap().len(), &count(&resident).await["unread"]), (4, &json!(4)));
        assert_eq!(resident.get("/notices?unread=false").await.expect(200)["items"].as_array().unwrap().len(), 1);
        // One that came after the page was read stays unread.
        let seen = json!({ "up_to": all[3]["id"] });
        assert_eq!(resident.post("/notices/read-all", &seen).await.expect(200), json!({ "read": 3 }));
        assert_eq!(resident.post_nothing("/notices/read-all").await.expect(200), json!({ "read": 1 }));
        assert_eq!(resident.post_nothing("/notices/read-all").await.expect(200), json!({ "read": 0 }));
    }

    async fn other_peoples_notices_are_not_there(app: TestApp) {
        let (resident, other) = (app.resident("李四").await, app.resident("王五").await);
        told(&app, &resident, 1).await;
        let id = notices_of(&app, &resident).await[0]["id"].clone();
        other.post_nothing(&format!("/notices/{id}/read")).await.expect_problem(404, "not_found");
        assert!(notices_of(&app, &other).await.is_empty());
        assert_eq!(other.post_nothing("/notices/read-all").await.expect(200), json!({ "read": 0 }));
        assert_eq!(count(&resident).await["unread"], 1);
    }

    async fn words_are_in_the_readers_language(app: TestApp) {
        let resident = app.resident("李四").await;
        told(&app, &resident, 1).await;
        let number = notices_of(&app, &resident).await[0]["facts"]["report_number"].as_str().unwrap().to_owned();
        for (language, title, text) in [
            ("zh-CN", "上报已受理", format!("您的上报 {number} 已受理，正在安排处理。")),
            ("en", "Report accepted", format!("Your report {number} was accepted and is being arranged for.")),
        ] {
            let request = resident.request(Method::GET, "/notices").header("accept-language", language);
            let page = resident.send(request, language.to_owned()).await.expect(200);
            assert_eq!((&page["items"][0]["title"], &page["items"][0]["text"]), (&json!(title), &json!(text)));
        }
    }

    async fn wrong_parameters_are_named(app: TestApp) {
        let resident = app.resident("李四").await;
        for query in ["unread=maybe", "limit=0", "cursor=x", "kind=all"] {
            resident.get(&format!("/notices?{query}")).await.expect_problem(422, "validation_failed");
        }
        for id in ["0", "-1", "9223372036854775807", "9223372036854775808", "x"] {
            let answer = resident.post_nothing(&format!("/notices/{id}/read")).await;
            answer.expect_problem(404, "not_found");
        }
        resident.post("/notices/read-all", &json!({ "until": 3 })).await.expect_problem(422, "validation_failed");
    }

    #[settings("[notices]\nkeep_days = 30")]
    async fn old_notices_are_forgotten(app: TestApp) {
        let mut resident = app.resident("李四").await;
        told(&app, &resident, 3).await;
        app.clock.advance(chrono::TimeDelta::days(20));
        resident.log_in().await;
        told(&app, &resident, 1).await;
        app.app.upkeep_round().await.unwrap();
        assert_eq!(notices_of(&app, &resident).await.len(), 4);
        app.clock.advance(chrono::TimeDelta::days(11));
        resident.log_in().await;
        app.app.upkeep_round().await.unwrap();
        assert_eq!(notices_of(&app, &resident).await.len(), 1);
    }
}
