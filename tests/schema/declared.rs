//! What `src/storage/schema.rs` declares.

use super::{Column, Schema, Table};

/// Reads the `table!` blocks.
pub fn read() -> Schema {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/storage/schema.rs")).unwrap();
    text.split("diesel::table! {").skip(1).map(table).collect()
}

fn table(block: &str) -> (String, Table) {
    let mut lines = block.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    let head = lines.next().unwrap();
    let (name, key) = head.trim_end_matches(" {").split_once(" (").unwrap();
    let primary_key = key.trim_end_matches(')').split(", ").map(ToOwned::to_owned).collect();
    let columns = lines.map_while(|line| line.strip_suffix(',')).map(column).collect();
    (name.to_owned(), Table { columns, primary_key, ..Table::default() })
}

fn column(line: &str) -> (String, Column) {
    let (name, kind) = line.split_once(" -> ").unwrap();
    let inner = kind.strip_prefix("Nullable<").and_then(|kind| kind.strip_suffix('>'));
    (name.to_owned(), Column { kind: inner.unwrap_or(kind).to_owned(), nullable: inner.is_some() })
}
