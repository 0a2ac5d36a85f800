//! What anyone can see of the scheme.

use crate::both_databases;
use crate::district::{District, instant, rule};
use crate::support::TestApp;
use chrono::TimeDelta;
use golden_beans::domain::tier::Tier;
use reqwest::Method;
use serde_json::{Value, json};

both_databases! {
    async fn before_the_first_season_there_is_nothing_to_show(app: TestApp) {
        let nobody = app.anonymous();
        nobody.get("/public/campaign").await.expect_problem(404, "not_found");
        let stats = nobody.get("/public/stats").await.expect(200);
        assert_eq!((&stats["reports"], &stats["closed"], &stats["awarded"]), (&json!(0), &json!(0), &json!("0.00")));
        let groups: Vec<&str> = stats["groups"].as_array().unwrap().iter().map(|group| group["group"].as_str().unwrap()).collect();
        assert_eq!(groups, ["street_order", "municipal", "safety"]);
    }

    #[settings("[district]\nsubdistricts = [\"南宁街道\", \"东山镇\"]")]
    async fn the_district_names_its_parts(app: TestApp) {
        let district = app.anonymous().get("/public/district").await.expect(200);
        assert_eq!(district["subdistricts"], json!(["南宁街道", "东山镇"]));
        assert_eq!((&district["name"], &district["timezone"]), (&json!("曲靖市麒麟区"), &json!("Asia/Shanghai")));
    }

    async fn without_settings_maps_are_a_grid_and_nobody_is_asked(app: TestApp) {
        let map = app.anonymous().get("/public/district").await.expect(200)["map"].clone();
        assert_eq!((&map["tile_urls"], &map["tile_datum"]), (&json!([]), &json!("wgs84")));
        assert_eq!((&map["center_lat"], &map["center_lng"]), (&json!(25.495), &json!(103.797)));
        let policy = app.ask(Method::GET, "/").await.header("content-security-policy").to_owned();
        assert!(policy.contains("img-src 'self' data: blob:; "), "{policy}");
    }

    #[settings(
        "[map]\ntile_urls = [\"https://t0.example.cn:8443/vec/{z}/{x}/{y}.png?k=a;b\", \"https://t0.example.cn:8443/cva/{z}/{x}/{y}.png\"]\n\
         tile_attribution = \"天地图\"\ntile_datum = \"gcj02\"\ncenter_lat = 31.2\ncenter_lng = 121.5"
    )]
    async fn the_maps_host_is_told_and_no_other_is_allowed(app: TestApp) {
        let map = app.anonymous().get("/public/district").await.expect(200)["map"].clone();
        assert_eq!(map["tile_urls"][1], "https://t0.example.cn:8443/cva/{z}/{x}/{y}.png");
        assert_eq!((&map["tile_attribution"], &map["tile_datum"]), (&json!("天地图"), &json!("gcj02")));
        assert_eq!((&map["center_lat"], &map["tile_max_zoom"]), (&json!(31.2), &json!(18)));
        for path in ["/", "/console", "/api/v1/nothing"] {
            let policy = app.ask(Method::GET, path).await.header("content-security-policy").to_owned();
            assert!(policy.contains("; img-src 'self' data: blob: https://t0.example.cn:8443; font-src"), "{policy}");
            assert_eq!(policy.matches("example").count(), 1, "{policy}");
        }
    }

    async fn the_season_of_the_day_is_shown_with_its_money_and_rules(app: TestApp) {
        let (mut district, id) = District::with_season(app).await;
        district.admin.post(&format!("/campaigns/{id}/rules"), &rule("2024-08-01", [5, 10, 20], [20, 300])).await.expect(201);
        district.draft("明年", "2025-01-01", "2025-12-31", None).await;
        district.award("r1", Tier::Major).await;
        let nobody = district.app.anonymous();
        let answer = nobody.get("/public/campaign").await;
        assert_eq!(answer.header("cache-control"), "public, max-age=5");
        let seen = answer.expect(200);
        assert_eq!((&seen["name"], &seen["status"]), (&json!("第一季"), &json!("active")));
        assert_eq!(seen["budget"], json!({ "funded": "50000.00", "awarded": "5.00", "released": "0.00", "left": "49995.00" }));
        assert_eq!((&seen["rule"]["version"], &seen["rule"]["major"]), (&json!(1), &json!("5.00")));
        assert_eq!(nobody.get("/public/stats").await.expect(200)["awarded"], "5.00");

        district.at(instant("2024-07-31T16:00:00Z")).await;
        assert_eq!(nobody.get("/public/campaign").await.expect(200)["rule"]["version"], 2);
        // Over, and nothing new has begun: the last one is still shown.
        district.at(instant("2024-11-10T02:00:00Z")).await;
        let over = nobody.get("/public/campaign").await.expect(200);
        assert_eq!((&over["id"], &over["ends_on"], &over["rule"]["version"]), (&json!(id), &json!("2024-09-30"), &json!(2)));
    }

    async fn figures_are_some_seconds_old_at_most(app: TestApp) {
        let (district, _) = District::with_season(app).await;
        let nobody = district.app.anonymous();
        let awarded = async || -> Value { nobody.get("/public/stats").await.expect(200)["awarded"].clone() };
        assert_eq!(awarded().await, "0.00");
        district.award("r1", Tier::Major).await;
        district.app.clock.advance(TimeDelta::milliseconds(4999));
        assert_eq!(awarded().await, "0.00");
        district.app.clock.advance(TimeDelta::milliseconds(1));
        assert_eq!(awarded().await, "5.00");
    }
}
