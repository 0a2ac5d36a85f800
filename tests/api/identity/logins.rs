//! Wrong passwords: what is told, what locks, what is throttled.

use crate::both_databases;
use crate::support::{Actor, Answer, PASSWORD, TestApp};
use chrono::TimeDelta;
use futures_util::future::join_all;
use golden_beans::auth::login_name::LoginName;
use golden_beans::domain::Role;
use golden_beans::service::{App, LoginAttempt};
use golden_beans::storage::users;
use serde_json::json;

async fn log_in(actor: &Actor, username: &str, password: &str) -> Answer {
    actor.post("/auth/login", &json!({ "username": username, "password": password })).await
}

/// What an answer shows to somebody who probes.
fn outside(answer: &Answer) -> (u16, String, String, String) {
    let detail = answer.json["detail"].as_str().unwrap_or_default().to_owned();
    (answer.status, answer.code().to_owned(), detail, answer.header("retry-after").to_owned())
}

both_databases! {
    async fn five_wrong_passwords_lock_for_fifteen_minutes(app: TestApp) {
        let person = app.staff(Role::Dispatcher).await;
        for _ in 0..5 {
            log_in(&person, &person.username, "wrong").await.expect_problem(401, "bad_credentials");
        }
        let locked = log_in(&person, &person.username, PASSWORD).await.expect_problem(429, "account_locked");
        assert_eq!(locked.header("retry-after"), "900");
        app.clock.advance(TimeDelta::minutes(14));
        let locked = log_in(&person, &person.username, PASSWORD).await.expect_problem(429, "account_locked");
        assert_eq!(locked.header("retry-after"), "60");
        // Sessions that are open are not shut out by somebody else's guesses.
        person.get("/me").await.expect(200);
        app.clock.advance(TimeDelta::minutes(1));
        log_in(&person, &person.username, "wrong").await.expect_problem(401, "bad_credentials");
        log_in(&person, &person.username, PASSWORD).await.expect(200);
    }

    async fn a_right_password_starts_the_count_anew(app: TestApp) {
        let person = app.resident("李小明").await;
        for _ in 0..3 {
            for _ in 0..4 {
                log_in(&person, &person.username, "wrong").await.expect_problem(401, "bad_credentials");
            }
            log_in(&person, &person.username, PASSWORD).await.expect(200);
        }
    }

    async fn nobody_can_tell_who_is_there(app: TestApp) {
        let person = app.staff(Role::Dispatcher).await;
        let gone = app.staff(Role::Finance).await;
        app.admin().await.patch(&format!("/users/{}", gone.id), &json!({ "active": false })).await.expect(200);
        for attempt in 0..7 {
            let there = log_in(&person, &person.username, "wrong").await;
            assert_eq!(there.status, if attempt < 5 { 401 } else { 429 });
            for name in ["nobody", "13900000000", &gone.username] {
                // The inactive user's password is even the right one.
                let not_there = log_in(&person, name, PASSWORD).await;
                assert_eq!(outside(&not_there), outside(&there), "{name}, attempt {attempt}");
            }
        }
    }

    async fn a_name_has_one_count_in_all_its_forms(app: TestApp) {
        let nobody = app.anonymous();
        for name in ["13812341234", "138 1234 1234", "+8613812341234", "138-1234-1234", "008613812341234"] {
            log_in(&nobody, name, "wrong").await.expect_problem(401, "bad_credentials");
        }
        log_in(&nobody, "13812341234", "wrong").await.expect_problem(429, "account_locked");
        for name in ["Someone", "someone", " SOMEONE ", "sOMEONE", "someone "] {
            log_in(&nobody, name, "wrong").await.expect_problem(401, "bad_credentials");
        }
        log_in(&nobody, "someone", "wrong").await.expect_problem(429, "account_locked");
    }

    async fn of_many_wrong_logins_at_once_five_learn_that_they_were_wrong(app: TestApp) {
        let person = app.staff(Role::Dispatcher).await;
        let sibling = app.sibling().anonymous();
        for name in [person.username.as_str(), "nobody"] {
            let attempts = (0..64).map(|n| log_in(if n % 2 == 0 { &person } else { &sibling }, name, "wrong"));
            let answers = join_all(attempts).await;
            let wrong = answers.iter().filter(|answer| answer.status == 401).count();
            assert_eq!(wrong, 5, "{name}");
            for answer in answers.into_iter().filter(|answer| answer.status != 401) {
                answer.expect_problem(429, "account_locked");
            }
        }
        log_in(&person, &person.username, PASSWORD).await.expect_problem(429, "account_locked");
    }

    async fn many_right_logins_at_once_all_succeed(app: TestApp) {
        let person = app.staff(Role::Dispatcher).await;
        let answers = join_all((0..16).map(|_| log_in(&person, &person.username, PASSWORD))).await;
        for answer in answers {
            answer.expect(200);
        }
    }

    async fn wrong_step_up_passwords_count_too(app: TestApp) {
        let person = app.resident("李小明").await;
        let body = json!({ "old_password": "wrong", "new_password": "another password" });
        for _ in 0..5 {
            person.post("/me/password", &body).await.expect_field("old_password", "wrong_password");
        }
        person.post("/me/password", &body).await.expect_problem(429, "account_locked");
        log_in(&person, &person.username, PASSWORD).await.expect_problem(429, "account_locked");
    }

    async fn an_admin_unlocks(app: TestApp) {
        let (admin, person) = (app.admin().await, app.staff(Role::Dispatcher).await);
        let path = format!("/users/{}", person.id);
        for _ in 0..5 {
            log_in(&person, &person.username, "wrong").await.expect_problem(401, "bad_credentials");
        }
        assert!(admin.get(&path).await.expect(200)["locked_until"].is_string());
        let view = admin.patch(&path, &json!({ "unlock": true })).await.expect(200);
        assert!(view["locked_until"].is_null());
        log_in(&person, &person.username, PASSWORD).await.expect(200);
    }

    #[settings("[server]\nlogins_per_minute = 4")]
    async fn an_address_has_so_many_wrong_logins_a_minute(app: TestApp) {
        let person = app.resident("李小明").await;
        // Right logins are free: behind one address may be a whole office.
        for _ in 0..10 {
            log_in(&person, &person.username, PASSWORD).await.expect(200);
        }
        for n in 0..4 {
            log_in(&person, &format!("nobody-{n}"), "wrong").await.expect_problem(401, "bad_credentials");
        }
        for name in ["nobody-4", person.username.as_str()] {
            let answer = log_in(&person, name, PASSWORD).await.expect_problem(429, "too_many_requests");
            assert!((1..=15).contains(&answer.header("retry-after").parse::<u32>().unwrap()));
        }
    }

    async fn logins_are_counted_by_outcome(app: TestApp) {
        let person = app.resident("李小明").await;
        log_in(&person, &person.username, "wrong").await.expect_problem(401, "bad_credentials");
        let figures = app.ask(reqwest::Method::GET, "/metrics").await.text();
        for outcome in ["ok", "bad_credentials"] {
            let counter = format!("golden_beans_logins_total{{outcome=\"{outcome}\"}}");
            assert!(figures.contains(&counter), "{counter} in {figures}");
        }
    }

    async fn a_login_that_makes_no_sense_names_its_field(app: TestApp) {
        let nobody = app.anonymous();
        let login = "/auth/login";
        nobody.post(login, &json!({ "username": "a" })).await.expect_field("password", "required");
        nobody.post(login, &json!({ "password": "a" })).await.expect_field("username", "required");
        let both = json!({ "username": "a", "phone": "13812341234", "password": "a" });
        nobody.post(login, &both).await.expect_field("phone", "one_of_two");
        let strange = json!({ "username": "a", "password": "a", "remember": true });
        nobody.post(login, &strange).await.expect_field("remember", "unknown_field");
        let number = json!({ "username": 1, "password": "a" });
        nobody.post(login, &number).await.expect_field("username", "wrong_type");
        // Anything else names somebody or nobody.
        for name in ["", "\u{0}", "'; DROP TABLE users; --", &"x".repeat(10_000)] {
            log_in(&nobody, name, "wrong").await.expect_problem(401, "bad_credentials");
        }
        log_in(&nobody, "a", &"x".repeat(60_000)).await.expect_problem(401, "bad_credentials");
        log_in(&nobody, "a", &"x".repeat(70_000)).await.expect_problem(413, "body_too_large");
    }

    async fn a_login_hashes_the_password_anew_when_the_settings_changed(app: TestApp) {
        let person = app.resident("李小明").await;
        let hash = async || {
            let id = person.id.clone();
            let row = app.app.storage.read(move |connection| Ok(users::find(connection, &id)?)).await.unwrap();
            row.and_then(|row| row.password_hash).unwrap()
        };
        assert!(hash().await.contains("t=1"));
        let mut config = (*app.app.config).clone();
        config.auth.argon2_iterations = 3;
        let other = App::open(config, app.clock.clone()).unwrap();
        let attempt = LoginAttempt {
            name: LoginName::of(&person.username),
            password: PASSWORD.into(),
            otp: None,
            address: [127, 0, 0, 1].into(),
        };
        other.login(attempt).await.unwrap();
        other.close().await;
        assert!(hash().await.contains("t=3"));
        log_in(&person, &person.username, PASSWORD).await.expect(200);
    }
}
