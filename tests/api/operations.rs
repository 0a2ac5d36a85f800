//! What those who run the server rely on: health, readiness, figures, request ids, headers, and clear answers
//! where there is nothing.

use crate::both_databases;
use crate::support::TestApp;
use reqwest::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

both_databases! {
    async fn a_fresh_server_is_healthy_and_ready(app: TestApp) {
        let health = app.ask(Method::GET, "/healthz").await.expect(200);
        assert_eq!(health["status"], "ok");
        let ready = app.ask(Method::GET, "/readyz").await.expect(200);
        assert_eq!(ready, serde_json::json!({ "database": true, "migrations": true, "ledger_writer": true }));
    }

    async fn figures_count_requests_by_route(app: TestApp) {
        app.ask(Method::GET, "/readyz").await.expect(200);
        let figures = app.ask(Method::GET, "/metrics").await.text();
        let counted = "golden_beans_http_requests_total{method=\"GET\",route=\"/readyz\",status=\"200\"}";
        assert!(figures.contains(counted), "{figures}");
        assert!(figures.contains("golden_beans_database_connections{pool=\"read\",state=\"idle\"}"), "{figures}");
        assert!(figures.contains("golden_beans_http_request_duration_seconds_bucket"), "{figures}");
    }

    async fn an_unknown_path_is_a_problem_in_the_callers_language(app: TestApp) {
        let chinese = app.anonymous().get("/nothing").await.expect_problem(404, "not_found");
        assert_eq!(chinese.json["title"], "未找到");
        let nobody = app.anonymous();
        let request = nobody.request(Method::GET, "/nothing").header("accept-language", "en-GB,en;q=0.9,zh;q=0.1");
        let english = nobody.send(request, "GET /nothing".to_owned()).await.expect_problem(404, "not_found");
        assert_eq!(english.json["title"], "Not found");
    }

    async fn an_undeclared_method_is_405_and_says_what_is_allowed(app: TestApp) {
        let answer = app.ask(Method::POST, "/healthz").await.expect_problem(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), "GET");
    }

    async fn a_plain_request_id_is_kept_and_a_strange_one_replaced(app: TestApp) {
        let nobody = app.anonymous();
        let mut ids = Vec::new();
        for sent in ["till-7.42", "a b", "<script>", ""] {
            let request = nobody.request(Method::GET, "/nothing").header("x-request-id", sent);
            let answer = nobody.send(request, format!("with id {sent:?}")).await;
            ids.push(answer.expect_problem(404, "not_found").header("x-request-id").to_owned());
        }
        assert_eq!(ids[0], "till-7.42");
        for id in &ids[1..] {
            assert!(id.len() == 32 && id.chars().all(|c| c.is_ascii_hexdigit()), "{id}");
        }
    }

    async fn every_answer_carries_the_security_headers(app: TestApp) {
        for path in ["/healthz", "/", "/api/v1/nothing", "/docs/"] {
            let answer = app.ask(Method::GET, path).await;
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
            assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
            assert!(answer.header("content-security-policy").starts_with("default-src 'self';"), "{path}");
        }
    }

    async fn the_api_document_and_its_reader_are_served_from_here(app: TestApp) {
        let document = app.ask(Method::GET, "/openapi.json").await.expect(200);
        assert!(document["paths"]["/healthz"]["get"].is_object());
        let page = app.ask(Method::GET, "/docs/").await;
        assert_eq!(page.status, 200);
        assert!(!page.text().contains("http://") && !page.text().contains("https://"), "{}", page.text());
    }

    async fn a_request_in_flight_is_answered_before_the_server_stops(app: TestApp) {
        let address = app.url.strip_prefix("http://").unwrap().to_owned();
        let body = r#"{"username": "nobody", "password": "no password of anybody"}"#;
        let (first, second) = body.split_at(body.len() / 2);
        let mut stream = TcpStream::connect(&address).await.unwrap();
        let head = format!(
            "POST /api/v1/auth/login HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nExpect: 100-continue\r\n\r\n{first}",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        // The server has begun with the request once it asks for the body.
        let mut asked = [0; 21];
        stream.read_exact(&mut asked).await.unwrap();
        assert!(asked.starts_with(b"HTTP/1.1 100 Continue"), "{}", String::from_utf8_lossy(&asked));

        let stopping = tokio::spawn({
            let app = app.clone();
            async move { app.stop().await }
        });
        while TcpStream::connect(&address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        stream.write_all(second.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.contains("HTTP/1.1 401 ") && answer.contains("bad_credentials"), "{answer}");
        stopping.await.unwrap();
        app.sibling().ask(Method::GET, "/readyz").await.expect(200);
    }
}
