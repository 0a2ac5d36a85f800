//! The one row that says where the journal ends.

use crate::error::{Error, Result};
use crate::ledger::books::HeadState;
use crate::ledger::chain::{Hash, HashAlgorithm};
use crate::storage::DbConnection;
use crate::storage::schema::ledger_head;
use diesel::prelude::*;

type HeadRow = (i64, Vec<u8>, i64, i64, i64, String, i64);

/// Takes the head row for this transaction: writers of several processes take turns here, before they read
/// anything else (a lock wait does not refresh a statement's snapshot).
pub(in crate::ledger) fn lock_head(
    connection: &mut DbConnection,
    algorithm: HashAlgorithm,
) -> Result<HeadState> {
    let row: HeadRow = match connection {
        DbConnection::Postgresql(c) => {
            ledger_head::table.filter(ledger_head::id.eq(1)).select(columns()).for_update().first(c)?
        }
        DbConnection::Sqlite(c) => {
            ledger_head::table.filter(ledger_head::id.eq(1)).select(columns()).first(c)?
        }
    };
    let head = state(row, algorithm)?;
    if head.algorithm == algorithm {
        Ok(head)
    } else {
        let name = head.algorithm.as_str();
        Err(Error::internal(format!("setting ledger.hash_algorithm: this database was begun with {name}")))
    }
}

/// Reads the head row without taking it. `algorithm` counts only for a journal that has not begun.
pub(in crate::ledger) fn read_head(
    connection: &mut DbConnection,
    algorithm: HashAlgorithm,
) -> Result<HeadState> {
    let row: HeadRow =
        ledger_head::table.filter(ledger_head::id.eq(1)).select(columns()).first(connection)?;
    state(row, algorithm)
}

type Columns = (
    ledger_head::seq,
    ledger_head::hash,
    ledger_head::at_us,
    ledger_head::last_account_id,
    ledger_head::scheme_revision,
    ledger_head::hash_algorithm,
    ledger_head::turn,
);

fn columns() -> Columns {
    (
        ledger_head::seq,
        ledger_head::hash,
        ledger_head::at_us,
        ledger_head::last_account_id,
        ledger_head::scheme_revision,
        ledger_head::hash_algorithm,
        ledger_head::turn,
    )
}

/// Stands in the column until the first posting.
const UNSET: &str = "unset";

fn state(row: HeadRow, begin_with: HashAlgorithm) -> Result<HeadState> {
    let (seq, hash, at_us, last_account_id, scheme_revision, algorithm, turn) = row;
    let (algorithm, hash) = if algorithm == UNSET {
        (begin_with, begin_with.genesis())
    } else {
        let algorithm = HashAlgorithm::parse(&algorithm)
            .ok_or_else(|| Error::internal("ledger_head names an unknown hash algorithm"))?;
        (algorithm, Hash::try_from(hash.as_slice()).map_err(Error::internal)?)
    };
    Ok(HeadState { seq, hash, at_us, last_account_id, scheme_revision, algorithm, turn })
}
