//! Reports as rows.

use super::{Cell, Row};
use crate::domain::anonymous::anonymous;
use crate::domain::location::{Datum, Location};
use crate::error::{Error, Result};
use crate::service::App;
use crate::service::reports::Reporters;
use crate::storage::exports::{self, ReportChunk};
use crate::storage::report_lists::Filter;
use crate::storage::reports::ReportRow;
use std::collections::HashMap;

impl App {
    /// The next chunk of reports, and the id of its last.
    pub(super) async fn report_rows(
        &self,
        filter: &Filter,
        chunk: i64,
    ) -> Result<(Vec<Row>, Option<String>)> {
        let filter = filter.clone();
        self.storage
            .read(move |c| {
                let chunk = exports::reports(c, &filter, chunk)?;
                let reporters = Reporters::of(c, &chunk.reports)?;
                let last_id = chunk.reports.last().map(|report| report.id.clone());
                let names = Names::of(&chunk);
                let row = |report: &ReportRow| row_of(report, &names, &reporters.names_of(report));
                Ok((chunk.reports.iter().map(row).collect::<Result<_>>()?, last_id))
            })
            .await
    }
}

struct Names<'a> {
    categories: HashMap<&'a str, &'a str>,
    units: HashMap<&'a str, &'a str>,
}

impl<'a> Names<'a> {
    fn of(chunk: &'a ReportChunk) -> Self {
        let pairs = |pairs: &'a [(String, String)]| {
            pairs.iter().map(|(key, name)| (key.as_str(), name.as_str())).collect()
        };
        Self { categories: pairs(&chunk.categories), units: pairs(&chunk.units) }
    }
}

/// A report without who reported. What people wrote is shown as units see it; the place is that of the problem.
fn row_of(report: &ReportRow, names: &Names<'_>, hidden: &[&str]) -> Result<Row> {
    let datum = Datum::parse(&report.datum).map_err(Error::internal)?;
    let (lat_e7, lng_e7) = in_wgs84(report, datum);
    let category = names.categories.get(report.category_code.as_str()).copied();
    let unit = report.unit_id.as_deref().and_then(|id| names.units.get(id).copied());
    Ok(vec![
        Cell::Text(report.number.clone()),
        Cell::Code(report.group_code.clone()),
        Cell::text(category.or(Some(report.category_code.as_str()))),
        Cell::text(report.subdistrict.as_deref()),
        Cell::text(report.address.as_deref().map(|address| anonymous(address, hidden))),
        Cell::DegreesE7(lat_e7),
        Cell::DegreesE7(lng_e7),
        Cell::Text(anonymous(&report.description, hidden)),
        Cell::Code(report.status.clone()),
        Cell::text(unit),
        report.tier.clone().map_or(Cell::Empty, Cell::Code),
        Cell::Number(i64::from(report.rework_count)),
        Cell::At(report.submitted_at.and_utc()),
        Cell::at(report.closed_at),
        report.rating_stars.map_or(Cell::Empty, |stars| Cell::Number(i64::from(stars))),
    ])
}

/// The position in WGS-84. One that was stored is one that could be made; if not, it is shown as it is stored.
fn in_wgs84(report: &ReportRow, datum: Datum) -> (i64, i64) {
    match Location::from_e7(report.lat_e7, report.lng_e7, datum) {
        Ok(location) => {
            let location = location.to_datum(Datum::Wgs84);
            (location.lat_e7(), location.lng_e7())
        }
        Err(_) => (report.lat_e7, report.lng_e7),
    }
}
