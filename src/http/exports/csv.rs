//! CSV that spreadsheets open as it is meant: UTF-8 with a byte order mark, and no cell that is taken for a formula.

use super::table::Table;
use super::{Out, Sent};
use crate::error::{Error, Result};
use crate::service::exports::{Cell, Export, Row};
use actix_web::web::Bytes;

/// Tells Excel that the text is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Sends all rows of an export.
pub(super) async fn write(export: &mut Export, table: Table, out: &Out) -> Result<Sent> {
    let mut head = BYTE_ORDER_MARK.as_bytes().to_vec();
    head.extend(lines([table.headings().map(str::to_owned).collect()])?);
    if !out.send(Ok(Bytes::from(head))).await {
        return Ok(Sent::ReaderLeft);
    }
    while let Some(rows) = export.next().await? {
        let text = |row: &Row| -> Vec<String> { row.iter().map(|cell| shown(table, cell)).collect() };
        let piece = lines(rows.iter().map(text))?;
        if !piece.is_empty() && !out.send(Ok(Bytes::from(piece))).await {
            return Ok(Sent::ReaderLeft);
        }
    }
    Ok(Sent::All)
}

fn shown(table: Table, cell: &Cell) -> String {
    let text = table.text(cell);
    match cell {
        Cell::Text(_) => defused(text),
        // What the program writes itself is never a formula, and a number stays one.
        _ => text,
    }
}

fn lines(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>> {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(&row).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(|error| Error::internal(error.to_string()))
}

/// A text that no spreadsheet takes for a formula: `=`, `+`, `-`, `@` and their wide forms, also after blanks, and what
/// some programs read as the end of the cell before.
fn defused(text: String) -> String {
    let first = text.trim_start_matches([' ', '\u{3000}', '\u{a0}', '\u{feff}']).chars().next();
    match first {
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r' | '\n') => {
            format!("'{text}")
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_nothing_else_is_changed() {
        for evil in
            ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\u{3000}=HYPERLINK(\"http://x\")"]
        {
            assert_eq!(defused(evil.to_owned()), format!("'{evil}"));
        }
        for good in ["", "路边垃圾", "1-2", "a=b", "'=1", "3.5"] {
            assert_eq!(defused(good.to_owned()), good);
        }
    }

    #[test]
    fn quotes_commas_and_line_ends_stay_in_their_cell() {
        let row = vec!["a,b".to_owned(), "say \"hi\"".to_owned(), "two\nlines".to_owned()];
        let text = String::from_utf8(lines([row.clone()]).expect("a line")).expect("text");
        assert_eq!(text, "\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\r\n");
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let read = reader.records().next().expect("a record").expect("sound");
        assert_eq!(read.iter().collect::<Vec<_>>(), row);
    }
}
