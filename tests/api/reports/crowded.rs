//! A crowded district: what is near, likely and alike is still found, and how long it takes is printed.
//!
//! Of few thousand reports in the suite; `GOLDEN_BEANS_TEST_REPORTS=100000` measures what docs/operations.md tells.

#![allow(clippy::print_stderr, reason = "what was measured is told")]

use super::world::{World, caller, upload};
use crate::both_databases;
use crate::support::TestApp;
use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamp};
use golden_beans::domain::location::Datum;
use golden_beans::domain::role::Role;
use golden_beans::storage::schema::photo;
use std::time::{Duration, Instant};

/// Reports in the suite.
const FEW: i64 = 3_000;
/// Days on which they were filed.
const DAYS: i64 = 30;
/// Fingerprints a photo: the whole and its parts.
const PARTS: i64 = 11;
/// How often each question is asked.
const ASKED: i64 = 40;

/// One day's reports in a town of 8 by 8 kilometres, four in ten of them open, one photo each.
const REPORTS: &str = "
WITH RECURSIVE n (i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $2)
INSERT INTO report (id, number, resident_id, category_code, group_code, description, lat_e7, lng_e7, datum, status,
    tier, submitted_at, closed_at, updated_at)
SELECT 'crowd-' || CAST(i AS TEXT), 'C-' || CAST(i AS TEXT), $3,
    CASE WHEN i % 2 = 0 THEN 'exposed_garbage' ELSE 'broken_lamp' END,
    CASE WHEN i % 2 = 0 THEN 'street_order' ELSE 'municipal' END, '路边',
    254600000 + (i * 7919) % 720000, 1037600000 + (i * 104729) % 800000, 'wgs84',
    CASE WHEN i % 5 < 2 THEN 'accepted' ELSE 'closed' END, CASE WHEN i % 5 < 2 THEN NULL ELSE 'minor' END,
    $4, CASE WHEN i % 5 < 2 THEN NULL ELSE $5 END, $6
FROM n";
const PHOTOS: &str = "
WITH RECURSIVE n (i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $2)
INSERT INTO photo (id, owner_id, width, height, size_bytes, sha256, fingerprint, object_key, created_at, compared)
SELECT '00crowd-' || CAST(i AS TEXT), $3, 320, 240, 1, '', 0, 'crowd-' || CAST(i AS TEXT), $4, TRUE FROM n";
const ON_REPORTS: &str = "
WITH RECURSIVE n (i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $2)
INSERT INTO report_photo (photo_id, report_id, kind, position)
SELECT '00crowd-' || CAST(i AS TEXT), 'crowd-' || CAST(i AS TEXT), 'problem', 0 FROM n";
/// Fingerprints as if drawn at random: every number comes about as often in every band.
const PRINTS: &str = "
WITH RECURSIVE n (i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $2),
    mixed (i, a, b, c, d) AS (SELECT i,
        (i * 40503 % 65521 * (i % 251 + 1)) % 32768 * 2, (i * 48271 % 65537 * (i % 241 + 1)) % 65536,
        (i * 69621 % 65539 * (i % 239 + 1)) % 65536, (i * 16807 % 65543 * (i % 233 + 1)) % 65536 FROM n)
INSERT INTO photo_print (photo_id, part, bits, band_0, band_1, band_2, band_3)
SELECT '00crowd-' || CAST(i / 11 AS TEXT), i % 11,
    a + b * 65536 + c * 4294967296 + (d - CASE WHEN d >= 32768 THEN 65536 ELSE 0 END) * 281474976710656,
    a, b, c, d FROM mixed";

both_databases! {
    #[settings("[duplicates]\nnearby_per_minute = 100000")]
    async fn in_a_crowded_district_what_is_near_and_alike_is_found(app: TestApp) {
        let world = World::new(app).await;
        let crowd = std::env::var("GOLDEN_BEANS_TEST_REPORTS").map_or(FEW, |number| number.parse().unwrap());
        fill(&world, crowd).await;
        let older = world.submitted().await;
        let newer = world.submitted_by(&world.neighbour).await;
        let app = &world.app.app;

        let resident = caller(&world.neighbour.id, Role::Resident);
        let mut near = Vec::new();
        for step in 0..ASKED {
            let at = f64::from(i32::try_from(step).unwrap()) * 0.0015;
            let begun = Instant::now();
            app.nearby_reports(&resident, (25.462 + at, 103.762 + at, Datum::Wgs84), None).await.unwrap();
            near.push(begun.elapsed());
        }
        let here = app.nearby_reports(&resident, (25.4953, 103.7964, Datum::Wgs84), None).await.unwrap();
        assert!(here.iter().any(|near| near.id == older), "{here:?}");

        let dispatcher = caller(&world.dispatcher.id, Role::Dispatcher);
        let mut likely = Vec::new();
        for step in 0..ASKED {
            let id = format!("crowd-{}", step * (crowd / ASKED));
            let begun = Instant::now();
            app.likely_duplicates(&dispatcher, id).await.unwrap();
            likely.push(begun.elapsed());
        }
        let found = app.likely_duplicates(&dispatcher, newer).await.unwrap();
        assert_eq!(found[0].report.matter.id, older);
        assert!(found[0].alike.is_some());

        let mut compared = Vec::new();
        for _ in 0..5 {
            let id = upload(&world.resident).await;
            let again = move |tx: &mut golden_beans::storage::WriteTx<'_>| {
                let row = diesel::update(photo::table.find(&id)).set(photo::compared.eq(false));
                Ok(row.execute(&mut **tx)?)
            };
            app.storage.write(again).await.unwrap();
            let begun = Instant::now();
            app.compare_waiting_photos().await.unwrap();
            compared.push(begun.elapsed());
        }
        eprintln!("{crowd} reports, {} fingerprints of {crowd} photos:", crowd * PARTS);
        for (what, times) in [("nearby", near), ("likely duplicates", likely), ("comparing one photo", compared)] {
            let (median, most) = median_and_most(times);
            eprintln!("{what:>20}: {median:?} in the middle, {most:?} at most");
        }
    }
}

async fn fill(world: &World, crowd: i64) {
    let (resident_id, newest) = (world.resident.id.clone(), world.app.now().naive_utc());
    let fill = move |tx: &mut golden_beans::storage::WriteTx<'_>| {
        for day in 0..DAYS {
            let (from, until) = (crowd * day / DAYS, crowd * (day + 1) / DAYS);
            let at: NaiveDateTime = newest - TimeDelta::days(DAYS - 1 - day) - TimeDelta::hours(1);
            let range = |sql: &str| diesel::sql_query(sql).bind::<BigInt, _>(from).bind::<BigInt, _>(until);
            range(REPORTS)
                .bind::<Text, _>(&resident_id)
                .bind::<Timestamp, _>(at)
                .bind::<Timestamp, _>(at)
                .bind::<Timestamp, _>(at)
                .execute(&mut **tx)?;
            range(PHOTOS).bind::<Text, _>(&resident_id).bind::<Timestamp, _>(at).execute(&mut **tx)?;
            range(ON_REPORTS).execute(&mut **tx)?;
            diesel::sql_query(PRINTS)
                .bind::<BigInt, _>(from * PARTS)
                .bind::<BigInt, _>(until * PARTS)
                .execute(&mut **tx)?;
        }
        Ok(())
    };
    world.app.app.storage.write(fill).await.unwrap();
}

fn median_and_most(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort_unstable();
    (times[times.len() / 2], *times.last().unwrap())
}
