//! One use case a file, one transaction each.

use crate::clock::Clock;
use crate::config::Config;
use crate::storage::Storage;
use std::sync::Arc;

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
