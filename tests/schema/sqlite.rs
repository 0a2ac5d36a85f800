//! What SQLite says of its schema.

use super::{BOOKKEEPING, Column, Index, Schema, Table};
use diesel::sql_types::{Bool, Integer, Nullable, Text};
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use std::collections::{BTreeMap, BTreeSet};

#[derive(QueryableByName)]
struct Described {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    sql: String,
}

#[derive(QueryableByName)]
struct ColumnInfo {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    notnull: bool,
    #[diesel(sql_type = Integer)]
    pk: i32,
}

#[derive(QueryableByName)]
struct IndexInfo {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    is_unique: bool,
    #[diesel(sql_type = Bool)]
    partial: bool,
}

#[derive(QueryableByName)]
struct Reference {
    #[diesel(sql_type = Integer)]
    id: i32,
    #[diesel(sql_type = Text)]
    target: String,
    #[diesel(sql_type = Text)]
    column: String,
    #[diesel(sql_type = Nullable<Text>)]
    target_column: Option<String>,
}

/// Reads the schema of a database.
pub fn read(url: &str) -> Schema {
    let mut c = SqliteConnection::establish(url.strip_prefix("sqlite://").unwrap()).unwrap();
    let tables: Vec<Described> = sql_query(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .load(&mut c)
    .unwrap();
    let tables = tables.iter().filter(|table| table.name != BOOKKEEPING);
    tables.map(|described| (described.name.clone(), table(&mut c, described))).collect()
}

fn table(c: &mut SqliteConnection, described: &Described) -> Table {
    let infos: Vec<ColumnInfo> =
        sql_query("SELECT name, type AS kind, \"notnull\", pk FROM pragma_table_info($1) ORDER BY pk, cid")
            .bind::<Text, _>(&described.name)
            .load(c)
            .unwrap();
    let primary_key = infos.iter().filter(|info| info.pk > 0).map(|info| info.name.clone()).collect();
    let column = |info: &ColumnInfo| {
        let kind = kind(&info.kind).to_owned();
        (info.name.clone(), Column { kind, nullable: !info.notnull })
    };
    Table {
        columns: infos.iter().map(column).collect(),
        primary_key,
        indexes: indexes(c, &described.name),
        references: references(c, &described.name),
        refused: refused(c, &described.name),
        checks: described.sql.matches("CHECK (").count(),
    }
}

fn kind(declared: &str) -> &'static str {
    match declared {
        "TEXT" => "Text",
        "BIGINT" => "BigInt",
        "INTEGER" => "Integer",
        "BOOLEAN" => "Bool",
        "TIMESTAMP" => "Timestamp",
        "DATE" => "Date",
        "BLOB" => "Binary",
        other => panic!("the project does not use the type {other}"),
    }
}

fn indexes(c: &mut SqliteConnection, table: &str) -> BTreeSet<Index> {
    let infos: Vec<IndexInfo> = sql_query(
        "SELECT name, \"unique\" AS is_unique, partial FROM pragma_index_list($1) WHERE origin <> 'pk'",
    )
    .bind::<Text, _>(table)
    .load(c)
    .unwrap();
    infos
        .into_iter()
        .map(|info| Index { columns: columns(c, &info.name), unique: info.is_unique, partial: info.partial })
        .collect()
}

fn columns(c: &mut SqliteConnection, index: &str) -> Vec<String> {
    let rows: Vec<Described> = sql_query(
        "SELECT COALESCE(name, 'an expression') AS name, '' AS sql FROM pragma_index_info($1) ORDER BY seqno",
    )
    .bind::<Text, _>(index)
    .load(c)
    .unwrap();
    rows.into_iter().map(|row| row.name).collect()
}

fn references(c: &mut SqliteConnection, table: &str) -> BTreeSet<String> {
    let rows: Vec<Reference> = sql_query(
        "SELECT id, \"table\" AS target, \"from\" AS \"column\", \"to\" AS target_column \
         FROM pragma_foreign_key_list($1) ORDER BY id, seq",
    )
    .bind::<Text, _>(table)
    .load(c)
    .unwrap();
    let mut by_id: BTreeMap<i32, (String, Vec<String>, Vec<String>)> = BTreeMap::new();
    for row in rows {
        let entry = by_id.entry(row.id).or_insert_with(|| (row.target.clone(), Vec::new(), Vec::new()));
        entry.1.push(row.column);
        entry.2.push(row.target_column.expect("a reference names its column"));
    }
    by_id
        .into_values()
        .map(|(target, from, to)| format!("{} → {target}({})", from.join(","), to.join(",")))
        .collect()
}

fn refused(c: &mut SqliteConnection, table: &str) -> BTreeSet<String> {
    let triggers: Vec<Described> =
        sql_query("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = $1")
            .bind::<Text, _>(table)
            .load(c)
            .unwrap();
    let operation = |trigger: Described| {
        assert!(trigger.sql.contains("RAISE(ABORT"), "{}", trigger.sql);
        let after = trigger.sql.split_once("BEFORE ").expect("triggers refuse before").1.to_owned();
        after.split_whitespace().next().unwrap().to_owned()
    };
    // SQLite alone knows REPLACE, which deletes what an insert finds in its way.
    triggers.into_iter().map(operation).filter(|operation| operation != "INSERT").collect()
}
