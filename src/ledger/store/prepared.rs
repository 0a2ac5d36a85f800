//! Statements of every batch that the query builder would have planned anew each time: it never keeps an `UPDATE`
//! prepared, nor what is sent together with one. Planning a batch's writing took an eighth of PostgreSQL's time for it.

use crate::ledger::decide::Batch;
use diesel::backend::Backend;
use diesel::pg::{Pg, PgConnection};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{Array, BigInt, Binary, HasSqlType, Text};
use diesel::{QueryResult, RunQueryDsl, SqliteConnection};

/// Where the journal ends from now on.
pub(super) struct HeadChange {
    seq: i64,
    hash: Vec<u8>,
    at_us: i64,
    last_account_id: i64,
    hash_algorithm: &'static str,
}

impl HeadChange {
    /// The head's change, if the journal grew.
    pub(super) fn of(batch: &Batch) -> Option<Self> {
        let head = &batch.books.head;
        batch.moved().then(|| Self {
            seq: head.seq,
            hash: head.hash.to_vec(),
            at_us: head.at_us,
            last_account_id: head.last_account_id,
            hash_algorithm: head.algorithm.as_str(),
        })
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
        out.push_sql("UPDATE ledger_head SET seq = ");
        out.push_bind_param::<BigInt, _>(&self.seq)?;
        out.push_sql(", hash = ");
        out.push_bind_param::<Binary, _>(self.hash.as_slice())?;
        out.push_sql(", at_us = ");
        out.push_bind_param::<BigInt, _>(&self.at_us)?;
        out.push_sql(", last_account_id = ");
        out.push_bind_param::<BigInt, _>(&self.last_account_id)?;
        out.push_sql(", hash_algorithm = ");
        out.push_bind_param::<Text, _>(self.hash_algorithm)?;
        out.push_sql(" WHERE id = 1");
        Ok(())
    }
}

impl QueryId for HeadChange {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl RunQueryDsl<SqliteConnection> for HeadChange {}

/// Voids the codes of these residents that live. The condition is word for word that of the index of live codes: a plan
/// that is made once sees only then that it applies.
pub(super) struct VoidLiveCodes<'a>(pub(super) &'a [String]);

/// Names [`VoidLiveCodes`] in the connection's list of prepared statements.
pub(super) struct VoidLiveCodesId;

impl QueryFragment<Pg> for VoidLiveCodes<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("UPDATE pay_code SET state = 'voided' WHERE state = 'live' AND resident_id = ANY (");
        out.push_bind_param::<Array<Text>, _>(self.0)?;
        out.push_sql(")");
        Ok(())
    }
}

impl QueryId for VoidLiveCodes<'_> {
    type QueryId = VoidLiveCodesId;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl RunQueryDsl<PgConnection> for VoidLiveCodes<'_> {}
