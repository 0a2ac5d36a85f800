//! Campaigns: their days, their rules, their money, and who may touch them.

use crate::both_databases;
use crate::district::{District, id_of, instant, one_of_each_role, rule};
use crate::support::{Answer, TestApp};
use futures_util::future::join_all;
use golden_beans::domain::role::Role;
use golden_beans::domain::tier::Tier;
use reqwest::Method;
use serde_json::{Value, json};

both_databases! {
    async fn a_season_from_its_preparation_to_its_end(app: TestApp) {
        let (district, id) = District::with_season(app).await;
        let award = district.award("r1", Tier::Major).await;
        assert_eq!(award.beans.to_string(), "5.00");

        let seen = district.auditor.get(&format!("/campaigns/{id}")).await.expect(200);
        assert_eq!((&seen["name"], &seen["status"]), (&json!("第一季"), &json!("active")));
        assert_eq!((&seen["starts_on"], &seen["ends_on"]), (&json!("2024-07-01"), &json!("2024-09-30")));
        assert_eq!((&seen["reckon_by"], &seen["redeem_until"]), (&json!("closed"), &Value::Null));
        assert_eq!(seen["budget"], json!({ "funded": "50000.00", "awarded": "5.00", "released": "0.00", "left": "49995.00" }));
        assert_eq!(seen["rules"], json!([{
            "version": 1, "effective_from": "2024-07-01", "minor": "0.00", "general": "3.00", "major": "5.00",
            "co_reporter": "0.00", "daily_cap": "10.00", "monthly_cap": "100.00",
        }]));

        let step = async |step: &str| district.admin.post_nothing(&format!("/campaigns/{id}/{step}")).await;
        assert_eq!(step("pause").await.expect(200)["status"], "paused");
        step("pause").await.expect_problem(409, "campaign_state");
        assert!(district.award("r2", Tier::Major).await.beans.is_zero());
        assert_eq!(step("activate").await.expect(200)["status"], "active");
        assert_eq!(district.award("r3", Tier::General).await.beans.to_string(), "3.00");
        let ended = step("end").await.expect(200);
        assert_eq!((&ended["status"], &ended["ended_on"]), (&json!("ended"), &json!("2024-07-10")));
        assert_eq!(ended["budget"], json!({ "funded": "50000.00", "awarded": "8.00", "released": "49992.00", "left": "0.00" }));
        for later in ["activate", "pause", "end"] {
            step(later).await.expect_problem(409, "campaign_state");
        }
        district.fund(&id, "1").await.expect_problem(409, "campaign_state");
        district.admin.post(&format!("/campaigns/{id}/rules"), &rule("2024-08-01", [1, 1, 1], [1, 1])).await
            .expect_problem(409, "campaign_state");
        district.verify().await;
    }

    async fn wrong_values_are_named(app: TestApp) {
        let district = District::new(app).await;
        let good = json!({ "name": "第一季", "starts_on": "2024-07-01", "ends_on": "2024-09-30" });
        for (field, value, code) in [
            ("name", json!("  "), "text_empty"),
            ("name", json!("a\0b"), "text_control_character"),
            ("name", json!("长".repeat(61)), "text_too_long"),
            ("name", json!(7), "wrong_type"),
            ("starts_on", json!("2024-02-30"), "invalid"),
            ("starts_on", json!("0024-07-01"), "date_out_of_range"),
            ("ends_on", json!("+12024-07-01"), "date_out_of_range"),
            ("ends_on", json!("2024-06-30"), "ends_before_start"),
            ("ends_on", Value::Null, "wrong_type"),
            ("reckon_by", json!("opened"), "unknown_value"),
            ("redeem_until", json!("2024-09-29"), "redeem_until_too_early"),
            ("budget", json!("50000.00"), "unknown_field"),
        ] {
            let mut body = good.clone();
            body[field] = value;
            district.admin.post("/campaigns", &body).await.expect_field(field, code);
        }
        let missing = json!({ "name": "第一季", "starts_on": "2024-07-01" });
        district.admin.post("/campaigns", &missing).await.expect_field("ends_on", "required");
        assert!(district.admin.get("/campaigns").await.expect(200)["items"].as_array().unwrap().is_empty());
        district.admin.post("/campaigns", &good).await.expect(201);
        let same_name = json!({ "name": "第一季", "starts_on": "2025-07-01", "ends_on": "2025-09-30" });
        district.admin.post("/campaigns", &same_name).await.expect_problem(409, "name_taken");
    }

    async fn two_seasons_never_share_a_day(app: TestApp) {
        let (mut district, id) = District::with_season(app).await;
        let ask = |starts_on: &str, ends_on: &str| json!({ "name": starts_on, "starts_on": starts_on, "ends_on": ends_on });
        for (starts_on, ends_on) in [("2024-09-30", "2024-12-31"), ("2024-06-01", "2024-07-01"), ("2024-01-01", "2025-01-01"), ("2024-08-01", "2024-08-01")] {
            district.admin.post("/campaigns", &ask(starts_on, ends_on)).await.expect_problem(409, "campaign_overlap");
        }
        district.admin.post("/campaigns", &ask("2024-10-01", "2024-12-31")).await.expect(201);
        // One that was ended early covers only the days it had.
        district.at(instant("2024-08-15T02:00:00Z")).await;
        district.admin.post_nothing(&format!("/campaigns/{id}/end")).await.expect(200);
        district.admin.post("/campaigns", &ask("2024-08-15", "2024-09-30")).await.expect_problem(409, "campaign_overlap");
        district.admin.post("/campaigns", &ask("2024-08-16", "2024-09-30")).await.expect(201);
        // A draft that was given up covers none.
        let given_up = district.draft("明年", "2025-01-01", "2025-12-31", None).await;
        district.admin.post_nothing(&format!("/campaigns/{given_up}/end")).await.expect(200);
        district.admin.post("/campaigns", &ask("2025-01-01", "2025-12-31")).await.expect(201);
    }

    async fn of_seasons_prepared_at_the_same_instant_one_wins(app: TestApp) {
        let district = District::new(app).await;
        let mut elsewhere = district.app.sibling().anonymous();
        elsewhere.access_token.clone_from(&district.admin.access_token);
        let asking = (0..12).map(|number| {
            let admin = if number % 2 == 0 { &district.admin } else { &elsewhere };
            async move {
                let starts_on = format!("2024-07-{:02}", 1 + number);
                let body = json!({ "name": format!("第 {number}"), "starts_on": starts_on, "ends_on": "2024-09-30" });
                admin.post("/campaigns", &body).await
            }
        });
        let answers = join_all(asking).await;
        let (won, lost): (Vec<Answer>, Vec<Answer>) = answers.into_iter().partition(|answer| answer.status == 201);
        assert_eq!(won.len(), 1);
        for answer in lost {
            answer.expect_problem(409, "campaign_overlap");
        }
        assert_eq!(district.admin.get("/campaigns").await.expect(200)["items"].as_array().unwrap().len(), 1);
    }

    async fn rules_are_added_and_never_edited(app: TestApp) {
        let district = District::new(app).await;
        let id = district.draft("第一季", "2024-07-01", "2024-09-30", None).await;
        let rules = format!("/campaigns/{id}/rules");
        let add = async |effective_from: &str| district.admin.post(&rules, &rule(effective_from, [0, 3, 5], [10, 100])).await;
        let activate = async || district.admin.post_nothing(&format!("/campaigns/{id}/activate")).await;

        activate().await.expect_problem(409, "campaign_without_rules");
        assert_eq!(add("2024-07-02").await.expect(201)["version"], 1);
        activate().await.expect_problem(409, "campaign_without_rules");
        // A draft may have rules from before its first day, and from days that have passed.
        assert_eq!(add("2024-06-15").await.expect(201)["version"], 2);
        add("2024-06-15").await.expect_problem(409, "rule_date_taken");
        add("2024-10-01").await.expect_field("effective_from", "after_campaign");
        activate().await.expect(200);

        add("2024-07-09").await.expect_problem(409, "rule_in_past");
        assert_eq!(add("2024-07-10").await.expect(201)["version"], 3);
        assert_eq!(add("2024-08-01").await.expect(201)["version"], 4);
        add("2024-08-01").await.expect_problem(409, "rule_date_taken");
        district.admin.post("/campaigns/nothing/rules", &rule("2024-08-01", [0, 3, 5], [10, 100])).await
            .expect_problem(404, "not_found");
    }

    async fn a_rule_of_today_is_judged_by_the_districts_date(app: TestApp) {
        let (mut district, id) = District::with_season(app).await;
        // Half past midnight of 1 August in Qilin.
        district.at(instant("2024-07-31T16:30:00Z")).await;
        let rules = format!("/campaigns/{id}/rules");
        district.admin.post(&rules, &rule("2024-07-31", [5, 10, 20], [20, 300])).await.expect_problem(409, "rule_in_past");
        assert_eq!(district.award("before", Tier::General).await.beans.to_string(), "3.00");
        district.admin.post(&rules, &rule("2024-08-01", [5, 10, 20], [20, 300])).await.expect(201);
        let award = district.award("after", Tier::General).await;
        assert_eq!((award.beans.to_string().as_str(), award.rule_version), ("10.00", Some(2)));
    }

    async fn wrong_amounts_of_rules_are_named_all_at_once(app: TestApp) {
        let district = District::new(app).await;
        let id = district.draft("第一季", "2024-07-01", "2024-09-30", None).await;
        let body = json!({
            "effective_from": "2024-07-01", "minor": "-1", "general": "3.001", "major": "five",
            "daily_cap": 1e300, "monthly_cap": "99999999999999.00",
        });
        let answer = district.admin.post(&format!("/campaigns/{id}/rules"), &body).await;
        answer
            .expect_field("minor", "beans_negative")
            .expect_field("general", "beans_too_many_places")
            .expect_field("major", "beans_not_a_number")
            .expect_field("daily_cap", "beans_not_a_number")
            .expect_field("monthly_cap", "beans_too_large");
    }

    async fn rules_added_at_the_same_instant_are_numbered_one_by_one(app: TestApp) {
        let (district, id) = District::with_season(app).await;
        let rules = format!("/campaigns/{id}/rules");
        let add = async |day: u32| district.admin.post(&rules, &rule(&format!("2024-08-{day:02}"), [1, 2, 3], [4, 5])).await;
        let answers = join_all((0..10).map(|number| add(1 + number / 2))).await;
        let mut versions: Vec<u64> =
            answers.iter().filter(|answer| answer.status == 201).map(|answer| answer.json["version"].as_u64().unwrap()).collect();
        versions.sort_unstable();
        assert_eq!(versions, [2, 3, 4, 5, 6]);
        for answer in answers.into_iter().filter(|answer| answer.status != 201) {
            answer.expect_problem(409, "rule_date_taken");
        }
    }

    async fn a_funding_is_booked_once_whatever_is_retried(app: TestApp) {
        let (district, id) = District::with_season(app).await;
        let (path, body) = (format!("/campaigns/{id}/fund"), json!({ "beans": "12.50", "memo": "追加" }));
        let answers = join_all((0..8).map(|_| district.finance.post_with_key(&path, &body, "again"))).await;
        let first: Vec<&Answer> = answers.iter().filter(|answer| answer.header("idempotency-replayed").is_empty()).collect();
        assert_eq!(first.len(), 1);
        assert!(answers.iter().all(|answer| answer.status == 201 && answer.json == answers[0].json), "{answers:?}");
        assert_eq!((&answers[0].json["beans"], &answers[0].json["budget_left"]), (&json!("12.50"), &json!("50012.50")));
        let seen = district.finance.get(&format!("/campaigns/{id}")).await.expect(200);
        assert_eq!(seen["budget"]["funded"], "50012.50");

        let other = json!({ "beans": "12.51", "memo": "追加" });
        district.finance.post_with_key(&path, &other, "again").await.expect_problem(422, "idempotency_key_reused");
        district.finance.post_without_key(&path, &body).await.expect_problem(400, "idempotency_key_required");
        let nobodys = "/campaigns/00000000-0000-7000-8000-000000000000/fund";
        district.finance.post(nobodys, &body).await.expect_problem(404, "not_found");
        for (beans, code) in [
            (json!("0"), "beans_zero"),
            (json!("-1.00"), "beans_negative"),
            (json!("1.001"), "beans_too_many_places"),
            (json!(1.001), "beans_too_many_places"),
            (json!("1e3"), "beans_not_a_number"),
            (json!("100000000000.01"), "beans_too_large"),
            (Value::Null, "beans_not_a_number"),
        ] {
            let body = json!({ "beans": beans, "memo": "追加" });
            district.finance.post(&path, &body).await.expect_field("beans", code);
        }
        let no_memo = json!({ "beans": "1", "memo": " " });
        district.finance.post(&path, &no_memo).await.expect_field("memo", "text_empty");
        // What would not fit the ledger is refused and moves nothing.
        let most = json!({ "beans": "100000000000.00", "memo": "追加" });
        district.finance.post(&path, &most).await.expect_problem(422, "validation_failed");
        district.verify().await;
    }

    async fn a_refused_funding_stays_refused_for_its_key(app: TestApp) {
        let (district, id) = District::with_season(app).await;
        let (path, body) = (format!("/campaigns/{id}/fund"), json!({ "beans": "1", "memo": "追加" }));
        district.admin.post_nothing(&format!("/campaigns/{id}/end")).await.expect(200);
        let first = district.finance.post_with_key(&path, &body, "late").await.expect_problem(409, "campaign_state");
        assert_eq!(first.header("idempotency-replayed"), "");
        let again = district.finance.post_with_key(&path, &body, "late").await.expect_problem(409, "campaign_state");
        assert_eq!(again.header("idempotency-replayed"), "true");
    }

    async fn seasons_are_listed_newest_first_page_by_page(app: TestApp) {
        let district = District::new(app).await;
        for year in [2021, 2023, 2020, 2024, 2022] {
            district.draft(&year.to_string(), &format!("{year}-01-01"), &format!("{year}-12-31"), None).await;
        }
        let mut names = Vec::new();
        let mut path = "/campaigns?limit=2".to_owned();
        loop {
            let page = district.auditor.get(&path).await.expect(200);
            names.extend(page["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("/campaigns?limit=2&cursor={cursor}");
        }
        assert_eq!(names, ["2024", "2023", "2022", "2021", "2020"]);
        for (query, field, code) in [
            ("limit=0", "limit", "out_of_range"),
            ("limit=201", "limit", "out_of_range"),
            ("cursor=nonsense", "cursor", "invalid_cursor"),
            ("offset=5", "offset", "unknown_field"),
        ] {
            district.auditor.get(&format!("/campaigns?{query}")).await.expect_field(field, code);
        }
        district.auditor.get("/campaigns/%00").await.expect_problem(404, "not_found");
    }

    async fn only_those_who_should_touch_campaigns(app: TestApp) {
        let (district, id) = District::with_season(app).await;
        let (admin, finance): (&[Role], &[Role]) = (&[Role::Admin], &[Role::Finance]);
        let staff: &[Role] = &[Role::Dispatcher, Role::Finance, Role::Auditor, Role::Admin];
        let calls = [
            (Method::POST, "/campaigns".to_owned(), admin),
            (Method::POST, format!("/campaigns/{id}/rules"), admin),
            (Method::POST, format!("/campaigns/{id}/fund"), finance),
            (Method::POST, format!("/campaigns/{id}/activate"), admin),
            (Method::POST, format!("/campaigns/{id}/pause"), admin),
            (Method::POST, format!("/campaigns/{id}/end"), admin),
            (Method::GET, "/campaigns".to_owned(), staff),
            (Method::GET, format!("/campaigns/{id}"), staff),
        ];
        let people = one_of_each_role(&district.app, &district.shop_id).await;
        for (method, path, allowed) in calls {
            let asked = format!("{method} {path}");
            let nobody = district.app.anonymous();
            let request = nobody.request(method.clone(), &path);
            nobody.send(request, asked.clone()).await.expect_problem(401, "not_logged_in");
            // Whoever may not call is told so, whatever the body is like.
            for (_, person) in people.iter().filter(|(role, _)| !allowed.contains(role)) {
                let request = person.request(method.clone(), &path).header("content-type", "application/json").body("{");
                person.send(request, asked.clone()).await.expect_problem(403, "forbidden");
            }
        }
        let seen = district.auditor.get(&format!("/campaigns/{id}")).await.expect(200);
        assert_eq!((&seen["status"], &seen["rules"].as_array().unwrap().len()), (&json!("active"), &1));
    }

    async fn an_end_that_broke_off_is_finished_by_ending_again(app: TestApp) {
        let (district, id) = District::with_season(app).await;
        // As a crash between the campaign's end and the release of its budget leaves it.
        let campaign_id = id.clone();
        let ended_on = "2024-07-10".parse().unwrap();
        district.app.app.storage
            .write(move |tx| {
                golden_beans::storage::campaigns::scheme_changes(tx)?;
                let ended = golden_beans::domain::campaign::CampaignStatus::Ended;
                golden_beans::storage::campaigns::set_status(tx, &campaign_id, ended, Some(ended_on))
            })
            .await
            .unwrap();
        let ended = district.admin.post_nothing(&format!("/campaigns/{id}/end")).await.expect(200);
        assert_eq!((&ended["budget"]["left"], &ended["budget"]["released"]), (&json!("0.00"), &json!("50000.00")));
        assert_eq!(id_of(&ended), id);
    }
}
