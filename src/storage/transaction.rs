//! The one write path: begin, work, commit or roll back.

use super::connection::{DbConnection, Guarded, lose_if_broken};
use crate::error::{Code, Error, Result};
use diesel::Connection;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use std::ops::{Deref, DerefMut};
use std::time::Duration;

/// Proof that what is written becomes one transaction. Made only by [`super::Storage::write`] and the ledger writer.
pub struct WriteTx<'a> {
    connection: &'a mut DbConnection,
}

impl Deref for WriteTx<'_> {
    type Target = DbConnection;

    fn deref(&self) -> &DbConnection {
        self.connection
    }
}

impl DerefMut for WriteTx<'_> {
    fn deref_mut(&mut self) -> &mut DbConnection {
        self.connection
    }
}

/// Runs `work` between begin and commit; rolls back if it fails.
pub(crate) fn run<T>(
    connection: &mut Guarded,
    work: &mut dyn FnMut(&mut WriteTx<'_>) -> Result<T>,
) -> Result<T> {
    if let Err(error) = begin(&mut connection.inner) {
        // Nothing was sent yet, so a fresh connection may try the whole of it again.
        connection.mark_broken();
        return Err(error.transient());
    }
    let outcome = work_and_commit(&mut connection.inner, work);
    lose_if_broken(connection, &outcome);
    outcome
}

/// Runs `work` outside of any transaction: what it writes must be one statement of PostgreSQL's, which is one by itself.
pub(crate) fn run_alone<T>(
    connection: &mut Guarded,
    work: &mut dyn FnMut(&mut WriteTx<'_>) -> Result<T>,
) -> Result<T> {
    let outcome = work(&mut WriteTx { connection: &mut connection.inner });
    lose_if_broken(connection, &outcome);
    outcome
}

fn work_and_commit<T>(
    connection: &mut DbConnection,
    work: &mut dyn FnMut(&mut WriteTx<'_>) -> Result<T>,
) -> Result<T> {
    match work(&mut WriteTx { connection }) {
        Ok(value) => commit(connection).map(|()| value),
        Err(error) => {
            // A rollback that fails means a dead connection; the first error is the one worth telling.
            if let Err(rollback) = rollback(connection) {
                tracing::warn!(error = %rollback, "rollback failed");
                return Err(Error::new(Code::DatabaseUnavailable).because(error));
            }
            Err(error)
        }
    }
}

fn begin(connection: &mut DbConnection) -> Result<()> {
    match connection {
        DbConnection::Postgresql(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN")?,
        DbConnection::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")?,
    }
    Ok(())
}

fn commit(connection: &mut DbConnection) -> Result<()> {
    let outcome = match connection {
        DbConnection::Postgresql(c) => AnsiTransactionManager::commit_transaction(c),
        DbConnection::Sqlite(c) => AnsiTransactionManager::commit_transaction(c),
    };
    outcome.map_err(Error::from)
}

fn rollback(connection: &mut DbConnection) -> diesel::QueryResult<()> {
    match connection {
        DbConnection::Postgresql(c) => roll_back_one(c),
        DbConnection::Sqlite(c) => roll_back_one(c),
    }
}

fn roll_back_one<C>(connection: &mut C) -> diesel::QueryResult<()>
where
    C: Connection<TransactionManager = AnsiTransactionManager>,
{
    AnsiTransactionManager::rollback_transaction(connection)
}

/// How long to wait before the next attempt: 2, 4, 8 … ms with a random share, so that rivals part.
pub(super) fn pause(attempt: u32) -> Duration {
    let base_us = 1000_u64 << attempt.min(6);
    Duration::from_micros(base_us + rand::random_range(0..base_us))
}
