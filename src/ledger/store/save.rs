//! What a batch writes: one set statement a table, in one fixed order, the head last.

use super::rows::{
    AccountRow, AwardRow, BalanceRow, EarnedRow, EntryRow, IdempotencyRow, JournalRow, PayCodeRow,
    RedemptionRow, RefundRow,
};
use crate::error::Result;
use crate::ledger::decide::Batch;
use crate::on_backend;
use crate::storage::schema::{ledger_head, pay_code};
use crate::storage::{DbConnection, WriteTx};
use diesel::prelude::*;

/// Writes all that the batch decided. The caller's transaction makes it all or nothing.
pub(in crate::ledger) fn save(tx: &mut WriteTx<'_>, batch: &Batch) -> Result<()> {
    let books = &batch.books;
    JournalRow::write_all(tx, &books.journal)?;
    AccountRow::write_all(tx, &books.opened)?;
    EntryRow::write_all(tx, &books.entries)?;
    BalanceRow::write_all(tx, &books.changed_balances())?;
    EarnedRow::write_all(tx, &books.changed_earned())?;
    AwardRow::write_all(tx, &batch.changed_awards())?;
    RedemptionRow::write_all(tx, &batch.changed_redemptions())?;
    RefundRow::write_all(tx, &batch.refunds)?;
    PayCodeRow::write_all(tx, &batch.changed_pay_codes())?;
    void_live_codes(tx, &batch.residents_with_new_codes())?;
    PayCodeRow::write_all(tx, &batch.new_pay_codes)?;
    IdempotencyRow::write_all(tx, &batch.answers)?;
    if batch.moved() {
        save_head(tx, batch)?;
    }
    Ok(())
}

/// A new code voids the one before.
fn void_live_codes(c: &mut DbConnection, residents: &[String]) -> Result<()> {
    if residents.is_empty() {
        return Ok(());
    }
    on_backend!(c, |c| diesel::update(
        pay_code::table.filter(pay_code::state.eq("live")).filter(pay_code::resident_id.eq_any(residents))
    )
    .set(pay_code::state.eq("voided"))
    .execute(c))?;
    Ok(())
}

fn save_head(c: &mut DbConnection, batch: &Batch) -> Result<()> {
    let head = &batch.books.head;
    diesel::update(ledger_head::table.filter(ledger_head::id.eq(1)))
        .set((
            ledger_head::seq.eq(head.seq),
            ledger_head::hash.eq(head.hash.to_vec()),
            ledger_head::at_us.eq(head.at_us),
            ledger_head::last_account_id.eq(head.last_account_id),
            ledger_head::hash_algorithm.eq(head.algorithm.as_str()),
        ))
        .execute(c)?;
    Ok(())
}
