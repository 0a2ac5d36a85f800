//! Discovery, services and what they ask for.

use super::client::{Program, ask, get, refused};
use super::xml::Element;
use crate::both_databases;
use crate::reports::world::World;
use crate::support::TestApp;
use serde_json::{Value, json};

/// What a street lamp asks for.
fn lamp() -> Value {
    json!({
        "description": "路灯不亮、闪烁或倾斜",
        "keywords": ["路灯", "照明"],
        "attributes": [
            { "code": "pole", "datatype": "string", "required": true, "description": "灯杆编号" },
            {
                "code": "fault", "datatype": "multivaluelist", "description": "故障",
                "datatype_description": "可多选",
                "choices": [{ "key": "001", "name": "不亮" }, { "key": "002", "name": "闪烁 & <倾斜>" }],
            },
            { "code": "tell", "asked": false, "datatype": "text", "description": "漏电请勿靠近" },
        ],
    })
}

both_databases! {
    async fn discovery_says_where_and_how(app: TestApp) {
        let found = get(&app, "discovery").await;
        assert_eq!(found["endpoints"][0]["specification"], "http://wiki.open311.org/GeoReport_v2");
        assert_eq!(found["endpoints"][0]["url"], format!("{}/open311/v2", app.url));
        assert_eq!(found["endpoints"][0]["type"], "production");
        assert_eq!(found["endpoints"][0]["formats"], json!(["text/xml", "application/json"]));
        for name in ["changeset", "contact", "key_service"] {
            assert!(found[name].as_str().is_some_and(|text| !text.is_empty()), "{name}: {found}");
        }
        let root = Element::parse(&ask(&app, "discovery.xml").await.body);
        assert_eq!(root.name, "discovery");
        assert_eq!(root.child("endpoints").child("endpoint").child("formats").children[1].name, "format");
    }

    #[settings("[open311]\npublic_url = \"https://jindou.example.cn\"\nendpoint_type = \"test\"\njurisdiction_id = \"qilin.example.cn\"")]
    async fn settings_say_where_and_for_whom(app: TestApp) {
        let found = get(&app, "discovery").await;
        assert_eq!(found["endpoints"][0]["url"], "https://jindou.example.cn/open311/v2");
        assert_eq!(found["endpoints"][0]["type"], "test");
        for query in ["", "?jurisdiction_id=", "?jurisdiction_id=qilin.example.cn"] {
            assert_eq!(get(&app, &format!("services{query}")).await, json!([]));
        }
        for path in ["services", "requests", "servicerequestupdates", "services/x"] {
            refused(ask(&app, &format!("{path}.json?jurisdiction_id=elsewhere")).await, 404);
        }
    }

    async fn services_are_the_categories_in_use(app: TestApp) {
        let world = World::new(app).await;
        let services = get(&world.app, "services").await;
        let codes: Vec<_> = services.as_array().unwrap().iter().map(|service| service["service_code"].clone()).collect();
        assert_eq!(codes, ["broken_lamp", "fire_lane", "exposed_garbage"]);
        assert_eq!(services[0], json!({
            "service_code": "broken_lamp", "service_name": "路灯不亮", "description": "路灯不亮", "metadata": false,
            "type": "realtime", "keywords": "", "group": "城市管理、市政设施、民生事项",
        }));
        let root = Element::parse(&ask(&world.app, "services.xml").await.body);
        assert_eq!((root.name.as_str(), root.children[0].name.as_str()), ("services", "service"));
        // A service that asks for nothing has no definition.
        for code in ["broken_lamp", "old_one", "nothing", "a.b"] {
            refused(ask(&world.app, &format!("services/{code}.json")).await, 404);
        }
        world.admin.patch("/categories/fire_lane", &json!({ "active": false })).await.expect(200);
        let hidden = json!({ "offered": false });
        put(&world, "broken_lamp", &hidden).await.expect(200);
        assert_eq!(get(&world.app, "services").await.as_array().unwrap().len(), 1);
    }

    async fn what_a_service_asks_for_is_set_by_the_admin(app: TestApp) {
        let world = World::new(app).await;
        let set = put(&world, "broken_lamp", &lamp()).await.expect(200);
        assert_eq!(set["attributes"][0]["asked"], true);
        assert_eq!(world.admin.get("/categories/broken_lamp/service").await.expect(200), set);
        let services = get(&world.app, "services").await;
        assert_eq!((&services[0]["metadata"], &services[0]["keywords"]), (&json!(true), &json!("路灯,照明")));
        let definition = get(&world.app, "services/broken_lamp").await;
        assert_eq!(definition, json!({
            "service_code": "broken_lamp",
            "attributes": [
                { "variable": true, "code": "pole", "datatype": "string", "required": true,
                  "datatype_description": null, "order": 1, "description": "灯杆编号", "values": [] },
                { "variable": true, "code": "fault", "datatype": "multivaluelist", "required": false,
                  "datatype_description": "可多选", "order": 2, "description": "故障",
                  "values": [{ "key": "001", "name": "不亮" }, { "key": "002", "name": "闪烁 & <倾斜>" }] },
                { "variable": false, "code": "tell", "datatype": "text", "required": false,
                  "datatype_description": null, "order": 3, "description": "漏电请勿靠近", "values": [] },
            ],
        }));
        let root = Element::parse(&ask(&world.app, "services/broken_lamp.xml").await.body);
        assert_eq!(root.name, "service_definition");
        let fault = &root.child("attributes").children[1];
        assert_eq!((fault.name.as_str(), fault.child("values").children[0].name.as_str()), ("attribute", "value"));
        // What is said anew stands in place of what was said before.
        put(&world, "broken_lamp", &json!({})).await.expect(200);
        refused(ask(&world.app, "services/broken_lamp.json").await, 404);
    }

    async fn what_makes_no_sense_is_not_set(app: TestApp) {
        let world = World::new(app).await;
        let one = |attribute: Value| json!({ "attributes": [attribute] });
        for (setting, field, code) in [
            (one(json!({ "code": "a b", "datatype": "string", "description": "x" })), "attributes[0].code", "invalid_code"),
            (one(json!({ "code": "a", "datatype": "string", "description": " " })), "attributes[0].description", "text_empty"),
            (one(json!({ "code": "a", "datatype": "singlevaluelist", "description": "x" })), "attributes[0].choices", "required"),
            (one(json!({ "code": "a", "datatype": "text", "description": "x", "choices": [{ "key": "1", "name": "x" }] })), "attributes[0].choices", "not_a_list"),
            (one(json!({ "code": "a", "datatype": "multivaluelist", "description": "x", "choices": [{ "key": "1", "name": "x" }, { "key": "1", "name": "y" }] })), "attributes[0].choices[1].key", "repeated"),
            (one(json!({ "code": "a", "asked": false, "required": true, "datatype": "text", "description": "x" })), "attributes[0].required", "not_asked"),
            (one(json!({ "code": "a", "datatype": "colour", "description": "x" })), "attributes[0].datatype", "unknown_value"),
            (json!({ "keywords": ["a,b"] }), "keywords[0]", "comma"),
            (json!({ "colour": 1 }), "colour", "unknown_field"),
        ] {
            put(&world, "broken_lamp", &setting).await.expect_field(field, code);
        }
        let twice = json!({ "code": "a", "datatype": "text", "description": "x" });
        put(&world, "broken_lamp", &json!({ "attributes": [twice, twice] })).await.expect_field("attributes[1].code", "repeated");
        put(&world, "nothing", &json!({})).await.expect_problem(404, "not_found");
        world.admin.get("/categories/nothing/service").await.expect_problem(404, "not_found");
    }

    async fn answers_are_checked_and_shown_to_who_works_with_them(app: TestApp) {
        let world = World::new(app).await;
        put(&world, "broken_lamp", &lamp()).await.expect(200);
        let program = Program::filing(&world).await;
        let place = [("service_code", "broken_lamp"), ("lat", "25.4951"), ("long", "103.7968")];
        let file = |answers: &[(&'static str, &'static str)]| {
            let pairs = [&place[..], answers].concat();
            let program = program.clone();
            async move { program.file(&pairs).await }
        };
        let missing = refused(file(&[]).await, 400);
        assert!(missing[0].contains("attribute[pole]") && missing.len() == 1, "{missing:?}");
        refused(file(&[("attribute[pole]", "  ")]).await, 400);
        let three = refused(
            file(&[("attribute[fault]", "003"), ("attribute[nothing]", "x"), ("attribute[tell]", "x")]).await,
            400,
        );
        assert_eq!(three.len(), 4, "{three:?}");
        let answered = [("attribute[pole]", "LD-0012 13800001234"), ("attribute[fault][]", "002"), ("attribute[fault][]", "001")];
        let taken = file(&answered).await.expect(201);
        let id = taken[0]["service_request_id"].as_str().unwrap();
        // A question that is asked otherwise later stays as it was answered.
        put(&world, "broken_lamp", &json!({})).await.expect(200);
        let seen = world.seen_by_center(id).await;
        assert_eq!(seen["origin"]["program"], "路灯传感器");
        assert_eq!(seen["origin"]["answers"], json!([
            { "code": "pole", "question": "灯杆编号", "values": ["LD-0012 13800001234"] },
            { "code": "fault", "question": "故障", "values": ["不亮", "闪烁 & <倾斜>"] },
        ]));
        world.bring(id, "assigned").await;
        let seen = world.handler.get(&format!("/unit/reports/{id}")).await.expect(200);
        assert_eq!(seen["answers"][0]["values"], json!(["LD-0012 138****1234"]));
        assert!(seen["origin"].is_null());
    }
}

async fn put(world: &World, code: &str, setting: &Value) -> crate::support::Answer {
    let request =
        world.admin.request(reqwest::Method::PUT, &format!("/categories/{code}/service")).json(setting);
    world.admin.send(request, format!("PUT service of {code} {setting}")).await
}
