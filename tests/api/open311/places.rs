//! WGS-84 outside, whatever datum is kept inside.

use super::client::{Program, get};
use crate::both_databases;
use crate::reports::world::{World, upload};
use crate::support::TestApp;
use serde_json::{Value, json};

/// WGS-84 and GCJ-02 of the same points, as published.
const POINTS: [((f64, f64), (f64, f64)); 3] = [
    ((31.177_427_6, 121.527_210_6), (31.175_303_983_645_97, 121.531_541_859_215)),
    ((22.543_847, 113.912_316), (22.540_796_131_694_766, 113.917_176_480_836_3)),
    ((39.911_954, 116.377_817), (39.913_345_455_360_69, 116.384_047_224_556_57)),
];

/// A centimetre, in degrees of latitude.
const CENTIMETRE: f64 = 1e-7;

both_databases! {
    async fn a_report_in_gcj02_is_kept_so_and_told_in_wgs84_to_the_centimetre(app: TestApp) {
        let world = World::new(app).await;
        for ((lat, lng), (gcj_lat, gcj_lng)) in POINTS {
            let mut report = World::report(&[upload(&world.resident).await]);
            report["location"] = json!({ "lat": gcj_lat, "lng": gcj_lng, "datum": "gcj02" });
            let filed = world.resident.post("/reports", &report).await.expect(201);
            let id = filed["id"].as_str().unwrap();
            world.bring(id, "accepted").await;
            world.dispatch(id, "publish", json!({})).await.expect(200);
            let kept = &world.seen_by_center(id).await["location"];
            assert_eq!(kept["datum"], "gcj02");
            let near = |value: &Value, degrees: f64| {
                let off = (value.as_f64().unwrap() - degrees).abs();
                assert!(off <= CENTIMETRE, "{value} is {off} off {degrees}");
            };
            near(&kept["lat"], gcj_lat);
            near(&kept["lng"], gcj_lng);
            let told = &get(&world.app, &format!("requests/{id}")).await[0];
            near(&told["lat"], lat);
            near(&told["long"], lng);
        }
    }

    async fn a_place_in_wgs84_comes_back_as_it_went_in(app: TestApp) {
        let world = World::new(app).await;
        let program = Program::filing(&world).await;
        for (lat, long) in [("25.4951234", "103.7968765"), ("-33.8688197", "151.2092955"), ("0", "103.8")] {
            let id = program.filed(&[("service_code", "exposed_garbage"), ("lat", lat), ("long", long)]).await;
            world.bring(&id, "accepted").await;
            world.dispatch(&id, "publish", json!({})).await.expect(200);
            assert_eq!(world.seen_by_center(&id).await["location"]["datum"], "wgs84");
            let told = &get(&world.app, &format!("requests/{id}")).await[0];
            assert_eq!(told["lat"].as_f64(), lat.parse().ok());
            assert_eq!(told["long"].as_f64(), long.parse().ok());
        }
    }
}
