//! Figures: rates as dispatch centers reckon them, counts by what, where and when, and a heat map of bounded size.

use crate::both_databases;
use crate::reports::world::{World, upload};
use crate::support::TestApp;
use chrono::TimeDelta;
use golden_beans::domain::role::Role;
use serde_json::{Value, json};

async fn filed(world: &World, change: impl FnOnce(&mut Value)) -> String {
    let photo_id = upload(&world.resident).await;
    let mut report = World::report(&[photo_id]);
    change(&mut report);
    world.resident.post("/reports", &report).await.expect(201)["id"].as_str().unwrap().to_owned()
}

fn unit<'a>(evaluation: &'a Value, id: &str) -> &'a Value {
    evaluation["units"].as_array().unwrap().iter().find(|row| row["unit_id"] == id).expect("the unit's row")
}

both_databases! {
    async fn units_are_evaluated_by_what_was_due(app: TestApp) {
        let mut world = World::new(app.clone()).await;
        // All due in 24 hours: one closed in time, one closed late after rework, one open, one merged away.
        let in_time = world.at("assigned").await;
        let late = world.at("assigned").await;
        let open = world.at("assigned").await;
        let merged = world.at("assigned").await;
        world.dispatch(&merged, "merge", json!({ "into": open })).await.expect(200);
        world.bring_from(&in_time, "assigned", "closed").await;
        world.resolve(&late).await.expect(200);
        world.dispatch(&late, "verify", json!({ "passed": false, "comment": "没清干净" })).await.expect(200);
        let start = app.now();
        world.at_time(start + TimeDelta::hours(30)).await;
        world.bring_from(&late, "in_progress", "closed").await;
        let evaluation = world.dispatcher.get("/figures/evaluation?from=2024-07-01&to=2024-07-31").await.expect(200);
        assert_eq!((&evaluation["from"], &evaluation["before"]), (&json!("2024-06-30T16:00:00Z"), &json!("2024-07-31T16:00:00Z")));
        let row = unit(&evaluation, &world.unit_id);
        let counts = ["due", "suspended", "closed", "on_time", "overdue", "rework", "returns", "extensions"]
            .map(|name| row[name].as_i64().unwrap());
        assert_eq!(counts, [3, 0, 2, 1, 2, 1, 0, 0], "{row}");
        assert_eq!(row["rates"], json!({ "closing": "0.6667", "on_time_closing": "0.3333", "overdue": "0.6667", "rework": "0.3333" }));
        let other = unit(&evaluation, &world.other_unit_id);
        assert_eq!((&other["due"], &other["rates"]["closing"]), (&json!(0), &Value::Null));
        assert_eq!(evaluation["total"]["due"], 3);
        // Out of the period there is nothing; a handler sees the own unit only.
        let august = world.dispatcher.get("/figures/evaluation?from=2024-08-01&to=2024-08-31").await.expect(200);
        assert_eq!(august["total"]["due"], 0);
        let own = world.handler.get("/figures/evaluation?from=2024-07-01&to=2024-07-31").await.expect(200);
        assert_eq!((own["units"].as_array().unwrap().len(), &own["units"][0]["unit_id"]), (1, &json!(world.unit_id)));
        let others = world.other_handler.get("/figures/evaluation").await.expect(200);
        assert_eq!((&others["total"]["due"], &others["total"]["rework"]), (&json!(0), &json!(0)));
        let csv = world.dispatcher.get("/exports/evaluation?format=csv&from=2024-07-01&to=2024-07-31").await.text();
        assert!(csv.contains("城管局,3,0,2,1,2,1,0,0,0,0.6667,0.3333,0.6667,0.3333"), "{csv}");
    }

    async fn reports_are_counted_by_what_where_and_when(app: TestApp) {
        let mut world = World::new(app.clone()).await;
        filed(&world, |_| ()).await;
        let id = filed(&world, |report| report["category"] = json!("fire_lane")).await;
        world.dispatch(&id, "reject", json!({ "reason": "不属实" })).await.expect(200);
        // 23:30 and 00:30 in Qilin.
        world.at_time("2024-07-10T15:30:00Z".parse().unwrap()).await;
        filed(&world, |_| ()).await;
        world.at_time("2024-07-10T16:30:00Z".parse().unwrap()).await;
        filed(&world, |_| ()).await;
        let items = async |by: &str| {
            let counts = world.dispatcher.get(&format!("/figures/reports?by={by}")).await.expect(200);
            counts["items"].as_array().unwrap().iter()
                .map(|item| (item["key"].as_str().map(str::to_owned), item["reports"].as_i64().unwrap()))
                .collect::<Vec<_>>()
        };
        let key = |key: &str, count: i64| (Some(key.to_owned()), count);
        assert_eq!(items("group").await, [key("safety", 1), key("street_order", 3)]);
        assert_eq!(items("category").await, [key("exposed_garbage", 3), key("fire_lane", 1)]);
        assert_eq!(items("day").await, [key("2024-07-10", 3), key("2024-07-11", 1)]);
        assert_eq!(items("hour").await, [key("00", 1), key("10", 2), key("23", 1)]);
        assert_eq!(items("subdistrict").await, [(None, 4)]);
        let groups = world.dispatcher.get("/figures/reports?by=group").await.expect(200);
        assert_eq!((&groups["items"][0]["rejected"], &groups["items"][0]["open"]), (&json!(1), &json!(0)));
        assert_eq!((&groups["items"][1]["name"], &groups["items"][1]["open"]), (&json!("街面秩序、市容环境"), &json!(3)));
        let own = world.handler.get("/figures/reports?by=group").await.expect(200);
        assert_eq!(own["items"], json!([]), "nothing is the unit's yet");
    }

    async fn a_heat_map_counts_both_datums_in_cells_of_bounded_number(app: TestApp) {
        let world = World::new(app.clone()).await;
        let at = |lat: f64, lng: f64, datum: &str| json!({ "lat": lat, "lng": lng, "datum": datum });
        for _ in 0..2 {
            filed(&world, |report| report["location"] = at(25.4953, 103.7964, "wgs84")).await;
        }
        // About the same place on a map in China.
        filed(&world, |report| report["location"] = at(25.4922, 103.8004, "gcj02")).await;
        filed(&world, |report| report["location"] = at(25.60, 103.90, "wgs84")).await;
        let near = world.dispatcher.get("/figures/heatmap?bbox=103.7,25.4,103.85,25.55&zoom=6").await.expect(200);
        assert_eq!(near["reports"], 3, "{near}");
        assert_eq!(near["cells"].as_array().unwrap().len(), 1, "{near}");
        let cell = &near["cells"][0];
        let side = near["cell_degrees"].as_f64().unwrap();
        assert!((cell["lat"].as_f64().unwrap() - 25.4953).abs() <= side, "{near}");
        assert!((cell["lng"].as_f64().unwrap() - 103.7964).abs() <= side, "{near}");
        for zoom in [0, 10, 22] {
            let world_map = world.dispatcher.get(&format!("/figures/heatmap?bbox=-180,-90,180,90&zoom={zoom}")).await.expect(200);
            assert_eq!(world_map["reports"], 4, "{world_map}");
        }
        let none = world.dispatcher.get("/figures/heatmap?bbox=103.7,25.4,103.85,25.55&zoom=6&group=safety").await.expect(200);
        assert_eq!((&none["reports"], &none["cells"]), (&json!(0), &json!([])));
        let own = world.handler.get("/figures/heatmap?bbox=103.7,25.4,103.85,25.55&zoom=6").await.expect(200);
        assert_eq!(own["reports"], 0);
    }

    async fn periods_and_boxes_that_make_no_sense_are_named(app: TestApp) {
        let auditor = app.staff(Role::Auditor).await;
        for (path, field) in [
            ("/figures/evaluation?from=2024-07-31&to=2024-07-01", "to"),
            ("/figures/evaluation?from=1999-01-01&to=2024-07-01", "from"),
            ("/figures/evaluation?from=tomorrow", "from"),
            ("/figures/reports?by=name", "by"),
            ("/figures/reports", "by"),
            ("/figures/heatmap?bbox=1,2,3,4&zoom=23", "zoom"),
            ("/figures/heatmap?bbox=1,2,3,4&zoom=-1", "zoom"),
            ("/figures/heatmap?bbox=4,3,2,1&zoom=3", "bbox"),
            ("/figures/heatmap?bbox=&zoom=3", "bbox"),
            ("/figures/heatmap?bbox=nan,2,3,4&zoom=3", "bbox"),
            ("/figures/heatmap?bbox=1,2,3,4&zoom=3&group=none", "group"),
        ] {
            let answer = auditor.get(path).await.expect_problem(422, "validation_failed");
            assert_eq!(answer.json["errors"][0]["field"], field, "{}", answer.text());
        }
    }
}
