//! Pages that are open are told at once, also by other processes, and miss nothing when they come back.

use super::tell;
use crate::both_databases;
use crate::district::District;
use crate::support::{Actor, TestApp};
use golden_beans::domain::notice::{NoticeFacts, NoticeKind};
use golden_beans::domain::tier::Tier;
use golden_beans::service::notices::{Telling, To, tell as tell_in};
use reqwest::{Method, Response};
use serde_json::Value;
use std::time::{Duration, Instant};

/// Longer than any test waits for an event that has to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A page that reads its stream.
struct Page {
    response: Response,
    text: String,
}

#[derive(Debug, PartialEq)]
struct Event {
    id: Option<i64>,
    name: String,
    data: Value,
}

async fn ask(actor: &Actor, last_event_id: Option<i64>) -> Response {
    let mut request = actor.request(Method::GET, "/events").header("accept-encoding", "gzip, br");
    if let Some(id) = last_event_id {
        request = request.header("last-event-id", id.to_string());
    }
    request.send().await.unwrap()
}

impl Page {
    async fn open(actor: &Actor, last_event_id: Option<i64>) -> Self {
        let response = ask(actor, last_event_id).await;
        assert_eq!(response.status(), 200);
        let kind = response.headers()["content-type"].to_str().unwrap();
        assert!(kind.starts_with("text/event-stream"), "{kind}");
        Self { response, text: String::new() }
    }

    /// The next event or sign of life; none at the end.
    async fn next_block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(block);
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await.expect("an event comes");
            self.text.push_str(std::str::from_utf8(&chunk.unwrap()?).unwrap());
        }
    }

    /// The next event; none at the end.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let block = self.next_block().await?;
            let field =
                |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
            if let Some(name) = field("event: ") {
                let data = serde_json::from_str(&field("data: ").unwrap()).unwrap();
                return Some(Event { id: field("id: ").map(|id| id.parse().unwrap()), name, data });
            }
        }
    }

    /// The number in the next notice's facts.
    async fn next_number(&mut self) -> String {
        let event = self.next().await.expect("a notice");
        assert_eq!(event.name, "notice");
        assert_eq!(event.id, event.data["id"].as_i64());
        event.data["facts"]["report_number"].as_str().unwrap().to_owned()
    }
}

/// Tells somebody something, as another request would.
async fn told(app: &TestApp, actor: &Actor, number: &str) {
    let telling = Telling {
        cause: number.to_owned(),
        at: app.now(),
        kind: NoticeKind::ReportAccepted,
        facts: NoticeFacts { report_number: Some(number.to_owned()), ..NoticeFacts::default() },
        to: vec![To::User(actor.id.clone())],
        except: None,
    };
    app.app.storage.write(move |tx| tell_in(tx, &telling)).await.unwrap();
}

both_databases! {
    async fn the_moment_a_pay_code_is_used_the_page_says_so(app: TestApp) {
        let (mut district, _) = District::with_season(app.clone()).await;
        district.award("a", Tier::Major).await;
        district.at(app.now()).await;
        tell(&app).await;
        // The page is at one process, the till at another.
        let other = app.sibling();
        let page_actor = {
            let mut actor = other.anonymous();
            actor.access_token.clone_from(&district.resident.access_token);
            actor
        };
        let mut page = Page::open(&page_actor, None).await;
        assert_eq!(page.next().await.unwrap().name, "ready");
        let code = district.pay_code().await;
        let redeemed = district.redeem(&code, "1.50").await.expect(201);
        let answered = Instant::now();
        let event = page.next().await.unwrap();
        let took = answered.elapsed();
        assert_eq!((&event.data["kind"], &event.data["facts"]["beans"]), (&"beans_redeemed".into(), &"1.50".into()));
        assert_eq!(event.data["facts"]["redemption_id"], redeemed["id"]);
        assert!(took < Duration::from_secs(5), "{took:?}");
    }

    async fn a_page_gets_its_own_notices_in_order_and_nobody_elses(app: TestApp) {
        let (resident, other) = (app.resident("李四").await, app.resident("王五").await);
        let (mut page, mut second) = (Page::open(&resident, None).await, Page::open(&resident, None).await);
        assert_eq!(page.next().await.unwrap().name, "ready");
        assert_eq!(second.next().await.unwrap().name, "ready");
        for number in 0..20 {
            told(&app, &other, &format!("other-{number}")).await;
            told(&app, &resident, &format!("own-{number}")).await;
        }
        for number in 0..20 {
            assert_eq!(page.next_number().await, format!("own-{number}"));
            assert_eq!(second.next_number().await, format!("own-{number}"));
        }
    }

    async fn a_page_that_comes_back_misses_nothing(app: TestApp) {
        let resident = app.resident("李四").await;
        let mut page = Page::open(&resident, None).await;
        let start = page.next().await.unwrap();
        told(&app, &resident, "seen").await;
        assert_eq!(page.next_number().await, "seen");
        drop(page);
        told(&app, &resident, "missed-1").await;
        told(&app, &resident, "missed-2").await;
        tell(&app).await;
        // What comes while the page comes back is sent after `ready` instead: no matter, but not what is tested here.
        app.app.hand_out().await.unwrap();
        let mut page = Page::open(&resident, start.id.map(|id| id + 1)).await;
        assert_eq!((page.next_number().await, page.next_number().await), ("missed-1".to_owned(), "missed-2".to_owned()));
        assert_eq!(page.next().await.unwrap().name, "ready");
        told(&app, &resident, "new").await;
        assert_eq!(page.next_number().await, "new");
    }

    #[settings("[notices]\nresume_notices = 2")]
    async fn a_page_that_missed_too_much_reads_the_list(app: TestApp) {
        let resident = app.resident("李四").await;
        for number in 0..3 {
            told(&app, &resident, &format!("missed-{number}")).await;
        }
        tell(&app).await;
        app.app.hand_out().await.unwrap();
        let mut page = Page::open(&resident, Some(0)).await;
        let reset = page.next().await.unwrap();
        assert_eq!((reset.name.as_str(), reset.id), ("reset", Some(3)));
        told(&app, &resident, "new").await;
        assert_eq!(page.next_number().await, "new");
    }

    #[settings("[notices]\nheartbeat_s = 1")]
    async fn a_quiet_stream_shows_signs_of_life_and_ends_with_the_login(app: TestApp) {
        let resident = app.resident("李四").await;
        let mut page = Page::open(&resident, None).await;
        loop {
            if page.next_block().await.expect("still open") == ": here" {
                break;
            }
        }
        let refresh = serde_json::json!({ "refresh_token": resident.refresh_token });
        resident.post("/auth/logout", &refresh).await;
        while let Some(block) = page.next_block().await {
            assert_eq!(block, ": here");
        }
    }

    #[settings("[notices]\nstreams = 3\nstreams_per_user = 2\nheartbeat_s = 1")]
    async fn streams_are_bounded_and_places_are_given_back(app: TestApp) {
        let (resident, other) = (app.resident("李四").await, app.resident("王五").await);
        let mut first = Page::open(&resident, None).await;
        assert_eq!(first.next().await.unwrap().name, "ready");
        let second = Page::open(&resident, None).await;
        // A page too many of one person ends the oldest.
        let _third = Page::open(&resident, None).await;
        assert_eq!(first.next().await, None);
        let _of_other = Page::open(&other, None).await;
        let late = app.resident("赵六").await;
        let refused = late.get("/events").await.expect_problem(503, "too_many_streams");
        assert_eq!(refused.header("retry-after"), "2");
        drop(second);
        // The server learns of a page that is gone by the next sign of life.
        let begun = Instant::now();
        while ask(&late, None).await.status() != 200 {
            assert!(begun.elapsed() < PATIENCE, "the place is given back");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn streams_end_when_the_server_stops(app: TestApp) {
        let resident = app.resident("李四").await;
        let mut page = Page::open(&resident, None).await;
        assert_eq!(page.next().await.unwrap().name, "ready");
        let begun = Instant::now();
        let app = app.restart().await;
        assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
        assert_eq!(page.next().await, None);
        let mut again = app.anonymous();
        again.access_token.clone_from(&resident.access_token);
        assert_eq!(Page::open(&again, None).await.next().await.unwrap().name, "ready");
    }

    async fn only_who_is_logged_in_opens_a_stream(app: TestApp) {
        assert_eq!(ask(&app.anonymous(), None).await.status(), 401);
        let resident = app.resident("李四").await;
        assert_eq!(ask(&resident, Some(-1)).await.status(), 422);
    }
}
