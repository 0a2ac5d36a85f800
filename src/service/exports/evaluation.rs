//! The units' figures as rows.

use super::{Cell, Row};
use crate::auth::Caller;
use crate::error::Result;
use crate::service::App;
use crate::service::figures::{FigurePeriod, UnitFigures};
use crate::service::reports::ListFilter;

impl App {
    /// All rows of an evaluation.
    pub(super) async fn evaluation_rows(&self, caller: &Caller, filter: &ListFilter) -> Result<Vec<Row>> {
        let period = FigurePeriod { from: filter.from.clone(), to: filter.to.clone() };
        let evaluation = self.evaluation(caller, &period).await?;
        let total = row_of(Cell::Code("total".to_owned()), &evaluation.total);
        let rows = evaluation.units.iter().map(|unit| row_of(Cell::Text(unit.unit.clone()), &unit.figures));
        Ok(rows.chain([total]).collect())
    }
}

fn row_of(name: Cell, figures: &UnitFigures) -> Row {
    let counts = &figures.counts;
    let rate = |rate: Option<rust_decimal::Decimal>| rate.map_or(Cell::Empty, Cell::Rate);
    vec![
        name,
        Cell::Number(counts.due),
        Cell::Number(counts.suspended),
        Cell::Number(counts.closed),
        Cell::Number(counts.on_time),
        Cell::Number(counts.overdue),
        Cell::Number(counts.rework),
        Cell::Number(counts.returns),
        Cell::Number(counts.refused),
        Cell::Number(counts.extensions),
        rate(figures.rates.closing),
        rate(figures.rates.on_time_closing),
        rate(figures.rates.overdue),
        rate(figures.rates.rework),
    ]
}
