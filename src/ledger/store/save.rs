//! What a batch writes: one set statement a table, sent together, the head last.

use super::rows::{
    AccountRow, AwardRow, BalanceRow, EarnedRow, EntryRow, IdempotencyRow, JournalRow, PayCodeRow,
    RedemptionRow, RefundRow,
};
use crate::error::Result;
use crate::ledger::decide::Batch;
use crate::on_backend;
use crate::storage::bulk::Together;
use crate::storage::schema::{ledger_head, pay_code};
use crate::storage::{DbConnection, WriteTx};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// Writes all that the batch decided. The caller's transaction makes it all or nothing.
pub(in crate::ledger) fn save(tx: &mut WriteTx<'_>, batch: &Batch) -> Result<()> {
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
    let the_head = ledger_head::table.find(1);
    match (&mut **tx, head_change(batch)) {
        (DbConnection::Postgresql(c), change) => {
            if let Some(change) = change {
                together.add(diesel::update(the_head).set(change));
            }
            together.execute(c)?;
        }
        (DbConnection::Sqlite(c), Some(change)) => {
            diesel::update(the_head).set(change).execute(c)?;
        }
        (DbConnection::Sqlite(_), None) => {}
    }
    // After the codes of before, of which a resident may have but one that lives.
    PayCodeRow::write_all(tx, &batch.new_pay_codes)?;
    Ok(())
}

/// Written word for word as the index of live codes says it: a plan that is made once sees only then that it applies.
const IS_LIVE: &str = "pay_code.state = 'live'";

/// A new code voids the one before.
fn void_live_codes(c: &mut DbConnection, residents: &[String]) -> Result<()> {
    if residents.is_empty() {
        return Ok(());
    }
    on_backend!(c, |c| diesel::update(
        pay_code::table.filter(sql::<Bool>(IS_LIVE)).filter(pay_code::resident_id.eq_any(residents))
    )
    .set(pay_code::state.eq("voided"))
    .execute(c))?;
    Ok(())
}

/// Where the journal ends from now on.
#[derive(AsChangeset)]
#[diesel(table_name = ledger_head)]
struct HeadChange {
    seq: i64,
    hash: Vec<u8>,
    at_us: i64,
    last_account_id: i64,
    hash_algorithm: &'static str,
}

/// The head's change, if the journal grew.
fn head_change(batch: &Batch) -> Option<HeadChange> {
    let head = &batch.books.head;
    batch.moved().then(|| HeadChange {
        seq: head.seq,
        hash: head.hash.to_vec(),
        at_us: head.at_us,
        last_account_id: head.last_account_id,
        hash_algorithm: head.algorithm.as_str(),
    })
}
