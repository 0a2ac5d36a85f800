//! The clock is set back, by an hour or across midnight: the journal keeps its order, what is over stays over.

use crate::both_databases;
use crate::district::{District, instant};
use crate::support::TestApp;
use chrono::{DateTime, TimeDelta, Utc};
use golden_beans::domain::pay_code::PayCode;
use golden_beans::domain::tier::Tier;
use serde_json::{Value, json};

/// Instants of the journal, the oldest first.
async fn instants(district: &District) -> Vec<DateTime<Utc>> {
    let page = district.auditor.get("/ledger/transactions?limit=200").await.expect(200);
    let items = page["items"].as_array().unwrap();
    items.iter().rev().map(|item| instant(item["at"].as_str().unwrap())).collect()
}

/// The journal is in order and sound.
async fn in_order(district: &District) {
    let instants = instants(district).await;
    assert!(instants.is_sorted(), "{instants:?}");
    district.verify().await;
}

async fn balance(district: &District) -> Value {
    district.resident.get("/wallet").await.expect(200)["balance"].clone()
}

both_databases! {
    async fn an_hour_back_reorders_nothing_and_lengthens_no_pay_code(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        district.earn(2).await;
        let code = district.pay_code().await;
        district.redeem(&code, "1").await.expect(201);
        let last = *instants(&district).await.last().unwrap();
        let code = district.pay_code().await;

        district.at(last - TimeDelta::hours(1)).await;
        district.redeem(&code, "1").await.expect_problem(409, "pay_code_expired");
        let fresh = district.pay_code().await;
        let sold = district.redeem(&fresh, "1").await.expect(201);
        assert_eq!(instant(sold["at"].as_str().unwrap()), last, "never before the posting before");
        district.redeem(&fresh, "1").await.expect_problem(409, "pay_code_used");
        let late = district.pay_code().await;
        district.app.clock.advance(TimeDelta::seconds(60));
        district.redeem(&late, "1").await.expect_problem(409, "pay_code_expired");
        assert_eq!(balance(&district).await, "8.00");
        in_order(&district).await;
    }

    async fn sessions_go_on_when_the_clock_is_set_back(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        district.earn(1).await;
        district.app.clock.advance(TimeDelta::hours(-1));
        let path = "/checkout/redemptions";
        district.cashier.get(path).await.expect_problem(401, "not_logged_in");
        let refresh = json!({ "refresh_token": district.cashier.refresh_token });
        let fresh = district.cashier.post("/auth/refresh", &refresh).await.expect(200);
        district.cashier.access_token = fresh["access_token"].as_str().map(str::to_owned);
        district.cashier.get(path).await.expect(200);
    }

    #[settings("[pay_codes]\nwrong_guesses = 5")]
    async fn a_till_is_locked_no_longer_than_it_would_be(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        district.earn(1).await;
        let wrong = |number: u8| PayCode::compose([number; 16]).expose().to_owned();
        for number in 0..5 {
            district.redeem(&wrong(number), "1").await.expect_problem(409, "pay_code_unknown");
        }
        district.at(district.app.now() - TimeDelta::hours(1)).await;
        let code = district.pay_code().await;
        let locked = district.redeem(&code, "1").await.expect_problem(429, "too_many_requests");
        let wait: i64 = locked.header("retry-after").parse().unwrap();
        assert!((299..=301).contains(&wait), "{wait}");
        district.app.clock.advance(TimeDelta::seconds(301));
        // What was guessed before the clock was set back is over, too.
        district.redeem(&wrong(6), "1").await.expect_problem(409, "pay_code_unknown");
        let code = district.pay_code().await;
        district.redeem(&code, "1").await.expect(201);
    }

    async fn no_days_cap_is_earned_twice_when_midnight_comes_twice(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        // Ten beans a day are two major reports; midnight in Qilin is 16:00 in UTC.
        let (before, after) = (instant("2024-07-14T15:50:00Z"), instant("2024-07-14T16:10:00Z"));
        let mut granted = Vec::new();
        for (number, at) in [(0, before), (1, after), (2, before), (3, after)] {
            district.at(at).await;
            for report in 0..3 {
                let record = district.award(&format!("report-{number}-{report}"), Tier::Major).await;
                granted.push(record.beans.to_string());
            }
        }
        let (five, none) = ("5.00", "0.00");
        assert_eq!(granted, [five, five, none, five, five, none, none, none, none, none, none, none]);
        let wallet = district.resident.get("/wallet").await.expect(200);
        assert_eq!((&wallet["balance"], &wallet["today"]["earned"]), (&json!("20.00"), &json!("10.00")));
        in_order(&district).await;
    }

    async fn a_pocket_whose_last_day_is_over_stays_closed_when_midnight_comes_twice(app: TestApp) {
        let mut district = District::new(app).await;
        let id = district.season("七月", "2024-07-01", "2024-07-14", Some("2024-07-14")).await;
        district.award("report", Tier::Major).await;
        district.at(instant("2024-07-14T15:50:00Z")).await;
        let code = district.pay_code().await;
        district.redeem(&code, "1").await.expect(201);

        district.at(instant("2024-07-14T16:10:00Z")).await;
        // The journal has reached the next day.
        district.fund(&id, "1").await.expect(201);
        district.at(instant("2024-07-14T15:50:00Z")).await;
        let code = district.pay_code().await;
        district.redeem(&code, "1").await.expect_problem(409, "insufficient_beans");
        assert_eq!(balance(&district).await, "4.00", "still there, until the upkeep comes by");

        district.at(instant("2024-07-14T16:10:00Z")).await;
        district.app.app.upkeep_round().await.unwrap();
        district.at(instant("2024-07-14T15:50:00Z")).await;
        district.app.app.upkeep_round().await.unwrap();
        assert_eq!(balance(&district).await, "0.00");
        in_order(&district).await;
    }
}
