//! Texts for answers, and that a closing always has one.

use super::world::World;
use crate::both_databases;
use crate::support::TestApp;
use serde_json::{Value, json};

fn template(name: &str, text: &str) -> Value {
    json!({ "name": name, "status": "closed", "text": text })
}

async fn closing_comment(world: &World, id: &str) -> Value {
    world.resident.get(&format!("/reports/{id}")).await.expect(200)["closing_comment"].clone()
}

both_databases! {
    async fn a_placeholder_that_does_not_exist_is_refused_by_its_name(app: TestApp) {
        let world = World::new(app).await;
        let refused = world.admin.post("/templates", &template("甲", "谢谢{reporter}")).await;
        let refused = refused.expect_field("text", "unknown_placeholder");
        assert!(refused.text().contains("{reporter}"), "{}", refused.text());
        world.admin.post("/templates", &template("甲", "案卷{number")).await.expect_field("text", "lone_brace");
        let made = world.admin.post("/templates", &template("甲", "案卷{number}，{tier}")).await.expect(201);
        assert_eq!((&made["placeholders"], &made["active"]), (&json!(["number", "tier"]), &json!(true)));
        let path = format!("/templates/{}", made["id"].as_str().unwrap());
        world.admin.patch(&path, &json!({ "text": "{nobody}" })).await.expect_field("text", "unknown_placeholder");
        world.admin.patch(&path, &json!({ "category": "none" })).await.expect_field("category", "unknown_category");
        world.admin.patch(&path, &json!({ "position": -1 })).await.expect_field("position", "out_of_range");
        world.admin.patch(&path, &json!({ "status": "done" })).await.expect_field("status", "unknown_value");
        world.admin.post("/templates", &template("甲", "谢谢")).await.expect_problem(409, "name_taken");
        world.admin.patch("/templates/none", &json!({ "name": "乙" })).await.expect_problem(404, "not_found");
        let changed = world.admin.patch(&path, &json!({ "text": "{district}谢谢您", "active": false })).await.expect(200);
        assert_eq!((&changed["placeholders"], &changed["active"]), (&json!(["district"]), &json!(false)));
        let listed = world.dispatcher.get("/templates?limit=1").await.expect(200);
        assert_eq!((&listed["items"][0], &listed["next_cursor"]), (&changed, &Value::Null));
    }

    async fn texts_are_offered_by_category_and_state_filled_with_the_reports_facts(app: TestApp) {
        let world = World::new(app).await;
        for new in [
            json!({ "name": "通用", "status": "closed", "text": "{number}已办结（{tier}）", "position": 1 }),
            json!({ "name": "垃圾", "status": "closed", "text": "{address}的{category}已由{unit}清理", "category": "exposed_garbage", "position": 9 }),
            json!({ "name": "消防", "status": "closed", "text": "消防", "category": "fire_lane" }),
            json!({ "name": "不属实", "status": "rejected", "text": "经核实，{submitted_on}的上报不属实" }),
            json!({ "name": "停用", "status": "closed", "text": "停用", "active": false }),
        ] {
            world.admin.post("/templates", &new).await.expect(201);
        }
        let offered = async |id: &str, query: &str| {
            let answer = world.dispatcher.get(&format!("/dispatch/reports/{id}/templates{query}")).await.expect(200);
            let items = answer["items"].as_array().unwrap().clone();
            items.iter().map(|item| item["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let verified = world.at("verified").await;
        let garbage = "麒麟南路12号的暴露垃圾已由城管局清理";
        assert_eq!(offered(&verified, "").await, [garbage, "QL202407-000001已办结（{tier}）"]);
        assert_eq!(offered(&verified, "?tier=major").await, [garbage, "QL202407-000001已办结（重大）"]);
        let submitted = world.submitted().await;
        assert_eq!(offered(&submitted, "").await, ["经核实，2024-07-10的上报不属实"]);
        // An accepted one may be closed at once or refused; no unit has it yet.
        world.bring(&submitted, "accepted").await;
        let closing = offered(&submitted, "?status=closed").await;
        assert_eq!(closing, ["麒麟南路12号的暴露垃圾已由{unit}清理", "QL202407-000002已办结（{tier}）"]);
        let missing = world.dispatcher.get(&format!("/dispatch/reports/{submitted}/templates?status=closed")).await;
        assert_eq!(missing.expect(200)["items"][0]["missing"], json!(["unit"]));
        world.dispatcher.get(&format!("/dispatch/reports/{submitted}/templates?tier=huge")).await
            .expect_field("tier", "unknown_value");
        world.dispatcher.get("/dispatch/reports/none/templates").await.expect_problem(404, "not_found");
    }

    async fn a_closing_without_words_has_an_answer_all_the_same(app: TestApp) {
        let world = World::with_campaign(app).await;
        let id = world.at("verified").await;
        world.dispatch(&id, "close", json!({ "tier": "minor", "comment": " " })).await.expect(200);
        let answer = closing_comment(&world, &id).await;
        let answer = answer.as_str().unwrap();
        for part in ["QL202407-000001", "暴露垃圾", "小微", "曲靖市麒麟区", "2024-07-10"] {
            assert!(answer.contains(part), "{part} in {answer}");
        }

        // One that cannot be filled for this report is passed over; the category's own goes before all others.
        for new in [
            json!({ "name": "甲", "status": "closed", "text": "{unit}已处理", "automatic": true, "category": "exposed_garbage" }),
            json!({ "name": "乙", "status": "closed", "text": "{category}已处理", "automatic": true }),
            json!({ "name": "丙", "status": "closed", "text": "只是备选", "category": "exposed_garbage" }),
        ] {
            world.admin.post("/templates", &new).await.expect(201);
        }
        let with_unit = world.at("verified").await;
        world.dispatch(&with_unit, "close", json!({ "tier": "minor" })).await.expect(200);
        assert_eq!(closing_comment(&world, &with_unit).await, "城管局已处理");
        let without = world.at("accepted").await;
        world.dispatch(&without, "close", json!({ "tier": "minor" })).await.expect(200);
        assert_eq!(closing_comment(&world, &without).await, "暴露垃圾已处理");
        let own = world.at("accepted").await;
        world.dispatch(&own, "close", json!({ "tier": "minor", "comment": "已当面答复" })).await.expect(200);
        assert_eq!(closing_comment(&world, &own).await, "已当面答复");
    }
}
