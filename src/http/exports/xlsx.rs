//! Excel workbooks: written row by row into files of the system's temporary folder, then sent, so that memory does not
//! grow with the rows. Texts are texts there: none can become a formula.

use super::table::Table;
use super::{Out, Sent, blocking};
use crate::error::{Error, Result};
use crate::service::exports::{Cell, Export, Row};
use actix_web::web::Bytes;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// Rows that a sheet holds, its heading among them.
const SHEET_ROWS: u32 = 1_048_576;

/// How much of the finished file is sent at a time.
const PIECE_BYTES: usize = 256 * 1024;

/// Sends all rows of an export.
pub(super) async fn write(export: &mut Export, table: Table, out: &Out) -> Result<Sent> {
    let mut book = Some(blocking(move || Book::new(table)).await?);
    while let Some(rows) = export.next().await? {
        if out.sender.is_closed() {
            return Ok(Sent::ReaderLeft);
        }
        let Some(mut open) = book.take() else { break };
        book = Some(blocking(move || open.add(&rows).map(|()| open)).await?);
    }
    let Some(finished) = book else { return Ok(Sent::ReaderLeft) };
    let mut file = Some(blocking(move || finished.save()).await?);
    while let Some(mut open) = file.take() {
        let (piece, open) = blocking(move || {
            let mut piece = Vec::with_capacity(PIECE_BYTES);
            let limit = u64::try_from(PIECE_BYTES).unwrap_or(u64::MAX);
            (&mut open).take(limit).read_to_end(&mut piece).map_err(Error::internal)?;
            Ok((piece, open))
        })
        .await?;
        if piece.is_empty() {
            break;
        }
        if !out.send(Ok(Bytes::from(piece))).await {
            return Ok(Sent::ReaderLeft);
        }
        file = Some(open);
    }
    Ok(Sent::All)
}

/// A workbook that is being written, sheet after sheet.
struct Book {
    workbook: Workbook,
    table: Table,
    /// The sheet that is written to.
    sheet: usize,
    /// Its next row.
    row: u32,
    two_places: Format,
    four_places: Format,
    seven_places: Format,
}

impl Book {
    fn new(table: Table) -> Result<Self> {
        let places = |places: &str| Format::new().set_num_format(places);
        let mut book = Self {
            workbook: Workbook::new(),
            table,
            sheet: 0,
            row: 0,
            two_places: places("0.00"),
            four_places: places("0.0000"),
            seven_places: places("0.0000000"),
        };
        book.begin_sheet().map_err(Error::internal)?;
        Ok(book)
    }

    fn begin_sheet(&mut self) -> std::result::Result<(), XlsxError> {
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        for (column, heading) in (0..).zip(self.table.headings()) {
            sheet.write_string(0, column, heading)?;
        }
        self.row = 1;
        Ok(())
    }

    fn add(&mut self, rows: &[Row]) -> Result<()> {
        for row in rows {
            if self.row >= SHEET_ROWS {
                self.sheet = self.sheet.saturating_add(1);
                self.begin_sheet().map_err(Error::internal)?;
            }
            self.add_row(row).map_err(Error::internal)?;
            self.row = self.row.saturating_add(1);
        }
        Ok(())
    }

    fn add_row(&mut self, row: &Row) -> std::result::Result<(), XlsxError> {
        let (at, table) = (self.row, self.table);
        let formats = [&self.two_places, &self.four_places, &self.seven_places];
        let sheet = self.workbook.worksheet_from_index(self.sheet)?;
        for (column, cell) in (0..).zip(row) {
            let [two, four, seven] = formats;
            match cell {
                Cell::Empty => {}
                Cell::Beans(_) => number(sheet, at, column, &table.text(cell), Some(two))?,
                Cell::Rate(_) => number(sheet, at, column, &table.text(cell), Some(four))?,
                Cell::DegreesE7(_) => number(sheet, at, column, &table.text(cell), Some(seven))?,
                Cell::Number(_) => number(sheet, at, column, &table.text(cell), None)?,
                Cell::Text(_) | Cell::Code(_) | Cell::At(_) => {
                    sheet.write_string(at, column, table.text(cell))?;
                }
            }
        }
        Ok(())
    }

    /// The finished file, from its beginning.
    fn save(mut self) -> Result<File> {
        let mut file = tempfile::tempfile().map_err(Error::internal)?;
        self.workbook.save_to_writer(&mut file).map_err(Error::internal)?;
        file.seek(SeekFrom::Start(0)).map_err(Error::internal)?;
        Ok(file)
    }
}

/// A number of the format's only type. Read from its exact decimal text and written back in the shortest form, which is
/// that text again: nothing is reckoned with it. One too long for that stays text.
fn number(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: Option<&Format>,
) -> std::result::Result<(), XlsxError> {
    /// Decimal digits that the type holds exactly.
    const EXACT_DIGITS: usize = 15;
    let is_exact = text.bytes().filter(u8::is_ascii_digit).count() <= EXACT_DIGITS;
    match (text.parse::<f64>(), format) {
        (Ok(number), Some(format)) if is_exact => {
            sheet.write_number_with_format(row, column, number, format)?
        }
        (Ok(number), None) if is_exact => sheet.write_number(row, column, number)?,
        _ => sheet.write_string(row, column, text)?,
    };
    Ok(())
}
