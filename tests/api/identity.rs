//! Registering, and one's own account.

use crate::both_databases;
use crate::support::{PASSWORD, TestApp};
use futures_util::future::join_all;
use golden_beans::domain::Role;
use golden_beans::service::{NewUser, exclusion};
use serde_json::{Value, json};

mod logins;
mod one_time_codes;
mod pages;
mod sessions;
mod tokens;

fn registration(phone: &str) -> Value {
    json!({ "phone": phone, "password": PASSWORD, "name": "李小明" })
}

both_databases! {
    async fn a_resident_registers_and_logs_in_with_any_form_of_the_phone(app: TestApp) {
        let nobody = app.anonymous();
        let id = nobody.post("/residents", &registration("+86 138-1234-1234")).await.expect(201)["id"].clone();
        for phone in ["13812341234", "138 1234 1234", "0086 13812341234"] {
            for field in ["username", "phone"] {
                let login = json!({ field: phone, "password": PASSWORD });
                let answer = nobody.post("/auth/login", &login).await.expect(200);
                assert_eq!(answer["role"], "resident");
                assert_eq!(answer["expires_in"], 900);
                assert_eq!(answer["token_type"], "Bearer");
                let mut resident = app.anonymous();
                resident.access_token = answer["access_token"].as_str().map(ToOwned::to_owned);
                let me = resident.get("/me").await.expect(200);
                assert_eq!(me["id"], id);
                assert_eq!(me["name"], "李小明");
                assert_eq!(me["phone"], "138****1234");
            }
        }
    }

    async fn a_phone_is_registered_once_whatever_its_form(app: TestApp) {
        let nobody = app.anonymous();
        nobody.post("/residents", &registration("13812341234")).await.expect(201);
        let again = nobody.post("/residents", &registration("+8613812341234")).await;
        again.expect_problem(409, "phone_taken");
    }

    async fn of_many_registrations_of_one_phone_exactly_one_succeeds(app: TestApp) {
        let nobody = app.anonymous();
        let body = registration("13812341234");
        let answers = join_all((0..16).map(|_| nobody.post("/residents", &body))).await;
        let made = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(made, 1);
        for answer in answers.into_iter().filter(|answer| answer.status != 201) {
            answer.expect_problem(409, "phone_taken");
        }
    }

    async fn wrong_registrations_name_their_fields(app: TestApp) {
        let nobody = app.anonymous();
        for (field, value, code) in [
            ("phone", json!("12345"), "invalid_phone"),
            ("phone", json!("１３８１２３４１２３４"), "invalid_phone"),
            ("phone", json!("138\u{0}12341234"), "invalid_phone"),
            ("phone", json!(13812341234_i64), "wrong_type"),
            ("password", json!("short"), "too_short"),
            ("password", json!("x".repeat(129)), "too_long"),
            ("password", json!("13812341234"), "too_easy"),
            ("name", json!("李\u{0}明"), "text_control_character"),
            ("name", json!("李".repeat(65)), "text_too_long"),
            ("role", json!("admin"), "unknown_field"),
        ] {
            let mut body = registration("13812341234");
            body[field] = value;
            nobody.post("/residents", &body).await.expect_field(field, code);
        }
        let both = json!({ "phone": "1", "password": "2" });
        let answer = nobody.post("/residents", &both).await.expect_field("phone", "invalid_phone");
        answer.expect_field("password", "too_short");
        nobody.post("/residents", &json!({ "password": PASSWORD })).await.expect_field("phone", "required");
        nobody.post_bytes("/residents", "application/json", b"{".to_vec()).await.expect_problem(400, "malformed_json");
        nobody.post("/residents", &registration("13812341234")).await.expect(201);
    }

    #[settings("[server]\nregistrations_per_minute = 2")]
    async fn registrations_are_throttled_by_address(app: TestApp) {
        let nobody = app.anonymous();
        for phone in ["13812340001", "13812340002"] {
            nobody.post("/residents", &registration(phone)).await.expect(201);
        }
        let answer = nobody.post("/residents", &registration("13812340003")).await;
        let answer = answer.expect_problem(429, "too_many_requests");
        assert!(answer.header("retry-after").parse::<u32>().unwrap() >= 1);
    }

    async fn everybody_sees_who_they_are(app: TestApp) {
        let (unit, shop) = (app.unit("城管局").await, app.shop("麒麟超市").await);
        let handler = app.handler(&unit).await.get("/me").await.expect(200);
        assert_eq!(handler["role"], "handler");
        assert_eq!(handler["unit"], json!({ "id": unit, "name": "城管局" }));
        assert_eq!(handler["shop"], Value::Null);
        let cashier = app.cashier(&shop).await.get("/me").await.expect(200);
        assert_eq!(cashier["role"], "cashier");
        assert_eq!(cashier["shop"], json!({ "id": shop, "name": "麒麟超市" }));
        app.anonymous().get("/me").await.expect_problem(401, "not_logged_in");
    }

    async fn a_person_changes_their_name(app: TestApp) {
        let resident = app.resident("李小明").await;
        let me = resident.patch("/me", &json!({ "name": " 李晓明 " })).await.expect(200);
        assert_eq!(me["name"], "李晓明");
        resident.patch("/me", &json!({ "name": " " })).await.expect_field("name", "text_empty");
        resident.patch("/me", &json!({ "role": "admin" })).await.expect_field("role", "unknown_field");
    }

    async fn a_new_password_ends_the_other_sessions(app: TestApp) {
        let here = app.resident("李小明").await;
        let mut there = here.clone();
        there.log_in().await;
        let change = |old: &str, new: &str| json!({ "old_password": old, "new_password": new });
        let path = "/me/password";
        here.post(path, &change("not this one", "another password")).await.expect_field("old_password", "wrong_password");
        here.post(path, &change(PASSWORD, "short")).await.expect_field("new_password", "too_short");
        there.get("/me").await.expect(200);
        here.post(path, &change(PASSWORD, "another password")).await.expect(204);
        here.get("/me").await.expect(200);
        there.get("/me").await.expect_problem(401, "not_logged_in");
        let old = json!({ "username": here.username, "password": PASSWORD });
        here.post("/auth/login", &old).await.expect_problem(401, "bad_credentials");
        let new = json!({ "username": here.username, "password": "another password" });
        here.post("/auth/login", &new).await.expect(200);
    }

    #[settings("[server]\nwrites_per_minute = 3")]
    async fn writes_are_throttled_by_user(app: TestApp) {
        let (one, other) = (app.resident("李小明").await, app.resident("王小红").await);
        let name = json!({ "name": "新名字" });
        for _ in 0..3 {
            one.patch("/me", &name).await.expect(200);
        }
        let answer = one.patch("/me", &name).await.expect_problem(429, "too_many_requests");
        assert!(answer.header("retry-after").parse::<u32>().unwrap() >= 1);
        one.get("/me").await.expect(200);
        other.patch("/me", &name).await.expect(200);
    }

    async fn residents_who_share_a_phone_with_staff_are_excluded(app: TestApp) {
        let excluded = async |id: &str| {
            let (id, now) = (id.to_owned(), app.now());
            app.app.storage.read(move |connection| exclusion::is_excluded(connection, &id, now)).await.unwrap()
        };
        let (one, other) = (app.resident("李小明").await, app.resident("王小红").await);
        assert!(!excluded(&one.id).await);
        let staff = NewUser { phone: Some(one.username.clone()), ..app.new_staff(Role::Dispatcher) };
        let staff = app.app.add_user(staff).await.unwrap();
        assert!(excluded(&one.id).await);
        assert!(!excluded(&other.id).await);
        let admin = app.admin().await;
        admin.patch(&format!("/users/{staff}"), &json!({ "active": false })).await.expect(200);
        assert!(excluded(&one.id).await);
        admin.patch(&format!("/users/{staff}"), &json!({ "phone": null })).await.expect(200);
        assert!(!excluded(&one.id).await);
    }
}
