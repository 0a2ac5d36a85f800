//! Lists, their filters and pages, and the categories.

use super::world::{World, upload};
use crate::both_databases;
use crate::support::{Actor, TestApp};
use chrono::TimeDelta;
use serde_json::{Value, json};

both_databases! {
    async fn pages_follow_each_other_newest_first(app: TestApp) {
        let world = World::new(app).await;
        let mut ids = Vec::new();
        for n in 0..7 {
            world.app.clock.advance(TimeDelta::microseconds(n));
            ids.push(world.submitted().await);
        }
        ids.reverse();
        for (actor, list) in [(&world.dispatcher, "/dispatch/reports"), (&world.resident, "/reports")] {
            let mut seen = Vec::new();
            let mut cursor = String::new();
            loop {
                let page = actor.get(&format!("{list}?limit=3{cursor}")).await.expect(200);
                let items = page["items"].as_array().unwrap();
                assert!((1..=3).contains(&items.len()));
                seen.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
                let Some(next) = page["next_cursor"].as_str() else { break };
                cursor = format!("&cursor={next}");
            }
            assert_eq!(seen.len(), 7, "{list}");
            assert!(same_instant_in_any_order(&seen, &ids), "{list}: {seen:?} {ids:?}");
            actor.get(&format!("{list}?cursor=nonsense")).await.expect_field("cursor", "invalid_cursor");
            actor.get(&format!("{list}?limit=0")).await.expect_field("limit", "out_of_range");
            actor.get(&format!("{list}?offset=3")).await.expect_field("offset", "unknown_field");
        }
    }

    async fn the_center_finds_reports_by_everything(app: TestApp) {
        let mut world = World::new(app).await;
        let (garbage, lamp) = two_reports(&mut world).await;
        world.bring(&garbage, "assigned").await;
        let unit = format!("unit_id={}", world.unit_id);
        let other_unit = format!("unit_id={}", world.other_unit_id);
        for (query, expected) in [
            ("", vec![&lamp, &garbage]),
            ("status=&group=&category=&unit_id=&overdue=&q=&from=&to=&bbox=", vec![&lamp, &garbage]),
            ("status=assigned", vec![&garbage]),
            ("status=submitted,assigned", vec![&lamp, &garbage]),
            ("status=closed", vec![]),
            ("group=municipal", vec![&lamp]),
            ("category=exposed_garbage", vec![&garbage]),
            ("category=nothing", vec![]),
            (unit.as_str(), vec![&garbage]),
            (other_unit.as_str(), vec![]),
            ("q=QL202407-000002", vec![&lamp]),
            ("q=ql202407", vec![&lamp, &garbage]),
            ("q=%E8%B7%AF%E7%81%AF", vec![&lamp]),
            ("q=100%25", vec![&lamp]),
            ("q=_", vec![]),
            ("q=%25", vec![&lamp]),
            ("q=%5C", vec![]),
            ("q='%20OR%201=1--", vec![]),
            ("q=ABC%20Road", vec![&lamp]),
            ("from=2024-07-11", vec![&lamp]),
            ("to=2024-07-10", vec![&garbage]),
            ("from=2024-07-10&to=2024-07-11", vec![&lamp, &garbage]),
            ("from=2024-07-10T02:00:00Z&to=2024-07-10T02:00:01Z", vec![&garbage]),
            ("to=2024-07-10T10:00:00%2B08:00", vec![]),
            ("bbox=103.79,25.49,103.80,25.50", vec![&garbage]),
            ("bbox=103.85,25.45,103.95,25.55", vec![&lamp]),
            ("bbox=0,0,180,90", vec![&lamp, &garbage]),
            ("bbox=-10,-10,10,10", vec![]),
            ("status=assigned&group=municipal", vec![]),
        ] {
            let found = ids(&world.dispatcher, query).await;
            assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{query}");
        }
    }

    async fn wrong_parameters_are_named(app: TestApp) {
        let world = World::new(app).await;
        for (query, field, code) in [
            ("status=open", "status", "unknown_value"),
            ("group=street", "group", "unknown_value"),
            ("overdue=maybe", "overdue", "wrong_type"),
            ("from=yesterday", "from", "invalid_time"),
            ("to=2024-02-30", "to", "invalid_time"),
            ("bbox=1,2,3", "bbox", "invalid_bbox"),
            ("bbox=1,2,3,x", "bbox", "invalid_bbox"),
            ("bbox=NaN,2,3,4", "bbox", "location_not_a_number"),
            ("bbox=104,25,103,26", "bbox", "invalid_bbox"),
            ("bbox=103,-91,104,26", "bbox", "location_lat_off_globe"),
            ("q=%00", "q", "text_control_character"),
            ("sort=number", "sort", "unknown_field"),
        ] {
            world.dispatcher.get(&format!("/dispatch/reports?{query}")).await.expect_field(field, code);
        }
        let long = "x".repeat(101);
        world.dispatcher.get(&format!("/dispatch/reports?q={long}")).await.expect_field("q", "text_too_long");
    }

    async fn a_box_finds_places_of_either_datum(app: TestApp) {
        let world = World::new(app).await;
        let mut filed = Vec::new();
        // One place, as a satellite and as a Chinese map give it.
        for (lat, lng, datum) in [(25.4953, 103.7964, "wgs84"), (25.492_66, 103.797_89, "gcj02")] {
            let mut report = World::report(&[upload(&world.resident).await]);
            report["location"] = json!({ "lat": lat, "lng": lng, "datum": datum });
            filed.push(world.resident.post("/reports", &report).await.expect(201)["id"].clone());
            world.app.clock.advance(TimeDelta::seconds(1));
        }
        let shown = world.resident.get(&format!("/reports/{}", filed[1].as_str().unwrap())).await.expect(200);
        assert_eq!(shown["location"]["datum"], "gcj02");
        let near = ids(&world.dispatcher, "bbox=103.7960,25.4948,103.7968,25.4958").await;
        let plain = ids(&world.dispatcher, "bbox=103.7974,25.4921,103.7984,25.4931").await;
        assert!(plain.is_empty(), "the numbers of one datum are not compared with those of the other");
        assert!(near.contains(&filed[0].as_str().unwrap().to_owned()));
    }

    async fn a_unit_lists_its_own(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("assigned").await;
        world.at("accepted").await;
        let list = world.handler.get("/unit/reports?status=assigned").await.expect(200);
        let found: Vec<&str> =
            list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
        assert_eq!(found, [id]);
        // What the words say is not to be guessed at by searching.
        world.handler.get("/unit/reports?q=x").await.expect_field("q", "unknown_field");
    }

    async fn categories_are_there_for_anybody_in_their_groups(app: TestApp) {
        let world = World::new(app).await;
        let nobody = world.app.anonymous();
        let groups = nobody.get("/categories").await.expect(200)["items"].clone();
        let names: Vec<&str> = groups.as_array().unwrap().iter().map(|group| group["group"].as_str().unwrap()).collect();
        assert_eq!(names, ["street_order", "municipal", "safety"]);
        assert_eq!(groups[0]["name"], "街面秩序、市容环境");
        let garbage = json!({ "code": "exposed_garbage", "name": "暴露垃圾", "unit_id": world.unit_id, "time_limit": { "amount": 24, "unit": "hours" } });
        assert_eq!(groups[0]["categories"], json!([garbage]));
        assert_eq!(groups[2]["categories"].as_array().unwrap().len(), 1, "those out of use are left out");
        let request = nobody.request(reqwest::Method::GET, "/categories").header("accept-language", "en");
        let english = nobody.send(request, "GET /categories".to_owned()).await.expect(200);
        assert_eq!(english["items"][0]["name"], "Street order and city appearance");
    }
}

async fn ids(actor: &Actor, query: &str) -> Vec<String> {
    let page = actor.get(&format!("/dispatch/reports?{query}")).await.expect(200);
    page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

/// Garbage on the tenth in the town, and a lamp a day later and further east.
async fn two_reports(world: &mut World) -> (String, String) {
    let garbage = world.submitted().await;
    let report = json!({
        "category": "broken_lamp",
        "description": "路灯不亮，100% 黑",
        "location": { "lat": 25.5, "lng": 103.9, "datum": "wgs84", "address": "abc road 7" },
        "photo_ids": [upload(&world.neighbour).await],
    });
    let present = world.app.now();
    world.at_time(present + TimeDelta::hours(15)).await;
    let lamp: Value = world.neighbour.post("/reports", &report).await.expect(201);
    world.at_time(present).await;
    (garbage, lamp["id"].as_str().unwrap().to_owned())
}

/// Reports that were filed at the same microsecond have no order among themselves.
fn same_instant_in_any_order(seen: &[String], expected: &[String]) -> bool {
    let instant = |id: &String| id[..18].to_owned();
    seen.iter().map(instant).eq(expected.iter().map(instant))
}
