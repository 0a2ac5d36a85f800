//! Pages that are open: each process looks for new notices by their numbers and hands them to the streams of whom they
//! are for.

use super::read::Notice;
use crate::auth::Caller;
use crate::config::NoticesConfig;
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::storage::notices;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;

/// Rows that are read for the streams at a time.
const CHUNK_ROWS: i64 = 500;

/// The streams of one process.
#[derive(Default)]
pub struct Hub {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Every notice up to this number was handed out, or had nobody to be handed to; none before the first look.
    position: Option<i64>,
    streams: HashMap<String, Vec<Open>>,
    open: usize,
    last_id: u64,
    closed: bool,
}

struct Open {
    id: u64,
    queue: mpsc::Sender<Notice>,
}

/// One page's stream. Dropped with the page.
pub struct NoticeStream {
    /// What was missed, oldest first; none if it is too much to be sent.
    pub missed: Option<Vec<Notice>>,
    /// Where the stream begins: what comes from [`NoticeStream::next`] has higher numbers.
    pub position: i64,
    queue: mpsc::Receiver<Notice>,
    seat: Seat,
}

/// A place among the open streams, given back when dropped.
struct Seat {
    hub: Arc<Hub>,
    user_id: String,
    id: u64,
}

impl NoticeStream {
    /// The next notice; none when the stream has ended because the page was too slow or the server stops. A page that
    /// comes back with the last number it saw misses nothing.
    pub async fn next(&mut self) -> Option<Notice> {
        self.queue.recv().await
    }

    /// Whose stream it is.
    #[must_use]
    pub fn user_id(&self) -> &str {
        &self.seat.user_id
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.hub.locked().leave(&self.user_id, self.id);
    }
}

impl State {
    fn leave(&mut self, user_id: &str, id: u64) {
        let Some(streams) = self.streams.get_mut(user_id) else { return };
        let before = streams.len();
        streams.retain(|open| open.id != id);
        self.open = self.open.saturating_sub(before.saturating_sub(streams.len()));
        if streams.is_empty() {
            self.streams.remove(user_id);
        }
        self.record();
    }

    /// Ends a person's oldest streams until one more may be opened: they are often of pages that were reloaded, whose
    /// going the server has not noticed yet.
    fn make_room(&mut self, user_id: &str, most: usize) {
        let Some(streams) = self.streams.get_mut(user_id) else { return };
        let too_many = streams.len().saturating_add(1).saturating_sub(most);
        streams.drain(..too_many);
        self.open = self.open.saturating_sub(too_many);
    }

    /// Hands a notice to its recipient's streams. One that is full ends.
    fn hand(&mut self, user_id: &str, notice: &Notice) {
        let Some(streams) = self.streams.get_mut(user_id) else { return };
        let before = streams.len();
        streams.retain(|open| open.queue.try_send(notice.clone()).is_ok());
        self.open = self.open.saturating_sub(before.saturating_sub(streams.len()));
        if streams.is_empty() {
            self.streams.remove(user_id);
        }
    }

    fn record(&self) {
        metrics::gauge!("golden_beans_event_streams")
            .set(f64::from(u32::try_from(self.open).unwrap_or(u32::MAX)));
    }
}

impl Hub {
    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a place, where there is one.
    fn enter(
        self: &Arc<Self>,
        user_id: &str,
        limits: &NoticesConfig,
        newest: i64,
    ) -> Result<(Seat, mpsc::Receiver<Notice>, i64)> {
        let mut state = self.locked();
        state.make_room(user_id, limits.streams_per_user);
        if state.closed || state.open >= limits.streams {
            return Err(Error::new(Code::TooManyStreams));
        }
        let position = *state.position.get_or_insert(newest);
        state.last_id = state.last_id.wrapping_add(1);
        let id = state.last_id;
        let (queue, receiver) = mpsc::channel(limits.stream_queue);
        state.streams.entry(user_id.to_owned()).or_default().push(Open { id, queue });
        state.open = state.open.saturating_add(1);
        state.record();
        Ok((Seat { hub: Arc::clone(self), user_id: user_id.to_owned(), id }, receiver, position))
    }

    /// Where to read on from, if there is anybody to read for; else the newest is as good as handed out.
    fn read_from(&self, newest: i64) -> Option<i64> {
        let mut state = self.locked();
        let position = *state.position.get_or_insert(newest);
        if state.open == 0 {
            state.position = Some(position.max(newest));
            return None;
        }
        (position < newest).then_some(position)
    }

    /// Ends all streams and takes no new ones.
    fn close(&self) {
        let mut state = self.locked();
        state.closed = true;
        state.streams.clear();
        state.open = 0;
    }
}

impl App {
    /// Opens a stream of the caller's notices, after number `after` where the page was here before.
    ///
    /// # Errors
    /// 503 `too_many_streams`.
    pub async fn open_stream(&self, caller: &Caller, after: Option<i64>) -> Result<NoticeStream> {
        let newest = self.storage.read(notices::newest_seq).await?;
        let (seat, queue, position) = self.hub.enter(&caller.user_id, &self.config.notices, newest)?;
        let most = self.config.notices.resume_notices;
        let missed = match after {
            None => Some(Vec::new()),
            Some(after) => {
                let me = caller.user_id.clone();
                let rows = i64::from(most).saturating_add(1);
                let rows = self
                    .storage
                    .read(move |c| notices::of_recipient_between(c, &me, after, position, rows))
                    .await?;
                let is_all = rows.len() <= usize::from(most);
                is_all.then(|| rows.into_iter().map(Notice::try_from).collect::<Result<_>>()).transpose()?
            }
        };
        Ok(NoticeStream { missed, position, queue, seat })
    }

    /// Hands notices that this process has not seen yet to the pages that are open.
    ///
    /// # Errors
    /// The database is away.
    pub async fn hand_out(&self) -> Result<()> {
        let newest = self.storage.read(notices::newest_seq).await?;
        while let Some(position) = self.hub.read_from(newest) {
            let rows =
                self.storage.read(move |c| notices::rows_between(c, position, newest, CHUNK_ROWS)).await?;
            // Numbers have no gaps but those of forgotten notices: fewer rows than asked for are all there are.
            let is_last = i64::try_from(rows.len()).unwrap_or(0) < CHUNK_ROWS;
            let mut state = self.hub.locked();
            for row in rows {
                let (seq, recipient_id) = (row.seq, row.recipient_id.clone());
                match Notice::try_from(row) {
                    Ok(notice) => state.hand(&recipient_id, &notice),
                    Err(error) => tracing::error!(%error, seq, "a notice cannot be read"),
                }
                state.position = Some(seq);
            }
            if is_last {
                state.position = Some(newest);
            }
            state.record();
        }
        Ok(())
    }

    /// Ends all streams, so that the server can stop; pages come back to another process, or later.
    pub fn end_streams(&self) {
        self.hub.close();
    }
}
