//! Sessions of pages: the refresh token in a cookie.

use crate::both_databases;
use crate::support::{Actor, Answer, PASSWORD, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

/// What a browser would send of a `Set-Cookie`.
fn cookie_of(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

async fn send(actor: &Actor, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Answer {
    let mut request = actor.request(Method::POST, path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if let Some(body) = body {
        request = request.json(body);
    }
    actor.send(request, format!("POST {path}")).await
}

both_databases! {
    async fn a_page_keeps_its_session_in_a_cookie(app: TestApp) {
        let person = app.resident("李小明").await;
        let login = json!({ "username": person.username, "password": PASSWORD });
        let page = ("x-session-cookie", "resident");
        let answer = send(&person, "/auth/login", &[page], Some(&login)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(answer.json.get("refresh_token").is_none());
        let set = answer.header("set-cookie").to_owned();
        assert!(set.starts_with("__Host-gb_resident=gbr_"), "{set}");
        for attribute in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/", "Max-Age=7776000"] {
            assert!(set.split("; ").any(|part| part == attribute), "{attribute} in {set}");
        }
        assert!(!set.contains("Domain"), "{set}");

        let first = cookie_of(&answer);
        let answer = send(&person, "/auth/refresh", &[page, ("cookie", &first)], None).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(answer.json["access_token"].is_string());
        assert!(answer.json.get("refresh_token").is_none());
        let second = cookie_of(&answer);
        assert_ne!(first, second);

        let answer = send(&person, "/auth/logout", &[page, ("cookie", &second)], None).await;
        assert_eq!(answer.status, 204);
        let set = answer.header("set-cookie");
        assert!(set.starts_with("__Host-gb_resident=;") && set.contains("Max-Age=0"), "{set}");
        let answer = send(&person, "/auth/refresh", &[page, ("cookie", &second)], None).await;
        answer.expect_problem(401, "refresh_token_invalid");
    }

    async fn each_page_has_a_cookie_of_its_own(app: TestApp) {
        let person = app.admin().await;
        let login = json!({ "username": person.username, "password": PASSWORD });
        for page in ["shop", "console"] {
            let answer = send(&person, "/auth/login", &[("x-session-cookie", page)], Some(&login)).await;
            assert!(answer.header("set-cookie").starts_with(&format!("__Host-gb_{page}=")));
            let (cookie, other) = (cookie_of(&answer), ("x-session-cookie", "resident"));
            let wrong_page = send(&person, "/auth/refresh", &[other, ("cookie", &cookie)], None).await;
            wrong_page.expect_problem(401, "refresh_token_invalid");
        }
        let answer = send(&person, "/auth/login", &[("x-session-cookie", "admin")], Some(&login)).await;
        answer.expect_field("X-Session-Cookie", "unknown_value");
    }

    async fn other_sites_cannot_use_the_cookie(app: TestApp) {
        let person = app.resident("李小明").await;
        let login = json!({ "username": person.username, "password": PASSWORD });
        let page = ("x-session-cookie", "resident");
        let own = app.url.as_str();
        let answer = send(&person, "/auth/login", &[page, ("origin", own)], Some(&login)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let cookie = cookie_of(&answer);
        for origin in ["https://evil.example", "null", "", "http://127.0.0.1", "http://127.0.0.1.evil.example"] {
            for path in ["/auth/login", "/auth/refresh", "/auth/logout"] {
                let headers = [page, ("origin", origin), ("cookie", cookie.as_str())];
                let answer = send(&person, path, &headers, Some(&login)).await;
                answer.expect_problem(403, "origin_refused");
            }
        }
        let headers = [page, ("origin", own), ("cookie", cookie.as_str())];
        assert_eq!(send(&person, "/auth/refresh", &headers, None).await.status, 200);
        // A cookie alone is nothing without the header that other sites cannot send.
        let answer = send(&person, "/auth/refresh", &[("cookie", &cookie)], Some(&json!({}))).await;
        answer.expect_field("refresh_token", "required");
    }

    #[settings("[server]\nbehind_proxy = true")]
    async fn behind_a_proxy_the_origin_is_the_proxys(app: TestApp) {
        let person = app.resident("李小明").await;
        let login = json!({ "username": person.username, "password": PASSWORD });
        let headers = [
            ("x-session-cookie", "resident"),
            ("origin", "https://beans.example"),
            ("x-forwarded-host", "beans.example"),
        ];
        assert_eq!(send(&person, "/auth/login", &headers, Some(&login)).await.status, 200);
        let answer = send(&person, "/auth/login", &headers[..2], Some(&login)).await;
        answer.expect_problem(403, "origin_refused");
    }
}
