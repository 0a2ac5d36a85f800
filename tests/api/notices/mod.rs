//! Notices: who is told what, once, in their language, and never who reported.

mod events;
mod once;
mod reading;
mod told;

use crate::support::{Actor, TestApp};
use serde_json::Value;

/// Has everything told that waits; the server does so by itself some moments later.
pub async fn tell(app: &TestApp) {
    app.app.tell_waiting().await.unwrap();
}

/// Everything that somebody was told, the oldest first.
pub async fn notices_of(app: &TestApp, actor: &Actor) -> Vec<Value> {
    tell(app).await;
    let page = actor.get("/notices?limit=200").await.expect(200);
    assert_eq!(page["next_cursor"], Value::Null);
    let mut items = page["items"].as_array().unwrap().clone();
    items.reverse();
    items
}

/// The kinds of everything that somebody was told, the oldest first.
pub async fn kinds_of(app: &TestApp, actor: &Actor) -> Vec<String> {
    let notices = notices_of(app, actor).await;
    notices.iter().map(|notice| notice["kind"].as_str().unwrap().to_owned()).collect()
}
