//! One use case a file, one transaction each.

use crate::auth::Auth;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::Result;
use crate::ledger::Ledger;
use crate::storage::Storage;
use std::sync::Arc;

mod add_user;
mod authenticate;
pub mod campaigns;
pub mod exclusion;
mod fields;
mod login;
mod readiness;
mod sessions;
mod upkeep;

pub use add_user::NewUser;
pub use login::{Grant, LoginAttempt};
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
    /// The ledger's writer.
    pub ledger: Ledger,
    /// Passwords, tokens, sessions.
    pub auth: Arc<Auth>,
}

impl App {
    /// Puts the rooms together. Connects to nothing yet: the database may come later.
    ///
    /// # Errors
    /// A setting that only a room itself can judge.
    pub fn open(config: Config, clock: Clock) -> Result<Self> {
        let storage = Storage::open(&config.database)?;
        let auth = Arc::new(Auth::new(&config)?);
        let ledger = Ledger::start(&storage, &clock, &config)?;
        Ok(Self { config: Arc::new(config), clock, storage, ledger, auth })
    }

    /// Finishes what is under way, when the server has answered its last request.
    pub async fn close(&self) {
        self.ledger.stop().await;
    }
}

/// A new id, ordered by time.
#[must_use]
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
