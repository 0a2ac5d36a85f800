//! Cells of exported tables, in no format yet.

use crate::domain::beans::BeanChange;
use chrono::{DateTime, Utc};

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text that somebody wrote or a word of ours.
    Text(String),
    /// A word of the API, to be shown in the reader's language.
    Code(String),
    /// A whole number.
    Number(i64),
    /// Beans, or yuan.
    Beans(BeanChange),
    /// A share, such as `0.7392`.
    Rate(rust_decimal::Decimal),
    /// Ten-millionths of a degree.
    DegreesE7(i64),
    /// An instant, to be shown in the district's time.
    At(DateTime<Utc>),
}

/// One row.
pub type Row = Vec<Cell>;

impl Cell {
    /// Text, or nothing.
    pub(super) fn text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.into()))
    }

    /// An instant, or none.
    pub(super) fn at(at: Option<chrono::NaiveDateTime>) -> Self {
        at.map_or(Self::Empty, |at| Self::At(at.and_utc()))
    }
}
