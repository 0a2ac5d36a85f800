//! Categories, units by subdistrict and time limits are loaded from a file, all of it or nothing.

use crate::both_databases;
use crate::district::{District, id_of};
use crate::reports::world::{World, upload};
use crate::support::{Actor, Answer, TestApp};
use futures_util::future::join_all;
use golden_beans::domain::role::Role;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const QILIN: &str = include_str!("../../samples/categories-qilin.csv");

/// The names of the units that the sample sends reports to.
fn units_of_the_sample() -> BTreeSet<&'static str> {
    let is_of_units = |line: &&str| line.starts_with("unit,") || line.starts_with("route,");
    QILIN.lines().filter(is_of_units).filter_map(|line| line.split(',').next_back()).collect()
}

async fn load(actor: &Actor, lines: &str) -> Answer {
    load_file(actor, &format!("what,category,for,value\n{lines}")).await
}

async fn load_file(actor: &Actor, text: &str) -> Answer {
    actor.post_bytes("/categories/load", "text/csv; charset=utf-8", text.as_bytes().to_vec()).await
}

async fn settings(admin: &Actor) -> Value {
    admin.get("/categories/settings").await.expect(200)["items"].clone()
}

fn of<'a>(settings: &'a Value, code: &str) -> &'a Value {
    settings.as_array().unwrap().iter().find(|category| category["code"] == code).expect("the category")
}

both_databases! {
    async fn the_sample_is_a_districts_beginning_and_twice_is_once(app: TestApp) {
        let admin = app.admin().await;
        for name in units_of_the_sample() {
            admin.post("/units", &json!({ "name": name })).await.expect(201);
        }
        let loaded = load_file(&admin, QILIN).await.expect(200);
        assert_eq!(loaded, json!({ "added": 28, "named": 0, "units": 28, "routes": 30, "limits": 112 }));
        let first = settings(&admin).await;
        let garbage = of(&first, "exposed_garbage");
        assert_eq!((&garbage["name"], &garbage["group"]), (&json!("暴露垃圾"), &json!("street_order")));
        assert_eq!(garbage["limits"]["handling"], json!({ "amount": 4, "unit": "working_hours" }));
        let subdistricts: Vec<&Value> = garbage["routes"].as_array().unwrap().iter().map(|route| &route["subdistrict"]).collect();
        assert_eq!(subdistricts.len(), 3, "{subdistricts:?}");
        let groups = app.anonymous().get("/categories").await.expect(200);
        let names: Vec<&Value> = groups["items"][0]["categories"].as_array().unwrap().iter().map(|category| &category["name"]).collect();
        assert_eq!(names[..2], ["暴露垃圾", "绿化带垃圾"], "in the order of the file");
        let again = load_file(&admin, QILIN).await.expect(200);
        assert_eq!((&again["added"], &again["named"]), (&json!(0), &json!(28)));
        assert_eq!(settings(&admin).await, first);
    }

    async fn what_a_file_names_is_set_or_taken_away_and_the_rest_stays(app: TestApp) {
        let world = World::new(app).await;
        let lines = "category,fire_lane,safety,消防通道被占\nunit,暴露垃圾,,住建局\nroute,暴露垃圾,南宁街道,城管局\n\
                     limit,exposed_garbage,total,2 working_days\nlimit,fire_lane,handling,none\n";
        load(&world.admin, lines).await.expect(200);
        let settings = settings(&world.admin).await;
        let (garbage, lane) = (of(&settings, "exposed_garbage"), of(&settings, "fire_lane"));
        assert_eq!((&garbage["unit_id"], &garbage["routes"]), (&json!(world.other_unit_id), &json!([{ "subdistrict": "南宁街道", "unit_id": world.unit_id }])));
        assert_eq!(garbage["limits"]["handling"], json!({ "amount": 24, "unit": "hours" }), "not named");
        assert_eq!(garbage["limits"]["total"], json!({ "amount": 2, "unit": "working_days" }));
        assert_eq!((&lane["name"], &lane["limits"]["handling"]), (&json!("消防通道被占"), &Value::Null));
        // What is given from now on goes by it; the report that was there keeps its limit.
        let id = world.submitted().await;
        assert_eq!(world.seen_by_center(&id).await["due_at"], "2024-07-12T02:00:00Z");
        load(&world.admin, "route,暴露垃圾,南宁街道,none\nunit,暴露垃圾,,none\nlimit,exposed_garbage,total,none\n").await.expect(200);
        assert_eq!(world.seen_by_center(&id).await["due_at"], "2024-07-12T02:00:00Z");
        let bare = self::settings(&world.admin).await;
        let bare = of(&bare, "exposed_garbage");
        assert_eq!((&bare["unit_id"], &bare["routes"], &bare["limits"]["total"]), (&Value::Null, &json!([]), &Value::Null));
    }

    async fn wrong_lines_are_told_with_their_numbers_and_nothing_is_loaded(app: TestApp) {
        let world = World::new(app).await;
        let closed = world.admin.post("/units", &json!({ "name": "旧单位", "active": false })).await.expect(201);
        assert!(!id_of(&closed).is_empty());
        let before = settings(&world.admin).await;
        let lines = "limit,exposed_garbage,total,2 working_days\nlimit,垃圾,total,2 hours\nunit,exposed_garbage,,没有的局\n\
                     unit,broken_lamp,,旧单位\nlimit,暴露垃圾,total,3 hours\ncategory,fire_lane,municipal,占用消防通道\n\
                     category,new_one,municipal,路灯不亮\ncategory,lamps,municipal,路灯\nlimit,路灯,total,1 hours\n";
        let mut refused = load(&world.admin, lines).await.expect_field("line 3", "unknown_category");
        for (line, code) in [("line 4", "unknown_unit"), ("line 5", "unit_inactive"), ("line 6", "repeated"), ("line 7", "group_fixed"), ("line 8", "name_taken")] {
            refused = refused.expect_field(line, code);
        }
        assert_eq!(refused.json["errors"].as_array().unwrap().len(), 6, "{}", refused.text());
        let both = load(&world.admin, "limit,exposed_garbage,total,0 hours\r\nunit,broken_lamp,,没有的局\r\n").await;
        let both = both.expect_field("line 2", "out_of_range").expect_field("line 3", "unknown_unit");
        assert_eq!(both.json["errors"][0]["detail"], "value: 1 to 8784 hours");
        load(&world.admin, "route,exposed_garbage,火星镇,城管局\n").await.expect_field("line 2", "unknown_subdistrict");
        load_file(&world.admin, "code,limit\n").await.expect_field("line 1", "wrong_header");
        load_file(&world.admin, &format!("what,category,for,value\n{}", "#\n".repeat(600_000))).await.expect_problem(413, "body_too_large");
        world.admin.post("/categories/load", &json!({})).await.expect_problem(415, "unsupported_media_type");
        assert_eq!(settings(&world.admin).await, before);
    }

    async fn a_file_loaded_many_times_at_once_is_loaded(app: TestApp) {
        let district = District::new(app).await;
        let lines = "category,lamps,municipal,路灯\nlimit,lamps,total,1 hours\nlimit,lamps,handling,1 hours\n";
        let answers = join_all((0..6).map(|_| load(&district.admin, lines))).await;
        assert!(answers.iter().any(|answer| answer.status == 200));
        for refused in answers.into_iter().filter(|answer| answer.status != 200) {
            refused.expect_problem(409, "name_taken");
        }
        let settings = settings(&district.admin).await;
        assert_eq!(of(&settings, "lamps")["limits"]["total"], json!({ "amount": 1, "unit": "hours" }));
    }

    async fn a_report_goes_where_the_file_says(app: TestApp) {
        let world = World::new(app).await;
        load(&world.admin, "route,exposed_garbage,南宁街道,住建局\n").await.expect(200);
        let mut report = World::report(&[upload(&world.resident).await]);
        report["location"]["address"] = json!("南宁街道麒麟南路12号");
        let id = id_of(&world.resident.post("/reports", &report).await.expect(201));
        let seen = world.seen_by_center(&id).await;
        assert_eq!(seen["responsible_unit"]["id"], json!(world.other_unit_id), "{seen}");
        assert_eq!(world.app.staff(Role::Dispatcher).await.post_bytes("/categories/load", "text/csv", Vec::new()).await.status, 403);
    }
}
