//! The head's change. By hand, since the query builder never keeps an `UPDATE` prepared, nor what is sent together with
//! one: planning a batch's writing anew each time took an eighth of PostgreSQL's time for it.

use crate::ledger::books::HeadState;
use crate::ledger::decide::Batch;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Binary, HasSqlType, Text};
use diesel::{QueryResult, RunQueryDsl, SqliteConnection};

/// Where the journal ends from now on, and whose turn it was. Writes only on what the batch was decided on: if somebody
/// else wrote since, or changed the scheme, `turn` becomes nothing, which its column refuses, and the statement with all
/// that was sent together with it is undone.
pub(super) struct HeadChange {
    known: HeadState,
    turn: i64,
    moved: Option<Moved>,
}

/// The columns that change where the journal grew.
struct Moved {
    seq: i64,
    hash: Vec<u8>,
    at_us: i64,
    last_account_id: i64,
    hash_algorithm: &'static str,
}

impl HeadChange {
    /// What this batch makes of the head.
    pub(super) fn of(batch: &Batch) -> Self {
        let head = &batch.books.head;
        let moved = batch.moved().then(|| Moved {
            seq: head.seq,
            hash: head.hash.to_vec(),
            at_us: head.at_us,
            last_account_id: head.last_account_id,
            hash_algorithm: head.algorithm.as_str(),
        });
        Self { known: batch.began_at.clone(), turn: batch.turn, moved }
    }
}

impl<DB> QueryFragment<DB> for HeadChange
where
    DB: Backend + HasSqlType<BigInt> + HasSqlType<Binary> + HasSqlType<Text>,
    i64: ToSql<BigInt, DB>,
    [u8]: ToSql<Binary, DB>,
    str: ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("UPDATE ledger_head SET turn = CASE WHEN turn = ");
        out.push_bind_param::<BigInt, _>(&self.known.turn)?;
        out.push_sql(" AND seq = ");
        out.push_bind_param::<BigInt, _>(&self.known.seq)?;
        out.push_sql(" AND scheme_revision = ");
        out.push_bind_param::<BigInt, _>(&self.known.scheme_revision)?;
        out.push_sql(" THEN ");
        out.push_bind_param::<BigInt, _>(&self.turn)?;
        out.push_sql(" END");
        if let Some(moved) = &self.moved {
            out.push_sql(", seq = ");
            out.push_bind_param::<BigInt, _>(&moved.seq)?;
            out.push_sql(", hash = ");
            out.push_bind_param::<Binary, _>(moved.hash.as_slice())?;
            out.push_sql(", at_us = ");
            out.push_bind_param::<BigInt, _>(&moved.at_us)?;
            out.push_sql(", last_account_id = ");
            out.push_bind_param::<BigInt, _>(&moved.last_account_id)?;
            out.push_sql(", hash_algorithm = ");
            out.push_bind_param::<Text, _>(moved.hash_algorithm)?;
        }
        out.push_sql(" WHERE id = 1");
        Ok(())
    }
}

impl QueryId for HeadChange {
    type QueryId = ();
    // Two forms: kept prepared by its text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl RunQueryDsl<SqliteConnection> for HeadChange {}
