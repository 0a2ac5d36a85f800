//! One use case a file, one transaction each.

use crate::clock::Clock;
use crate::config::Config;
use crate::error::Result;
use crate::storage::Storage;
use std::sync::Arc;

mod readiness;

pub use readiness::Readiness;

/// Everything a use case needs. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The settings.
    pub config: Arc<Config>,
    /// The time.
    pub clock: Clock,
    /// The database.
    pub storage: Storage,
}

impl App {
    /// Puts the rooms together. Connects to nothing yet: the database may come later.
    ///
    /// # Errors
    /// A setting that only a room itself can judge.
    pub fn open(config: Config, clock: Clock) -> Result<Self> {
        let storage = Storage::open(&config.database)?;
        Ok(Self { config: Arc::new(config), clock, storage })
    }

    /// Finishes what is under way, when the server has answered its last request.
    #[allow(clippy::unused_async, reason = "the ledger writer joins in here")]
    pub async fn close(&self) {}
}

/// A new id, ordered by time.
#[must_use]
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
