//! Brings the database to the program's schema.

use super::{DbConnection, Storage};
use crate::error::{Code, Error};
use diesel::connection::SimpleConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Two processes that start at once take turns by this PostgreSQL advisory lock.
const MIGRATION_LOCK: i64 = 0x676f_6c64_656e;

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database does not answer.
    #[error("setting database.url: cannot connect: {0}")]
    Connect(String),
    /// A migration failed; the database is as it was before that migration.
    #[error("a migration failed: {0}")]
    Failed(String),
}

impl From<MigrateError> for Error {
    fn from(error: MigrateError) -> Self {
        Self::new(Code::DatabaseUnavailable).because(error)
    }
}

/// Runs the migrations that are pending and says how many there were.
///
/// # Errors
/// The database does not answer, or a migration fails.
pub fn migrate(storage: &Storage) -> Result<usize, MigrateError> {
    let mut guarded = storage.dedicated().map_err(|error| {
        MigrateError::Connect(error.cause().map_or_else(|| error.to_string(), ToString::to_string))
    })?;
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| MigrateError::Failed(error.to_string());
    match &mut guarded.inner {
        DbConnection::Postgresql(connection) => {
            connection
                .batch_execute(&format!("SET statement_timeout = 0; SET lock_timeout = 0; SELECT pg_advisory_lock({MIGRATION_LOCK})"))
                .map_err(|error| failed(error.into()))?;
            // The lock goes with this connection, which is dropped at the end of the function.
            Ok(connection.run_pending_migrations(POSTGRES).map_err(failed)?.len())
        }
        DbConnection::Sqlite(connection) => {
            Ok(connection.run_pending_migrations(SQLITE).map_err(failed)?.len())
        }
    }
}

/// Whether all migrations of the program have run.
pub(crate) fn is_current(connection: &mut DbConnection) -> crate::error::Result<bool> {
    let pending = match connection {
        DbConnection::Postgresql(c) => c.has_pending_migration(POSTGRES),
        DbConnection::Sqlite(c) => c.has_pending_migration(SQLITE),
    };
    pending.map(|pending| !pending).map_err(Error::internal)
}

/// Undoes all migrations; for the test that runs them up, down and up again.
///
/// # Errors
/// A `down.sql` failed.
pub fn revert_all(storage: &Storage) -> Result<(), MigrateError> {
    let mut guarded = storage.dedicated().map_err(|error| MigrateError::Connect(error.to_string()))?;
    let done = match &mut guarded.inner {
        DbConnection::Postgresql(c) => c.revert_all_migrations(POSTGRES).map(|list| list.len()),
        DbConnection::Sqlite(c) => c.revert_all_migrations(SQLITE).map(|list| list.len()),
    };
    done.map(|_| ()).map_err(|error| MigrateError::Failed(error.to_string()))
}
