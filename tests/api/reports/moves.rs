//! What a unit can do with a report besides working on it, and what the center says to it.

use super::world::{NAME, PHONE, World, upload};
use crate::both_databases;
use crate::support::{Actor, Answer, TestApp};
use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use serde_json::{Value, json};

const APPROVALS: &str = "[reports]\nreturns_need_approval = true\nextensions_need_approval = true";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn decide(world: &World, id: &str, how: &str) -> Answer {
    world.dispatcher.post(&format!("/dispatch/requests/{id}/{how}"), &json!({ "comment": "已研究" })).await
}

async fn asked(world: &World, id: &str, kind: &str, body: Value) -> String {
    let report = world.unit(id, kind, body).await.expect(200);
    report["pending"][0]["id"].as_str().unwrap_or_else(|| panic!("nothing waits: {report}")).to_owned()
}

async fn last_event(world: &World, id: &str) -> Value {
    world.seen_by_center(id).await["timeline"].as_array().unwrap().last().unwrap().clone()
}

/// These reports are read in this order, however long the pages are.
async fn assert_listed(actor: &Actor, list: &str, expected: &[&String]) {
    for limit in [1, 2, 3, 10] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = actor.get(&format!("{list}&limit={limit}{cursor}")).await.expect(200);
            let items = page["items"].as_array().unwrap().iter();
            seen.extend(items.map(|item| item["id"].as_str().unwrap().to_owned()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen.iter().collect::<Vec<_>>(), expected, "{list} by {limit}");
    }
}

both_databases! {
    async fn a_unit_signs_once(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("assigned").await;
        let signed = world.unit(&id, "sign", json!({})).await.expect(200);
        assert_eq!((&signed["signed_at"], &signed["status"]), (&json!("2024-07-10T02:00:00Z"), &json!("assigned")));
        world.unit(&id, "sign", json!({})).await.expect_problem(409, "already_signed");
        assert_eq!(world.seen_by_center(&id).await["signed_at"], "2024-07-10T02:00:00Z");
        // Who starts has signed; another unit has to sign anew.
        let started = world.at("in_progress").await;
        world.unit(&started, "sign", json!({})).await.expect_problem(409, "already_signed");
        let again = world.dispatch(&started, "assign", json!({ "unit_id": world.unit_id })).await.expect(200);
        assert_eq!(again["signed_at"], Value::Null);
        world.other_handler.post(&format!("/unit/reports/{id}/sign"), &json!({})).await.expect_problem(404, "not_found");
        let resolved = world.at("resolved").await;
        world.unit(&resolved, "sign", json!({})).await.expect_problem(409, "invalid_transition");
        let many = world.at("assigned").await;
        let answers = join_all((0..4).map(|_| world.unit(&many, "sign", json!({})))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    }

    async fn a_question_is_answered_and_nobody_learns_who_answers(app: TestApp) {
        let mut world = World::new(app).await;
        let id = world.at("in_progress").await;
        let answer = async |world: &World, body: Value| world.resident.post(&format!("/reports/{id}/answer"), &body).await;
        answer(&world, json!({ "text": "在这里" })).await.expect_problem(409, "not_asked");
        let ask = json!({ "question": "井盖在路的哪一侧？", "until": "2024-07-11T02:00:00Z" });
        world.at_time(at("2024-07-10T04:00:00Z")).await;
        let asked = world.unit(&id, "ask", ask.clone()).await.expect(200);
        // Twenty-two hours were left and still are.
        assert_eq!((&asked["pause"]["kind"], &asked["left_s"]), (&json!("information"), &json!(22 * 3600)));
        world.unit(&id, "ask", ask).await.expect_problem(409, "already_paused");
        let mine = world.resident.get(&format!("/reports/{id}")).await.expect(200);
        assert_eq!(mine["question"], json!({ "question": "井盖在路的哪一侧？", "until": "2024-07-11T02:00:00Z" }));
        world.neighbour.post(&format!("/reports/{id}/answer"), &json!({ "text": "x" })).await.expect_problem(404, "not_found");
        answer(&world, json!({ "text": " " })).await.expect_field("text", "text_empty");
        let foreign = upload(&world.neighbour).await;
        answer(&world, json!({ "text": "看图", "photo_ids": [foreign] })).await.expect_field("photo_ids[0]", "unknown_photo");

        world.at_time(at("2024-07-10T08:00:00Z")).await;
        let photo_id = upload(&world.resident).await;
        let told = format!("我是{NAME}，电话{PHONE}，在路的东侧");
        let answered = answer(&world, json!({ "text": told, "photo_ids": [photo_id] })).await.expect(200);
        assert_eq!(answered["question"], Value::Null);
        answer(&world, json!({ "text": "还有" })).await.expect_problem(409, "not_asked");
        let unit = world.handler.get(&format!("/unit/reports/{id}")).await;
        let text = unit.text();
        assert!(!text.contains(NAME) && !text.contains(PHONE) && text.contains("在路的东侧"), "{text}");
        let unit = unit.expect(200);
        let last = unit["timeline"].as_array().unwrap().last().unwrap();
        assert_eq!((&last["kind"], &last["side"]), (&json!("answered"), &json!("reporter")));
        assert_eq!(unit["photos"]["before"].as_array().unwrap().len(), 2);
        assert_eq!((&unit["due_at"], &unit["left_s"]), (&json!("2024-07-11T06:00:00Z"), &json!(22 * 3600)));
    }

    async fn an_answer_may_come_too_late_or_be_wanted_no_more(app: TestApp) {
        let mut world = World::new(app).await;
        let id = world.at("assigned").await;
        let path = format!("/reports/{id}/answer");
        let ask = json!({ "question": "在哪里？", "until": "2024-07-10T03:00:00Z" });
        world.unit(&id, "ask", json!({ "question": "在哪里？", "until": "2024-07-10T01:00:00Z" })).await.expect_field("until", "in_the_past");
        world.unit(&id, "ask", ask).await.expect(200);
        world.at_time(at("2024-07-10T03:00:00Z")).await;
        assert_eq!(world.resident.get(&format!("/reports/{id}")).await.expect(200)["question"], Value::Null);
        world.resident.post(&path, &json!({ "text": "东侧" })).await.expect_problem(409, "answer_too_late");
        world.app.app.resume_what_is_over().await.unwrap();
        world.resident.post(&path, &json!({ "text": "东侧" })).await.expect_problem(409, "answer_too_late");
        // The unit takes a question back.
        world.unit(&id, "ask", json!({ "question": "还在吗？" })).await.expect(200);
        let resumed = world.unit(&id, "resume", json!({ "reason": "已找到" })).await.expect(200);
        assert_eq!(resumed["pause"], Value::Null);
        world.resident.post(&path, &json!({ "text": "在" })).await.expect_problem(409, "not_asked");
        world.unit(&id, "resume", json!({ "reason": "再来" })).await.expect_problem(409, "not_paused");
    }

    async fn the_center_asks_before_a_unit_has_the_report(app: TestApp) {
        let mut world = World::new(app).await;
        let four = json!({ "amount": 4, "unit": "hours" });
        world.admin.patch("/categories/exposed_garbage", &json!({ "limits": { "triage": four } })).await.expect(200);
        let id = world.submitted().await;
        let ask = json!({ "question": "是哪个小区门口？", "until": "2024-07-11T02:00:00Z" });
        world.at_time(at("2024-07-10T03:00:00Z")).await;
        let asked = world.dispatch(&id, "ask", ask.clone()).await.expect(200);
        assert_eq!((&asked["status"], &asked["pause"]["kind"], &asked["left_s"]), (&json!("submitted"), &json!("information"), &json!(3 * 3600)));
        world.dispatch(&id, "ask", ask.clone()).await.expect_problem(409, "already_paused");
        world.dispatch(&id, "ask", json!({ "question": " " })).await.expect_field("question", "text_empty");
        world.at_time(at("2024-07-10T08:00:00Z")).await;
        let answer = json!({ "text": format!("我是{NAME}，东门口") });
        world.resident.post(&format!("/reports/{id}/answer"), &answer).await.expect(200);
        let center = world.seen_by_center(&id).await;
        assert_eq!((&center["due_at"], &center["overdue"]), (&json!("2024-07-10T11:00:00Z"), &json!(false)));
        // Whoever has to work on it reads question and answer, and not who answered.
        world.bring_from(&id, "submitted", "assigned").await;
        let text = world.handler.get(&format!("/unit/reports/{id}")).await.text();
        assert!(text.contains("是哪个小区门口") && text.contains("东门口") && !text.contains(NAME), "{text}");
        world.dispatch(&id, "ask", json!({ "question": "还在吗？" })).await.expect_problem(409, "invalid_transition");
        // A step takes the question back.
        let id = world.at("accepted").await;
        world.dispatch(&id, "ask", json!({ "question": "还在吗？" })).await.expect(200);
        world.dispatch(&id, "assign", json!({ "unit_id": world.unit_id })).await.expect(200);
        assert_eq!(world.seen_by_center(&id).await["pause"], Value::Null);
        world.resident.post(&format!("/reports/{id}/answer"), &json!({ "text": "在" })).await.expect_problem(409, "not_asked");
        world.dispatch("nothing", "ask", json!({ "question": "还在吗？" })).await.expect_problem(404, "not_found");
    }

    #[settings(APPROVALS)]
    async fn a_return_waits_for_the_center(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("assigned").await;
        let reason = json!({ "reason": "不属本单位职责" });
        let request = asked(&world, &id, "return", reason.clone()).await;
        world.unit(&id, "return", reason.clone()).await.expect_problem(409, "request_pending");
        let waiting = world.dispatcher.get("/dispatch/requests?kind=return").await.expect(200)["items"][0].clone();
        assert_eq!((&waiting["id"], &waiting["unit"]["name"], &waiting["words"]), (&json!(request), &json!("城管局"), &json!("不属本单位职责")));
        world.dispatcher.post(&format!("/dispatch/requests/{request}/refuse"), &json!({ "comment": "" })).await.expect_field("comment", "text_empty");
        // Refused: it stays the unit's, which reads why.
        assert_eq!(decide(&world, &request, "refuse").await.expect(200)["state"], "refused");
        let unit = world.handler.get(&format!("/unit/reports/{id}")).await.expect(200);
        assert_eq!((&unit["status"], &unit["pending"]), (&json!("assigned"), &json!([])));
        let last = unit["timeline"].as_array().unwrap().last().unwrap();
        assert_eq!((&last["kind"], &last["words"]["comment"]), (&json!("request_refused"), &json!("已研究")));
        decide(&world, &request, "approve").await.expect_problem(409, "request_decided");
        // Approved: it waits to be assigned anew.
        let request = asked(&world, &id, "return", reason).await;
        let approved = decide(&world, &request, "approve").await.expect(200);
        assert_eq!((&approved["report"]["status"], &approved["report"]["unit"]), (&json!("accepted"), &Value::Null));
        let last = last_event(&world, &id).await;
        assert_eq!((&last["kind"], &last["side"], &last["words"]["reason"]), (&json!("returned"), &json!("center"), &json!("不属本单位职责")));
        world.handler.get(&format!("/unit/reports/{id}")).await.expect_problem(404, "not_found");
        assert_eq!(world.dispatcher.get("/dispatch/requests").await.expect(200)["items"], json!([]));
        decide(&world, "nothing", "approve").await.expect_problem(404, "not_found");
    }

    #[settings(APPROVALS)]
    async fn of_two_decisions_at_once_one_holds(app: TestApp) {
        let world = World::new(app).await;
        for _ in 0..4 {
            let id = world.at("assigned").await;
            let request = asked(&world, &id, "return", json!({ "reason": "不属本单位" })).await;
            let answers = join_all([decide(&world, &request, "approve"), decide(&world, &request, "refuse")]).await;
            let done = answers.iter().filter(|answer| answer.status == 200).count();
            assert_eq!(done, 1);
            let approved = answers[0].status == 200;
            assert_eq!(world.seen_by_center(&id).await["status"], if approved { "accepted" } else { "assigned" });
        }
    }

    #[settings(APPROVALS)]
    async fn a_request_lapses_when_the_report_goes_on(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("assigned").await;
        let request = asked(&world, &id, "return", json!({ "reason": "不属本单位" })).await;
        world.resolve(&id).await.expect(200);
        decide(&world, &request, "approve").await.expect_problem(409, "request_decided");
        let lapsed = world.dispatcher.get("/dispatch/requests?state=lapsed").await.expect(200);
        assert_eq!(lapsed["items"][0]["id"], request);
    }

    #[settings(APPROVALS)]
    async fn more_time_is_granted_once_by_the_center_and_again_by_an_admin(app: TestApp) {
        let mut world = World::new(app).await;
        let id = world.at("assigned").await;
        let until = |until: &str| json!({ "until": until, "reason": "需要吊车" });
        let request = asked(&world, &id, "extend", until("2024-07-12T02:00:00Z")).await;
        assert_eq!(world.seen_by_center(&id).await["due_at"], "2024-07-11T02:00:00Z", "nothing moves before it is approved");
        let approved = decide(&world, &request, "approve").await.expect(200);
        assert_eq!(approved["report"]["due_at"], "2024-07-12T02:00:00Z");
        let request = asked(&world, &id, "extend", until("2024-07-13T02:00:00Z")).await;
        decide(&world, &request, "approve").await.expect_problem(403, "forbidden");
        let path = format!("/dispatch/requests/{request}/approve");
        let approved = world.admin.post(&path, &json!({ "comment": "同意" })).await.expect(200);
        assert_eq!(approved["report"]["due_at"], "2024-07-13T02:00:00Z");
        // One that was overtaken while it waited can only be refused.
        let request = asked(&world, &id, "extend", until("2024-07-13T03:00:00Z")).await;
        world.at_time(at("2024-07-13T04:00:00Z")).await;
        let path = format!("/dispatch/requests/{request}");
        world.admin.post(&format!("{path}/approve"), &json!({ "comment": "同意" })).await.expect_problem(409, "request_outdated");
        world.admin.post(&format!("{path}/refuse"), &json!({ "comment": "已过期" })).await.expect(200);
        // And more time is asked for before the limit.
        world.unit(&id, "extend", until("2024-07-20T00:00:00Z")).await.expect_problem(409, "limit_passed");
    }

    async fn a_unit_asks_for_a_suspension(app: TestApp) {
        let world = World::new(app).await;
        let id = world.at("in_progress").await;
        let body = json!({ "until": "2024-08-10T02:00:00Z", "reason": "汛期不能施工" });
        let request = asked(&world, &id, "suspend", body).await;
        assert_eq!(world.seen_by_center(&id).await["pause"], Value::Null);
        let approved = decide(&world, &request, "approve").await.expect(200);
        assert_eq!(approved["report"]["pause"]["until"], "2024-08-10T02:00:00Z");
        world.unit(&id, "suspend", json!({ "until": "2024-08-11T02:00:00Z", "reason": "再" })).await.expect_problem(409, "already_paused");
        world.unit(&id, "suspend", json!({ "until": "2024-07-01T02:00:00Z", "reason": "再" })).await.expect_field("until", "in_the_past");
    }

    async fn what_is_supervised_is_on_top(app: TestApp) {
        let mut world = World::new(app).await;
        let mut ids = Vec::new();
        for _ in 0..5 {
            ids.push(world.at("assigned").await);
            world.app.clock.advance(chrono::TimeDelta::seconds(1));
        }
        let reason = json!({ "reason": "领导批示" });
        for id in [&ids[0], &ids[2]] {
            let marked = world.dispatch(id, "supervise", reason.clone()).await.expect(200);
            assert_eq!(marked["supervision"]["reason"], "领导批示");
        }
        let events = world.seen_by_center(&ids[0]).await["timeline"].as_array().unwrap().len();
        world.dispatch(&ids[0], "supervise", reason.clone()).await.expect(200);
        assert_eq!(world.seen_by_center(&ids[0]).await["timeline"].as_array().unwrap().len(), events, "twice is once");
        let expected = [&ids[2], &ids[0], &ids[4], &ids[3], &ids[1]];
        for late in ["false", "true"] {
            if late == "true" {
                world.at_time(world.app.now() + chrono::TimeDelta::days(30)).await;
            }
            assert_listed(&world.dispatcher, &format!("/dispatch/reports?overdue={late}"), &expected).await;
            assert_listed(&world.handler, &format!("/unit/reports?overdue={late}"), &expected).await;
        }
        assert_listed(&world.dispatcher, "/dispatch/reports?status=assigned", &expected).await;
        assert_listed(&world.handler, "/unit/reports?status=assigned", &expected).await;
        let on_top = &expected[..2];
        assert_listed(&world.dispatcher, "/dispatch/reports?overdue=true&supervised=true", on_top).await;
        assert_listed(&world.dispatcher, "/dispatch/reports?due_soon=true&supervised=true", &[]).await;
        let only = world.dispatcher.get("/dispatch/reports?supervised=true").await.expect(200);
        assert_eq!(only["items"].as_array().unwrap().len(), 2);
        world.dispatch(&ids[2], "unsupervise", reason.clone()).await.expect(200);
        assert_eq!(world.seen_by_center(&ids[2]).await["supervision"], Value::Null);
        let closed = world.at("closed").await;
        world.dispatch(&closed, "supervise", reason).await.expect_problem(409, "invalid_transition");
        // The mark ends with the report.
        world.dispatch(&ids[0], "merge", json!({ "into": ids[1] })).await.expect(200);
        assert_eq!(world.seen_by_center(&ids[0]).await["supervision"], Value::Null);
    }
}
