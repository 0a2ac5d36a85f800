//! Rows as they are written in bulk.

use crate::bulk_table;
use crate::ledger::account::{AccountId, AccountKey};
use crate::ledger::books::AccountState;
use crate::ledger::chain::{Hash, Link};
use crate::ledger::posting::Entry;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::sql_types::{BigInt, Binary, Bool, Date, Integer, Nullable, Text, Timestamp};

bulk_table! {
    /// A new account.
    pub(in crate::ledger) struct AccountRow in "account", then "" {
        id: BigInt = AccountId,
        kind: Text = String,
        owner_id: Text = String,
        campaign_id: Nullable<Text> = Option<String>,
        opened_seq: BigInt = i64,
    }
}

impl AccountRow {
    pub(in crate::ledger) fn new(id: AccountId, key: &AccountKey, opened_seq: i64) -> Self {
        Self {
            id,
            kind: key.kind().as_str().to_owned(),
            owner_id: key.owner_id().to_owned(),
            campaign_id: key.campaign_id().map(str::to_owned),
            opened_seq,
        }
    }
}

bulk_table! {
    /// What an account holds from now on.
    pub(in crate::ledger) struct BalanceRow in "account_balance",
        then "ON CONFLICT (account_id) DO UPDATE SET beans = excluded.beans, owed_beans = excluded.owed_beans, \
              month_on = excluded.month_on, month_beans = excluded.month_beans"
    {
        account_id: BigInt = AccountId,
        beans: BigInt = i64,
        owed_beans: BigInt = i64,
        /// The first day of the latest month in which it earned.
        month_on: Nullable<Date> = Option<NaiveDate>,
        /// What it earned in that month.
        month_beans: BigInt = i64,
    }
}

impl BalanceRow {
    pub(in crate::ledger) fn new(account_id: AccountId, account: &AccountState) -> Self {
        let month = account.latest_month();
        Self {
            account_id,
            beans: account.balance,
            owed_beans: account.owed,
            month_on: month.map(|month| month.month_on),
            month_beans: month.map_or(0, |month| month.beans),
        }
    }
}

bulk_table! {
    /// A posting.
    pub(in crate::ledger) struct JournalRow in "journal", then "" {
        seq: BigInt = i64,
        kind: Text = String,
        at_us: BigInt = i64,
        subject_kind: Text = String,
        subject_id: Text = String,
        corrects: Nullable<BigInt> = Option<i64>,
        actor_id: Nullable<Text> = Option<String>,
        memo: Nullable<Text> = Option<String>,
        prev_hash: Binary = Vec<u8>,
        hash: Binary = Vec<u8>,
    }
}

impl JournalRow {
    pub(in crate::ledger) fn new(link: &Link<'_>, previous: &Hash, hash: &Hash) -> Self {
        Self {
            seq: link.seq,
            kind: link.kind.to_owned(),
            at_us: link.at_us,
            subject_kind: link.subject_kind.to_owned(),
            subject_id: link.subject_id.to_owned(),
            corrects: link.corrects,
            actor_id: link.actor_id.map(str::to_owned),
            memo: link.memo.map(str::to_owned),
            prev_hash: previous.to_vec(),
            hash: hash.to_vec(),
        }
    }
}

bulk_table! {
    /// One line of a posting.
    pub(in crate::ledger) struct EntryRow in "entry", then "" {
        seq: BigInt = i64,
        line: Integer = i32,
        account_id: BigInt = AccountId,
        beans: BigInt = i64,
        balance_after: BigInt = i64,
    }
}

impl EntryRow {
    pub(in crate::ledger) fn new(seq: i64, line: i32, entry: &Entry) -> Self {
        Self {
            seq,
            line,
            account_id: entry.account_id,
            beans: entry.change,
            balance_after: entry.balance_after,
        }
    }
}

bulk_table! {
    /// What a pocket earned on a date, from now on.
    pub(in crate::ledger) struct EarnedRow in "earned",
        then "ON CONFLICT (pocket_id, earned_on) DO UPDATE SET beans = excluded.beans"
    {
        pocket_id: BigInt = AccountId,
        earned_on: Date = NaiveDate,
        beans: BigInt = i64,
    }
}

bulk_table! {
    /// An award record. Where another grade was wished while the batch decided, or the deed was readmitted, the record stays
    /// pending, so that no wish is marked as followed that was not.
    #[derive(diesel::Queryable, PartialEq)]
    pub struct AwardRow in "award",
        then "ON CONFLICT (deed_kind, deed_id) DO UPDATE SET \
              state = CASE WHEN award.grade IS NOT DISTINCT FROM excluded.grade AND award.excluded = excluded.excluded \
              THEN excluded.state ELSE award.state END, \
              campaign_id = excluded.campaign_id, rule_version = excluded.rule_version, \
              reckoned_on = excluded.reckoned_on, tier_beans = excluded.tier_beans, beans = excluded.beans, \
              limited_by = CASE WHEN award.excluded = excluded.excluded THEN excluded.limited_by ELSE award.limited_by END, \
              seq = excluded.seq"
    {
        /// `DeedKind`
        deed_kind: Text = String,
        /// The deed.
        deed_id: Text = String,
        /// Who earns.
        resident_id: Text = String,
        /// What is wished now; none: taken back.
        grade: Nullable<Text> = Option<String>,
        /// When the deed was submitted.
        submitted_at: Timestamp = NaiveDateTime,
        /// When it was first closed.
        closed_at: Timestamp = NaiveDateTime,
        /// Whether the person does not earn.
        excluded: Bool = bool,
        /// Who graded it.
        actor_id: Nullable<Text> = Option<String>,
        /// Why it was graded anew.
        reason: Nullable<Text> = Option<String>,
        /// `pending` or `posted`.
        state: Text = String,
        /// The campaign that paid.
        campaign_id: Nullable<Text> = Option<String>,
        /// Its rules' version.
        rule_version: Nullable<Integer> = Option<i32>,
        /// The date whose caps it counts for; none until first decided.
        reckoned_on: Nullable<Date> = Option<NaiveDate>,
        /// What the grade is worth.
        tier_beans: BigInt = i64,
        /// What was granted.
        beans: BigInt = i64,
        /// What cut it.
        limited_by: Nullable<Text> = Option<String>,
        /// The latest posting.
        seq: Nullable<BigInt> = Option<i64>,
    }
}

bulk_table! {
    /// A redemption, or what was refunded of it from now on.
    #[derive(diesel::Queryable)]
    pub(in crate::ledger) struct RedemptionRow in "redemption",
        then "ON CONFLICT (id) DO UPDATE SET refunded_beans = excluded.refunded_beans"
    {
        id: Text = String,
        seq: BigInt = i64,
        shop_id: Text = String,
        cashier_id: Text = String,
        resident_id: Text = String,
        order_no: Nullable<Text> = Option<String>,
        beans: BigInt = i64,
        refunded_beans: BigInt = i64,
        at: Timestamp = NaiveDateTime,
        redeemed_on: Date = NaiveDate,
    }
}

bulk_table! {
    /// A refund.
    pub(in crate::ledger) struct RefundRow in "refund", then "" {
        id: Text = String,
        seq: BigInt = i64,
        redemption_id: Text = String,
        shop_id: Text = String,
        cashier_id: Text = String,
        beans: BigInt = i64,
        reason: Text = String,
        at: Timestamp = NaiveDateTime,
        refunded_on: Date = NaiveDate,
    }
}

bulk_table! {
    /// A pay code, or its state from now on.
    #[derive(diesel::Queryable)]
    pub(in crate::ledger) struct PayCodeRow in "pay_code",
        then "ON CONFLICT (code_hash) DO UPDATE SET state = excluded.state, redemption_id = excluded.redemption_id"
    {
        code_hash: Text = String,
        resident_id: Text = String,
        issued_at: Timestamp = NaiveDateTime,
        expires_at: Timestamp = NaiveDateTime,
        state: Text = String,
        redemption_id: Nullable<Text> = Option<String>,
    }
}

bulk_table! {
    /// The answer to an idempotency key, for good.
    #[derive(diesel::Queryable)]
    pub(in crate::ledger) struct IdempotencyRow in "idempotency", then "" {
        caller_id: Text = String,
        idempotency_key: Text = String,
        request_hash: Text = String,
        answer: Text = String,
        permanent: Bool = bool,
        created_at: Timestamp = NaiveDateTime,
    }
}
