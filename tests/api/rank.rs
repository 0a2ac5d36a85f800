//! The monthly rank: masked, by what the ledger counted, and nobody stands there who does not want to.

use crate::both_databases;
use crate::district::{District, instant, person};
use crate::support::{Actor, TestApp};
use golden_beans::domain::role::Role;
use golden_beans::domain::tier::Tier;
use serde_json::{Value, json};

async fn rank(actor: &Actor, query: &str) -> Value {
    actor.get(&format!("/rank{query}")).await.expect(200)
}

fn places(rank: &Value) -> Vec<(u64, &str, &str, bool)> {
    let place = |row: &'_ Value| row["place"].as_u64().unwrap();
    rank["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let (resident, beans) = (row["resident"].as_str().unwrap(), row["beans"].as_str().unwrap());
            (place(row), resident, beans, row["mine"].as_bool().unwrap())
        })
        .collect()
}

both_databases! {
    async fn the_rank_is_by_what_was_earned_in_the_month_and_shows_no_name(app: TestApp) {
        let (mut district, _) = District::with_season(app.clone()).await;
        let mut wang = person(&app, Role::Resident, "13900000001", Some("王大力"), None).await;
        let mut nobody = person(&app, Role::Resident, "13900000002", None, None).await;
        for (resident, deed, tier) in [
            (&district.resident, "a", Tier::Major), (&wang, "b", Tier::Major), (&wang, "c", Tier::General),
            (&nobody, "d", Tier::Major), (&nobody, "e", Tier::Minor),
        ] {
            district.award_to(resident, deed, tier).await;
        }
        let mine = rank(&district.resident, "").await;
        assert_eq!(mine["month_on"], "2024-07-01");
        assert_eq!((&mine["my_beans"], &mine["my_place"], &mine["residents"]), (&json!("5.00"), &json!(2), &json!(3)));
        let told = places(&mine);
        assert_eq!(told[0], (1, "王*", "8.00", false));
        // Equal beans share a place.
        assert!(told[1..].contains(&(2, "李*", "5.00", true)) && told[1..].contains(&(2, "*", "5.00", false)), "{told:?}");
        assert!(!mine.to_string().contains("大力") && !mine.to_string().contains(&wang.id), "{mine}");

        // Last minutes of July in Qilin, and August after them.
        district.at(instant("2024-07-31T16:00:01Z")).await;
        wang.log_in().await;
        nobody.log_in().await;
        assert_eq!(rank(&wang, "").await["items"], json!([]));
        assert_eq!(places(&rank(&wang, "?month_on=2024-07-15").await)[0], (1, "王*", "8.00", true));
        for query in ["?month_on=2024-09-01", "?month_on=2023-08-31"] {
            wang.get(&format!("/rank{query}")).await.expect_field("month_on", "out_of_range");
        }
    }

    async fn who_opts_out_is_gone_at_once_and_may_come_back(app: TestApp) {
        let (district, _) = District::with_season(app.clone()).await;
        let wang = person(&app, Role::Resident, "13900000001", Some("王大力"), None).await;
        district.award_to(&wang, "a", Tier::Major).await;
        district.award("b", Tier::General).await;
        assert_eq!(places(&rank(&district.resident, "").await).len(), 2);

        wang.patch("/me", &json!({ "in_rank": false })).await.expect(200);
        wang.patch("/me", &json!({ "in_rank": false })).await.expect(200);
        let seen = rank(&district.resident, "").await;
        assert_eq!(places(&seen), [(1, "李*", "3.00", true)]);
        assert_eq!((&seen["residents"], &seen["my_place"]), (&json!(1), &json!(1)));
        let own = rank(&wang, "").await;
        assert_eq!((&own["opted_out"], &own["my_place"], &own["my_beans"]), (&json!(true), &Value::Null, &json!("5.00")));

        wang.patch("/me", &json!({ "in_rank": true, "name": "王小力" })).await.expect(200);
        assert_eq!(places(&rank(&wang, "").await)[0], (1, "王*", "5.00", true));
        district.cashier.patch("/me", &json!({ "in_rank": false })).await.expect_problem(403, "forbidden");
    }
}
