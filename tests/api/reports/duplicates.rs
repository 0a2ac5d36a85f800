//! The same thing reported twice: found by the center, and photos that were seen before.

use super::world::{World, upload_bytes};
use crate::both_databases;
use crate::support::{Actor, TestApp};
use chrono::TimeDelta;
use diesel::prelude::*;
use futures_util::future::join_all;
use golden_beans::storage::schema::{photo, photo_match};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, Rgb, RgbImage};
use serde_json::{Value, json};

both_databases! {
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

    async fn of_the_same_photo_sent_many_times_at_once_all_but_the_first_are_flagged(app: TestApp) {
        let world = World::new(app).await;
        let bytes = picture(7, 90);
        let ids = join_all((0..4).map(|_| upload_picture(&world.resident, &bytes))).await;
        let mut flagged = Vec::new();
        for id in ids {
            let report = world.resident.post("/reports", &World::report(&[id])).await.expect(201);
            flagged.push(report["id"].as_str().unwrap().to_owned());
        }
        let mut seen = Vec::new();
        for id in flagged {
            seen.push(world.seen_by_center(&id).await["seen_photos"].as_array().unwrap().len());
        }
        seen.sort_unstable();
        assert_eq!(seen, [0, 1, 2, 3]);
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
}

async fn likely(dispatcher: &Actor, id: &str) -> Vec<Value> {
    let found = dispatcher.get(&format!("/dispatch/reports/{id}/duplicates")).await.expect(200);
    found["items"].as_array().unwrap().clone()
}

/// Files a report of this kind at this latitude with this picture.
async fn filed(resident: &Actor, lat: f64, category: &str, bytes: Vec<u8>) -> String {
    let mut report = World::report(&[upload_picture(resident, &bytes).await]);
    report["category"] = json!(category);
    report["location"]["lat"] = json!(lat);
    resident.post("/reports", &report).await.expect(201)["id"].as_str().unwrap().to_owned()
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
