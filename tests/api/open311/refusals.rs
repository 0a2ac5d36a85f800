//! What is refused, and in which words: 403, 404, 400 and nothing else that a program could mend.

use super::client::{GARBAGE, Program, ask, post, refused, same};
use super::xml::Element;
use crate::both_databases;
use crate::reports::world::World;
use crate::support::TestApp;
use reqwest::Method;

both_databases! {
    async fn a_key_that_is_no_key_is_403(app: TestApp) {
        let world = World::new(app).await;
        let good = Program::filing(&world).await;
        let never = golden_beans::auth::opaque::ApiKey::generate();
        let mut others = vec![String::new(), "x".to_owned(), never.expose().to_owned(), good.key.to_uppercase()];
        others.push(format!("{}\0", good.key));
        for key in others {
            let program = Program { key, ..good.clone() };
            // Whatever else is wrong: who has no key learns nothing of it.
            let first = refused(program.file(&GARBAGE).await, 403);
            assert_eq!(refused(program.file(&[("lat", "x")]).await, 403), first);
            same(&program.file(&GARBAGE).await, &program.file_as("xml", &program.form(&GARBAGE)).await);
        }
        refused(post(&world.app, "json", "", None).await, 403);
        let xml = post(&world.app, "xml", "service_code=exposed_garbage", None).await;
        assert_eq!(xml.status, 403);
        let root = Element::parse(&xml.body);
        assert_eq!((root.name.as_str(), root.children[0].name.as_str()), ("errors", "error"));
        assert_eq!(root.children[0].child("code").text, "403");
    }

    async fn what_is_not_there_is_404(app: TestApp) {
        let world = World::new(app).await;
        let program = Program::filing(&world).await;
        for code in ["nothing", "old_one", "EXPOSED_GARBAGE", "a\0b"] {
            refused(program.file(&[("service_code", code), ("lat", "25.5"), ("long", "103.8")]).await, 404);
        }
        let id = "01912345-0000-7000-8000-000000000000";
        for path in [
            "", "x", "services", "services.yaml", "services.XML", "services.", "requests/.json", "discovery",
            "servicerequestupdates.csv", "requests.json/x", "services/exposed_garbage", "tokens.json", "../v2",
        ] {
            let answer = ask(&world.app, path).await;
            assert_eq!(answer.status, 404, "{path}: {}", answer.text());
            if path.contains("json") {
                continue;
            }
            // Where no form is asked for, it is the one that is a must.
            assert_eq!(Element::parse(&answer.body).children[0].child("code").text, "404", "{path}");
        }
        for path in [format!("requests/{id}.json"), format!("tokens/{id}.json"), "tokens/%00.json".to_owned()] {
            refused(ask(&world.app, &path).await, 404);
        }
        refused(ask(&world.app, "requests.json?service_code=exposed_garbage,nothing").await, 404);
        assert_eq!(program.file_as("yaml", &program.form(&GARBAGE)).await.status, 404);
    }

    async fn everything_else_is_400_and_named(app: TestApp) {
        let world = World::new(app).await;
        let program = Program::filing(&world).await;
        for (pairs, named) in [
            (vec![("lat", "25.5"), ("long", "103.8")], vec!["service_code"]),
            (vec![("service_code", "exposed_garbage")], vec!["lat"]),
            (vec![("service_code", "exposed_garbage"), ("lat", "25.5")], vec!["long"]),
            (vec![("service_code", "exposed_garbage"), ("lat", "91"), ("long", "103.8")], vec!["lat"]),
            (vec![("service_code", "exposed_garbage"), ("address_id", "7")], vec!["address_id"]),
            (vec![("lat", "x"), ("long", "y"), ("description", "a\u{1}"), ("media_url", "javascript:1")],
             vec!["service_code", "description", "lat", "long", "media_url"]),
            ([&GARBAGE[..], &[("attribute[x]", "1")]].concat(), vec!["attribute[x]"]),
        ] {
            let told = refused(program.file(&pairs).await, 400);
            assert_eq!(told.len(), named.len(), "{told:?}");
            for name in named {
                assert!(told.iter().any(|told| told.starts_with(&format!("{name}: "))), "{name}: {told:?}");
            }
            same(&program.file(&pairs).await, &program.file_as("xml", &program.form(&pairs)).await);
        }
        for query in [
            "start_date=2024-07-01", "end_date=yesterday", "status=done", "page=0", "page=x", "page_size=-1",
            "start_date=2024-07-02T00:00:00Z&end_date=2024-07-01T00:00:00Z", "status=open&status=closed",
        ] {
            refused(ask(&world.app, &format!("requests.json?{query}")).await, 400);
        }
        let many = vec!["x"; 1001].join(",");
        refused(ask(&world.app, &format!("requests.json?service_request_id={many}")).await, 400);
    }

    async fn what_is_no_form_is_400(app: TestApp) {
        let world = World::new(app).await;
        let program = Program::filing(&world).await;
        let anonymous = world.app.anonymous();
        for media_type in ["application/json", "multipart/form-data; boundary=x", "text/plain", ""] {
            let request = anonymous.request(Method::POST, "/../../open311/v2/requests.json");
            let request = request.header("content-type", media_type).body(program.form(&GARBAGE));
            refused(anonymous.send(request, media_type.to_owned()).await, 400);
        }
        // Not UTF-8; the mark itself is a sign like others.
        refused(program.file_as("json", &format!("{}&description=%ff", program.form(&GARBAGE[..3]))).await, 400);
        program.filed(&[&GARBAGE[..3], &[("description", "\u{FFFD}")]].concat()).await;
        let large = format!("{}&whatever={}", program.form(&GARBAGE), "x".repeat(131_072));
        refused(program.file_as("json", &large).await, 400);
        let bad_key = post(&world.app, "json", &program.form(&GARBAGE), Some("a b")).await;
        refused(bad_key, 400);
        for (method, path) in [
            (Method::POST, "services.json"), (Method::PUT, "requests.json"), (Method::DELETE, "requests/1.json"),
            (Method::POST, "requests/1.json"), (Method::PATCH, "nothing.json"),
        ] {
            refused(world.app.ask(method, &format!("/open311/v2/{path}")).await, 400);
        }
        let html = world.app.ask(Method::GET, "/open311/v2/%3Cscript%3E.json").await;
        refused(html, 404);
    }
}
