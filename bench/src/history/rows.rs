//! Rows of a made-up past, as the program keeps them.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::sql_types::{BigInt, Binary, Bool, Date, Integer, Nullable, Text, Timestamp};
use golden_beans::bulk_table;

bulk_table! {
    /// An account and the posting that opened it.
    pub struct AccountRow in "account", then "" {
        id: BigInt = i64,
        kind: Text = &'static str,
        owner_id: Text = String,
        campaign_id: Nullable<Text> = Option<String>,
        opened_seq: BigInt = i64,
    }
}

bulk_table! {
    /// What an account holds in the end.
    pub struct BalanceRow in "account_balance",
        then "ON CONFLICT (account_id) DO UPDATE SET beans = excluded.beans"
    {
        account_id: BigInt = i64,
        beans: BigInt = i64,
        owed_beans: BigInt = i64,
        month_on: Nullable<Date> = Option<NaiveDate>,
        month_beans: BigInt = i64,
    }
}

bulk_table! {
    /// A posting.
    pub struct JournalRow in "journal", then "" {
        seq: BigInt = i64,
        kind: Text = &'static str,
        at_us: BigInt = i64,
        subject_kind: Text = &'static str,
        subject_id: Text = String,
        actor_id: Nullable<Text> = Option<String>,
        prev_hash: Binary = Vec<u8>,
        hash: Binary = Vec<u8>,
    }
}

bulk_table! {
    /// A line of a posting.
    pub struct EntryRow in "entry", then "" {
        seq: BigInt = i64,
        line: Integer = i32,
        account_id: BigInt = i64,
        beans: BigInt = i64,
        balance_after: BigInt = i64,
    }
}

bulk_table! {
    /// What a pocket earned on a date.
    pub struct EarnedRow in "earned", then "" {
        pocket_id: BigInt = i64,
        earned_on: Date = NaiveDate,
        beans: BigInt = i64,
    }
}

bulk_table! {
    /// An award record.
    pub struct AwardRow in "award", then "" {
        deed_kind: Text = &'static str,
        deed_id: Text = String,
        resident_id: Text = String,
        grade: Nullable<Text> = Option<&'static str>,
        submitted_at: Timestamp = NaiveDateTime,
        closed_at: Timestamp = NaiveDateTime,
        excluded: Bool = bool,
        state: Text = &'static str,
        campaign_id: Nullable<Text> = Option<&'static str>,
        rule_version: Nullable<Integer> = Option<i32>,
        reckoned_on: Nullable<Date> = Option<NaiveDate>,
        tier_beans: BigInt = i64,
        beans: BigInt = i64,
        seq: Nullable<BigInt> = Option<i64>,
    }
}

bulk_table! {
    /// A redemption.
    pub struct RedemptionRow in "redemption", then "" {
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
    /// A report.
    pub struct ReportRow in "report", then "" {
        id: Text = String,
        number: Text = String,
        resident_id: Text = String,
        category_code: Text = String,
        group_code: Text = String,
        description: Text = String,
        lat_e7: BigInt = i64,
        lng_e7: BigInt = i64,
        datum: Text = &'static str,
        status: Text = &'static str,
        unit_id: Nullable<Text> = Option<&'static str>,
        tier: Nullable<Text> = Option<&'static str>,
        published: Bool = bool,
        submitted_at: Timestamp = NaiveDateTime,
        closed_at: Nullable<Timestamp> = Option<NaiveDateTime>,
        updated_at: Timestamp = NaiveDateTime,
    }
}

bulk_table! {
    /// How long a unit has for a report that is with it.
    pub struct ClockRow in "report_clock", then "" {
        report_id: Text = String,
        position: Integer = i32,
        stage: Text = &'static str,
        unit_id: Nullable<Text> = Option<&'static str>,
        started_at: Timestamp = NaiveDateTime,
        due_at: Nullable<Timestamp> = Option<NaiveDateTime>,
        basis: Text = &'static str,
    }
}
