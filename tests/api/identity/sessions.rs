//! Sessions: refreshed, copied, left alone, ended.

use crate::both_databases;
use crate::support::{Actor, Answer, PASSWORD, TestApp};
use chrono::TimeDelta;
use futures_util::future::join_all;
use golden_beans::domain::Role;
use serde_json::json;
use std::sync::{Arc, Barrier};
use std::time::Duration;

async fn refresh(actor: &Actor, token: &str) -> Answer {
    actor.post("/auth/refresh", &json!({ "refresh_token": token })).await
}

async fn refreshed(actor: &Actor, token: &str) -> String {
    refresh(actor, token).await.expect(200)["refresh_token"].as_str().unwrap().to_owned()
}

fn token_of(actor: &Actor) -> &str {
    actor.refresh_token.as_deref().unwrap()
}

both_databases! {
    async fn a_refresh_token_is_exchanged_for_the_next(app: TestApp) {
        let mut person = app.resident("李小明").await;
        let mut token = token_of(&person).to_owned();
        for _ in 0..5 {
            app.clock.advance(TimeDelta::minutes(20));
            person.get("/me").await.expect_problem(401, "token_expired");
            let answer = refresh(&person, &token).await.expect(200);
            assert_eq!(answer["role"], "resident");
            assert_ne!(answer["refresh_token"], token.as_str());
            answer["refresh_token"].as_str().unwrap().clone_into(&mut token);
            person.access_token = answer["access_token"].as_str().map(ToOwned::to_owned);
            person.get("/me").await.expect(200);
        }
    }

    async fn a_lost_answer_is_forgiven_for_ten_seconds(app: TestApp) {
        let person = app.resident("李小明").await;
        let first = refreshed(&person, token_of(&person)).await;
        app.clock.advance(TimeDelta::seconds(10));
        let second = refreshed(&person, token_of(&person)).await;
        assert_ne!(first, second);
        // Two pages that refreshed at the same moment both go on.
        refreshed(&person, &first).await;
        refreshed(&person, &second).await;
    }

    async fn a_copied_refresh_token_ends_the_whole_session(app: TestApp) {
        let person = app.resident("李小明").await;
        let mut elsewhere = person.clone();
        elsewhere.log_in().await;
        let next = refreshed(&person, token_of(&person)).await;
        app.clock.advance(TimeDelta::seconds(11));
        refresh(&person, token_of(&person)).await.expect_problem(401, "refresh_token_invalid");
        refresh(&person, &next).await.expect_problem(401, "refresh_token_invalid");
        person.get("/me").await.expect_problem(401, "not_logged_in");
        // The same person's other session is another family.
        elsewhere.get("/me").await.expect(200);
        refreshed(&elsewhere, token_of(&elsewhere)).await;
    }

    async fn refreshes_at_the_same_moment_all_go_on(app: TestApp) {
        let person = app.resident("李小明").await;
        let sibling = app.sibling().anonymous();
        let refreshes = (0..8).map(|n| refresh(if n % 2 == 0 { &person } else { &sibling }, token_of(&person)));
        for answer in join_all(refreshes).await {
            answer.expect(200);
        }
    }

    async fn tokens_of_nobody_are_refused(app: TestApp) {
        let person = app.resident("李小明").await;
        let forged = format!("gbr_{}", "A".repeat(43));
        for token in ["", "gbr_", "x", forged.as_str(), person.access_token.as_deref().unwrap()] {
            refresh(&person, token).await.expect_problem(401, "refresh_token_invalid");
            person.post("/auth/logout", &json!({ "refresh_token": token })).await.expect(204);
        }
        person.post("/auth/refresh", &json!({})).await.expect_field("refresh_token", "required");
        person.get("/me").await.expect(200);
    }

    async fn logging_out_acts_at_once(app: TestApp) {
        let person = app.resident("李小明").await;
        person.get("/me").await.expect(200);
        person.post("/auth/logout", &json!({ "refresh_token": token_of(&person) })).await.expect(204);
        person.get("/me").await.expect_problem(401, "not_logged_in");
        refresh(&person, token_of(&person)).await.expect_problem(401, "refresh_token_invalid");
        person.post("/auth/logout", &json!({ "refresh_token": token_of(&person) })).await.expect(204);
    }

    async fn a_session_left_alone_ends(app: TestApp) {
        let (resident, staff, finance) =
            (app.resident("李小明").await, app.staff(Role::Dispatcher).await, app.staff(Role::Finance).await);
        app.clock.advance(TimeDelta::minutes(16));
        refresh(&finance, token_of(&finance)).await.expect_problem(401, "refresh_token_invalid");
        let staff_token = refreshed(&staff, token_of(&staff)).await;
        app.clock.advance(TimeDelta::minutes(31));
        refresh(&staff, &staff_token).await.expect_problem(401, "refresh_token_invalid");
        let token = refreshed(&resident, token_of(&resident)).await;
        app.clock.advance(TimeDelta::days(29));
        let token = refreshed(&resident, &token).await;
        app.clock.advance(TimeDelta::days(31));
        refresh(&resident, &token).await.expect_problem(401, "refresh_token_invalid");
    }

    async fn a_session_in_use_is_not_left_alone(app: TestApp) {
        // Finance may be idle for as long as an access token lives: without taking note of use, everybody who waits
        // for the token's end before refreshing would be logged out in the middle of work.
        let finance = app.staff(Role::Finance).await;
        for _ in 0..14 {
            app.clock.advance(TimeDelta::minutes(1));
            finance.get("/me").await.expect(200);
        }
        app.clock.advance(TimeDelta::minutes(5));
        finance.get("/me").await.expect_problem(401, "token_expired");
        refreshed(&finance, token_of(&finance)).await;
    }

    async fn a_session_ends_after_its_whole_time_however_much_it_is_used(app: TestApp) {
        let staff = app.staff(Role::Dispatcher).await;
        let mut token = token_of(&staff).to_owned();
        for _ in 0..23 {
            app.clock.advance(TimeDelta::minutes(20));
            token = refreshed(&staff, &token).await;
        }
        app.clock.advance(TimeDelta::minutes(20));
        refresh(&staff, &token).await.expect_problem(401, "refresh_token_invalid");
    }

    async fn a_person_sees_and_ends_their_own_sessions(app: TestApp) {
        let (here, other) = (app.resident("李小明").await, app.resident("王小红").await);
        let mut there = here.clone();
        there.log_in().await;
        let sessions = here.get("/me/sessions").await.expect(200);
        let items = sessions["items"].as_array().unwrap();
        assert_eq!(items.len(), 2);
        let current: Vec<_> = items.iter().map(|item| item["current"].as_bool().unwrap()).collect();
        assert_eq!(current, [false, true]);
        let path = format!("/me/sessions/{}/end", items[0]["id"].as_str().unwrap());
        other.post_nothing(&path).await.expect_problem(404, "not_found");
        there.get("/me").await.expect(200);
        here.post_nothing(&path).await.expect(204);
        there.get("/me").await.expect_problem(401, "not_logged_in");
        here.get("/me").await.expect(200);
    }

    #[settings("[auth]\nsessions_per_user = 2")]
    async fn with_one_login_too_many_the_oldest_session_ends(app: TestApp) {
        let first = app.resident("李小明").await;
        let (mut second, mut third) = (first.clone(), first.clone());
        second.log_in().await;
        first.get("/me").await.expect(200);
        third.log_in().await;
        first.get("/me").await.expect_problem(401, "not_logged_in");
        second.get("/me").await.expect(200);
        third.get("/me").await.expect(200);
    }

    #[settings("[auth]\nsession_cache_ms = 0")]
    async fn another_process_ends_a_session_too(app: TestApp) {
        let person = app.resident("李小明").await;
        let sibling = app.sibling();
        let mut same_person = sibling.anonymous();
        same_person.access_token.clone_from(&person.access_token);
        same_person.get("/me").await.expect(200);
        person.post("/auth/logout", &json!({ "refresh_token": token_of(&person) })).await.expect(204);
        same_person.get("/me").await.expect_problem(401, "not_logged_in");
    }

    #[settings("[auth]\nsession_cache_ms = 3600000\n[database]\nread_connections = 2")]
    async fn a_known_caller_costs_no_query(app: TestApp) {
        let person = app.resident("李小明").await;
        let token = person.access_token.clone().unwrap();
        app.app.authenticate(&token).await.unwrap();
        // With every reading connection held, only what needs none gets an answer.
        let held = Arc::new(Barrier::new(3));
        let holders: Vec<_> = (0..2)
            .map(|_| {
                let held = Arc::clone(&held);
                let storage = app.app.storage.clone();
                tokio::spawn(async move {
                    storage.read(move |_| { held.wait(); held.wait(); Ok(()) }).await.unwrap();
                })
            })
            .collect();
        let both = Arc::clone(&held);
        tokio::task::spawn_blocking(move || both.wait()).await.unwrap();
        let known = tokio::time::timeout(Duration::from_secs(20), app.app.authenticate(&token)).await;
        tokio::task::spawn_blocking(move || held.wait()).await.unwrap();
        for holder in holders {
            holder.await.unwrap();
        }
        assert_eq!(known.expect("no wait for a connection").unwrap().user_id, person.id);
    }

    async fn sessions_long_over_are_forgotten(app: TestApp) {
        let mut person = app.staff(Role::Dispatcher).await;
        let old = token_of(&person).to_owned();
        app.clock.advance(TimeDelta::days(31));
        person.password = PASSWORD.to_owned();
        person.log_in().await;
        let hash = golden_beans::auth::refresh::RefreshToken::parse(&old).unwrap().hash();
        let found = app.app.storage.read(move |connection| {
            Ok(golden_beans::storage::sessions::find_token(connection, &hash)?)
        });
        assert!(found.await.unwrap().is_none());
        refresh(&person, &old).await.expect_problem(401, "refresh_token_invalid");
    }
}
