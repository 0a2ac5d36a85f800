//! Access tokens: only ours, only unchanged, only in time.

use crate::both_databases;
use crate::support::{Actor, TestApp};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use golden_beans::domain::Role;
use serde_json::{Value, json};

fn part(token: &str, index: usize) -> Value {
    let text = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

async fn refused(actor: &Actor, token: &str) {
    let mut forger = actor.clone();
    forger.access_token = Some(token.to_owned());
    forger.get("/me").await.expect_problem(401, "not_logged_in");
}

both_databases! {
    async fn a_token_says_what_it_must(app: TestApp) {
        let person = app.staff(Role::Auditor).await;
        let token = person.access_token.as_deref().unwrap();
        let header = part(token, 0);
        assert_eq!(header["alg"], "HS256");
        assert_eq!(header["typ"], "at+jwt");
        assert!(header["kid"].is_string());
        let claims = part(token, 1);
        assert_eq!(claims["sub"], person.id.as_str());
        assert_eq!(claims["aud"], "golden-beans/auditor");
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 900);
        for name in ["iss", "sid", "jti"] {
            assert!(claims[name].is_string(), "{name}");
        }
    }

    async fn an_expired_token_says_so(app: TestApp) {
        let person = app.resident("李小明").await;
        app.clock.advance(TimeDelta::seconds(929));
        person.get("/me").await.expect(200);
        app.clock.advance(TimeDelta::seconds(1));
        person.get("/me").await.expect_problem(401, "token_expired");
    }

    async fn forged_tokens_are_refused(app: TestApp) {
        let person = app.resident("李小明").await;
        let admin = app.admin().await;
        let token = person.access_token.clone().unwrap();
        let (header, claims) = (part(&token, 0), part(&token, 1));
        let signature = token.rsplit('.').next().unwrap();
        for algorithm in ["none", "NONE", "RS256", "ES256", "HS512"] {
            let mut foreign = header.clone();
            foreign["alg"] = json!(algorithm);
            let message = format!("{}.{}", encoded(&foreign), encoded(&claims));
            refused(&person, &format!("{message}.")).await;
            refused(&person, &format!("{message}.{signature}")).await;
        }
        let mut other = claims.clone();
        other["sub"] = json!(admin.id);
        other["sid"] = part(admin.access_token.as_deref().unwrap(), 1)["sid"].clone();
        refused(&person, &format!("{}.{}.{signature}", encoded(&header), encoded(&other))).await;
        for broken in ["", "x", "a.b.c", &token[..token.len() - 2], &format!("{token}AA"), &"A".repeat(6000)] {
            refused(&person, broken).await;
        }
        person.get("/me").await.expect(200);
    }

    async fn only_bearer_tokens_count(app: TestApp) {
        let person = app.resident("李小明").await;
        let token = person.access_token.clone().unwrap();
        let nobody = app.anonymous();
        for value in [format!("Basic {token}"), token.clone(), "Bearer".to_owned()] {
            let request = nobody.request(reqwest::Method::GET, "/me").header("authorization", &value);
            let answer = nobody.send(request, "GET /me".to_owned()).await;
            let answer = answer.expect_problem(401, "not_logged_in");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
        let request = nobody.request(reqwest::Method::GET, "/me").header("authorization", format!("bearer {token}"));
        nobody.send(request, "GET /me".to_owned()).await.expect(200);
        nobody.get(&format!("/me?access_token={token}")).await.expect_problem(401, "not_logged_in");
    }
}
