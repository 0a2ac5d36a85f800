//! Settings of in-app notices.

use super::ConfigError;
use super::check::at_least_one;
use serde::Deserialize;

/// `[notices]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticesConfig {
    /// How often each process looks for what is to be told, and for notices of open pages, milliseconds.
    pub poll_ms: u64,
    /// Causes, and postings, that one database transaction takes.
    pub batch: i64,
    /// How often limits are looked through, seconds.
    pub due_sweep_s: u64,
    /// How long before a limit its unit is reminded at the earliest, minutes.
    pub remind_before_minutes: u32,
    /// Days that notices are kept.
    pub keep_days: u32,
    /// Open pages that one process tells at once.
    pub streams: usize,
    /// Open pages of one person in one process; with one more the oldest ends.
    pub streams_per_user: usize,
    /// Notices that may wait for one page; one that is slower has to come back.
    pub stream_queue: usize,
    /// Missed notices that a page that comes back is sent; with more it has to read the list.
    pub resume_notices: u16,
    /// Seconds between two signs of life on a quiet stream, and between two looks at whether its login still holds.
    pub heartbeat_s: u64,
}

impl NoticesConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        at_least_one("notices.poll_ms", self.poll_ms)?;
        at_least_one("notices.batch", self.batch)?;
        at_least_one("notices.due_sweep_s", self.due_sweep_s)?;
        at_least_one("notices.remind_before_minutes", self.remind_before_minutes)?;
        at_least_one("notices.keep_days", self.keep_days)?;
        at_least_one("notices.streams", self.streams)?;
        at_least_one("notices.streams_per_user", self.streams_per_user)?;
        at_least_one("notices.stream_queue", self.stream_queue)?;
        at_least_one("notices.heartbeat_s", self.heartbeat_s)?;
        at_least_one("notices.resume_notices", self.resume_notices)
    }
}
