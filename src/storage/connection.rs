//! One connection type for both databases, and pools that pick by the URL's scheme and keep the real error.

use crate::config::DatabaseConfig;
use crate::error::{Code, Error, Result};
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::sqlite::SqliteConnection;
use diesel::{Connection, ConnectionError};
use std::path::Path;
use std::time::Duration;

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum DbConnection {
    /// PostgreSQL; serves more than one process.
    Postgresql(PgConnection),
    /// SQLite; embedded, one machine.
    Sqlite(SqliteConnection),
}

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// PostgreSQL.
    Postgresql,
    /// SQLite.
    Sqlite,
}

impl Backend {
    /// Decides by the URL's scheme.
    #[must_use]
    pub fn of_url(url: &str) -> Option<Self> {
        match url.split_once("://")?.0 {
            "postgres" | "postgresql" => Some(Self::Postgresql),
            "sqlite" => Some(Self::Sqlite),
            _ => None,
        }
    }

    /// The name of the migrations' folder, and in figures and logs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Postgresql => "postgres",
            Self::Sqlite => "sqlite",
        }
    }
}

/// A connection that remembers that it died, so that the pool does not hand it out again.
pub(crate) struct Guarded {
    pub(crate) inner: DbConnection,
    broken: bool,
}

impl Guarded {
    /// Says that this connection must not be used again.
    pub(crate) fn mark_broken(&mut self) {
        self.broken = true;
    }

    /// Whether it was said.
    pub(crate) fn is_broken(&self) -> bool {
        self.broken
    }
}

/// Marks the connection if the outcome says that the database went away.
pub(crate) fn lose_if_broken<T>(connection: &mut Guarded, outcome: &Result<T>) {
    if let Err(error) = outcome
        && error.code() == Code::DatabaseUnavailable
        && !error.is_transient()
    {
        connection.mark_broken();
    }
}

/// Makes connections for a pool.
pub(super) struct Manager {
    config: DatabaseConfig,
}

impl r2d2::ManageConnection for Manager {
    type Connection = Guarded;
    type Error = ConnectionError;

    fn connect(&self) -> Result<Guarded, ConnectionError> {
        open(&self.config)
    }

    fn is_valid(&self, connection: &mut Guarded) -> Result<(), ConnectionError> {
        connection.inner.batch_execute("SELECT 1").map_err(ConnectionError::CouldntSetupConfiguration)
    }

    fn has_broken(&self, connection: &mut Guarded) -> bool {
        connection.is_broken()
    }
}

/// A pool that opens connections when they are first needed. Waiting for a turn happens in front of it, fairly.
pub(super) fn pool(config: &DatabaseConfig, connections: u32) -> r2d2::Pool<Manager> {
    r2d2::Pool::builder()
        .max_size(connections)
        .min_idle(Some(0))
        .test_on_check_out(false)
        .connection_timeout(Duration::from_secs(2))
        .error_handler(Box::new(LogOnce))
        .build_unchecked(Manager { config: config.clone() })
}

/// A connection from the pool.
pub(super) fn checkout(pool: &r2d2::Pool<Manager>) -> Result<r2d2::PooledConnection<Manager>> {
    pool.get().map_err(|error| Error::new(Code::DatabaseUnavailable).because(error))
}

#[derive(Debug)]
struct LogOnce;

impl r2d2::HandleError<ConnectionError> for LogOnce {
    fn handle_error(&self, error: ConnectionError) {
        tracing::warn!(%error, "cannot connect to the database");
    }
}

/// Opens one connection by the URL's scheme and sets it up.
pub(crate) fn open(config: &DatabaseConfig) -> Result<Guarded, ConnectionError> {
    let inner = match Backend::of_url(&config.url) {
        Some(Backend::Postgresql) => open_postgresql(config)?,
        Some(Backend::Sqlite) => open_sqlite(config)?,
        None => return Err(ConnectionError::InvalidConnectionUrl("unknown scheme".to_owned())),
    };
    Ok(Guarded { inner, broken: false })
}

/// Opens a connection for who follows keys and nothing else: each statement is planned once, and the plan is to follow
/// the keys whatever PostgreSQL believes of the tables' sizes. A journal that grew since they were last counted would
/// else be read from end to end.
pub(crate) fn open_by_key(config: &DatabaseConfig) -> Result<Guarded, ConnectionError> {
    let mut connection = open(config)?;
    if let DbConnection::Postgresql(c) = &mut connection.inner {
        c.batch_execute(
            "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; \
             SET enable_mergejoin = off; SET jit = off",
        )
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    }
    Ok(connection)
}

fn open_postgresql(config: &DatabaseConfig) -> Result<DbConnection, ConnectionError> {
    let mut connection = PgConnection::establish(&config.url)?;
    connection
        .batch_execute(&format!(
            "SET TIME ZONE 'UTC'; SET application_name = 'golden-beans'; SET client_min_messages = warning; \
             SET statement_timeout = {timeout}; SET lock_timeout = {timeout}; \
             SET idle_in_transaction_session_timeout = {idle}",
            timeout = config.statement_timeout_ms,
            idle = config.statement_timeout_ms.saturating_mul(2),
        ))
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(DbConnection::Postgresql(connection))
}

fn open_sqlite(config: &DatabaseConfig) -> Result<DbConnection, ConnectionError> {
    let path = config.url.strip_prefix("sqlite://").unwrap_or(&config.url);
    if let Some(folder) = Path::new(path).parent() {
        std::fs::create_dir_all(folder).map_err(|error| {
            ConnectionError::BadConnection(format!("cannot create the folder of database.url: {error}"))
        })?;
    }
    let mut connection = SqliteConnection::establish(path)?;
    // recursive_triggers: else REPLACE would delete rows past the append-only triggers.
    connection
        .batch_execute(&format!(
            "PRAGMA busy_timeout = {}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; PRAGMA temp_store = MEMORY; \
             PRAGMA cache_size = -16000",
            config.busy_timeout_ms
        ))
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(DbConnection::Sqlite(connection))
}
