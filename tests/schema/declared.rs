//! What `src/storage/schema.rs` and the files under it declare.

use super::{Column, Schema, Table};
use std::path::Path;

/// Reads the `table!` blocks.
pub fn read() -> Schema {
    let storage = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/storage");
    let mut files = vec![storage.join("schema.rs")];
    files.extend(std::fs::read_dir(storage.join("schema")).unwrap().map(|entry| entry.unwrap().path()));
    let text: String = files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
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
