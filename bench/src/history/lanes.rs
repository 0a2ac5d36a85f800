//! Writes rows while the next ones are thought out: one lane a table's family on PostgreSQL, one in all on SQLite.

use crate::places::Database;
use anyhow::{Context, Result};
use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use golden_beans::storage::{Backend, DbConnection};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Pieces of work that may wait in a lane.
const WAITING: usize = 4;

/// SQLite: pieces of work that share a transaction.
const PIECES_A_TRANSACTION: usize = 16;

type Work = Box<dyn FnOnce(&mut DbConnection) -> diesel::QueryResult<()> + Send>;

/// Connections that write side by side.
pub struct Lanes {
    lanes: Vec<(SyncSender<Work>, JoinHandle<Result<()>>)>,
}

impl Lanes {
    /// Opens as many as the database can use, at most `wanted`.
    ///
    /// # Errors
    /// The database's.
    pub fn open(database: &Database, wanted: usize) -> Result<Self> {
        let lanes = if Backend::of_url(&database.url) == Some(Backend::Sqlite) { 1 } else { wanted };
        let open = |_| {
            let (work, waiting) = sync_channel::<Work>(WAITING);
            let mut connection = connect(database)?;
            let thread = std::thread::spawn(move || {
                let mut pieces = 0;
                connection.batch_execute("BEGIN")?;
                for work in waiting {
                    work(&mut connection)?;
                    pieces += 1;
                    if pieces % PIECES_A_TRANSACTION == 0 {
                        connection.batch_execute("COMMIT; BEGIN")?;
                    }
                }
                connection.batch_execute("COMMIT")?;
                anyhow::Ok(())
            });
            anyhow::Ok((work, thread))
        };
        Ok(Self { lanes: (0..lanes).map(open).collect::<Result<_>>()? })
    }

    /// Gives a lane something to write; waits while too much waits there.
    ///
    /// # Errors
    /// The lane has failed; [`Lanes::close`] says why.
    pub fn write(
        &self,
        lane: usize,
        work: impl FnOnce(&mut DbConnection) -> diesel::QueryResult<()> + Send + 'static,
    ) -> Result<()> {
        let (lane, _) = self.lanes.get(lane % self.lanes.len()).context("a lane")?;
        lane.send(Box::new(work)).map_err(|_| anyhow::anyhow!("a lane has failed"))
    }

    /// Waits until everything is written.
    ///
    /// # Errors
    /// The database's.
    pub fn close(self) -> Result<()> {
        for (work, thread) in self.lanes {
            drop(work);
            thread.join().map_err(|_| anyhow::anyhow!("a lane has failed"))??;
        }
        Ok(())
    }
}

/// A connection that checks no foreign keys, for rows that are right by construction.
///
/// # Errors
/// The database's.
pub fn connect(database: &Database) -> Result<DbConnection> {
    match database.url.strip_prefix("sqlite://") {
        Some(path) => {
            let mut connection = SqliteConnection::establish(path)?;
            connection.batch_execute(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; \
                 PRAGMA temp_store = MEMORY",
            )?;
            Ok(DbConnection::Sqlite(connection))
        }
        None => {
            let mut connection = PgConnection::establish(&database.url)?;
            connection.batch_execute(
                "SET session_replication_role = replica; SET synchronous_commit = off; \
                 SET maintenance_work_mem = '512MB'; SET client_min_messages = warning",
            )?;
            Ok(DbConnection::Postgresql(connection))
        }
    }
}

#[derive(QueryableByName)]
struct Index {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
}

/// Indexes that were taken away for the time of writing.
pub struct Indexes(Vec<Index>);

impl Indexes {
    /// Takes the indexes of these tables away, but for the keys.
    ///
    /// # Errors
    /// The database's.
    pub fn take(connection: &mut DbConnection, tables: &[&str]) -> Result<Self> {
        let tables = tables.iter().map(|table| format!("'{table}'")).collect::<Vec<_>>().join(", ");
        let query = match connection {
            DbConnection::Postgresql(_) => format!(
                "SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
                 FROM pg_index i WHERE i.indrelid::regclass::text IN ({tables})
                 AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)"
            ),
            DbConnection::Sqlite(_) => format!(
                "SELECT name, sql AS definition FROM sqlite_master
                 WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({tables})"
            ),
        };
        let indexes: Vec<Index> = sql_query(query).load(connection)?;
        for index in &indexes {
            connection.batch_execute(&format!("DROP INDEX {}", index.name))?;
        }
        Ok(Self(indexes))
    }

    /// Builds them again, and lets the database count what it has.
    ///
    /// # Errors
    /// The database's.
    pub fn give_back(self, connection: &mut DbConnection) -> Result<()> {
        for index in self.0 {
            connection.batch_execute(&index.definition)?;
        }
        match connection {
            DbConnection::Postgresql(c) => c.batch_execute("VACUUM ANALYZE")?,
            DbConnection::Sqlite(c) => {
                c.batch_execute("PRAGMA optimize = 0x10002; PRAGMA wal_checkpoint(TRUNCATE)")?
            }
        }
        Ok(())
    }
}
