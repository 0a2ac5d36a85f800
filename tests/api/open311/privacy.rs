//! What the world sees of a report through Open311: of the reporter nothing, of the rest what is public.

use super::client::{ask, get};
use crate::both_databases;
use crate::reports::world::{NAME, PHONE, World, upload};
use crate::support::TestApp;
use serde_json::{Value, json};

/// Members that only public reports fill.
const REVEALED: [&str; 5] = ["description", "address", "lat", "long", "media_url"];

/// A report in which everybody who writes names the reporter.
async fn telling(world: &World) -> String {
    let mut report = World::report(&[upload(&world.resident).await]);
    report["description"] = json!(format!("我是{NAME}，电话{PHONE}，井盖坏了"));
    report["location"]["address"] = json!(format!("{NAME}家门口 138 0000 1234"));
    let filed = world.resident.post("/reports", &report).await.expect(201);
    filed["id"].as_str().unwrap().to_owned()
}

both_databases! {
    async fn who_knows_the_id_sees_where_it_stands_and_no_more(app: TestApp) {
        let world = World::new(app).await;
        let id = world.submitted().await;
        for status in ["accepted", "assigned", "in_progress", "resolved", "verified", "closed"] {
            step(&world, &id, status).await;
            let one = &get(&world.app, &format!("requests/{id}")).await[0];
            assert_eq!(one["status"], if status == "closed" { "closed" } else { "open" });
            for name in REVEALED {
                assert!(one[name].is_null(), "{status}: {name} of a report that is not public: {one}");
            }
            assert_eq!(get(&world.app, "requests").await, json!([]));
            assert_eq!(get(&world.app, "servicerequestupdates").await, json!([]));
        }
        world.dispatch(&id, "publish", json!({})).await.expect(200);
        let shown = get(&world.app, "requests").await;
        for name in REVEALED {
            assert!(!shown[0][name].is_null(), "{name}: {shown}");
        }
        world.dispatch(&id, "unpublish", json!({})).await.expect(200);
        assert_eq!(get(&world.app, "requests").await, json!([]));
    }

    #[settings("[open311]\nunpublished_in_lists = true")]
    async fn a_district_may_list_all_without_place_words_and_photos(app: TestApp) {
        let world = World::new(app).await;
        let id = telling(&world).await;
        world.dispatch(&id, "reject", json!({ "reason": "麒麟南路12号已修好" })).await.expect(200);
        let listed = get(&world.app, "requests").await;
        assert_eq!((&listed[0]["service_request_id"], &listed[0]["status_notes"]), (&json!(id), &json!("不予受理")));
        for name in REVEALED {
            assert!(listed[0][name].is_null(), "{name}: {listed}");
        }
        let updates = get(&world.app, "servicerequestupdates").await;
        assert_eq!(updates[0]["description"], "不予受理");
        // Why it was refused is for who filed it.
        let one = get(&world.app, &format!("requests/{id}")).await;
        assert_eq!(one[0]["status_notes"], "不予受理：麒麟南路12号已修好");
    }

    /// Walks every answer of a public report whose words all name the reporter, and looks for them.
    async fn nothing_says_who_reported(app: TestApp) {
        let world = World::with_campaign(app).await;
        let id = telling(&world).await;
        world.bring(&id, "assigned").await;
        world.dispatch(&id, "publish", json!({})).await.expect(200);
        let photo_id = upload(&world.handler).await;
        let done = json!({ "comment": format!("已告知{NAME}（{PHONE}）"), "photo_ids": [photo_id] });
        world.unit(&id, "resolve", done).await.expect(200);
        let failed = json!({ "passed": false, "comment": format!("{NAME}说没修好") });
        world.dispatch(&id, "verify", failed).await.expect(200);
        world.resolve(&id).await.expect(200);
        world.dispatch(&id, "verify", json!({ "passed": true, "comment": NAME })).await.expect(200);
        world.dispatch(&id, "close", json!({ "tier": "general", "comment": format!("谢谢欧阳先生，{PHONE}") })).await.expect(200);
        world.dispatch(&id, "reopen", json!({ "reason": format!("欧阳先生来电，{PHONE}") })).await.expect(200);
        let rejected = telling(&world).await;
        world.dispatch(&rejected, "reject", json!({ "reason": format!("{NAME}您好，{PHONE} 打不通") })).await.expect(200);
        let mut seen = String::new();
        for path in [
            format!("requests/{id}"), format!("requests/{rejected}"), "requests".to_owned(),
            format!("requests?service_request_id={id},{rejected}"), "servicerequestupdates".to_owned(),
            format!("servicerequestupdates?service_request_id={id},{rejected}"), format!("tokens/{id}"),
        ] {
            for format in ["json", "xml"] {
                let (path, query) = path.split_once('?').unwrap_or((&path, ""));
                let answer = ask(&world.app, &format!("{path}.{format}?{query}")).await;
                let text = answer.text();
                for secret in [NAME, PHONE, "0000 1234", "欧阳", world.resident.id.as_str(), "谢谢", "beans", "account"] {
                    assert!(!text.contains(secret), "{} tells {secret}: {text}", answer.asked);
                }
                seen.push_str(&text);
            }
        }
        // The walk is worth something only if it saw the words.
        for word in ["井盖坏了", "已告知", "您好", "138****1234"] {
            assert!(seen.contains(word), "{word}");
        }
    }
}

/// The next step towards this state.
async fn step(world: &World, id: &str, status: &str) {
    let none = || Value::Object(serde_json::Map::new());
    let answer = match status {
        "accepted" => world.dispatch(id, "accept", none()).await,
        "assigned" => world.dispatch(id, "assign", json!({ "unit_id": world.unit_id })).await,
        "in_progress" => world.unit(id, "start", none()).await,
        "resolved" => world.resolve(id).await,
        "verified" => world.dispatch(id, "verify", json!({ "passed": true })).await,
        _ => world.dispatch(id, "close", json!({ "tier": "general" })).await,
    };
    answer.expect(200);
}
