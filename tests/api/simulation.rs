//! A campaign's simulator: last month under other rules, decided as the ledger would have.

use crate::both_databases;
use crate::district::{District, instant, person};
use crate::support::TestApp;
use golden_beans::domain::role::Role;
use golden_beans::domain::tier::Tier;
use serde_json::{Value, json};

fn wish(amounts: [u32; 3], caps: [u32; 2]) -> Value {
    json!({
        "rules": {
            "minor": amounts[0], "general": amounts[1], "major": amounts[2],
            "daily_cap": caps[0], "monthly_cap": caps[1],
        },
        "from_on": "2024-07-01",
        "to_on": "2024-07-31",
    })
}

both_databases! {
    async fn the_same_rules_cost_what_was_awarded_and_others_what_they_would_have(app: TestApp) {
        let (mut district, id) = District::with_season(app.clone()).await;
        let wang = person(&app, Role::Resident, "13900000001", Some("王大力"), None).await;
        for day in 11..14 {
            district.at(instant(&format!("2024-07-{day}T02:00:00Z"))).await;
            for deed in 0..3 {
                district.award(&format!("li-{day}-{deed}"), Tier::Major).await;
            }
            district.award_to(&wang, &format!("wang-{day}"), Tier::General).await;
        }
        // The first minute of August in Qilin is not July's.
        district.at(instant("2024-07-31T16:00:00Z")).await;
        district.award("august", Tier::Major).await;

        let path = format!("/campaigns/{id}/simulate");
        let same = district.admin.post(&path, &wish([0, 3, 5], [10, 100])).await.expect(200);
        assert_eq!((&same["reports"], &same["residents"], &same["beans"]), (&json!(12), &json!(2), &json!("39.00")));
        assert_eq!((&same["at_daily_cap"], &same["at_monthly_cap"], &same["exhausted_on"]), (&json!(1), &json!(0), &Value::Null));
        assert_eq!((&same["uncapped_beans"], &same["budget"], &same["budget_left"]), (&json!("54.00"), &json!("50000.00"), &json!("49961.00")));
        let grades = json!([{ "grade": "general", "reports": 3, "beans": "9.00" }, { "grade": "major", "reports": 9, "beans": "30.00" }]);
        assert_eq!(same["grades"], grades);

        // Twenty a major report, and money for two days.
        let mut rich = wish([5, 10, 20], [20, 300]);
        rich["budget"] = json!("60");
        let rich = district.finance.post(&path, &rich).await.expect(200);
        assert_eq!((&rich["beans"], &rich["exhausted_on"], &rich["budget_left"]), (&json!("60.00"), &json!("2024-07-12"), &json!("0.00")));

        let mut none = wish([0, 3, 5], [10, 100]);
        none["from_on"] = json!("2024-06-01");
        none["to_on"] = json!("2024-06-30");
        assert_eq!(district.admin.post(&path, &none).await.expect(200)["reports"], 0);
        district.verify().await;
    }

    async fn wrong_wishes_are_named(app: TestApp) {
        let (district, id) = District::with_season(app).await;
        let path = format!("/campaigns/{id}/simulate");
        let mut backwards = wish([0, 3, 5], [10, 100]);
        backwards["to_on"] = json!("2024-06-30");
        district.admin.post(&path, &backwards).await.expect_field("to_on", "before_from_on");
        let mut negative = wish([0, 3, 5], [10, 100]);
        negative["rules"]["major"] = json!("-1");
        assert_eq!(district.admin.post(&path, &negative).await.expect_problem(422, "validation_failed").status, 422);
        district.admin.post("/campaigns/nothing/simulate", &wish([0, 3, 5], [10, 100])).await.expect_problem(404, "not_found");
    }
}
