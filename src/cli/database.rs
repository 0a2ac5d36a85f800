//! Waiting for the database at the start: it may be starting at the same time.

use super::failure::Failure;
use golden_beans::config::DatabaseConfig;
use golden_beans::storage::{MigrateError, Storage, migrate};
use std::path::Path;
use std::time::{Duration, Instant};

/// Pause between two attempts.
const PAUSE: Duration = Duration::from_millis(250);

/// Brings the database to the program's schema, waiting for it as long as `database.connect_timeout_ms` says.
/// Returns how many migrations ran.
pub async fn prepare(storage: &Storage, connect_timeout_ms: u64) -> Result<usize, MigrateError> {
    let patience = Duration::from_millis(connect_timeout_ms);
    let began = Instant::now();
    loop {
        let attempt = storage.clone();
        let outcome = tokio::task::spawn_blocking(move || migrate(&attempt)).await;
        match outcome.map_err(|error| MigrateError::Failed(error.to_string()))? {
            Err(MigrateError::Connect(cause)) if began.elapsed() + PAUSE < patience => {
                tracing::warn!(cause, "waiting for the database");
                tokio::time::sleep(PAUSE).await;
            }
            outcome => return outcome,
        }
    }
}

/// Refuses a SQLite file that is not there, for commands that only read: opening would make an empty one.
pub fn must_exist(config: &DatabaseConfig) -> Result<(), Failure> {
    match config.url.strip_prefix("sqlite://") {
        Some(path) if !Path::new(path).exists() => {
            Err(Failure::usage(format!("setting database.url: there is no database at {path}")))
        }
        _ => Ok(()),
    }
}
