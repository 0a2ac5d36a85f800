//! What is reported near by is shown before filing, without where exactly or by whom; and may be joined.

use super::world::{World, caller, upload};
use crate::both_databases;
use crate::notices::{kinds_of, notices_of};
use crate::support::{Actor, Answer, TestApp};
use chrono::TimeDelta;
use futures_util::future::join_all;
use golden_beans::domain::location::{Datum, Location};
use golden_beans::domain::role::Role;
use serde_json::{Value, json};

/// Thirty metres north of where [`World::report`] is.
const BESIDE: &str = "lat=25.49557&lng=103.7964&datum=wgs84";

both_databases! {
    async fn what_is_near_is_shown_before_filing(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("assigned").await;
        let near = near(&world.neighbour, BESIDE).await;
        let expected = json!({
            "id": id, "number": "QL202407-000001", "status": "assigned", "group": "street_order",
            "category": "exposed_garbage", "category_name": "暴露垃圾", "filed_on": "2024-07-10",
            "distance_m": 30, "own": false, "joined": false, "thumbnail_url": null,
        });
        assert_eq!(near, [expected]);
        // The reporter is reminded of the own one.
        let own = super::near(&world.resident, BESIDE).await;
        assert_eq!((&own[0]["own"], own[0]["thumbnail_url"].is_string()), (&json!(true), true));
        // As a Chinese map gives the place, and of the group that is to be reported.
        for (query, found) in [
            ("lat=25.49266&lng=103.79789&datum=gcj02", 1),
            (&format!("{BESIDE}&category=exposed_garbage"), 1),
            (&format!("{BESIDE}&category=broken_lamp"), 0),
            ("lat=25.4970&lng=103.7964&datum=wgs84", 0),
        ] {
            assert_eq!(super::near(&world.neighbour, query).await.len(), found, "{query}");
        }
        world.dispatch(&id, "publish", json!({})).await.expect(200);
        let published = super::near(&world.neighbour, BESIDE).await;
        let thumbnail = published[0]["thumbnail_url"].as_str().unwrap().strip_prefix("/api/v1").unwrap();
        assert_eq!(world.neighbour.get(thumbnail).await.status, 200);
        for ended in ["closed", "rejected", "withdrawn"] {
            world.at(ended).await;
        }
        assert_eq!(super::near(&world.neighbour, BESIDE).await.len(), 1, "what has ended is not shown");
    }

    async fn what_is_old_or_asked_wrongly_is_not_shown(app: TestApp) {
        let mut world = World::new(app).await;
        world.submitted().await;
        for (query, field, code) in [
            ("lat=91&lng=103.7964&datum=wgs84", "lat", "location_lat_off_globe"),
            ("lat=NaN&lng=103.7964&datum=wgs84", "lat", "location_not_a_number"),
            ("lng=103.7964&datum=wgs84", "lat", "required"),
            (&format!("{BESIDE}&category=nothing"), "category", "unknown_category"),
            (&format!("{BESIDE}&radius=100000"), "radius", "unknown_field"),
        ] {
            world.neighbour.get(&format!("/reports/nearby?{query}")).await.expect_field(field, code);
        }
        let later = world.app.now() + TimeDelta::days(31);
        world.at_time(later).await;
        assert!(near(&world.neighbour, BESIDE).await.is_empty());
    }

    #[settings("[duplicates]\nnearby_per_minute = 3\nnearby_items = 2\nnearby_thumbnails = \"all\"")]
    async fn a_district_may_show_all_thumbnails_and_nobody_maps_it(app: TestApp) {
        let world = World::new(app).await;
        for _ in 0..3 {
            world.submitted().await;
        }
        let near = near(&world.neighbour, BESIDE).await;
        assert_eq!(near.len(), 2);
        let small = near[0]["thumbnail_url"].as_str().unwrap().strip_prefix("/api/v1").unwrap().to_owned();
        assert_eq!(world.neighbour.get(&small).await.status, 200);
        // The small one only, and only for residents; only while it is open.
        world.neighbour.get(small.strip_suffix("/thumbnail").unwrap()).await.expect_problem(404, "not_found");
        world.other_handler.get(&small).await.expect_problem(404, "not_found");
        world.app.anonymous().get(&small).await.expect_problem(401, "not_logged_in");
        let id = near[0]["id"].as_str().unwrap();
        world.dispatch(id, "reject", json!({ "reason": "不属实" })).await.expect(200);
        world.neighbour.get(&small).await.expect_problem(404, "not_found");
        let path = format!("/reports/nearby?{BESIDE}");
        for _ in 0..2 {
            world.neighbour.get(&path).await.expect(200);
        }
        world.neighbour.get(&path).await.expect_problem(429, "too_many_requests");
    }

    /// Whoever asks from a hundred places learns the cell of a report, and not where in it.
    #[settings("[duplicates]\nnearby_per_minute = 1000")]
    async fn asking_from_many_places_tells_no_more_than_the_cell(app: TestApp) {
        let world = World::new(app).await;
        // A door and another in the same cell of 50 m.
        let mut doors = Vec::new();
        for (lat, lng) in [(25.49535, 103.79645), (25.49565, 103.79675)] {
            let mut report = World::report(&[upload(&world.resident).await]);
            report["location"] = json!({ "lat": lat, "lng": lng, "datum": "wgs84" });
            let id = world.resident.post("/reports", &report).await.expect(201)["id"].clone();
            doors.push((id, Location::from_degrees(lat, lng, Datum::Wgs84).unwrap()));
        }
        assert!(doors[0].1.distance_m(&doors[1].1) > 40.0);
        let app = &world.app.app;
        let stranger = caller(&world.neighbour.id, Role::Resident);
        let (mut seen, mut unseen) = (0, 0);
        for north in -7..7 {
            for east in -1..2 {
                let from = (25.4953 + 0.00021 * f64::from(north), 103.7964 + 0.00037 * f64::from(east), Datum::Wgs84);
                let found = app.nearby_reports(&stranger, from, None).await.unwrap();
                let at = |(id, _): &(Value, Location)| found.iter().find(|near| near.id == id.as_str().unwrap());
                let told: Vec<Option<u32>> = doors.iter().map(|door| at(door).map(|near| near.distance_m)).collect();
                assert_eq!(told[0], told[1], "{from:?}");
                *(if told[0].is_some() { &mut seen } else { &mut unseen }) += 1;
            }
        }
        assert!(seen > 5 && unseen > 5, "{seen} {unseen}");
    }

    async fn a_joiner_is_told_when_it_is_closed(app: TestApp) {
        let world = World::with_campaign(app).await;
        let id = world.at("verified").await;
        let joined = join(&world.neighbour, &id).await.expect(200);
        assert_eq!((&joined["status"], &joined["unit_name"]), (&json!("verified"), &json!("城管局")));
        assert_eq!(join(&world.neighbour, &id).await.expect(200), joined, "again is the same");
        assert_eq!(list(&world.neighbour).await, [joined]);
        assert_eq!(near(&world.neighbour, BESIDE).await[0]["joined"], true);
        let center = world.seen_by_center(&id).await;
        assert_eq!(center["joined"], 1);
        assert!(!center.to_string().contains("王小二"), "who joined is nobody's business");

        let thanks = json!({ "tier": "general", "comment": "谢谢欧阳慕白" });
        world.dispatch(&id, "close", thanks).await.expect(200);
        assert_eq!(kinds_of(&world.app, &world.neighbour).await, ["shared_report_closed"]);
        let told = notices_of(&world.app, &world.neighbour).await;
        assert!(!told[0].to_string().contains("欧阳"), "{}", told[0]);
        assert_eq!(list(&world.neighbour).await[0]["status"], "closed");
        assert_eq!(world.neighbour.get("/wallet").await.expect(200)["balance"], "0.00");
        // It stays joined, also when asked once more after its end.
        join(&world.neighbour, &id).await.expect(200);
    }

    async fn a_joiner_is_told_when_it_ends_without_a_result(app: TestApp) {
        let world = World::new(app).await;
        for (ended, caller) in [("rejected", &world.dispatcher), ("withdrawn", &world.resident)] {
            let id = world.submitted().await;
            join(&world.neighbour, &id).await.expect(200);
            world.bring(&id, ended).await;
            assert_eq!(kinds_of(&world.app, &world.neighbour).await.pop().unwrap(), "shared_report_ended", "{ended}");
            assert!(!kinds_of(&world.app, caller).await.contains(&"shared_report_ended".to_owned()));
        }
        let told = notices_of(&world.app, &world.neighbour).await;
        assert_eq!(told.len(), 2);
        assert!(!told[0].to_string().contains("不属实"), "the reason was said to the reporter: {}", told[0]);
    }

    async fn who_left_is_told_nothing(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("verified").await;
        join(&world.neighbour, &id).await.expect(200);
        for _ in 0..2 {
            assert_eq!(world.neighbour.post_nothing(&format!("/reports/{id}/leave")).await.status, 204);
        }
        assert!(list(&world.neighbour).await.is_empty());
        let closing = json!({ "tier": "minor", "comment": "谢谢" });
        world.dispatch(&id, "close", closing).await.expect(200);
        assert!(kinds_of(&world.app, &world.neighbour).await.is_empty());
    }

    #[settings("[duplicates]\njoined_open = 2")]
    async fn not_everything_can_be_joined(app: TestApp) {
        let world = World::new(app).await;
        let id = world.submitted().await;
        join(&world.resident, &id).await.expect_problem(409, "own_report");
        join(&world.neighbour, "nothing").await.expect_problem(404, "not_found");
        world.neighbour.post_nothing("/reports/nothing/leave").await.expect_problem(404, "not_found");
        for ended in ["closed", "rejected", "withdrawn", "merged"] {
            let ended = world.at(ended).await;
            join(&world.neighbour, &ended).await.expect_problem(409, "report_ended");
        }
        for caller in [&world.dispatcher, &world.handler] {
            join(caller, &id).await.expect_problem(403, "forbidden");
        }
        let mut others = Vec::new();
        for _ in 0..5 {
            others.push(world.submitted().await);
        }
        let answers = join_all(others.iter().map(|id| join(&world.neighbour, id))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 2);
        let refused = answers.into_iter().find(|answer| answer.status != 200).unwrap();
        refused.expect_problem(409, "too_many_joined");
        // The same one twice at the same moment is one.
        let again = others.iter().map(|id| join(&world.neighbour, id)).chain(others.iter().map(|id| join(&world.neighbour, id)));
        join_all(again).await;
        assert_eq!(list(&world.neighbour).await.len(), 2);
    }

    async fn joiners_go_with_a_report_that_is_merged(app: TestApp) {
        let world = World::new(app).await;
        let other = world.app.resident("赵六").await;
        let (id, into) = (world.submitted().await, world.submitted_by(&other).await);
        join(&world.neighbour, &id).await.expect(200);
        join(&other, &id).await.expect(200);
        world.dispatch(&id, "merge", json!({ "into": into })).await.expect(200);
        assert_eq!(list(&world.neighbour).await[0]["id"], into.as_str());
        assert!(list(&other).await.is_empty(), "nobody joins the own report");
    }
}

async fn near(resident: &Actor, query: &str) -> Vec<Value> {
    let found = resident.get(&format!("/reports/nearby?{query}")).await.expect(200);
    found["items"].as_array().unwrap().clone()
}

async fn join(resident: &Actor, id: &str) -> Answer {
    resident.post_nothing(&format!("/reports/{id}/join")).await
}

async fn list(resident: &Actor) -> Vec<Value> {
    resident.get("/reports/joined").await.expect(200)["items"].as_array().unwrap().clone()
}
