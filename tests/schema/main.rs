//! The migrations go up, down and up again on both databases, both end with the same schema, and it is the one that
//! diesel is told of in `src/storage/schema.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

mod declared;
mod postgres;
mod sqlite;
#[path = "../support/mod.rs"]
mod support;

use golden_beans::storage::{migrate, revert_all};
use std::collections::{BTreeMap, BTreeSet};
use support::{Database, TestDatabase};

/// A schema, by table.
type Schema = BTreeMap<String, Table>;

/// What both databases can say of a table, in diesel's words for types.
#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    columns: BTreeMap<String, Column>,
    primary_key: Vec<String>,
    /// Besides the primary key.
    indexes: BTreeSet<Index>,
    /// Such as `unit_id → unit(id)`.
    references: BTreeSet<String>,
    /// `UPDATE` and `DELETE`, where a trigger refuses them.
    refused: BTreeSet<String>,
    checks: usize,
}

#[derive(Debug, PartialEq, Eq)]
struct Column {
    kind: String,
    nullable: bool,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Index {
    columns: Vec<String>,
    unique: bool,
    partial: bool,
}

/// diesel_migrations' own table.
const BOOKKEEPING: &str = "__diesel_schema_migrations";

fn read(database: &TestDatabase, kind: Database) -> Schema {
    match kind {
        Database::Sqlite => sqlite::read(database.url()),
        Database::Postgresql => postgres::read(database.url()),
    }
}

fn up_down_up(kind: Database) {
    let database = TestDatabase::empty(kind);
    let storage = database.storage();
    assert!(migrate(&storage).unwrap() > 0);
    let first = read(&database, kind);
    assert_eq!(migrate(&storage).unwrap(), 0, "a second run has nothing to do");
    revert_all(&storage).unwrap();
    let left: Vec<_> = read(&database, kind).into_keys().collect();
    assert!(left.is_empty(), "down.sql leaves {left:?}");
    migrate(&storage).unwrap();
    assert_eq!(first, read(&database, kind));
}

#[test]
fn migrations_go_up_down_and_up_on_sqlite() {
    up_down_up(Database::Sqlite);
}

#[test]
fn migrations_go_up_down_and_up_on_postgres() {
    up_down_up(Database::Postgresql);
}

#[test]
fn both_databases_have_the_same_schema() {
    let sqlite = read(&TestDatabase::migrated(Database::Sqlite), Database::Sqlite);
    let postgres = read(&TestDatabase::migrated(Database::Postgresql), Database::Postgresql);
    let names = |schema: &Schema| schema.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&sqlite), names(&postgres));
    for (name, table) in &sqlite {
        assert_eq!(table, &postgres[name], "table {name}: SQLite on the left, PostgreSQL on the right");
    }
}

#[test]
fn both_databases_run_the_same_migrations() {
    let names = |folder: &str| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
        let mut names: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

#[test]
fn diesel_is_told_the_schema_that_is_there() {
    let there = read(&TestDatabase::migrated(Database::Sqlite), Database::Sqlite);
    let declared = declared::read();
    let names = |schema: &Schema| schema.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&there), names(&declared));
    for (name, table) in &there {
        assert_eq!(
            table.columns, declared[name].columns,
            "table {name}: database on the left, schema.rs on the right"
        );
        assert_eq!(table.primary_key, declared[name].primary_key, "primary key of {name}");
    }
}
