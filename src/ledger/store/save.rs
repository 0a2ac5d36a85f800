//! What a batch writes: one set statement a table, sent together, the head last.

use super::prepared::{HeadChange, VoidLiveCodes};
use super::rows::{
    AccountRow, AwardRow, BalanceRow, EarnedRow, EntryRow, IdempotencyRow, JournalRow, PayCodeRow,
    RedemptionRow, RefundRow,
};
use crate::error::Error;
use crate::ledger::decide::Batch;
use crate::storage::bulk::Together;
use crate::storage::schema::pay_code;
use crate::storage::{DbConnection, WriteTx};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::sql_types::Bool;

/// Why a batch could not be written.
#[derive(Debug)]
pub(in crate::ledger) enum Unsaved {
    /// A key of it has its answer already.
    KeyIsKnown,
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
            _ => Self::Failed(error.into()),
        }
    }
}

/// Writes all that the batch decided. The caller's transaction makes it all or nothing.
///
/// # Errors
/// See [`Unsaved`].
pub(in crate::ledger) fn save(tx: &mut WriteTx<'_>, batch: &Batch) -> Result<(), Unsaved> {
    void_live_codes(tx, &batch.residents_with_new_codes())?;
    let books = &batch.books;
    let (balances, earned) = (books.changed_balances(), books.changed_earned());
    let (awards, redemptions) = (batch.changed_awards(), batch.changed_redemptions());
    let codes = batch.changed_pay_codes();
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
    match (&mut **tx, HeadChange::of(batch)) {
        (DbConnection::Postgresql(c), change) => {
            if let Some(change) = change {
                together.add(change);
            }
            together.execute(c)?;
        }
        (DbConnection::Sqlite(c), Some(change)) => {
            RunQueryDsl::execute(change, c)?;
        }
        (DbConnection::Sqlite(_), None) => {}
    }
    // After the codes of before, of which a resident may have but one that lives.
    PayCodeRow::write_all(tx, &batch.new_pay_codes)?;
    Ok(())
}

/// A new code voids the one before.
fn void_live_codes(c: &mut DbConnection, residents: &[String]) -> QueryResult<()> {
    if residents.is_empty() {
        return Ok(());
    }
    match c {
        DbConnection::Postgresql(c) => RunQueryDsl::execute(VoidLiveCodes(residents), c)?,
        DbConnection::Sqlite(c) => diesel::update(
            pay_code::table
                // Word for word as the index of live codes says it, which is not taken for a parameter.
                .filter(sql::<Bool>("pay_code.state = 'live'"))
                .filter(pay_code::resident_id.eq_any(residents)),
        )
        .set(pay_code::state.eq("voided"))
        .execute(c)?,
    };
    Ok(())
}
