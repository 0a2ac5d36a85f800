//! `/events`: what happens is told to a page while it is open, as server-sent events.
//!
//! Pages read the stream with `fetch`, which can send the access token; `EventSource` cannot, and a token has no place in
//! an address. The stream ends when the login does; a page that comes back with `Last-Event-ID` misses nothing.

use super::notices::NoticeView;
use super::plumbing::{Anybody, By, Problem, bearer_token, event, event_stream, language_of};
use super::registry::Registry;
use crate::error::{Error, Language, Result};
use crate::service::App;
use crate::service::notices::{Notice, NoticeStream};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, get, web};
use futures_util::{Stream, stream};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// How long a page waits before it comes back, milliseconds.
const COME_BACK_MS: u32 = 2000;

/// Registers the handler.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(open_events);
}

/// One open page.
struct Page {
    app: web::Data<App>,
    stream: NoticeStream,
    token: String,
    language: Language,
    heartbeat: Interval,
    /// What is to be sent before anything new.
    waiting: VecDeque<Bytes>,
}

/// The caller's notices as they come, as server-sent events. `notice`: a notice, as `GET /notices` has it. `ready`: the
/// stream is open and nothing was missed. `reset`: too much was missed, read the list. Lines that begin with a colon are
/// signs of life. Open it with the number of the newest notice that the page has as `Last-Event-ID`.
#[utoipa::path(
    tag = "notices",
    params(("Last-Event-ID" = Option<i64>, Header, description = "The last event's id that the page has seen.")),
    responses(
        (status = 200, description = "Events.", body = String, content_type = "text/event-stream"),
        (status = 422, description = "`Last-Event-ID` is no number.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/events")]
async fn open_events(app: web::Data<App>, by: By<Anybody>, request: HttpRequest) -> Result<HttpResponse> {
    let after = last_event_id(&request)?;
    let token = bearer_token(&request).unwrap_or_default().to_owned();
    let mut stream = app.open_stream(&by.caller, after).await?;
    let language = language_of(&request);
    let mut heartbeat = interval(Duration::from_secs(app.config.notices.heartbeat_s));
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heartbeat.reset();
    let mut waiting = VecDeque::from([Bytes::from(format!("retry: {COME_BACK_MS}\n\n"))]);
    match stream.missed.take() {
        Some(missed) => {
            for notice in missed {
                waiting.push_back(notice_event(&app, notice, language)?);
            }
            waiting.push_back(event(Some(stream.position), "ready", &serde_json::json!({}))?);
        }
        None => waiting.push_back(event(Some(stream.position), "reset", &serde_json::json!({}))?),
    }
    let page = Page { app, stream, token, language, heartbeat, waiting };
    Ok(event_stream(events(page)))
}

fn last_event_id(request: &HttpRequest) -> Result<Option<i64>> {
    let Some(value) = request.headers().get("last-event-id") else { return Ok(None) };
    let number = value.to_str().ok().and_then(|text| text.parse().ok()).filter(|number| *number >= 0);
    match number {
        Some(number) => Ok(Some(number)),
        None => Err(Error::field("Last-Event-ID", "invalid", "the id of an event, or nothing")),
    }
}

/// Everything that is sent to a page, until it goes, is too slow, is logged in no more, or the server stops.
fn events(page: Page) -> impl Stream<Item = Result<Bytes>> {
    stream::unfold(page, |mut page| async move {
        let sent = page.next().await?;
        Some((sent, page))
    })
}

impl Page {
    async fn next(&mut self) -> Option<Result<Bytes>> {
        if let Some(bytes) = self.waiting.pop_front() {
            return Some(Ok(bytes));
        }
        tokio::select! {
            notice = self.stream.next() => Some(notice_event(&self.app, notice?, self.language)),
            _ = self.heartbeat.tick() => self.is_welcome().await.then(|| Ok(Bytes::from_static(b": here\n\n"))),
        }
    }

    /// Whether the login that opened the stream still holds. A database that is away for a moment ends nothing.
    async fn is_welcome(&self) -> bool {
        match self.app.authenticate(&self.token).await {
            Ok(caller) => caller.user_id == self.stream.user_id(),
            Err(error) => error.code().status() >= 500,
        }
    }
}

fn notice_event(app: &App, notice: Notice, language: Language) -> Result<Bytes> {
    let view = NoticeView::new(notice, app.config.district.timezone, language);
    event(Some(view.id), "notice", &view)
}
