//! What happened to requests, followed by time.

use super::client::{GARBAGE, Program, ask, get, refused};
use super::xml::Element;
use crate::both_databases;
use crate::reports::world::World;
use crate::support::TestApp;
use chrono::TimeDelta;
use serde_json::{Value, json};

fn told(updates: &Value) -> Vec<(&str, &str, &str)> {
    updates
        .as_array()
        .unwrap()
        .iter()
        .map(|update| {
            let of = |name: &str| update[name].as_str().unwrap();
            (of("status"), of("description"), of("updated_datetime"))
        })
        .collect()
}

both_databases! {
    async fn the_way_of_a_public_request_is_told_in_order(app: TestApp) {
        let world = World::new(app).await;
        let id = world.submitted().await;
        for step in ["accept", "publish"] {
            world.app.clock.advance(TimeDelta::minutes(1));
            world.dispatch(&id, step, json!({})).await.expect(200);
        }
        world.app.clock.advance(TimeDelta::minutes(1));
        world.dispatch(&id, "assign", json!({ "unit_id": world.unit_id })).await.expect(200);
        world.app.clock.advance(TimeDelta::minutes(1));
        world.resolve(&id).await.expect(200);
        world.app.clock.advance(TimeDelta::minutes(1));
        world.dispatch(&id, "verify", json!({ "passed": true })).await.expect(200);
        world.app.clock.advance(TimeDelta::minutes(1));
        world.dispatch(&id, "close", json!({ "tier": "general", "comment": "谢谢您" })).await.expect(200);
        let updates = get(&world.app, "servicerequestupdates").await;
        assert_eq!(told(&updates), [
            ("open", "已受理", "2024-07-10T10:01:00+08:00"),
            ("open", "已受理", "2024-07-10T10:02:00+08:00"),
            ("open", "已派遣责任单位", "2024-07-10T10:03:00+08:00"),
            ("open", "已处理，待核实：已清运", "2024-07-10T10:04:00+08:00"),
            ("open", "已核实", "2024-07-10T10:05:00+08:00"),
            ("closed", "已结案", "2024-07-10T10:06:00+08:00"),
        ]);
        assert_eq!(updates[0]["service_request_id"], id.as_str());
        assert_eq!(updates[0]["update_id"], format!("{id}.1"));
        let photo = updates[3]["media_url"].as_str().unwrap().strip_prefix(&world.app.url).unwrap().to_owned();
        assert_eq!(world.app.ask(reqwest::Method::GET, &photo).await.status, 200);
        let from = get(&world.app, "servicerequestupdates?start_date=2024-07-10T10:05:00%2B08:00&end_date=2024-07-10T10:05:59%2B08:00").await;
        assert_eq!(from, json!([updates[4]]));
        let second = get(&world.app, "servicerequestupdates?page_size=4&page=2").await;
        assert_eq!(second, json!([updates[4], updates[5]]));
        let root = Element::parse(&ask(&world.app, "servicerequestupdates.xml").await.body);
        assert_eq!((root.name.as_str(), root.children[0].name.as_str()), ("service_request_updates", "request_update"));
        refused(ask(&world.app, "servicerequestupdates.json?start_date=2024-07-10").await, 400);
    }

    async fn who_knows_the_id_follows_it_unless_it_is_public_without_photos(app: TestApp) {
        let world = World::new(app).await;
        let program = Program::filing(&world).await;
        let id = program.filed(&GARBAGE).await;
        world.bring(&id, "resolved").await;
        assert_eq!(get(&world.app, "servicerequestupdates").await, json!([]));
        let updates = get(&world.app, &format!("servicerequestupdates?service_request_id={id}")).await;
        assert_eq!(updates.as_array().unwrap().len(), 4);
        assert_eq!(updates[3]["description"], "已处理，待核实：已清运");
        assert!(updates[3]["media_url"].is_null());
    }
}
