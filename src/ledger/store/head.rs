//! The one row that says where the journal ends.

use crate::error::{Error, Result};
use crate::ledger::books::HeadState;
use crate::ledger::chain::{Hash, HashAlgorithm};
use crate::storage::schema::ledger_head;
use crate::storage::{DbConnection, Storage};
use diesel::prelude::*;

type HeadRow = (i64, Vec<u8>, i64, i64, i64, String);

/// Writes the first head, or checks that the database's algorithm is the one that is set.
///
/// # Errors
/// The database fails, or was created with the other algorithm.
pub async fn prepare_head(storage: &Storage, algorithm: HashAlgorithm) -> Result<()> {
    storage
        .write(move |tx| {
            let there: Option<String> = ledger_head::table
                .filter(ledger_head::id.eq(1))
                .select(ledger_head::hash_algorithm)
                .first(&mut **tx)
                .optional()?;
            match there.as_deref() {
                Some(name) if name == algorithm.as_str() => Ok(()),
                Some(name) => Err(Error::internal(format!(
                    "setting ledger.hash_algorithm: this database was created with {name}"
                ))),
                None => {
                    diesel::insert_into(ledger_head::table)
                        .values((
                            ledger_head::id.eq(1),
                            ledger_head::seq.eq(0_i64),
                            ledger_head::hash.eq(algorithm.genesis().to_vec()),
                            ledger_head::at_us.eq(0_i64),
                            ledger_head::last_account_id.eq(1_i64),
                            ledger_head::scheme_revision.eq(0_i64),
                            ledger_head::hash_algorithm.eq(algorithm.as_str()),
                        ))
                        .execute(&mut **tx)?;
                    Ok(())
                }
            }
        })
        .await
}

/// Takes the head row for this transaction: writers of several processes take turns here, before they read
/// anything else (a lock wait does not refresh a statement's snapshot).
pub(in crate::ledger) fn lock_head(connection: &mut DbConnection) -> Result<HeadState> {
    let row: HeadRow = match connection {
        DbConnection::Postgresql(c) => ledger_head::table
            .filter(ledger_head::id.eq(1))
            .select(columns())
            .for_update()
            .first(c)?,
        DbConnection::Sqlite(c) => {
            ledger_head::table.filter(ledger_head::id.eq(1)).select(columns()).first(c)?
        }
    };
    state(row)
}

/// Reads the head row without taking it.
pub(in crate::ledger) fn read_head(connection: &mut DbConnection) -> Result<HeadState> {
    let row: HeadRow =
        ledger_head::table.filter(ledger_head::id.eq(1)).select(columns()).first(connection)?;
    state(row)
}

type Columns = (
    ledger_head::seq,
    ledger_head::hash,
    ledger_head::at_us,
    ledger_head::last_account_id,
    ledger_head::scheme_revision,
    ledger_head::hash_algorithm,
);

fn columns() -> Columns {
    (
        ledger_head::seq,
        ledger_head::hash,
        ledger_head::at_us,
        ledger_head::last_account_id,
        ledger_head::scheme_revision,
        ledger_head::hash_algorithm,
    )
}

fn state((seq, hash, at_us, last_account_id, scheme_revision, algorithm): HeadRow) -> Result<HeadState> {
    let hash = Hash::try_from(hash.as_slice()).map_err(Error::internal)?;
    let algorithm = HashAlgorithm::parse(&algorithm)
        .ok_or_else(|| Error::internal("ledger_head names an unknown hash algorithm"))?;
    Ok(HeadState { seq, hash, at_us, last_account_id, scheme_revision, algorithm })
}
