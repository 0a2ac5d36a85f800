//! Keeps everything that is not the ledger: connections, transactions, migrations, one file per family of tables.
//!
//! Owns diesel (with `ledger/store`). Decides nothing: rules are in `domain`, use cases in `service`.
//! Reading functions take `&mut DbConnection`; writing functions take `&mut WriteTx`, which proves that what they write
//! becomes one transaction.

pub mod achievements;
pub mod anomalies;
pub mod anomaly_facts;
pub mod answer_templates;
pub mod bulk;
pub mod campaigns;
pub mod categories;
pub mod category_changes;
mod connection;
pub mod device_marks;
pub mod earned;
pub mod exports;
pub mod figures;
pub mod follow_ups;
pub mod idempotency;
pub mod identity_views;
pub mod ledger_views;
pub mod login_failures;
pub mod look_backs;
mod migrate;
pub mod notices;
pub mod open311;
pub mod otp_secrets;
pub mod photo_prints;
pub mod photos;
pub mod rank;
pub mod refund_pins;
pub mod report_clocks;
pub mod report_counts;
pub mod report_events;
pub mod report_joins;
pub mod report_lists;
pub mod report_notes;
pub mod report_pauses;
pub mod report_places;
pub mod report_requests;
pub mod reports;
pub mod routing;
pub mod schema;
pub mod sessions;
pub mod shops;
pub mod supervision;
pub mod suspensions;
mod transaction;
pub mod units;
pub mod users;
pub mod working_calendar;
pub mod wrong_pay_codes;

pub(crate) use connection::Guarded;
use connection::lose_if_broken;
pub use connection::{Backend, DbConnection};
pub use migrate::{MigrateError, migrate, revert_all};
pub use transaction::WriteTx;
pub(crate) use transaction::{run as run_on, run_alone};

use crate::config::DatabaseConfig;
use crate::error::{Code, Error, Result};
use connection::Manager;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Runs one body on whichever database the connection is of; for what `MultiConnection` cannot express.
#[macro_export]
macro_rules! on_backend {
    ($connection:expr, |$inner:ident| $body:expr) => {
        match $connection {
            $crate::storage::DbConnection::Postgresql($inner) => $body,
            $crate::storage::DbConnection::Sqlite($inner) => $body,
        }
    };
}

/// How often a write transaction is tried when the database asks for it (serialization, busy).
const WRITE_ATTEMPTS: u32 = 6;

/// The database, for any number of tasks. Cheap to clone.
#[derive(Clone)]
pub struct Storage {
    pool: Arc<Pools>,
}

struct Pools {
    backend: Backend,
    config: DatabaseConfig,
    readers: r2d2::Pool<Manager>,
    writers: r2d2::Pool<Manager>,
    read_turns: Arc<Semaphore>,
    write_turns: Arc<Semaphore>,
}

impl Pools {
    fn longest_wait(&self) -> Duration {
        let wait_ms = match self.backend {
            Backend::Sqlite => self.config.busy_timeout_ms,
            Backend::Postgresql => self.config.statement_timeout_ms,
        };
        Duration::from_millis(wait_ms.into())
    }
}

/// A turn to write. SQLite has one at a time, in the order of asking, so that nobody starves.
pub(crate) struct WriteTurn {
    _permit: OwnedSemaphorePermit,
}

impl Storage {
    /// Opens the pools without waiting for the database to answer.
    ///
    /// # Errors
    /// The URL's scheme is unknown.
    pub fn open(config: &DatabaseConfig) -> Result<Self> {
        let backend = Backend::of_url(&config.url)
            .ok_or_else(|| Error::internal("database.url has an unknown scheme"))?;
        let writers = match backend {
            Backend::Sqlite => 1,
            Backend::Postgresql => config.write_connections,
        };
        Ok(Self {
            pool: Arc::new(Pools {
                backend,
                config: config.clone(),
                readers: connection::pool(config, config.read_connections),
                writers: connection::pool(config, writers),
                read_turns: Arc::new(Semaphore::new(config.read_connections as usize)),
                write_turns: Arc::new(Semaphore::new(writers as usize)),
            }),
        })
    }

    /// Whether all migrations of the program have run.
    ///
    /// # Errors
    /// `database_unavailable`.
    pub async fn is_current(&self) -> Result<bool> {
        self.read(migrate::is_current).await
    }

    /// Which database this is.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.pool.backend
    }

    /// Connections handed out and idle: (readers in use, readers, writers in use, writers).
    #[must_use]
    pub fn pool_figures(&self) -> PoolFigures {
        let readers = self.pool.readers.state();
        let writers = self.pool.writers.state();
        PoolFigures {
            readers_open: readers.connections,
            readers_idle: readers.idle_connections,
            writers_open: writers.connections,
            writers_idle: writers.idle_connections,
        }
    }

    /// Runs `work` on a reading connection, off the async threads. A connection that turns out to be dead is
    /// replaced and the work tried once more: reading twice harms nobody.
    ///
    /// # Errors
    /// Those of `work`; `database_unavailable` if there is no connection.
    pub async fn read<T, F>(&self, mut work: F) -> Result<T>
    where
        F: FnMut(&mut DbConnection) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let turn = Arc::clone(&self.pool.read_turns).acquire_owned().await.map_err(Error::internal)?;
        let pool = Arc::clone(&self.pool);
        blocking(move || {
            let _turn = turn;
            let mut attempt = 0;
            loop {
                attempt += 1;
                let mut connection = connection::checkout(&pool.readers)?;
                let outcome = work(&mut connection.inner);
                lose_if_broken(&mut connection, &outcome);
                match outcome {
                    Err(error) if error.code() == Code::DatabaseUnavailable && attempt < 2 => {}
                    outcome => return outcome,
                }
            }
        })
        .await
    }

    /// Runs `work` in one write transaction (`BEGIN IMMEDIATE` on SQLite, `READ COMMITTED` on PostgreSQL), off
    /// the async threads. Committed if it returns `Ok`, else rolled back. Tried again, a bounded number of
    /// times, where the database asks for it; so `work` must have no effect outside the transaction.
    ///
    /// # Errors
    /// Those of `work`; `database_unavailable` if there is no connection or the commit's outcome is unknown.
    pub async fn write<T, F>(&self, mut work: F) -> Result<T>
    where
        F: FnMut(&mut WriteTx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let turn = self.write_turn().await?;
        let pool = Arc::clone(&self.pool);
        blocking(move || {
            let _turn = turn;
            let began = Instant::now();
            let mut attempt = 0;
            loop {
                attempt += 1;
                let mut connection = connection::checkout(&pool.writers)?;
                match transaction::run(&mut connection, &mut work) {
                    Err(error)
                        if error.is_transient()
                            && attempt < WRITE_ATTEMPTS
                            && began.elapsed() < pool.longest_wait() =>
                    {
                        drop(connection);
                        std::thread::sleep(transaction::pause(attempt));
                    }
                    outcome => return outcome,
                }
            }
        })
        .await
    }

    /// How long a statement waits for somebody else's lock. Who has waited that long is told so and does not begin anew.
    pub(crate) fn longest_wait(&self) -> Duration {
        self.pool.longest_wait()
    }

    /// The ledger writer's turn. On SQLite it queues with everybody else who writes; on PostgreSQL it has a
    /// connection of its own and waits for nobody.
    pub(crate) async fn ledger_turn(&self) -> Result<Option<WriteTurn>> {
        match self.pool.backend {
            Backend::Sqlite => self.write_turn().await.map(Some),
            Backend::Postgresql => Ok(None),
        }
    }

    async fn write_turn(&self) -> Result<WriteTurn> {
        let turns = Arc::clone(&self.pool.write_turns);
        let permit = turns.acquire_owned().await.map_err(Error::internal)?;
        Ok(WriteTurn { _permit: permit })
    }

    /// The ledger writer's own connection.
    pub(crate) fn for_the_ledger(&self) -> Result<Guarded> {
        connection::open_by_key(&self.pool.config)
            .map_err(|error| Error::new(Code::DatabaseUnavailable).because(error))
    }

    /// A connection of one's own, outside the pools.
    pub(crate) fn dedicated(&self) -> Result<Guarded> {
        connection::open(&self.pool.config)
            .map_err(|error| Error::new(Code::DatabaseUnavailable).because(error))
    }
}

/// How the pools stand, for the metrics.
#[derive(Debug, Clone, Copy)]
pub struct PoolFigures {
    /// Reading connections that exist.
    pub readers_open: u32,
    /// Of them idle.
    pub readers_idle: u32,
    /// Writing connections that exist.
    pub writers_open: u32,
    /// Of them idle.
    pub writers_idle: u32,
}

/// Runs blocking work on the threads kept for it.
async fn blocking<T, F>(work: F) -> Result<T>
where
    F: FnOnce() -> Result<T> + Send + 'static,
    T: Send + 'static,
{
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}
