//! A unit never sees who reported; other people's things are not there.

use super::world::{NAME, PHONE, World, upload};
use crate::both_databases;
use crate::support::{Answer, TestApp};
use serde_json::{Value, json};

both_databases! {
    /// Walks every answer that a handler can get for a report whose words name the reporter, and looks for them.
    async fn nothing_that_a_unit_gets_says_who_reported(app: TestApp) {
        let world = World::with_campaign(app).await;
        let id = report_that_names_its_reporter(&world).await;
        let mut walk = Vec::new();
        let path = format!("/unit/reports/{id}");
        world.bring(&id, "assigned").await;
        walk.push(world.handler.get(&path).await);
        walk.push(world.unit(&id, "extend", json!({ "until": "2024-07-12T00:00:00Z", "reason": "等配件" })).await);
        walk.push(world.unit(&id, "start", json!({})).await);
        walk.push(world.resolve(&id).await);
        walk.push(world.unit(&id, "start", json!({})).await);
        walk.push(world.unit(&id, "resolve", json!({ "comment": "x", "photo_ids": ["nothing"] })).await);
        let failed = json!({ "passed": false, "comment": format!("{NAME}说没修好，电话 {PHONE}") });
        world.dispatch(&id, "verify", failed).await.expect(200);
        walk.push(world.handler.get(&path).await);
        world.resolve(&id).await.expect(200);
        world.dispatch(&id, "verify", json!({ "passed": true, "comment": NAME })).await.expect(200);
        let thanks = json!({ "tier": "general", "comment": format!("谢谢{NAME}") });
        world.dispatch(&id, "close", thanks).await.expect(200);
        let rating = json!({ "stars": 5, "comment": format!("{NAME} {PHONE}") });
        world.resident.post(&format!("/reports/{id}/rating"), &rating).await.expect(200);
        walk.push(world.handler.get(&path).await);
        let reopen = json!({ "reason": format!("{NAME}（{PHONE}）来电说又坏了") });
        world.dispatch(&id, "reopen", reopen).await.expect(200);
        walk.push(world.handler.get(&path).await);
        walk.push(world.handler.get("/unit/reports").await);
        walk.push(world.handler.get("/unit/reports?overdue=true").await);
        walk.push(world.unit(&id, "return", json!({ "reason": "不归我们" })).await);
        for answer in &walk {
            assert_tells_nothing(&world, answer);
        }
        // The walk is worth something only if it saw the report and its words.
        assert!(walk[0].text().contains("井盖"), "{}", walk[0].text());
        assert!(walk.iter().filter(|answer| answer.status == 200).count() >= 9);
    }

    async fn what_is_published_names_nobody_and_the_rest_is_not_there(app: TestApp) {
        let world = World::new(app).await;
        let nobody = world.app.anonymous();
        let id = report_that_names_its_reporter(&world).await;
        let path = format!("/public/reports/{id}");
        world.bring(&id, "resolved").await;
        nobody.get(&path).await.expect_problem(404, "not_found");
        assert_eq!(nobody.get("/public/reports").await.expect(200)["items"], json!([]));
        world.dispatch(&id, "publish", json!({})).await.expect(200);
        let (one, all) = (nobody.get(&path).await, nobody.get("/public/reports?group=street_order").await);
        for answer in [&one, &all] {
            assert_tells_nothing(&world, answer);
            assert!(answer.text().contains("井盖"), "{}", answer.text());
        }
        let one = one.expect(200);
        assert_eq!(one["photos"]["before"].as_array().unwrap().len(), 1);
        assert_eq!(one["photos"]["after"].as_array().unwrap().len(), 1);
        assert_eq!(nobody.get("/public/reports?group=safety").await.expect(200)["items"], json!([]));
        world.dispatch(&id, "unpublish", json!({})).await.expect(200);
        nobody.get(&path).await.expect_problem(404, "not_found");
    }

    async fn other_peoples_things_are_not_there(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("assigned").await;
        let not_there = |answer: Answer| drop(answer.expect_problem(404, "not_found"));
        not_there(world.neighbour.get(&format!("/reports/{id}")).await);
        not_there(world.neighbour.post_nothing(&format!("/reports/{id}/withdraw")).await);
        not_there(world.neighbour.post(&format!("/reports/{id}/rating"), &json!({ "stars": 1 })).await);
        not_there(world.other_handler.get(&format!("/unit/reports/{id}")).await);
        let photo_id = upload(&world.other_handler).await;
        let reason = json!({ "reason": "x" });
        for (step, body) in [
            ("start", json!({})),
            ("resolve", json!({ "comment": "x", "photo_ids": [photo_id] })),
            ("return", reason),
            ("extend", json!({ "until": "2024-07-20T00:00:00Z", "reason": "x" })),
        ] {
            not_there(world.other_handler.post(&format!("/unit/reports/{id}/{step}"), &body).await);
        }
        let others = world.neighbour.get("/reports").await.expect(200);
        assert_eq!(others, json!({ "items": [], "next_cursor": null }));
        let others = world.other_handler.get("/unit/reports").await.expect(200);
        assert_eq!(others, json!({ "items": [], "next_cursor": null }));
    }

    async fn calls_are_for_their_roles(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("assigned").await;
        let reading = [
            ("/reports".to_owned(), "resident"),
            (format!("/reports/{id}"), "resident"),
            ("/dispatch/reports".to_owned(), "center"),
            (format!("/dispatch/reports/{id}"), "center"),
            ("/unit/reports".to_owned(), "handler"),
            (format!("/unit/reports/{id}"), "handler"),
        ];
        let writing = ["accept", "reject", "merge", "assign", "verify", "close", "reopen", "publish", "unpublish"]
            .map(|step| (format!("/dispatch/reports/{id}/{step}"), "center"))
            .into_iter()
            .chain(["start", "resolve", "return", "extend"].map(|step| (format!("/unit/reports/{id}/{step}"), "handler")))
            .chain(["withdraw", "rating"].map(|step| (format!("/reports/{id}/{step}"), "resident")))
            .chain([("/reports".to_owned(), "resident")]);
        let callers = [
            ("resident", &world.resident),
            ("center", &world.dispatcher),
            ("center", &world.admin),
            ("handler", &world.handler),
        ];
        for (path, role) in reading {
            world.app.anonymous().get(&path).await.expect_problem(401, "not_logged_in");
            for (who, caller) in callers.iter().filter(|(who, _)| *who != role) {
                let answer = caller.get(&path).await;
                assert_eq!((answer.status, answer.code()), (403, "forbidden"), "{who} {path}");
            }
        }
        for (path, role) in writing {
            world.app.anonymous().post(&path, &json!({})).await.expect_problem(401, "not_logged_in");
            for (who, caller) in callers.iter().filter(|(who, _)| *who != role) {
                // The role is looked at before the body, which is wrong here, and before the key.
                let answer = caller.post_without_key(&path, &json!({ "nonsense": 1 })).await;
                assert_eq!((answer.status, answer.code()), (403, "forbidden"), "{who} {path}");
            }
        }
    }

    async fn the_reporter_learns_no_staff_name(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("closed").await;
        for path in ["/reports".to_owned(), format!("/reports/{id}")] {
            let text = world.resident.get(&path).await.text();
            for name in ["调度员甲", "处置员乙", "dispatcher", "actor", &world.dispatcher.id, &world.handler.id] {
                assert!(!text.contains(name), "{path} tells {name}: {text}");
            }
        }
    }
}

async fn report_that_names_its_reporter(world: &World) -> String {
    let mut report = World::report(&[upload(&world.resident).await]);
    report["description"] = json!(format!("我是{NAME}，电话{PHONE}，井盖坏了"));
    report["location"]["address"] = json!(format!("{NAME}家门口 138 0000 1234"));
    let filed = world.resident.post("/reports", &report).await.expect(201);
    filed["id"].as_str().unwrap().to_owned()
}

fn assert_tells_nothing(world: &World, answer: &Answer) {
    let text = answer.text();
    for secret in
        [NAME, PHONE, "0000 1234", "欧阳", world.resident.id.as_str(), "谢谢", "resident", "reporter"]
    {
        assert!(!text.contains(secret), "{} tells {secret}: {text}", answer.asked);
    }
    for name in field_names(&answer.json) {
        let telling = ["resident", "reporter", "phone", "owner", "actor", "rating", "award", "beans"];
        assert!(!telling.iter().any(|word| name.contains(word)), "{} has a field {name}", answer.asked);
    }
}

fn field_names(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| [vec![name.clone()], field_names(value)].concat())
            .collect(),
        Value::Array(items) => items.iter().flat_map(field_names).collect(),
        _ => Vec::new(),
    }
}
