//! `golden-beans migrate`

use super::failure::Failure;
use super::{database, out};
use golden_beans::config::Config;
use golden_beans::storage::Storage;
use std::process::ExitCode;

/// Runs the pending migrations and says how many there were.
pub async fn run(config: &Config) -> Result<ExitCode, Failure> {
    let storage = Storage::open(&config.database)?;
    let count = database::prepare(&storage, config.database.connect_timeout_ms).await?;
    out::say(&match count {
        0 => "the database is up to date".to_owned(),
        1 => "1 migration ran".to_owned(),
        count => format!("{count} migrations ran"),
    });
    Ok(ExitCode::SUCCESS)
}
