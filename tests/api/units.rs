//! Responsible units and categories, as admins run them.

use crate::both_databases;
use crate::district::{District, id_of, one_of_each_role, person};
use crate::support::TestApp;
use golden_beans::domain::role::Role;
use reqwest::Method;
use serde_json::{Value, json};

both_databases! {
    async fn a_unit_is_added_changed_and_seen(app: TestApp) {
        let district = District::new(app).await;
        let dispatcher = person(&district.app, Role::Dispatcher, "dispatcher", None, None).await;
        let added = district.admin.post("/units", &json!({ "name": "城管局" })).await.expect(201);
        let path = format!("/units/{}", id_of(&added));
        assert_eq!(added["active"], true);
        district.admin.post("/units", &json!({ "name": "城管局" })).await.expect_problem(409, "name_taken");
        let changed = district.admin.patch(&path, &json!({ "name": "城市管理局", "active": false })).await.expect(200);
        assert_eq!(changed, json!({ "id": added["id"], "name": "城市管理局", "active": false }));
        assert_eq!(dispatcher.get("/units").await.expect(200), json!({ "items": [changed], "next_cursor": null }));
        for (body, field, code) in [
            (json!({ "name": "" }), "name", "text_empty"),
            (json!({ "name": "a\0" }), "name", "text_control_character"),
            (json!({ "name": "局".repeat(61) }), "name", "text_too_long"),
            (json!({ "phone": "1" }), "phone", "unknown_field"),
        ] {
            district.admin.patch(&path, &body).await.expect_field(field, code);
        }
        district.admin.patch("/units/nothing", &json!({ "active": true })).await.expect_problem(404, "not_found");
    }

    async fn categories_are_added_and_changed(app: TestApp) {
        let district = District::new(app).await;
        let unit_id = id_of(&district.admin.post("/units", &json!({ "name": "城管局" })).await.expect(201));
        let body = json!({ "code": "street_lamp", "group": "municipal", "name": "路灯不亮", "unit_id": unit_id, "limits": { "handling": { "amount": 24, "unit": "hours" }, "total": { "amount": 3, "unit": "working_days" } } });
        let added = district.admin.post("/categories", &body).await.expect(201);
        assert_eq!((&added["position"], &added["active"], &added["limits"]["handling"]["amount"]), (&json!(1), &json!(true), &json!(24)));
        let second = json!({ "code": "manhole", "group": "municipal", "name": "井盖破损" });
        assert_eq!(district.admin.post("/categories", &second).await.expect(201)["position"], 2);
        for taken in [json!({ "code": "manhole", "group": "municipal", "name": "别的" }), json!({ "code": "other", "group": "safety", "name": "井盖破损" })] {
            district.admin.post("/categories", &taken).await.expect_problem(409, "name_taken");
        }
        assert_eq!(codes(&district.app).await, ["street_lamp", "manhole"]);

        let change = json!({ "unit_id": null, "limits": { "handling": null }, "position": 3, "name": "路灯损坏" });
        let changed = district.admin.patch("/categories/street_lamp", &change).await.expect(200);
        assert_eq!((&changed["unit_id"], &changed["limits"]["handling"]), (&Value::Null, &Value::Null));
        assert_eq!(changed["limits"]["total"], json!({ "amount": 3, "unit": "working_days" }), "what is not named stays");
        assert_eq!((&changed["name"], &changed["group"]), (&json!("路灯损坏"), &json!("municipal")));
        assert_eq!(codes(&district.app).await, ["manhole", "street_lamp"]);
        district.admin.patch("/categories/street_lamp", &json!({ "active": false })).await.expect(200);
        assert_eq!(codes(&district.app).await, ["manhole"]);
        // The admin still sees it, to take it into use again.
        let settings = district.admin.get("/categories/settings").await.expect(200);
        let in_use: Vec<(&str, bool)> = settings["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|category| (category["code"].as_str().unwrap(), category["active"].as_bool().unwrap()))
            .collect();
        assert_eq!(in_use, [("manhole", true), ("street_lamp", false)]);

        for (field, value, code) in [
            ("code", json!("Street Lamp"), "invalid_code"),
            ("code", json!(""), "invalid_code"),
            ("group", json!("traffic"), "unknown_value"),
            ("name", json!(" "), "text_empty"),
            ("unit_id", json!("nothing"), "unknown_unit"),
            ("unit_id", json!("\0"), "unknown_unit"),
            ("position", json!(-1), "out_of_range"),
        ] {
            let mut body = json!({ "code": "new_one", "group": "safety", "name": "新的" });
            body[field] = value;
            district.admin.post("/categories", &body).await.expect_field(field, code);
        }
        district.admin.patch("/categories/nothing", &json!({ "active": true })).await.expect_problem(404, "not_found");
        district.admin.patch("/categories/manhole", &json!({ "unit_id": "nothing" })).await
            .expect_field("unit_id", "unknown_unit");
        district.admin.patch(&format!("/units/{unit_id}"), &json!({ "active": false })).await.expect(200);
        district.admin.patch("/categories/manhole", &json!({ "unit_id": unit_id })).await
            .expect_problem(409, "unit_inactive");
    }

    async fn only_those_who_should_touch_units_and_categories(app: TestApp) {
        let district = District::new(app).await;
        let readers: &[Role] = &[Role::Dispatcher, Role::Handler, Role::Finance, Role::Auditor, Role::Admin];
        let calls: [(Method, &str, &[Role]); 6] = [
            (Method::POST, "/units", &[Role::Admin]),
            (Method::PATCH, "/units/some", &[Role::Admin]),
            (Method::GET, "/units", readers),
            (Method::GET, "/categories/settings", &[Role::Admin]),
            (Method::POST, "/categories", &[Role::Admin]),
            (Method::PATCH, "/categories/some", &[Role::Admin]),
        ];
        let people = one_of_each_role(&district.app, &district.shop_id).await;
        for (method, path, allowed) in calls {
            let asked = format!("{method} {path}");
            let nobody = district.app.anonymous();
            nobody.send(nobody.request(method.clone(), path), asked.clone()).await.expect_problem(401, "not_logged_in");
            for (_, person) in people.iter().filter(|(role, _)| !allowed.contains(role)) {
                person.send(person.request(method.clone(), path), asked.clone()).await.expect_problem(403, "forbidden");
            }
        }
    }
}

/// The codes that residents can choose from, in their order.
async fn codes(app: &TestApp) -> Vec<String> {
    let groups = app.anonymous().get("/categories").await.expect(200);
    let categories =
        groups["items"].as_array().unwrap().iter().flat_map(|group| group["categories"].as_array().unwrap());
    categories.map(|category| category["code"].as_str().unwrap().to_owned()).collect()
}
