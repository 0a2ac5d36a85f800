//! What PostgreSQL says of its schema.

use super::{BOOKKEEPING, Column, Index, Schema};
use diesel::sql_types::{BigInt, Bool, Integer, Text};
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, sql_query};

#[derive(QueryableByName)]
struct ColumnInfo {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

#[derive(QueryableByName)]
struct IndexInfo {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    columns: String,
    #[diesel(sql_type = Bool)]
    is_unique: bool,
    #[diesel(sql_type = Bool)]
    is_primary: bool,
    #[diesel(sql_type = Bool)]
    partial: bool,
}

#[derive(QueryableByName)]
struct Reference {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    target: String,
    #[diesel(sql_type = Text)]
    columns: String,
    #[diesel(sql_type = Text)]
    target_columns: String,
}

#[derive(QueryableByName)]
struct Trigger {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Integer)]
    events: i32,
    #[diesel(sql_type = Text)]
    arguments: String,
}

#[derive(QueryableByName)]
struct Checks {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

const COLUMNS: &str = "SELECT table_name::text, column_name::text AS name, data_type::text AS kind, \
    is_nullable = 'YES' AS nullable FROM information_schema.columns WHERE table_schema = 'public'";

/// An index on an expression has the column number 0, which no attribute has.
const INDEXES: &str = "SELECT t.relname::text AS table_name, i.indisunique AS is_unique, i.indisprimary AS is_primary, \
    i.indpred IS NOT NULL AS partial, (SELECT string_agg(COALESCE(a.attname, 'an expression'), ',' ORDER BY k.place) \
    FROM unnest(i.indkey) WITH ORDINALITY AS k (number, place) \
    LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number) AS columns \
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid \
    WHERE t.relnamespace = 'public'::regnamespace";

const REFERENCES: &str = "SELECT conrelid::regclass::text AS table_name, confrelid::regclass::text AS target, \
    (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(conkey) WITH ORDINALITY AS k (number, place) \
    JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.number) AS columns, \
    (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(confkey) WITH ORDINALITY AS k (number, place) \
    JOIN pg_attribute a ON a.attrelid = confrelid AND a.attnum = k.number) AS target_columns \
    FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace";

/// Arguments end with a zero byte, which `encode` writes as `\000`.
const TRIGGERS: &str = "SELECT tgrelid::regclass::text AS table_name, tgtype::int AS events, \
    encode(tgargs, 'escape') AS arguments FROM pg_trigger WHERE NOT tgisinternal";

const CHECKS: &str = "SELECT conrelid::regclass::text AS table_name, count(*) AS count FROM pg_constraint \
    WHERE contype = 'c' AND connamespace = 'public'::regnamespace GROUP BY conrelid";

/// `pg_trigger.tgtype` is a set of these bits.
const BEFORE: i32 = 2;
const ON_DELETE: i32 = 8;
const ON_UPDATE: i32 = 16;
const ON_TRUNCATE: i32 = 32;

/// Reads the schema of a database.
pub fn read(url: &str) -> Schema {
    let mut c = PgConnection::establish(url).unwrap();
    let mut schema = Schema::new();
    for info in sql_query(COLUMNS).load::<ColumnInfo>(&mut c).unwrap() {
        let kind = kind(&info.kind).to_owned();
        let column = Column { kind, nullable: info.nullable };
        schema.entry(info.table_name).or_default().columns.insert(info.name, column);
    }
    for info in sql_query(INDEXES).load::<IndexInfo>(&mut c).unwrap() {
        let table = schema.entry(info.table_name).or_default();
        let columns: Vec<String> = info.columns.split(',').map(ToOwned::to_owned).collect();
        if info.is_primary {
            table.primary_key = columns;
        } else {
            table.indexes.insert(Index { columns, unique: info.is_unique, partial: info.partial });
        }
    }
    for info in sql_query(REFERENCES).load::<Reference>(&mut c).unwrap() {
        let reference = format!("{} → {}({})", info.columns, info.target, info.target_columns);
        schema.entry(info.table_name).or_default().references.insert(reference);
    }
    for trigger in sql_query(TRIGGERS).load::<Trigger>(&mut c).unwrap() {
        let table = schema.entry(trigger.table_name.clone()).or_default();
        if trigger.events & BEFORE == 0 {
            // Those that come after keep references, of a statement's rows together.
            for kept in trigger.arguments.split_terminator("\\000") {
                table.references.insert(kept.replace(" REFERENCES ", " → "));
            }
            continue;
        }
        for (bit, word) in [(ON_UPDATE, "UPDATE"), (ON_DELETE, "DELETE")] {
            if trigger.events & bit != 0 {
                table.refused.insert(word.to_owned());
            }
        }
        let deletes = trigger.events & ON_DELETE != 0;
        assert_eq!(deletes, trigger.events & ON_TRUNCATE != 0, "{}: TRUNCATE deletes", trigger.table_name);
    }
    for checks in sql_query(CHECKS).load::<Checks>(&mut c).unwrap() {
        schema.entry(checks.table_name).or_default().checks = checks.count.try_into().unwrap();
    }
    schema.remove(BOOKKEEPING);
    schema
}

fn kind(declared: &str) -> &'static str {
    match declared {
        "text" => "Text",
        "bigint" => "BigInt",
        "integer" => "Integer",
        "boolean" => "Bool",
        "timestamp without time zone" => "Timestamp",
        "date" => "Date",
        "bytea" => "Binary",
        // diesel_migrations' own table
        "character varying" => "Text",
        other => panic!("the project does not use the type {other}"),
    }
}
