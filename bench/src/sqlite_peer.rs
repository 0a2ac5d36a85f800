//! The peer on SQLite: the award as one transaction of its own, prepared statements, one thread, nobody to wait for.

use super::places::Places;
use anyhow::{Result, ensure};
use chrono::{Datelike, NaiveDate};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::query_dsl::methods;
use diesel::sqlite::SqliteConnection;
use golden_beans::clock::Clock;
use std::time::{Duration, Instant};

/// The same settings as the program's.
const SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                        PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000";

/// As `peers/schema.sql`, in SQLite's words.
const TABLES: &str = "
    CREATE TABLE peer_account (id INTEGER NOT NULL PRIMARY KEY, owner_id TEXT NOT NULL UNIQUE);
    CREATE TABLE peer_balance (account_id INTEGER NOT NULL PRIMARY KEY, beans BIGINT NOT NULL CHECK (beans >= 0));
    CREATE TABLE peer_budget (id INTEGER NOT NULL PRIMARY KEY, beans BIGINT NOT NULL CHECK (beans >= 0));
    CREATE TABLE peer_earned_day (pocket_id BIGINT NOT NULL, earned_on DATE NOT NULL, beans BIGINT NOT NULL,
        PRIMARY KEY (pocket_id, earned_on)) WITHOUT ROWID;
    CREATE TABLE peer_earned_month (pocket_id BIGINT NOT NULL, month DATE NOT NULL, beans BIGINT NOT NULL,
        PRIMARY KEY (pocket_id, month)) WITHOUT ROWID;
    CREATE TABLE peer_award (deed_id INTEGER NOT NULL PRIMARY KEY, pocket_id BIGINT NOT NULL, beans BIGINT NOT NULL,
        at TEXT NOT NULL);
    CREATE TABLE peer_journal (seq INTEGER NOT NULL PRIMARY KEY, kind TEXT NOT NULL, deed_id BIGINT NOT NULL,
        actor_id TEXT, at TEXT NOT NULL);
    CREATE TABLE peer_entry (seq BIGINT NOT NULL REFERENCES peer_journal (seq), line INTEGER NOT NULL,
        account_id BIGINT NOT NULL REFERENCES peer_account (id), beans BIGINT NOT NULL CHECK (beans <> 0),
        PRIMARY KEY (seq, line)) WITHOUT ROWID;
    CREATE INDEX peer_entry_account ON peer_entry (account_id, seq);";

diesel::table! {
    peer_award (deed_id) { deed_id -> BigInt, pocket_id -> BigInt, beans -> BigInt, at -> Text, }
}
diesel::table! {
    peer_earned_day (pocket_id, earned_on) { pocket_id -> BigInt, earned_on -> Date, beans -> BigInt, }
}
diesel::table! {
    peer_earned_month (pocket_id, month) { pocket_id -> BigInt, month -> Date, beans -> BigInt, }
}
diesel::table! {
    peer_balance (account_id) { account_id -> BigInt, beans -> BigInt, }
}
diesel::table! {
    peer_budget (id) { id -> BigInt, beans -> BigInt, }
}
diesel::table! {
    peer_journal (seq) { seq -> BigInt, kind -> Text, deed_id -> BigInt, actor_id -> Nullable<Text>, at -> Text, }
}
diesel::table! {
    peer_entry (seq, line) { seq -> BigInt, line -> Integer, account_id -> BigInt, beans -> BigInt, }
}

const BEANS: i64 = super::seed::AWARD_HUNDREDTHS;
const CAP: i64 = 1_000_000_000;

/// The peer with its file.
pub struct Peer {
    connection: SqliteConnection,
    residents: u32,
    last_seq: i64,
}

impl Peer {
    /// Makes its tables.
    ///
    /// # Errors
    /// SQLite's.
    pub fn prepare(places: &Places, residents: u32) -> Result<Self> {
        let file = places.folder().join("award_peer.db");
        let mut connection = SqliteConnection::establish(&file.display().to_string())?;
        connection.batch_execute(SETTINGS)?;
        connection.batch_execute(TABLES)?;
        connection.batch_execute(&format!(
            "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {residents})
                INSERT INTO peer_account SELECT i, 'owner-' || i FROM n;
             INSERT INTO peer_balance SELECT id, 0 FROM peer_account WHERE id > 0;
             INSERT INTO peer_budget VALUES (0, 10000000000000); ANALYZE;"
        ))?;
        Ok(Self { connection, residents, last_seq: 0 })
    }

    /// Awards a second, for so long.
    ///
    /// # Errors
    /// SQLite's.
    pub fn run(&mut self, time: Duration) -> Result<f64> {
        let began = Instant::now();
        let mut awards = 0_u32;
        while began.elapsed() < time {
            self.award()?;
            awards += 1;
        }
        Ok(f64::from(awards) / began.elapsed().as_secs_f64())
    }

    fn award(&mut self) -> Result<()> {
        let pocket = i64::from(rand::random_range(1..=self.residents));
        let deed = rand::random_range(1..=i64::MAX);
        let now = Clock::system().now();
        let (today, at) = (now.date_naive(), now.to_rfc3339());
        let seq = self.last_seq + 1;
        let left = self.connection.immediate_transaction(|c| write(c, seq, deed, pocket, today, &at))?;
        ensure!(left == 1, "the budget is used up");
        self.last_seq = seq;
        Ok(())
    }
}

fn write(
    c: &mut SqliteConnection,
    seq: i64,
    deed: i64,
    pocket: i64,
    today: NaiveDate,
    at: &str,
) -> QueryResult<usize> {
    let month = today.with_day(1).unwrap_or(today);
    diesel::insert_into(peer_award::table)
        .values((
            peer_award::deed_id.eq(deed),
            peer_award::pocket_id.eq(pocket),
            peer_award::beans.eq(BEANS),
            peer_award::at.eq(at),
        ))
        .on_conflict_do_nothing()
        .execute(c)?;
    let counted = diesel::insert_into(peer_earned_day::table)
        .values((
            peer_earned_day::pocket_id.eq(pocket),
            peer_earned_day::earned_on.eq(today),
            peer_earned_day::beans.eq(BEANS),
        ))
        .on_conflict((peer_earned_day::pocket_id, peer_earned_day::earned_on))
        .do_update()
        .set(peer_earned_day::beans.eq(peer_earned_day::beans + BEANS));
    methods::FilterDsl::filter(counted, peer_earned_day::beans.le(CAP - BEANS)).execute(c)?;
    let counted = diesel::insert_into(peer_earned_month::table)
        .values((
            peer_earned_month::pocket_id.eq(pocket),
            peer_earned_month::month.eq(month),
            peer_earned_month::beans.eq(BEANS),
        ))
        .on_conflict((peer_earned_month::pocket_id, peer_earned_month::month))
        .do_update()
        .set(peer_earned_month::beans.eq(peer_earned_month::beans + BEANS));
    methods::FilterDsl::filter(counted, peer_earned_month::beans.le(CAP - BEANS)).execute(c)?;
    diesel::update(peer_balance::table.find(pocket))
        .set(peer_balance::beans.eq(peer_balance::beans + BEANS))
        .execute(c)?;
    diesel::insert_into(peer_journal::table)
        .values((
            peer_journal::seq.eq(seq),
            peer_journal::kind.eq("award"),
            peer_journal::deed_id.eq(deed),
            peer_journal::actor_id.eq("dispatcher"),
            peer_journal::at.eq(at),
        ))
        .execute(c)?;
    for (line, account_id, beans) in [(1, 0, -BEANS), (2, pocket, BEANS)] {
        diesel::insert_into(peer_entry::table)
            .values((
                peer_entry::seq.eq(seq),
                peer_entry::line.eq(line),
                peer_entry::account_id.eq(account_id),
                peer_entry::beans.eq(beans),
            ))
            .execute(c)?;
    }
    diesel::update(peer_budget::table.find(0).filter(peer_budget::beans.ge(BEANS)))
        .set(peer_budget::beans.eq(peer_budget::beans - BEANS))
        .execute(c)
}
