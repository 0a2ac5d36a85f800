//! Whom each thing that happens is told to.

use super::{kinds_of, notices_of, tell};
use crate::both_databases;
use crate::district::District;
use crate::reports::world::{NAME, PHONE, World, person};
use crate::support::TestApp;
use golden_beans::domain::role::Role;
use golden_beans::domain::tier::Tier;
use serde_json::{Value, json};

both_databases! {
    async fn a_reports_way_is_told_to_each_side(app: TestApp) {
        let world = World::with_campaign(app.clone()).await;
        let id = world.at("resolved").await;
        world.dispatch(&id, "verify", json!({ "passed": false, "comment": "没清干净" })).await.expect(200);
        world.resolve(&id).await.expect(200);
        world.dispatch(&id, "verify", json!({ "passed": true })).await.expect(200);
        world.dispatch(&id, "close", json!({ "tier": "general", "comment": "谢谢您" })).await.expect(200);
        assert_eq!(
            kinds_of(&app, &world.resident).await,
            ["report_accepted", "report_assigned", "report_resolved", "report_resolved", "report_closed", "beans_awarded"]
        );
        assert_eq!(kinds_of(&app, &world.handler).await, ["work_assigned", "work_sent_back"]);
        assert_eq!(kinds_of(&app, &world.dispatcher).await, ["check_wanted", "check_wanted"]);
        for nobody in [&world.neighbour, &world.other_handler, &world.admin] {
            assert!(kinds_of(&app, nobody).await.is_empty());
        }
        let told = notices_of(&app, &world.resident).await;
        let number = told[4]["facts"]["report_number"].as_str().unwrap();
        assert_eq!(told[4]["title"], "上报已结案");
        assert_eq!(told[4]["text"], format!("您的上报 {number} 已结案：谢谢您"));
        assert_eq!(told[5]["facts"], json!({ "report_id": id, "report_number": number, "beans": "3.00" }));
    }

    async fn side_exits_and_duplicates_are_told(app: TestApp) {
        let world = World::with_campaign(app.clone()).await;
        world.at("rejected").await;
        assert_eq!(kinds_of(&app, &world.resident).await, ["report_rejected"]);
        assert_eq!(notices_of(&app, &world.resident).await[0]["facts"]["said"], "不属实");
        // The neighbour's is merged into the resident's, which is closed: both are told, each in their way.
        let first = world.at("in_progress").await;
        let second = world.submitted_by(&world.neighbour).await;
        world.dispatch(&second, "merge", json!({ "into": first })).await.expect(200);
        for status in ["resolved", "verified", "closed"] {
            match status {
                "resolved" => world.resolve(&first).await.expect(200),
                "verified" => world.dispatch(&first, "verify", json!({ "passed": true })).await.expect(200),
                _ => world.dispatch(&first, "close", json!({ "tier": "major", "comment": "给您的话" })).await.expect(200),
            };
        }
        let told = notices_of(&app, &world.neighbour).await;
        let kinds: Vec<&Value> = told.iter().map(|notice| &notice["kind"]).collect();
        assert_eq!(kinds, ["report_merged", "shared_report_closed"]);
        assert_eq!(told[1]["facts"]["said"], Value::Null, "what was said to the first reporter is theirs");
        world.dispatch(&first, "reopen", json!({ "reason": "没修好" })).await.expect(200);
        world.unit(&first, "return", json!({ "reason": "不归我们管" })).await.expect(200);
        assert_eq!(kinds_of(&app, &world.handler).await, ["work_assigned", "work_reopened"]);
        assert_eq!(kinds_of(&app, &world.resident).await.last().unwrap(), "beans_taken_back");
        let returned = notices_of(&app, &world.dispatcher).await.pop().unwrap();
        assert_eq!((&returned["kind"], &returned["facts"]["said"]), (&json!("work_returned"), &json!("不归我们管")));
    }

    async fn a_unit_is_never_told_who_reported(app: TestApp) {
        let world = World::with_campaign(app.clone()).await;
        let id = world.at("resolved").await;
        let comment = format!("请联系{NAME}，电话{PHONE}");
        world.dispatch(&id, "verify", json!({ "passed": false, "comment": comment })).await.expect(200);
        tell(&app).await;
        let page = world.handler.get("/notices").await;
        assert_eq!(page.json["items"].as_array().unwrap().len(), 2);
        for secret in [NAME, PHONE, "1380000", &world.resident.id] {
            assert!(!page.text().contains(secret), "{secret} in {}", page.text());
        }
    }

    async fn beans_that_move_are_told_to_whom_they_belong(app: TestApp) {
        let (mut district, _) = District::with_season(app.clone()).await;
        district.earn(2).await;
        let code = district.pay_code().await;
        let redeemed = district.redeem(&code, "7.25").await.expect(201);
        let refund = json!({ "beans": "2.25", "reason": "退货" });
        let path = format!("/checkout/redemptions/{}/refunds", redeemed["id"].as_str().unwrap());
        district.cashier.post(&path, &refund).await.expect(201);
        let settle = json!({ "beans": "5.00", "memo": "转账 0710" });
        district.finance.post(&format!("/shops/{}/settlements", district.shop_id), &settle).await.expect(201);
        let told = notices_of(&app, &district.resident).await;
        let kinds: Vec<&Value> = told.iter().map(|notice| &notice["kind"]).collect();
        assert_eq!(kinds, ["beans_awarded", "beans_awarded", "beans_redeemed", "beans_refunded"]);
        assert_eq!(told[2]["text"], "付款码已使用：在便民超市兑换 7.25 金豆。");
        assert_eq!(told[2]["facts"]["redemption_id"], redeemed["id"]);
        assert_eq!(told[3]["facts"]["said"], "退货");
        let paid = notices_of(&app, &district.cashier).await;
        assert_eq!((paid.len(), &paid[0]["kind"], &paid[0]["facts"]["beans"]), (1, &json!("shop_settled"), &json!("5.00")));
        let page = district.cashier.get("/notices").await;
        assert!(!page.text().contains("李小明") && !page.text().contains(&district.resident.id), "{}", page.text());
    }

    async fn a_campaigns_end_tells_whose_beans_expired(app: TestApp) {
        let mut district = District::new(app.clone()).await;
        district.season("第一季", "2024-07-01", "2024-07-31", Some("2024-07-31")).await;
        district.award("one", Tier::Major).await;
        district.at("2024-08-01T02:00:00Z".parse().unwrap()).await;
        app.app.upkeep_round().await.unwrap();
        let told = notices_of(&app, &district.resident).await;
        assert_eq!((told.len(), &told[1]["text"]), (2, &json!("“第一季”有 5.00 金豆到期。")));
    }

    async fn a_limit_is_told_once_when_it_is_near_and_once_when_it_is_over(app: TestApp) {
        let mut world = World::new(app.clone()).await;
        let id = world.at("assigned").await;
        let start = app.now();
        let hours = chrono::TimeDelta::hours;
        app.app.tell_due().await.unwrap();
        assert_eq!(kinds_of(&app, &world.handler).await, ["work_assigned"]);
        world.at_time(start + hours(21)).await;
        for _ in 0..2 {
            app.app.tell_due().await.unwrap();
            assert_eq!(kinds_of(&app, &world.handler).await, ["work_assigned", "due_soon"]);
        }
        assert!(kinds_of(&app, &world.dispatcher).await.is_empty());
        world.at_time(start + hours(25)).await;
        for _ in 0..2 {
            app.app.tell_due().await.unwrap();
            assert_eq!(kinds_of(&app, &world.handler).await, ["work_assigned", "due_soon", "overdue"]);
            assert_eq!(kinds_of(&app, &world.dispatcher).await, ["overdue"]);
        }
        // Another limit is another matter; what is resolved is late no more.
        let later = (app.now() + hours(2)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        world.dispatch(&id, "assign", json!({ "unit_id": world.unit_id, "due_at": later })).await.expect(200);
        world.at_time(app.now() + hours(3)).await;
        app.app.tell_due().await.unwrap();
        assert_eq!(kinds_of(&app, &world.dispatcher).await, ["overdue", "overdue"]);
        world.resolve(&id).await.expect(200);
        world.at_time(app.now() + hours(50)).await;
        assert_eq!(app.app.tell_due().await.unwrap(), 0);
    }

    async fn the_center_is_told_what_is_not_solved_and_what_was_answered(app: TestApp) {
        let world = World::with_campaign(app.clone()).await;
        let id = world.submitted().await;
        world.dispatch(&id, "ask", json!({ "question": "在哪一侧？" })).await.expect(200);
        world.resident.post(&format!("/reports/{id}/answer"), &json!({ "text": "东侧" })).await.expect(200);
        assert_eq!(kinds_of(&app, &world.resident).await, ["information_asked"]);
        assert_eq!(kinds_of(&app, &world.dispatcher).await, ["information_answered"], "who asked, though nobody has it yet");
        world.bring_from(&id, "submitted", "closed").await;
        world.resident.post(&format!("/reports/{id}/not-solved"), &json!({ "reason": "还有一半没清" })).await.expect(200);
        let told = notices_of(&app, &world.dispatcher).await.pop().unwrap();
        assert_eq!((&told["kind"], &told["facts"]["said"]), (&json!("report_not_solved"), &json!("还有一半没清")));
        assert_eq!(kinds_of(&app, &world.handler).await, ["work_assigned", "work_reopened"], "not that the reporter said so");
        assert!(!kinds_of(&app, &world.resident).await.contains(&"report_reopened".to_owned()), "not of their own act");
    }

    async fn a_question_that_runs_out_is_told_to_the_reporter_the_unit_and_the_center(app: TestApp) {
        let mut world = World::new(app.clone()).await;
        let asked_by_unit = world.at("assigned").await;
        let question = json!({ "question": "在哪一侧？" });
        world.unit(&asked_by_unit, "ask", question.clone()).await.expect(200);
        let asked_by_center = world.submitted_by(&world.neighbour).await;
        world.dispatch(&asked_by_center, "ask", question.clone()).await.expect(200);
        // What is taken back or answered in time did not run out.
        let (taken_back, answered) = (world.submitted().await, world.submitted().await);
        for id in [&taken_back, &answered] {
            world.dispatch(id, "ask", question.clone()).await.expect(200);
        }
        world.dispatch(&taken_back, "accept", json!({})).await.expect(200);
        world.resident.post(&format!("/reports/{answered}/answer"), &json!({ "text": "东侧" })).await.expect(200);
        let hours = i64::from(app.app.config.reports.answer_hours);
        world.at_time(app.now() + chrono::TimeDelta::hours(hours) - chrono::TimeDelta::seconds(1)).await;
        assert_eq!(app.app.resume_what_is_over().await.unwrap(), 0);
        assert!(!kinds_of(&app, &world.resident).await.contains(&"answer_missed".to_owned()));
        world.at_time(app.now() + chrono::TimeDelta::seconds(1)).await;
        // Whoever is first, the sweep or a step with the report: it is told once.
        world.dispatch(&asked_by_center, "accept", json!({})).await.expect(200);
        for resumed in [1, 0] {
            assert_eq!(app.app.resume_what_is_over().await.unwrap(), resumed);
        }
        let of_kind = async |actor: &crate::support::Actor, kind: &str| {
            notices_of(&app, actor).await.into_iter().filter(|notice| notice["kind"] == kind).collect::<Vec<_>>()
        };
        for (reporter, id) in [(&world.resident, &asked_by_unit), (&world.neighbour, &asked_by_center)] {
            let told = of_kind(reporter, "answer_missed").await;
            assert_eq!((told.len(), &told[0]["facts"]["report_id"], &told[0]["facts"]["said"]), (1, &json!(id), &json!("在哪一侧？")));
        }
        let told = of_kind(&world.handler, "question_unanswered").await;
        assert_eq!((told.len(), &told[0]["facts"]["report_id"]), (1, &json!(asked_by_unit)));
        assert_eq!(told[0]["facts"].get("said"), None, "units are told no free text");
        let told = of_kind(&world.dispatcher, "question_unanswered").await;
        let reports: Vec<&Value> = told.iter().map(|notice| &notice["facts"]["report_id"]).collect();
        assert_eq!(reports, [&json!(asked_by_center), &json!(asked_by_unit)]);
        assert!(of_kind(&world.other_handler, "question_unanswered").await.is_empty());
    }

    #[settings("[reports]\nmajor_needs_approval = true")]
    async fn a_grade_that_waits_is_told_to_everybody_else_at_the_center(app: TestApp) {
        let world = World::with_campaign(app.clone()).await;
        let other = person(&app, Role::Dispatcher, "dispatcher2", Some("调度员丙"), None).await;
        let id = world.at("accepted").await;
        let major = json!({ "tier": "major", "comment": "谢谢" });
        let waits = world.dispatch(&id, "close", major).await.expect(202);
        assert_eq!(kinds_of(&app, &other).await, ["grade_to_confirm"]);
        assert_eq!(kinds_of(&app, &world.admin).await, ["grade_to_confirm"]);
        for nobody in [&world.dispatcher, &world.neighbour, &world.handler] {
            assert!(kinds_of(&app, nobody).await.is_empty());
        }
        let path = format!("/dispatch/requests/{}/refuse", waits["request"]["id"].as_str().unwrap());
        other.post(&path, &json!({ "comment": "够不上重大" })).await.expect(200);
        let told = notices_of(&app, &world.dispatcher).await.pop().unwrap();
        assert_eq!((&told["kind"], &told["facts"]["said"]), (&json!("grade_refused"), &json!("够不上重大")));
        assert_eq!(kinds_of(&app, &world.resident).await, ["report_accepted"]);
    }

    async fn a_second_extension_is_told_to_those_who_may_decide_it(app: TestApp) {
        let world = World::new(app.clone()).await;
        let id = world.at("assigned").await;
        let until = |until: &str| json!({ "until": until, "reason": "需要吊车" });
        world.unit(&id, "extend", until("2024-07-12T02:00:00Z")).await.expect(200);
        assert!(kinds_of(&app, &world.admin).await.is_empty(), "the first needs nobody");
        world.unit(&id, "extend", until("2024-07-13T02:00:00Z")).await.expect(200);
        assert_eq!(kinds_of(&app, &world.admin).await, ["decision_wanted"]);
        assert_eq!(kinds_of(&app, &world.dispatcher).await, ["work_extended", "decision_wanted"]);
    }

    async fn whose_identity_was_looked_at_is_told_why(app: TestApp) {
        let world = World::new(app.clone()).await;
        let id = world.at("accepted").await;
        let look = json!({ "reason": "核实具体位置" });
        for _ in 0..2 {
            world.dispatch(&id, "reporter", look.clone()).await.expect(200);
        }
        let told = notices_of(&app, &world.resident).await;
        let kinds: Vec<&Value> = told.iter().map(|notice| &notice["kind"]).collect();
        assert_eq!(kinds, ["report_accepted", "identity_shown", "identity_shown"], "each look");
        assert_eq!((&told[1]["facts"]["report_id"], &told[1]["facts"]["said"]), (&json!(id), &json!("核实具体位置")));
        assert!(!told[1].to_string().contains("调度员甲"), "by whom is in the list of looks, if the district tells it");
        for nobody in [&world.dispatcher, &world.neighbour, &world.handler] {
            assert!(kinds_of(&app, nobody).await.is_empty());
        }
    }
}
