//! The same thing reported twice: shown before filing, joined, found by the center, merged; photos seen before.

use super::world::{World, upload_bytes};
use crate::both_databases;
use crate::notices::{kinds_of, notices_of};
use crate::support::{Actor, TestApp};
use chrono::TimeDelta;
use diesel::prelude::*;
use futures_util::future::join_all;
use golden_beans::domain::role::Role;
use golden_beans::storage::schema::{photo, photo_match, report};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, Rgb, RgbImage};
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

    async fn the_likeliest_duplicate_comes_first(app: TestApp) {
        let mut world = World::new(app).await;
        let twin = filed(&world.resident, 25.4953, "exposed_garbage", picture(1, 90)).await;
        let next_door = filed(&world.resident, 25.4958, "fire_lane", picture(2, 90)).await;
        let same_kind = filed(&world.resident, 25.4955, "exposed_garbage", picture(3, 90)).await;
        let far_copy = filed(&world.resident, 25.6, "broken_lamp", picture(4, 90)).await;
        let far = filed(&world.resident, 25.6, "exposed_garbage", picture(5, 90)).await;
        let later = world.app.now() + TimeDelta::hours(26);
        world.at_time(later).await;
        let photos = vec![upload_picture(&world.neighbour, &picture(1, 40)).await, upload_picture(&world.neighbour, &picture(4, 40)).await];
        let mut report = World::report(&photos);
        report["location"]["lat"] = json!(25.4953);
        let id = world.neighbour.post("/reports", &report).await.expect(201)["id"].as_str().unwrap().to_owned();

        let likely = likely(&world.dispatcher, &id).await;
        let order: Vec<&str> = likely.iter().map(|one| one["report"]["id"].as_str().unwrap()).collect();
        assert_eq!(order, [&twin, &same_kind, &far_copy, &next_door], "and not {far}");
        let first = &likely[0];
        assert_eq!((&first["distance_m"], &first["hours_apart"]), (&json!(0), &json!(26)));
        assert_eq!((&first["filed_earlier"], &first["same_reporter"]), (&json!(true), &json!(false)));
        assert_eq!(first["alike"]["photo_id"], photos[0].as_str());
        assert!(first["alike"]["bits"].as_u64().unwrap() <= 8);
        assert_eq!(first["photos"]["before"].as_array().unwrap().len(), 1);
        assert!(first["score"]["total"].as_u64().unwrap() > 950, "{}", first["score"]);
        assert_eq!(first["score"]["category"], 1000);
        assert_eq!(likely[1]["alike"], Value::Null);
        assert_eq!((&likely[2]["score"]["distance"], &likely[2]["score"]["category"]), (&json!(0), &json!(0)));

        // The other way round as well: somebody opens the earlier case.
        let back = super::likely(&world.dispatcher, &twin).await;
        assert_eq!(back[0]["report"]["id"], id.as_str());
        assert_eq!(back[0]["filed_earlier"], false);
        // Once merged they are one, and need no finding.
        world.dispatch(&id, "merge", json!({ "into": twin })).await.expect(200);
        let rest = super::likely(&world.dispatcher, &twin).await;
        assert!(rest.iter().all(|one| one["report"]["id"] != id.as_str()));
        world.dispatcher.get("/dispatch/reports/nothing/duplicates").await.expect_problem(404, "not_found");
    }

    async fn a_photo_that_was_seen_before_is_flagged_and_taken(app: TestApp) {
        let world = World::new(app).await;
        let first = filed(&world.resident, 25.4953, "exposed_garbage", picture(7, 90)).await;
        assert_eq!(world.seen_by_center(&first).await["seen_photos"], json!([]));
        let changed = [
            ("re-compressed", picture(7, 30)),
            ("turned", jpeg(&decoded(&picture(7, 90)).rotate90(), 80)),
            ("mirrored", jpeg(&decoded(&picture(7, 90)).fliph(), 80)),
            ("half the size", jpeg(&decoded(&picture(7, 90)).thumbnail(160, 160), 80)),
        ];
        for (what, bytes) in changed {
            let again = filed(&world.neighbour, 25.6, "broken_lamp", bytes).await;
            let seen = world.seen_by_center(&again).await["seen_photos"].clone();
            let of_first = seen.as_array().unwrap().iter().find(|seen| seen["report"]["id"] == first.as_str());
            let of_first = of_first.unwrap_or_else(|| panic!("{what} is not flagged: {seen}"));
            assert_eq!((&of_first["same_reporter"], &of_first["status"]), (&json!(false), &json!("submitted")));
        }
        let other = filed(&world.neighbour, 25.4953, "exposed_garbage", picture(8, 90)).await;
        assert_eq!(world.seen_by_center(&other).await["seen_photos"], json!([]));
        // Pictures of one colour are all alike, which says nothing.
        let blank = || jpeg(&DynamicImage::ImageRgb8(RgbImage::from_pixel(300, 200, Rgb([9; 3]))), 80);
        filed(&world.resident, 25.4953, "exposed_garbage", blank()).await;
        let dark = filed(&world.neighbour, 25.4953, "exposed_garbage", blank()).await;
        assert_eq!(world.seen_by_center(&dark).await["seen_photos"], json!([]));
        // Nobody but the center is told.
        let own = world.neighbour.get(&format!("/reports/{other}")).await.text();
        assert!(!own.contains("seen_photos"), "{own}");
    }

    async fn what_a_crash_left_uncompared_is_compared_by_the_upkeep(app: TestApp) {
        let world = World::new(app).await;
        let first = filed(&world.resident, 25.4953, "exposed_garbage", picture(7, 90)).await;
        let again = filed(&world.neighbour, 25.6, "broken_lamp", picture(7, 60)).await;
        world.app.app.storage
            .write(|tx| {
                diesel::delete(photo_match::table).execute(&mut **tx)?;
                Ok(diesel::update(photo::table).set(photo::compared.eq(false)).execute(&mut **tx)?)
            })
            .await
            .unwrap();
        assert_eq!(world.seen_by_center(&again).await["seen_photos"], json!([]));
        for _ in 0..2 {
            world.app.app.compare_waiting_photos().await.unwrap();
        }
        let seen = world.seen_by_center(&again).await["seen_photos"].clone();
        assert_eq!((seen.as_array().unwrap().len(), &seen[0]["report"]["id"]), (1, &json!(first)));
    }

    /// Whatever is merged into what: who filed first is paid, the others get what the campaign says.
    async fn the_first_reporter_is_paid_whichever_way_it_is_merged(app: TestApp) {
        let mut world = World::with_campaign(app).await;
        let campaign = world.admin.get("/campaigns").await.expect(200)["items"][0]["id"].as_str().unwrap().to_owned();
        let rule = json!({
            "effective_from": "2024-07-11", "minor": 0, "general": 3, "major": 5, "co_reporter": "0.50",
            "daily_cap": 10, "monthly_cap": 100,
        });
        let added = world.admin.post(&format!("/campaigns/{campaign}/rules"), &rule).await.expect(201);
        assert_eq!(added["co_reporter"], "0.50");
        let tomorrow = world.app.now() + TimeDelta::days(1);
        world.at_time(tomorrow).await;

        let older = world.submitted().await;
        world.app.clock.advance(TimeDelta::seconds(1));
        let newer = world.submitted_by(&world.neighbour).await;
        world.bring(&newer, "verified").await;
        world.dispatch(&older, "merge", json!({ "into": newer })).await.expect(200);
        let closed = world.dispatch(&newer, "close", json!({ "tier": "major", "comment": "谢谢" })).await.expect(200);
        assert_eq!((&closed["award"]["beans"], &closed["award"]["tier_beans"]), (&json!("5.00"), &json!("5.00")));
        assert_eq!(balance(&world.resident).await, "5.00", "who filed first");
        assert_eq!(balance(&world.neighbour).await, "0.50", "who filed later");
        let center = world.seen_by_center(&newer).await;
        assert_eq!((&center["first_filed"]["id"], &center["award"]["beans"]), (&json!(older), &json!("5.00")));
        let mine = world.resident.get(&format!("/reports/{older}")).await.expect(200);
        assert_eq!((&mine["status"], &mine["award"]["beans"]), (&json!("merged"), &json!("5.00")));

        // What was filed before the one who was paid is not merged away after the payment …
        let late = world.submitted_by(&world.neighbour).await;
        let between = world.app.now() - TimeDelta::hours(1);
        let third = world.app.resident("赵六").await;
        let earlier = filed_at(&world, &third, between).await;
        world.bring(&late, "verified").await;
        world.dispatch(&late, "close", json!({ "tier": "minor", "comment": "谢谢" })).await.expect(200);
        world.dispatch(&earlier, "merge", json!({ "into": late })).await.expect_field("into", "merge_older_into_closed");
        // … and the newer one is, as a co-reporter's.
        world.app.clock.advance(TimeDelta::seconds(1));
        let newest = world.submitted_by(&third).await;
        world.dispatch(&newest, "merge", json!({ "into": late })).await.expect(200);
        assert_eq!(balance(&third).await, "0.50");
        // Reopening takes from all of them.
        world.dispatch(&newer, "reopen", json!({ "reason": "没修好" })).await.expect(200);
        assert_eq!((balance(&world.resident).await, balance(&world.neighbour).await), ("0.00".to_owned(), "0.00".to_owned()));
        let auditor = world.app.staff(Role::Auditor).await;
        assert_eq!(auditor.post_nothing("/ledger/verify").await.expect(200)["ok"], true);
    }

    async fn one_person_is_paid_once_for_one_problem(app: TestApp) {
        let world = World::with_campaign(app).await;
        let older = world.submitted().await;
        world.app.clock.advance(TimeDelta::seconds(1));
        let newer = world.at("verified").await;
        world.dispatch(&older, "merge", json!({ "into": newer })).await.expect(200);
        let closed = world.dispatch(&newer, "close", json!({ "tier": "general", "comment": "谢谢" })).await.expect(200);
        assert_eq!(closed["award"]["beans"], "3.00");
        assert_eq!(balance(&world.resident).await, "3.00");
    }
}

async fn near(resident: &Actor, query: &str) -> Vec<Value> {
    let found = resident.get(&format!("/reports/nearby?{query}")).await.expect(200);
    found["items"].as_array().unwrap().clone()
}

async fn join(resident: &Actor, id: &str) -> crate::support::Answer {
    resident.post_nothing(&format!("/reports/{id}/join")).await
}

async fn list(resident: &Actor) -> Vec<Value> {
    resident.get("/reports/joined").await.expect(200)["items"].as_array().unwrap().clone()
}

async fn likely(dispatcher: &Actor, id: &str) -> Vec<Value> {
    let found = dispatcher.get(&format!("/dispatch/reports/{id}/duplicates")).await.expect(200);
    found["items"].as_array().unwrap().clone()
}

async fn balance(resident: &Actor) -> String {
    resident.get("/wallet").await.expect(200)["balance"].as_str().unwrap().to_owned()
}

/// Files a report of this kind at this latitude with this picture.
async fn filed(resident: &Actor, lat: f64, category: &str, bytes: Vec<u8>) -> String {
    let mut report = World::report(&[upload_picture(resident, &bytes).await]);
    report["category"] = json!(category);
    report["location"]["lat"] = json!(lat);
    resident.post("/reports", &report).await.expect(201)["id"].as_str().unwrap().to_owned()
}

/// A report of somebody's that was filed before now.
async fn filed_at(world: &World, resident: &Actor, at: chrono::DateTime<chrono::Utc>) -> String {
    let id = world.submitted_by(resident).await;
    let filed = id.clone();
    let change = world.app.app.storage.write(move |tx| {
        let row = report::table.find(filed.clone());
        Ok(diesel::update(row).set(report::submitted_at.eq(at.naive_utc())).execute(&mut **tx)?)
    });
    change.await.unwrap();
    id
}

async fn upload_picture(resident: &Actor, bytes: &[u8]) -> String {
    let photo = upload_bytes(resident, bytes.to_vec(), "photo.jpg").await.expect(201);
    photo["id"].as_str().unwrap().to_owned()
}

/// A made-up scene: blocks of many sizes and shades, another for each number.
fn picture(number: u64, quality: u8) -> Vec<u8> {
    let mut state = number.wrapping_mul(7919).wrapping_add(17);
    let mut below = |end: u32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(state >> 33).unwrap() % end
    };
    let mut picture = RgbImage::from_pixel(320, 240, Rgb([u8::try_from(below(256)).unwrap(); 3]));
    for _ in 0..20 {
        let (x, y, w, h) = (below(320), below(240), 20 + below(120), 20 + below(90));
        let shade = Rgb([u8::try_from(below(256)).unwrap(); 3]);
        for (row, column) in
            (y..(y + h).min(240)).flat_map(|row| (x..(x + w).min(320)).map(move |column| (row, column)))
        {
            picture.put_pixel(column, row, shade);
        }
    }
    jpeg(&DynamicImage::ImageRgb8(picture), quality)
}

fn decoded(bytes: &[u8]) -> DynamicImage {
    image::load_from_memory(bytes).unwrap()
}

fn jpeg(picture: &DynamicImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality)).unwrap();
    bytes
}
