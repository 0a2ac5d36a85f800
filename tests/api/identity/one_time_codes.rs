//! One-time codes: set up, asked for, never taken twice.

use crate::both_databases;
use crate::support::{Actor, Answer, PASSWORD, TestApp};
use chrono::TimeDelta;
use diesel::prelude::*;
use futures_util::future::join_all;
use golden_beans::domain::Role;
use golden_beans::storage::schema::users;
use serde_json::json;
use totp_rs::{Builder, Secret};

/// What an authenticator with that secret shows now.
fn code(app: &TestApp, secret: &str) -> String {
    let totp = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap();
    totp.generate(u64::try_from(app.now().timestamp()).unwrap()).to_string()
}

async fn enroll(app: &TestApp, actor: &Actor) -> String {
    let offer = actor.post("/auth/otp/enroll", &json!({ "password": PASSWORD })).await.expect(201);
    let secret = offer["secret"].as_str().unwrap().to_owned();
    assert!(offer["otpauth_url"].as_str().unwrap().contains(&secret));
    actor.post("/auth/otp/confirm", &json!({ "otp": code(app, &secret) })).await.expect(204);
    secret
}

/// What the database holds of somebody: the secret in use, and the one that is offered.
async fn stored(app: &TestApp, actor: &Actor) -> (Option<String>, Option<String>) {
    let id = actor.id.clone();
    let row = app.app.storage.read(move |c| {
        let secrets = (users::totp_secret, users::totp_pending_secret);
        Ok(users::table.find(&id).select(secrets).first(c)?)
    });
    row.await.unwrap()
}

/// Writes a secret into somebody's row behind the program's back.
async fn keep(app: &TestApp, actor: &Actor, secret: &str) {
    let (id, secret) = (actor.id.clone(), secret.to_owned());
    let change = app.app.storage.write(move |tx| {
        Ok(diesel::update(users::table.find(&id)).set(users::totp_secret.eq(&secret)).execute(&mut **tx)?)
    });
    assert_eq!(change.await.unwrap(), 1);
}

async fn log_in(actor: &Actor, otp: Option<&str>) -> Answer {
    let mut body = json!({ "username": actor.username, "password": PASSWORD });
    if let Some(otp) = otp {
        body["otp"] = json!(otp);
    }
    actor.post("/auth/login", &body).await
}

both_databases! {
    async fn once_set_up_every_login_needs_a_code(app: TestApp) {
        let person = app.staff(Role::Dispatcher).await;
        let secret = enroll(&app, &person).await;
        assert_eq!(person.get("/me").await.expect(200)["otp_enabled"], true);
        log_in(&person, None).await.expect_problem(401, "otp_required");
        app.clock.advance(TimeDelta::seconds(60));
        log_in(&person, Some("000000")).await.expect_problem(401, "bad_credentials");
        log_in(&person, Some(&code(&app, &secret))).await.expect(200);
    }

    async fn a_code_is_taken_once(app: TestApp) {
        let person = app.staff(Role::Dispatcher).await;
        let secret = enroll(&app, &person).await;
        // The code that confirmed the secret is used up.
        log_in(&person, Some(&code(&app, &secret))).await.expect_problem(401, "bad_credentials");
        app.clock.advance(TimeDelta::seconds(30));
        let fresh = code(&app, &secret);
        let answers = join_all((0..4).map(|_| log_in(&person, Some(&fresh)))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        app.clock.advance(TimeDelta::seconds(30));
        // Still within the step of skew, but used.
        log_in(&person, Some(&fresh)).await.expect_problem(401, "bad_credentials");
    }

    /// What a backup of the database holds makes no codes, and a row that is copied opens nobody else's door.
    async fn secrets_are_sealed_for_their_user(app: TestApp) {
        let (person, other) = (app.staff(Role::Finance).await, app.staff(Role::Auditor).await);
        let (secret, _) = (enroll(&app, &person).await, enroll(&app, &other).await);
        let offered = other.post("/auth/otp/enroll", &json!({ "password": PASSWORD })).await.expect(201);
        let (sealed, pending) = (stored(&app, &person).await.0.unwrap(), stored(&app, &other).await.1.unwrap());
        for (sealed, secret) in [(&sealed, secret.as_str()), (&pending, offered["secret"].as_str().unwrap())] {
            assert!(sealed.starts_with("v1.") && !sealed.contains(secret), "{sealed}");
        }
        app.clock.advance(TimeDelta::seconds(60));
        keep(&app, &other, &sealed).await;
        log_in(&other, Some(&code(&app, &secret))).await.expect_problem(409, "otp_unreadable");
        log_in(&person, Some(&code(&app, &secret))).await.expect(200);
        assert_eq!(stored(&app, &person).await.0.unwrap(), sealed, "it stays as it is sealed");
        // The way out: an admin resets it, and a new one is set up.
        let admin = app.staff(Role::Admin).await;
        admin.patch(&format!("/users/{}", other.id), &json!({ "reset_otp": true })).await.expect(200);
        log_in(&other, None).await.expect(200);
    }

    async fn what_was_stored_in_the_clear_is_sealed_at_the_next_login(app: TestApp) {
        let person = app.staff(Role::Dispatcher).await;
        let secret = enroll(&app, &person).await;
        keep(&app, &person, &secret).await;
        app.clock.advance(TimeDelta::seconds(60));
        let wrong = if code(&app, &secret) == "000000" { "000001" } else { "000000" };
        log_in(&person, Some(wrong)).await.expect_problem(401, "bad_credentials");
        assert_eq!(stored(&app, &person).await.0.unwrap(), secret);
        log_in(&person, Some(&code(&app, &secret))).await.expect(200);
        assert!(stored(&app, &person).await.0.unwrap().starts_with("v1."));
        app.clock.advance(TimeDelta::seconds(60));
        log_in(&person, Some(&code(&app, &secret))).await.expect(200);
    }

    async fn guessed_codes_lock(app: TestApp) {
        let person = app.staff(Role::Dispatcher).await;
        let secret = enroll(&app, &person).await;
        app.clock.advance(TimeDelta::seconds(60));
        let right = code(&app, &secret);
        let wrong = if right == "000000" { "000001" } else { "000000" };
        for _ in 0..5 {
            log_in(&person, Some(wrong)).await.expect_problem(401, "bad_credentials");
        }
        log_in(&person, Some(&right)).await.expect_problem(429, "account_locked");
    }

    #[settings("[auth]\nsettlement_proof_minutes = 5")]
    async fn a_shop_is_settled_with_only_by_whoever_proved_lately_who_they_are(app: TestApp) {
        let shop_id = app.shop("便民超市").await;
        let finance = app.staff(Role::Finance).await;
        let secret = enroll(&app, &finance).await;
        // Nothing is owed to the shop: how the settlement is refused tells whether it was asked for a proof.
        let settle = async || {
            let body = json!({ "beans": "1", "memo": "转账" });
            finance.post(&format!("/shops/{shop_id}/settlements"), &body).await
        };
        settle().await.expect_problem(409, "settlement_exceeds_owed");
        app.clock.advance(TimeDelta::minutes(6));
        settle().await.expect_problem(403, "proof_required");

        let password_alone = json!({ "password": PASSWORD });
        finance.post("/auth/prove", &password_alone).await.expect_problem(401, "otp_required");
        let prove = async |password: &str, otp: &str| {
            finance.post("/auth/prove", &json!({ "password": password, "otp": otp })).await
        };
        let right = code(&app, &secret);
        let wrong = if right == "000000" { "000001" } else { "000000" };
        prove("wrong-password-1", &right).await.expect_field("password", "wrong_password");
        prove(PASSWORD, wrong).await.expect_field("otp", "wrong_code");
        settle().await.expect_problem(403, "proof_required");
        prove(PASSWORD, &right).await.expect(204);
        settle().await.expect_problem(409, "settlement_exceeds_owed");
        // A code proves once.
        prove(PASSWORD, &right).await.expect_field("otp", "wrong_code");
        app.clock.advance(TimeDelta::minutes(6));
        settle().await.expect_problem(403, "proof_required");
    }

    #[settings("[auth]\notp_roles = [\"finance\"]")]
    async fn a_role_that_needs_codes_can_do_nothing_before(app: TestApp) {
        let person = app.staff(Role::Finance).await;
        let login = log_in(&person, None).await.expect(200);
        assert_eq!(login["otp_enrollment_required"], true);
        person.get("/me/sessions").await.expect_problem(403, "otp_enrollment_required");
        assert_eq!(person.get("/me").await.expect(200)["otp_enrollment_required"], true);
        let secret = enroll(&app, &person).await;
        person.get("/me/sessions").await.expect(200);
        person.post("/auth/otp/remove", &json!({ "password": PASSWORD })).await
            .expect_problem(403, "otp_enrollment_required");
        app.clock.advance(TimeDelta::seconds(30));
        let login = log_in(&person, Some(&code(&app, &secret))).await.expect(200);
        assert_eq!(login["otp_enrollment_required"], false);
        // Refreshing keeps what was proved at the login.
        let refreshed = json!({ "refresh_token": login["refresh_token"] });
        let refreshed = person.post("/auth/refresh", &refreshed).await.expect(200);
        assert_eq!(refreshed["otp_enrollment_required"], false);
        // A session from before the code was set up, on another device, stays shut out.
        let dispatcher = app.staff(Role::Dispatcher).await;
        assert_eq!(log_in(&dispatcher, None).await.expect(200)["otp_enrollment_required"], false);
    }

    async fn setting_up_needs_the_password_and_a_right_code(app: TestApp) {
        let person = app.resident("李小明").await;
        person.post("/auth/otp/confirm", &json!({ "otp": "000000" })).await.expect_field("otp", "not_enrolled");
        person.post("/auth/otp/enroll", &json!({ "password": "wrong" })).await
            .expect_field("password", "wrong_password");
        person.post("/auth/otp/enroll", &json!({ "password": PASSWORD })).await.expect(201);
        person.post("/auth/otp/confirm", &json!({ "otp": "12345" })).await.expect_field("otp", "wrong_code");
        // An offer that was not confirmed changes nothing.
        log_in(&person, None).await.expect(200);
    }

    async fn a_lost_authenticator_is_reset_by_an_admin_or_removed_by_its_owner(app: TestApp) {
        let (admin, person) = (app.admin().await, app.staff(Role::Dispatcher).await);
        enroll(&app, &person).await;
        let view = admin.patch(&format!("/users/{}", person.id), &json!({ "reset_otp": true })).await.expect(200);
        assert_eq!(view["otp_enabled"], false);
        log_in(&person, None).await.expect(200);
        app.clock.advance(TimeDelta::seconds(60));
        enroll(&app, &person).await;
        log_in(&person, None).await.expect_problem(401, "otp_required");
        person.post("/auth/otp/remove", &json!({ "password": PASSWORD })).await.expect(204);
        log_in(&person, None).await.expect(200);
    }
}
