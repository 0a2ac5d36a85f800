//! Answers of server-sent events: how an event is written, and what keeps it from being held back on its way.

use crate::error::{Error, Result};
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Bytes;
use futures_util::Stream;
use serde::Serialize;

/// The media type of a stream of events.
pub const EVENT_STREAM: &str = "text/event-stream";

/// One event. JSON has no line ends of its own, so its data is one line.
///
/// # Errors
/// 500 for data that is no JSON.
pub fn event<T: Serialize>(id: Option<i64>, name: &str, data: &T) -> Result<Bytes> {
    let data = serde_json::to_string(data).map_err(Error::internal)?;
    let id = id.map(|id| format!("id: {id}\n")).unwrap_or_default();
    Ok(Bytes::from(format!("{id}event: {name}\ndata: {data}\n\n")))
}

/// An answer that sends events as they come.
pub fn event_stream(events: impl Stream<Item = Result<Bytes>> + 'static) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, format!("{EVENT_STREAM}; charset=utf-8")))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // A compressor would keep events back until it has enough of them, and so would a proxy.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(events)
}
