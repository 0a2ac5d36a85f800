//! Finds rows by keys of two columns on PostgreSQL, one descent of the index for each, whatever it believes of the
//! table's size.
//!
//! `one = ANY (…) AND other = ANY (…)` does not: it looks for each value of the one with each of the other, or reads
//! all rows of the one; and a plain join may begin at the table, if that was small when the statement was planned.

use crate::domain::deed::DeedKind;
use crate::ledger::account::AccountId;
use crate::storage::schema::{award, earned, idempotency, pay_code};
use chrono::NaiveDate;
use diesel::pg::{Pg, PgConnection};
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Date, Text};
use diesel::{QueryResult, RunQueryDsl};

/// Reads answers by caller and key.
pub(super) struct AnswersTo<'a> {
    callers: Vec<&'a str>,
    keys: Vec<&'a str>,
}

impl<'a> AnswersTo<'a> {
    /// Each key with its caller's id before it.
    pub(super) fn keys(asked: &'a [(String, String)]) -> Self {
        let (callers, keys) = asked.iter().map(|(caller, key)| (caller.as_str(), key.as_str())).unzip();
        Self { callers, keys }
    }
}

impl QueryFragment<Pg> for AnswersTo<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        idempotency::all_columns.walk_ast(out.reborrow())?;
        out.push_sql(" FROM unnest(");
        out.push_bind_param::<Array<Text>, _>(&self.callers)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.keys)?;
        out.push_sql(
            ") AS asked (caller_id, idempotency_key) JOIN idempotency USING (caller_id, idempotency_key)",
        );
        Ok(())
    }
}

/// Reads award records of one kind of deeds.
pub(super) struct AwardsOf<'a> {
    pub(super) kind: DeedKind,
    pub(super) deed_ids: &'a [String],
}

impl QueryFragment<Pg> for AwardsOf<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        award::all_columns.walk_ast(out.reborrow())?;
        out.push_sql(" FROM unnest(");
        out.push_bind_param::<Array<Text>, _>(self.deed_ids)?;
        out.push_sql(") AS deed (id) CROSS JOIN LATERAL (SELECT * FROM award WHERE deed_kind = ");
        out.push_bind_param::<Text, _>(self.kind.as_str())?;
        out.push_sql(" AND deed_id = deed.id LIMIT 1) AS award");
        Ok(())
    }
}

/// Reads what pockets earned, by day and pocket.
pub(super) struct EarnedOn {
    days: Vec<NaiveDate>,
    pockets: Vec<AccountId>,
}

impl EarnedOn {
    /// Each day with its pocket.
    pub(super) fn days(asked: &[(NaiveDate, AccountId)]) -> Self {
        let (days, pockets) = asked.iter().copied().unzip();
        Self { days, pockets }
    }
}

impl QueryFragment<Pg> for EarnedOn {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        earned::all_columns.walk_ast(out.reborrow())?;
        out.push_sql(" FROM unnest(");
        out.push_bind_param::<Array<Date>, _>(&self.days)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<BigInt>, _>(&self.pockets)?;
        out.push_sql(
            ") AS asked (day, pocket) CROSS JOIN LATERAL (SELECT * FROM earned WHERE earned_on = asked.day \
             AND pocket_id = asked.pocket LIMIT 1) AS earned",
        );
        Ok(())
    }
}

/// Reads the codes of these residents that live. The condition is word for word that of the index of live codes: a plan
/// that is made once sees only then that it applies.
pub(super) struct LiveCodesOf<'a>(pub(super) &'a [String]);

impl QueryFragment<Pg> for LiveCodesOf<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        pay_code::all_columns.walk_ast(out.reborrow())?;
        out.push_sql(" FROM pay_code WHERE state = 'live' AND resident_id = ANY (");
        out.push_bind_param::<Array<Text>, _>(self.0)?;
        out.push_sql(")");
        Ok(())
    }
}

/// Names the statements in the connection's list of prepared ones.
pub(super) struct Prepared<T>(std::marker::PhantomData<T>);

impl Query for AnswersTo<'_> {
    type SqlType = idempotency::SqlType;
}

impl QueryId for AnswersTo<'_> {
    type QueryId = Prepared<idempotency::table>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl RunQueryDsl<PgConnection> for AnswersTo<'_> {}

impl Query for AwardsOf<'_> {
    type SqlType = award::SqlType;
}

impl QueryId for AwardsOf<'_> {
    type QueryId = Prepared<award::table>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl RunQueryDsl<PgConnection> for AwardsOf<'_> {}

impl Query for EarnedOn {
    type SqlType = earned::SqlType;
}

impl QueryId for EarnedOn {
    type QueryId = Prepared<earned::table>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl RunQueryDsl<PgConnection> for EarnedOn {}

impl Query for LiveCodesOf<'_> {
    type SqlType = pay_code::SqlType;
}

impl QueryId for LiveCodesOf<'_> {
    type QueryId = Prepared<pay_code::table>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl RunQueryDsl<PgConnection> for LiveCodesOf<'_> {}
