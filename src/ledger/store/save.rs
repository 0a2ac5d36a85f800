//! What a batch writes: one set statement a table, on PostgreSQL sent as one, with the head's change.

use super::head_change::HeadChange;
use super::rows::{
    AccountRow, AwardRow, BalanceRow, EarnedRow, EntryRow, IdempotencyRow, JournalRow, PayCodeRow,
    RedemptionRow, RefundRow,
};
use crate::error::Error;
use crate::ledger::decide::Batch;
use crate::storage::bulk::Together;
use crate::storage::{DbConnection, WriteTx};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// What became of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ledger) enum Saved {
    /// It is written.
    Written,
    /// There was nothing to write, so nobody looked whether the head is where the batch began.
    Nothing,
}

/// Why a batch could not be written.
#[derive(Debug)]
pub(in crate::ledger) enum Unsaved {
    /// A key of it has its answer already.
    KeyIsKnown,
    /// The head is not where the batch began: somebody else wrote, or changed the scheme.
    TurnIsLost,
    /// The database's.
    Failed(Error),
}

impl From<diesel::result::Error> for Unsaved {
    fn from(error: diesel::result::Error) -> Self {
        match &error {
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info)
                if info.table_name() == Some("idempotency") =>
            {
                Self::KeyIsKnown
            }
            DieselError::DatabaseError(DatabaseErrorKind::NotNullViolation, info)
                if info.table_name() == Some("ledger_head") =>
            {
                Self::TurnIsLost
            }
            _ => Self::Failed(error.into()),
        }
    }
}

/// Writes all that the batch decided, all or nothing: on PostgreSQL by itself, being one statement; else by the caller's
/// transaction. With `leaves_mark` the head gets the batch's mark also where there is nothing else to write.
///
/// # Errors
/// See [`Unsaved`].
pub(in crate::ledger) fn save(
    tx: &mut WriteTx<'_>,
    batch: &Batch,
    leaves_mark: bool,
) -> Result<Saved, Unsaved> {
    let books = &batch.books;
    let (balances, earned) = (books.changed_balances(), books.changed_earned());
    let (awards, redemptions) = (batch.changed_awards(), batch.changed_redemptions());
    let codes = batch.pay_codes.changed();
    // Whatever moves beans has an answer, an award or a balance.
    let is_empty = balances.is_empty() && awards.is_empty() && codes.is_empty() && batch.answers.is_empty();
    if is_empty && !leaves_mark {
        return Ok(Saved::Nothing);
    }
    let mut together = Together::default();
    JournalRow::write_with(tx, &books.journal, &mut together)?;
    AccountRow::write_with(tx, &books.opened, &mut together)?;
    EntryRow::write_with(tx, &books.entries, &mut together)?;
    BalanceRow::write_with(tx, &balances, &mut together)?;
    EarnedRow::write_with(tx, &earned, &mut together)?;
    AwardRow::write_with(tx, &awards, &mut together)?;
    RedemptionRow::write_with(tx, &redemptions, &mut together)?;
    RefundRow::write_with(tx, &batch.refunds, &mut together)?;
    PayCodeRow::write_with(tx, &codes, &mut together)?;
    IdempotencyRow::write_with(tx, &batch.answers, &mut together)?;
    let head = HeadChange::of(batch);
    match &mut **tx {
        DbConnection::Postgresql(c) => {
            // The statement itself, which PostgreSQL runs before those that are sent along: who comes second waits for the
            // head while holding nothing else.
            together.add(head);
            together.execute(c)?;
        }
        DbConnection::Sqlite(c) => {
            RunQueryDsl::execute(head, c)?;
        }
    }
    Ok(Saved::Written)
}
