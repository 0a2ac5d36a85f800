//! Who is paid for what was reported twice: the first reporter, once, whichever way and whenever it is merged.

use super::world::World;
use crate::both_databases;
use crate::notices::kinds_of;
use crate::support::{Actor, TestApp};
use chrono::TimeDelta;
use diesel::prelude::*;
use golden_beans::domain::role::Role;
use golden_beans::storage::schema::report;
use serde_json::{Value, json};

both_databases! {
    /// Whatever is merged into what: who filed first is paid, the others get what the campaign says.
    async fn the_first_reporter_is_paid_whichever_way_it_is_merged(app: TestApp) {
        let mut world = World::with_campaign(app).await;
        co_reporters_earn(&mut world).await;
        let older = world.submitted().await;
        world.app.clock.advance(TimeDelta::seconds(1));
        let newer = world.submitted_by(&world.neighbour).await;
        world.bring(&newer, "verified").await;
        world.dispatch(&older, "merge", json!({ "into": newer })).await.expect(200);
        let closed = world.dispatch(&newer, "close", json!({ "tier": "major", "comment": "谢谢" })).await.expect(200);
        assert_eq!((&closed["award"]["beans"], &closed["award"]["tier_beans"]), (&json!("5.00"), &json!("5.00")));
        assert_eq!(balance(&world.resident).await, "5.00", "who filed first");
        assert_eq!(balance(&world.neighbour).await, "0.50", "who filed later");
        let center = world.seen_by_center(&newer).await;
        assert_eq!((&center["first_filed"]["id"], &center["award"]["beans"]), (&json!(older), &json!("5.00")));
        let mine = world.resident.get(&format!("/reports/{older}")).await.expect(200);
        assert_eq!((&mine["status"], &mine["award"]["beans"]), (&json!("merged"), &json!("5.00")));

        // What was filed before the one who was paid is not merged away after the payment …
        let late = world.submitted_by(&world.neighbour).await;
        let between = world.app.now() - TimeDelta::hours(1);
        let third = world.app.resident("赵六").await;
        let earlier = filed_at(&world, &third, between).await;
        world.bring(&late, "verified").await;
        world.dispatch(&late, "close", json!({ "tier": "minor", "comment": "谢谢" })).await.expect(200);
        world.dispatch(&earlier, "merge", json!({ "into": late })).await.expect_field("into", "merge_older_into_closed");
        // … and the newer one is, as a co-reporter's.
        world.app.clock.advance(TimeDelta::seconds(1));
        let newest = world.submitted_by(&third).await;
        world.dispatch(&newest, "merge", json!({ "into": late })).await.expect(200);
        assert_eq!(balance(&third).await, "0.50");
        // Reopening takes from all of them.
        world.dispatch(&newer, "reopen", json!({ "reason": "没修好" })).await.expect(200);
        assert_eq!((balance(&world.resident).await, balance(&world.neighbour).await), ("0.00".to_owned(), "0.00".to_owned()));
        let auditor = world.app.staff(Role::Auditor).await;
        assert_eq!(auditor.post_nothing("/ledger/verify").await.expect(200)["ok"], true);
    }

    async fn one_person_is_paid_once_for_one_problem(app: TestApp) {
        let world = World::with_campaign(app).await;
        let older = world.submitted().await;
        world.app.clock.advance(TimeDelta::seconds(1));
        let newer = world.at("verified").await;
        world.dispatch(&older, "merge", json!({ "into": newer })).await.expect(200);
        let closed = world.dispatch(&newer, "close", json!({ "tier": "general", "comment": "谢谢" })).await.expect(200);
        assert_eq!(closed["award"]["beans"], "3.00");
        assert_eq!(balance(&world.resident).await, "3.00");
    }

    /// Whoever is faster: the one problem is paid once, to whoever had filed it first or to whoever was alone then.
    async fn merging_and_closing_at_the_same_instant_pays_once(app: TestApp) {
        let world = World::with_campaign(app).await;
        let elsewhere = elsewhere(&world);
        let closing = json!({ "tier": "general", "comment": "谢谢" });
        for round in 1..=3 {
            let older = world.submitted().await;
            world.app.clock.advance(TimeDelta::seconds(1));
            let newer = world.submitted_by(&world.neighbour).await;
            world.bring(&newer, "verified").await;
            let (merge, close) = (path(&older, "merge"), path(&newer, "close"));
            let into = json!({ "into": newer });
            let (merged, closed, again) = futures_util::join!(
                elsewhere.post(&merge, &into),
                world.dispatcher.post(&close, &closing),
                elsewhere.post(&close, &closing)
            );
            let statuses = [closed.status, again.status];
            assert!(statuses == [200, 409] || statuses == [409, 200], "{statuses:?}");
            if merged.status == 200 {
                assert_eq!(center(&world, &newer).await["first_filed"]["id"], older.as_str());
            } else {
                merged.expect_field("into", "merge_older_into_closed");
                assert_eq!(center(&world, &older).await["status"], "submitted", "its claim stands");
            }
            let paid = hundredths(&world.resident).await + hundredths(&world.neighbour).await;
            assert_eq!(paid, 300 * round);
        }
        sound(&world).await;
    }

    async fn merging_twice_or_into_each_other_at_the_same_instant_is_done_once(app: TestApp) {
        let mut world = World::with_campaign(app).await;
        co_reporters_earn(&mut world).await;
        let elsewhere = elsewhere(&world);
        // Into each other: one is merged, the other goes on.
        let (one, other) = (world.submitted().await, world.submitted_by(&world.neighbour).await);
        let (into_one, into_other) = (json!({ "into": one }), json!({ "into": other }));
        let (there, back) = (path(&one, "merge"), path(&other, "merge"));
        let (there, back) = futures_util::join!(world.dispatcher.post(&there, &into_other), elsewhere.post(&back, &into_one));
        assert_eq!([there.status, back.status].iter().filter(|status| **status == 200).count(), 1);
        // In a row: nothing is merged into what is merged itself.
        let third = world.app.resident("赵六").await;
        let (a, b, c) = (world.submitted().await, world.submitted_by(&world.neighbour).await, world.submitted_by(&third).await);
        let (first, second) = (path(&a, "merge"), path(&b, "merge"));
        let (into_b, into_c) = (json!({ "into": b }), json!({ "into": c }));
        let (_, second) = futures_util::join!(world.dispatcher.post(&first, &into_b), elsewhere.post(&second, &into_c));
        second.expect(200);
        let seen = center(&world, &a).await;
        let goes_on = seen["status"] == "submitted" || seen["merged_into"]["id"] == c.as_str();
        assert!(goes_on, "{seen}");
        // The same one twice into a closed one: one co-reporter, paid once.
        world.app.clock.advance(TimeDelta::seconds(1));
        let closed = world.at("closed").await;
        world.app.clock.advance(TimeDelta::seconds(1));
        let late = world.submitted_by(&third).await;
        let (merge, into) = (path(&late, "merge"), json!({ "into": closed }));
        let (one, other) = futures_util::join!(world.dispatcher.post(&merge, &into), elsewhere.post(&merge, &into));
        assert_eq!([one.status, other.status].iter().filter(|status| **status == 200).count(), 1);
        assert_eq!(balance(&third).await, "0.50");
        sound(&world).await;
    }

    /// A corrected grade is the first reporter's; a case that is opened again takes from all and pays all anew.
    async fn correcting_and_opening_again_follow_the_first_reporter(app: TestApp) {
        let mut world = World::with_campaign(app).await;
        co_reporters_earn(&mut world).await;
        let older = world.submitted().await;
        world.app.clock.advance(TimeDelta::seconds(1));
        let newer = world.submitted_by(&world.neighbour).await;
        world.dispatch(&older, "merge", json!({ "into": newer })).await.expect(200);
        world.bring(&newer, "closed").await;
        let balances = async || (balance(&world.resident).await, balance(&world.neighbour).await);
        assert_eq!(balances().await, ("3.00".into(), "0.50".into()));
        let graded = world.dispatch(&newer, "regrade", json!({ "tier": "major", "reason": "复核" })).await.expect(200);
        assert_eq!(graded["award"]["beans"], "5.00");
        assert_eq!(balances().await, ("5.00".into(), "0.50".into()));
        world.dispatch(&newer, "reopen", json!({ "reason": "没修好" })).await.expect(200);
        assert_eq!(balances().await, ("0.00".into(), "0.00".into()));
        // Merged into yet another while it is open: the claim goes along.
        let third = world.app.resident("赵六").await;
        let newest = world.submitted_by(&third).await;
        world.dispatch(&newer, "merge", json!({ "into": newest })).await.expect(200);
        world.bring(&newest, "closed").await;
        assert_eq!(balances().await, ("3.00".into(), "0.50".into()));
        assert_eq!(balance(&third).await, "0.50");
        sound(&world).await;
    }

    /// "Not solved" opens a case and leaves everybody their beans; what is merged meanwhile may turn the order around.
    async fn who_becomes_the_first_reporter_is_not_paid_as_a_co_reporter_besides(app: TestApp) {
        let mut world = World::with_campaign(app).await;
        co_reporters_earn(&mut world).await;
        let third = world.app.resident("赵六").await;
        let first_of_third = filed_at(&world, &third, world.app.now() - TimeDelta::hours(1)).await;
        let older = world.submitted().await;
        world.app.clock.advance(TimeDelta::seconds(1));
        let newer = world.submitted_by(&world.neighbour).await;
        world.app.clock.advance(TimeDelta::seconds(1));
        let newest = world.submitted_by(&third).await;
        for id in [&older, &newest] {
            world.dispatch(id, "merge", json!({ "into": newer })).await.expect(200);
        }
        world.bring(&newer, "closed").await;
        let balances = async || [balance(&world.resident).await, balance(&world.neighbour).await, balance(&third).await];
        assert_eq!(balances().await, ["3.00", "0.50", "0.50"]);
        world.neighbour.post(&format!("/reports/{newer}/not-solved"), &json!({ "reason": "还在" })).await.expect(200);
        assert_eq!(balances().await, ["3.00", "0.50", "0.50"]);
        world.dispatch(&first_of_third, "merge", json!({ "into": newer })).await.expect(200);
        world.bring_from(&newer, "assigned", "closed").await;
        assert_eq!(balances().await, ["0.50", "0.50", "3.00"]);
        sound(&world).await;
    }

    async fn what_others_reported_too_is_not_taken_back_by_one(app: TestApp) {
        let world = World::with_campaign(app).await;
        let older = world.submitted().await;
        let newer = world.submitted_by(&world.neighbour).await;
        world.dispatch(&older, "merge", json!({ "into": newer })).await.expect(200);
        let withdrawal = format!("/reports/{newer}/withdraw");
        world.neighbour.post_nothing(&withdrawal).await.expect_problem(409, "report_shared");
        world.bring(&newer, "closed").await;
        assert_eq!(balance(&world.resident).await, "3.00");
        // What one person filed twice is theirs alone; and where the center rejects, all are told.
        let (mine, again) = (world.submitted().await, world.submitted().await);
        world.dispatch(&again, "merge", json!({ "into": mine })).await.expect(200);
        world.resident.post_nothing(&format!("/reports/{mine}/withdraw")).await.expect(200);
        let (kept, rejected) = (world.submitted().await, world.submitted_by(&world.neighbour).await);
        world.dispatch(&kept, "merge", json!({ "into": rejected })).await.expect(200);
        world.bring(&rejected, "rejected").await;
        assert!(kinds_of(&world.app, &world.resident).await.contains(&"shared_report_ended".to_owned()));
    }
}

/// A rule from tomorrow on that gives co-reporters half a bean; and it is tomorrow.
async fn co_reporters_earn(world: &mut World) {
    let campaigns = world.admin.get("/campaigns").await.expect(200);
    let campaign = campaigns["items"][0]["id"].as_str().unwrap();
    let rule = json!({
        "effective_from": "2024-07-11", "minor": 0, "general": 3, "major": 5, "co_reporter": "0.50",
        "daily_cap": 10, "monthly_cap": 100,
    });
    let added = world.admin.post(&format!("/campaigns/{campaign}/rules"), &rule).await.expect(201);
    assert_eq!(added["co_reporter"], "0.50");
    let tomorrow = world.app.now() + TimeDelta::days(1);
    world.at_time(tomorrow).await;
}

/// The dispatcher at another process of the same server.
pub fn elsewhere(world: &World) -> Actor {
    let mut elsewhere = world.app.sibling().anonymous();
    elsewhere.access_token.clone_from(&world.dispatcher.access_token);
    elsewhere
}

fn path(id: &str, step: &str) -> String {
    format!("/dispatch/reports/{id}/{step}")
}

async fn center(world: &World, id: &str) -> Value {
    world.seen_by_center(id).await
}

async fn hundredths(resident: &Actor) -> i64 {
    balance(resident).await.replace('.', "").parse().unwrap()
}

pub async fn sound(world: &World) {
    let auditor = world.app.staff(Role::Auditor).await;
    assert_eq!(auditor.post_nothing("/ledger/verify").await.expect(200)["ok"], true);
}

pub async fn balance(resident: &Actor) -> String {
    resident.get("/wallet").await.expect(200)["balance"].as_str().unwrap().to_owned()
}

/// A report of somebody's that was filed before now.
pub async fn filed_at(world: &World, resident: &Actor, at: chrono::DateTime<chrono::Utc>) -> String {
    let id = world.submitted_by(resident).await;
    let filed = id.clone();
    let change = world.app.app.storage.write(move |tx| {
        let row = report::table.find(filed.clone());
        Ok(diesel::update(row).set(report::submitted_at.eq(at.naive_utc())).execute(&mut **tx)?)
    });
    change.await.unwrap();
    id
}
