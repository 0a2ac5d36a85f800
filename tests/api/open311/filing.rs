//! A program files a report.

use super::client::{GARBAGE, Program, ask, get, post, refused, same};
use super::xml::Element;
use crate::both_databases;
use crate::reports::world::World;
use crate::support::TestApp;
use serde_json::{Value, json};

both_databases! {
    async fn a_report_for_nobody_goes_the_whole_way_and_earns_nothing(app: TestApp) {
        let world = World::with_campaign(app).await;
        let program = Program::filing(&world).await;
        let pairs = [&GARBAGE[..], &[
            ("address_string", "麒麟南路12号"),
            ("media_url", "https://pictures.example.com/1.jpg"),
            ("email", "li@example.com"), ("device_id", "d-77"), ("first_name", "小明"), ("last_name", "李"),
            ("phone", "13800001234"), ("whatever", "x"), ("jurisdiction_id", ""),
        ]].concat();
        let taken = program.file(&pairs).await.expect(201);
        let id = taken[0]["service_request_id"].as_str().unwrap();
        assert_eq!(taken, json!([{
            "service_request_id": id, "service_notice": "已收到，案卷编号 QL202407-000001", "account_id": null,
        }]));
        let seen = world.seen_by_center(id).await;
        assert_eq!(seen["location"]["lat"], 25.4951);
        assert_eq!((&seen["location"]["datum"], &seen["location"]["address"]), (&json!("wgs84"), &json!("麒麟南路12号")));
        assert_eq!(seen["reporter"], json!({ "name": null, "phone": null }));
        assert_eq!(seen["origin"]["media_url"], "https://pictures.example.com/1.jpg");
        for secret in ["li@example.com", "d-77", "小明", "13800001234"] {
            assert!(!seen.to_string().contains(secret), "{secret} was kept: {seen}");
        }
        world.bring(id, "closed").await;
        let closed = world.seen_by_center(id).await;
        assert_eq!((&closed["award"]["beans"], &closed["award"]["limited_by"]), (&json!("0.00"), &json!("excluded")));
        assert_eq!(get(&world.app, &format!("requests/{id}")).await[0]["status"], "closed");
        // Nobody can be neither listed, seen nor brought to life.
        let users = world.admin.get("/users?role=resident").await.expect(200);
        assert_eq!(users["items"].as_array().unwrap().len(), 2, "{users}");
        let nobody = "/users/00000000-0000-7000-8000-000000000000";
        world.admin.get(nobody).await.expect_problem(404, "not_found");
        world.admin.patch(nobody, &json!({ "active": true, "phone": "13700000000" })).await.expect_problem(404, "not_found");
    }

    async fn both_forms_of_the_answer_say_the_same(app: TestApp) {
        let world = World::new(app).await;
        let program = Program::filing(&world).await;
        let form = program.form(&GARBAGE);
        let json = program.file_as("json", &form).await;
        let xml = program.file_as("xml", &form).await;
        assert_eq!((json.status, xml.header("idempotency-replayed")), (201, "true"));
        same(&json, &xml);
    }

    async fn the_key_may_stand_in_the_address_and_the_description_be_left_out(app: TestApp) {
        let world = World::new(app).await;
        let program = Program::filing(&world).await;
        let path = format!("json?api_key={}", program.key);
        let taken = post(&world.app, &path, "service_code=fire_lane&lat=25.5&long=103.8", None).await.expect(201);
        let seen = world.seen_by_center(taken[0]["service_request_id"].as_str().unwrap()).await;
        assert_eq!((&seen["description"], &seen["category"]), (&json!(""), &json!("fire_lane")));
    }

    async fn text_is_kept_as_it_is_and_comes_out_well_formed(app: TestApp) {
        let world = World::new(app).await;
        let program = Program::filing(&world).await;
        let text = "<b>井盖</b> & \"坏\" ]]> '了'\r\n\t第二行 😀 \u{FFFE}";
        let id = program.filed(&[&GARBAGE[..3], &[("description", text), ("address_string", "a&b<c>")]].concat()).await;
        world.bring(&id, "accepted").await;
        world.dispatch(&id, "publish", json!({})).await.expect(200);
        let json = ask(&world.app, &format!("requests/{id}.json")).await.expect(200);
        let kept = "<b>井盖</b> & \"坏\" ]]> '了'\n\t第二行 😀 \u{FFFE}";
        assert_eq!((&json[0]["description"], &json[0]["address"]), (&json!(kept), &json!("a&b<c>")));
        // XML has no such sign, so a mark stands for it.
        let xml = ask(&world.app, &format!("requests/{id}.xml")).await;
        let request = &Element::parse(&xml.body).children[0];
        assert_eq!(request.child("description").text, kept.replace('\u{FFFE}', "\u{FFFD}"));
        // 4,000 signs, not bytes.
        let long = "字".repeat(4000);
        program.filed(&[&GARBAGE[..3], &[("description", &long)]].concat()).await;
        let longer = "字".repeat(4001);
        refused(program.file(&[&GARBAGE[..3], &[("description", longer.as_str())]].concat()).await, 400);
    }

    async fn the_center_finds_it_like_any_other(app: TestApp) {
        let world = World::new(app).await;
        let program = Program::filing(&world).await;
        let id = program.filed(&GARBAGE).await;
        world.submitted().await;
        let listed = world.dispatcher.get("/dispatch/reports?bbox=103.7967,25.495,103.7969,25.4952").await.expect(200);
        assert_eq!(listed["items"][0]["id"], id.as_str());
        assert_eq!(world.resident.get("/reports").await.expect(200)["items"].as_array().map(Vec::len), Some(1));
        world.resident.get(&format!("/reports/{id}")).await.expect_problem(404, "not_found");
        let into: Value = json!({ "into": id });
        let own = world.submitted().await;
        world.dispatch(&own, "merge", into).await.expect(200);
        let merged = get(&world.app, &format!("requests/{own}")).await;
        assert_eq!((&merged[0]["status"], &merged[0]["status_notes"]), (&json!("closed"), &json!("重复上报，已合并：QL202407-000001")));
    }
}
