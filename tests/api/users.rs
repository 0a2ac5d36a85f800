//! Users as admins make, see and change them.

use crate::both_databases;
use crate::support::{Actor, PASSWORD, TestApp};
use futures_util::future::join_all;
use golden_beans::domain::Role;
use serde_json::{Value, json};
use std::collections::HashSet;

fn new_user(role: &str) -> Value {
    json!({ "role": role, "username": "newcomer", "password": PASSWORD, "name": "李小明" })
}

fn path_of(actor: &Actor) -> String {
    format!("/users/{}", actor.id)
}

both_databases! {
    async fn an_admin_makes_users_who_log_in(app: TestApp) {
        let admin = app.admin().await;
        let unit = app.unit("城管局").await;
        let mut body = new_user("handler");
        body["unit_id"] = json!(unit);
        body["phone"] = json!("13812341234");
        let id = admin.post("/users", &body).await.expect(201)["id"].as_str().unwrap().to_owned();
        let view = admin.get(&format!("/users/{id}")).await.expect(200);
        assert_eq!(view["role"], "handler");
        assert_eq!(view["unit"], json!({ "id": unit, "name": "城管局" }));
        assert_eq!(view["phone"], "138****1234");
        assert_eq!(view["active"], true);
        let login = json!({ "username": "NewComer", "password": PASSWORD });
        assert_eq!(admin.post("/auth/login", &login).await.expect(200)["role"], "handler");
        // Staff log in with their name; a phone is a resident's login.
        let login = json!({ "username": "13812341234", "password": PASSWORD });
        admin.post("/auth/login", &login).await.expect_problem(401, "bad_credentials");
        admin.post("/users", &body).await.expect_problem(409, "username_taken");
    }

    async fn wrong_users_name_their_fields(app: TestApp) {
        let admin = app.admin().await;
        let (unit, shop) = (app.unit("城管局").await, app.shop("麒麟超市").await);
        for (role, changes, field, code) in [
            ("handler", json!({}), "unit_id", "required"),
            ("handler", json!({ "unit_id": "nowhere" }), "unit_id", "unknown"),
            ("handler", json!({ "unit_id": unit, "shop_id": shop }), "shop_id", "not_for_role"),
            ("cashier", json!({}), "shop_id", "required"),
            ("cashier", json!({ "shop_id": "nowhere" }), "shop_id", "unknown"),
            ("finance", json!({ "unit_id": unit }), "unit_id", "not_for_role"),
            ("resident", json!({}), "role", "not_for_residents"),
            ("king", json!({}), "role", "unknown_value"),
            ("finance", json!({ "username": null }), "username", "required"),
            ("finance", json!({ "username": "" }), "username", "wrong_length"),
            ("finance", json!({ "username": "a b" }), "username", "wrong_character"),
            ("finance", json!({ "username": "13812341234" }), "username", "looks_like_phone"),
            ("finance", json!({ "phone": "1" }), "phone", "invalid_phone"),
            ("finance", json!({ "password": "newcomer" }), "password", "too_easy"),
            ("finance", json!({ "password": null }), "password", "required"),
            ("finance", json!({ "active": true }), "active", "unknown_field"),
        ] {
            let mut body = new_user(role);
            for (name, value) in changes.as_object().unwrap() {
                body[name] = value.clone();
            }
            admin.post("/users", &body).await.expect_field(field, code);
        }
    }

    async fn only_admins_see_and_change_users(app: TestApp) {
        let (unit, shop) = (app.unit("城管局").await, app.shop("麒麟超市").await);
        let mut others = vec![app.resident("李小明").await, app.handler(&unit).await, app.cashier(&shop).await];
        for role in [Role::Dispatcher, Role::Finance, Role::Auditor] {
            others.push(app.staff(role).await);
        }
        for other in &others {
            other.get("/users").await.expect_problem(403, "forbidden");
            other.get(&path_of(other)).await.expect_problem(403, "forbidden");
            other.post("/users", &new_user("admin")).await.expect_problem(403, "forbidden");
            other.patch(&path_of(other), &json!({ "role": "admin" })).await.expect_problem(403, "forbidden");
        }
        let nobody = app.anonymous();
        nobody.get("/users").await.expect_problem(401, "not_logged_in");
        nobody.post("/users", &new_user("admin")).await.expect_problem(401, "not_logged_in");
        nobody.patch(&path_of(&others[0]), &json!({})).await.expect_problem(401, "not_logged_in");
    }

    async fn a_change_acts_at_once_on_open_sessions(app: TestApp) {
        let admin = app.admin().await;
        let (unit, other_unit) = (app.unit("城管局").await, app.unit("环卫站").await);
        let person = app.staff(Role::Dispatcher).await;
        assert_eq!(person.get("/me").await.expect(200)["role"], "dispatcher");
        let change = json!({ "role": "handler", "unit_id": unit });
        admin.patch(&path_of(&person), &change).await.expect(200);
        let me = person.get("/me").await.expect(200);
        assert_eq!((&me["role"], &me["unit"]["id"]), (&json!("handler"), &json!(unit)));
        admin.patch(&path_of(&person), &json!({ "unit_id": other_unit })).await.expect(200);
        assert_eq!(person.get("/me").await.expect(200)["unit"]["name"], "环卫站");
        // A unit goes with the role that has one.
        let view = admin.patch(&path_of(&person), &json!({ "role": "admin" })).await.expect(200);
        assert!(view["unit"].is_null());
        person.get("/users").await.expect(200);
        admin.patch(&path_of(&person), &json!({ "role": "auditor" })).await.expect(200);
        person.get("/users").await.expect_problem(403, "forbidden");
    }

    async fn a_deactivated_user_is_out_at_once_and_for_good(app: TestApp) {
        let (admin, person) = (app.admin().await, app.staff(Role::Dispatcher).await);
        person.get("/me").await.expect(200);
        let view = admin.patch(&path_of(&person), &json!({ "active": false })).await.expect(200);
        assert_eq!(view["active"], false);
        person.get("/me").await.expect_problem(401, "not_logged_in");
        let refresh = json!({ "refresh_token": person.refresh_token });
        person.post("/auth/refresh", &refresh).await.expect_problem(401, "refresh_token_invalid");
        admin.patch(&path_of(&person), &json!({ "active": true })).await.expect(200);
        person.get("/me").await.expect_problem(401, "not_logged_in");
        person.clone().log_in().await;
    }

    async fn a_password_that_an_admin_sets_ends_sessions(app: TestApp) {
        let (admin, person) = (app.admin().await, app.resident("李小明").await);
        let short = json!({ "password": "short" });
        admin.patch(&path_of(&person), &short).await.expect_field("password", "too_short");
        admin.patch(&path_of(&person), &json!({ "password": "another password" })).await.expect(200);
        person.get("/me").await.expect_problem(401, "not_logged_in");
        let login = json!({ "username": person.username, "password": "another password" });
        person.post("/auth/login", &login).await.expect(200);
    }

    async fn wrong_changes_name_their_fields(app: TestApp) {
        let admin = app.admin().await;
        let (person, resident) = (app.staff(Role::Dispatcher).await, app.resident("李小明").await);
        let other = app.resident("王小红").await;
        for (path, change, field, code) in [
            (path_of(&person), json!({ "role": "handler" }), "unit_id", "required"),
            (path_of(&person), json!({ "role": "cashier", "shop_id": "nowhere" }), "shop_id", "unknown"),
            (path_of(&person), json!({ "role": "resident" }), "role", "resident_fixed"),
            (path_of(&person), json!({ "name": "" }), "name", "text_empty"),
            (path_of(&person), json!({ "username": "x" }), "username", "unknown_field"),
            (path_of(&resident), json!({ "role": "admin" }), "role", "resident_fixed"),
            (path_of(&resident), json!({ "phone": null }), "phone", "required"),
            (path_of(&resident), json!({ "phone": "12" }), "phone", "invalid_phone"),
        ] {
            admin.patch(&path, &change).await.expect_field(field, code);
        }
        let taken = json!({ "phone": other.username });
        admin.patch(&path_of(&resident), &taken).await.expect_problem(409, "phone_taken");
        admin.patch("/users/nobody", &json!({ "name": "x" })).await.expect_problem(404, "not_found");
        admin.get("/users/nobody").await.expect_problem(404, "not_found");
    }

    async fn the_last_admin_stays(app: TestApp) {
        let admin = app.admin().await;
        for change in [json!({ "active": false }), json!({ "role": "auditor" })] {
            admin.patch(&path_of(&admin), &change).await.expect_problem(409, "last_admin");
        }
        let gone = app.admin().await;
        admin.patch(&path_of(&gone), &json!({ "active": false })).await.expect(200);
        // An admin who may not log in is none.
        admin.patch(&path_of(&admin), &json!({ "active": false })).await.expect_problem(409, "last_admin");
        admin.patch(&path_of(&gone), &json!({ "active": false, "name": "旧管理员" })).await.expect(200);
    }

    async fn admins_who_remove_each_other_at_once_leave_one(app: TestApp) {
        let admins = [app.admin().await, app.admin().await, app.admin().await, app.admin().await];
        let off = json!({ "active": false });
        let paths: Vec<String> = admins.iter().map(path_of).collect();
        let removals = (0..4).map(|n| admins[n].patch(&paths[(n + 1) % 4], &off));
        join_all(removals).await;
        let mut left = 0;
        for admin in &admins {
            left += usize::from(admin.get("/me").await.status == 200);
        }
        assert!(left >= 1);
    }

    async fn a_list_goes_page_by_page_and_misses_nobody(app: TestApp) {
        let admin = app.admin().await;
        for _ in 0..7 {
            app.app.add_user(app.new_staff(Role::Auditor)).await.unwrap();
        }
        let resident = app.resident("李小明").await;
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = admin.get(&format!("/users?role=auditor&limit=3{cursor}")).await.expect(200);
            let items = page["items"].as_array().unwrap().clone();
            assert!(items.iter().all(|item| item["role"] == "auditor"));
            seen.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen.len(), 7);
        assert_eq!(seen.iter().collect::<HashSet<_>>().len(), 7);
        assert!(seen.windows(2).all(|pair| pair[0] > pair[1]), "newest first");

        let everybody = admin.get("/users").await.expect(200);
        assert_eq!(everybody["items"].as_array().unwrap().len(), 8, "residents are listed when asked for");
        let found = async |query: &str| {
            let page = admin.get(&format!("/users?{query}")).await.expect(200);
            page["items"].as_array().unwrap().len()
        };
        assert_eq!(found("q=AUDITOR-").await, 7);
        assert_eq!(found("q=auditor%20of").await, 7);
        for nobody in ["q=%25", "q=_", "q=%5C", "q=%27", "role=resident&q=13812341234"] {
            assert_eq!(found(nobody).await, 0, "{nobody}");
        }
        let phone = &resident.username;
        assert_eq!(found(&format!("role=resident&q={phone}")).await, 1);
        let residents = admin.get("/users?role=resident").await.expect(200);
        assert_eq!(residents["items"][0]["name"], "李*");
        admin.patch(&format!("/users/{}", seen[0]), &json!({ "active": false })).await.expect(200);
        let inactive = admin.get("/users?active=false").await.expect(200);
        assert_eq!(inactive["items"].as_array().unwrap().len(), 1);
        for (query, field) in [("limit=0", "limit"), ("cursor=x", "cursor"), ("sort=name", "sort"), ("q=%00", "q")] {
            let answer = admin.get(&format!("/users?{query}")).await.expect_problem(422, "validation_failed");
            assert_eq!(answer.json["errors"][0]["field"], field, "{}", answer.text());
        }
    }
}
