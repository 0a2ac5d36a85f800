//! Lists: which requests, how far back, in which order, how many.

use super::client::{Program, ask, get};
use crate::both_databases;
use crate::reports::world::World;
use crate::support::TestApp;
use chrono::TimeDelta;
use serde_json::{Value, json};

fn ids(requests: &Value) -> Vec<&str> {
    requests
        .as_array()
        .unwrap()
        .iter()
        .map(|request| request["service_request_id"].as_str().unwrap())
        .collect()
}

/// A public report of this category.
async fn published(world: &World, program: &Program, category: &str, words: &str) -> String {
    let pairs =
        [("service_code", category), ("lat", "25.4951"), ("long", "103.7968"), ("description", words)];
    let id = program.filed(&pairs).await;
    world.bring(&id, "accepted").await;
    world.dispatch(&id, "publish", json!({})).await.expect(200);
    // What is filed at the very same instant has no order.
    world.app.clock.advance(TimeDelta::milliseconds(1));
    id
}

both_databases! {
    async fn a_public_request_is_shown_in_full(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("assigned").await;
        world.dispatch(&id, "publish", json!({})).await.expect(200);
        let seen = world.seen_by_center(&id).await;
        let photo = seen["photos"]["before"][0]["id"].as_str().unwrap();
        let one = get(&world.app, &format!("requests/{id}")).await;
        assert_eq!(one, json!([{
            "service_request_id": id, "status": "open", "status_notes": "已派遣责任单位",
            "service_name": "暴露垃圾", "service_code": "exposed_garbage", "description": "路边垃圾堆了三天",
            "agency_responsible": "城管局", "service_notice": "案卷编号 QL202407-000001",
            "requested_datetime": "2024-07-10T10:00:00+08:00", "updated_datetime": "2024-07-10T10:00:00+08:00",
            "expected_datetime": one[0]["expected_datetime"], "address": "麒麟南路12号",
            "address_id": null, "zipcode": null, "lat": 25.4953, "long": 103.7964,
            "media_url": format!("{}/api/v1/photos/{photo}", world.app.url),
        }]));
        let running = seen["clocks"].as_array().unwrap().iter().filter(|clock| clock["ended_at"].is_null());
        let due_at = running
            .filter_map(|clock| clock["due_at"].as_str()?.parse::<chrono::DateTime<chrono::Utc>>().ok())
            .max()
            .expect("a limit");
        let expected = one[0]["expected_datetime"].as_str().unwrap();
        assert_eq!(expected.parse::<chrono::DateTime<chrono::Utc>>().unwrap(), due_at);
        assert!(expected.ends_with("+08:00"));
        let photo = world.app.ask(reqwest::Method::GET, &format!("/api/v1/photos/{photo}")).await;
        assert_eq!((photo.status, photo.header("content-type")), (200, "image/jpeg"));
        assert_eq!(get(&world.app, "requests").await, one);
        let english = world.app.anonymous();
        let request = english.request(reqwest::Method::GET, &format!("/../../open311/v2/requests/{id}.json"));
        let told = english.send(request.header("accept-language", "en"), "in English".to_owned()).await.expect(200);
        assert_eq!(told[0]["status_notes"], "Sent to the responsible unit");
    }

    async fn a_closed_one_says_when_and_why(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("verified").await;
        world.dispatch(&id, "publish", json!({})).await.expect(200);
        world.app.clock.advance(TimeDelta::minutes(5));
        world.dispatch(&id, "close", json!({ "tier": "general", "comment": "谢谢您" })).await.expect(200);
        world.app.clock.advance(TimeDelta::minutes(5));
        world.resident.post(&format!("/reports/{id}/rating"), &json!({ "stars": 5 })).await.expect(200);
        let one = &get(&world.app, &format!("requests/{id}")).await[0];
        assert_eq!((&one["status"], &one["status_notes"]), (&json!("closed"), &json!("已结案：已清运")));
        assert_eq!(one["updated_datetime"], "2024-07-10T10:05:00+08:00");
        for (status, notes) in [
            ("rejected", "不予受理：不属实"), ("merged", "重复上报，已合并：QL202407-000004"), ("withdrawn", "已撤回"),
        ] {
            let id = world.at(status).await;
            let one = &get(&world.app, &format!("requests/{id}")).await[0];
            assert_eq!((&one["status"], &one["status_notes"]), (&json!("closed"), &json!(notes)));
        }
    }

    async fn each_filter_narrows_and_ids_override_them_all(app: TestApp) {
        let world = World::new(app).await;
        let program = Program::filing(&world).await;
        let garbage = published(&world, &program, "exposed_garbage", "一").await;
        let lamp = published(&world, &program, "broken_lamp", "二").await;
        let done = published(&world, &program, "broken_lamp", "三").await;
        world.dispatch(&done, "close", json!({ "tier": "minor" })).await.expect(200);
        for (query, expected) in [
            ("", vec![&done, &lamp, &garbage]),
            ("?status=&service_code=&start_date=&end_date=&page=&colour=red", vec![&done, &lamp, &garbage]),
            ("?status=open", vec![&lamp, &garbage]),
            ("?status=closed", vec![&done]),
            ("?status=open,closed", vec![&done, &lamp, &garbage]),
            ("?service_code=broken_lamp", vec![&done, &lamp]),
            ("?service_code=exposed_garbage,%20fire_lane", vec![&garbage]),
            ("?service_code=broken_lamp&status=open", vec![&lamp]),
            ("?start_date=2024-07-10T10:00:00%2B08:00", vec![&done, &lamp, &garbage]),
            ("?start_date=2024-07-10T02:00:01Z", vec![]),
            ("?end_date=2024-07-10T10:00:01+08:00", vec![&done, &lamp, &garbage]),
            ("?end_date=2024-07-10T10:00:00+08:00", vec![&garbage]),
            ("?end_date=2024-07-10T01:59:59Z", vec![]),
        ] {
            assert_eq!(ids(&get(&world.app, &format!("requests{query}")).await), expected, "{query}");
        }
        let override_all = format!(
            "requests?service_request_id={garbage},%20{done},nothing&status=open&service_code=fire_lane&start_date=2030-01-01T00:00:00Z"
        );
        assert_eq!(ids(&get(&world.app, &override_all).await), [&done, &garbage]);
        assert_eq!(get(&world.app, "requests?service_request_id=nothing").await, json!([]));
    }

    async fn a_list_covers_ninety_days_and_no_more(app: TestApp) {
        let mut world = World::new(app).await;
        let program = Program::filing(&world).await;
        let start = world.app.now();
        let mut filed = Vec::new();
        for days in [0, 45, 90, 135] {
            world.at_time(start + TimeDelta::days(days)).await;
            filed.push(published(&world, &program, "exposed_garbage", &days.to_string()).await);
        }
        let [first, second, third, fourth] = filed.try_into().unwrap();
        world.app.clock.set(start + TimeDelta::days(135));
        // The last 90 days, both ends included.
        assert_eq!(ids(&get(&world.app, "requests").await), [&fourth, &third, &second]);
        for (query, expected) in [
            ("?start_date=2024-07-10T02:00:00Z&end_date=2025-07-10T02:00:00Z", vec![&third, &second, &first]),
            ("?start_date=2024-07-10T02:00:00Z", vec![&third, &second, &first]),
            ("?start_date=2024-07-10T02:00:01Z", vec![&third, &second]),
            ("?end_date=2024-10-08T01:59:59Z", vec![&second, &first]),
            ("?start_date=2024-08-01T00:00:00Z&end_date=2024-09-01T00:00:00Z", vec![&second]),
        ] {
            assert_eq!(ids(&get(&world.app, &format!("requests{query}")).await), expected, "{query}");
        }
    }

    #[settings("[open311]\npage_rows = 3")]
    async fn pages_are_read_one_after_the_other(app: TestApp) {
        let world = World::new(app).await;
        let program = Program::filing(&world).await;
        let mut all = Vec::new();
        for words in ["一", "二", "三", "四", "五"] {
            all.insert(0, published(&world, &program, "exposed_garbage", words).await);
        }
        for (query, expected) in [
            ("", &all[..3]),
            ("?page=2", &all[3..]),
            ("?page=3", &all[5..]),
            ("?page_size=2&page=2", &all[2..4]),
            ("?page_size=1000", &all[..3]),
            ("?page=4294967295", &all[5..]),
        ] {
            assert_eq!(ids(&get(&world.app, &format!("requests{query}")).await), expected, "{query}");
        }
    }

    async fn codes_and_ids_are_texts_and_places_are_numbers(app: TestApp) {
        let world = World::new(app).await;
        let new = json!({ "code": "001", "group": "municipal", "name": "窨井" });
        world.admin.post("/categories", &new).await.expect(201);
        let program = Program::filing(&world).await;
        let id = published(&world, &program, "001", "x").await;
        let text = ask(&world.app, &format!("requests/{id}.json")).await.text();
        assert!(text.contains("\"service_code\":\"001\"") && text.contains("\"lat\":25.4951"), "{text}");
        let text = ask(&world.app, "services.json").await.text();
        assert!(text.contains("\"service_code\":\"001\"") && text.contains("\"metadata\":false"), "{text}");
    }
}
