//! Where problems are dense: counts by cell of a grid, whatever the number of reports in it.

use super::{FigurePeriod, own_unit};
use crate::auth::Caller;
use crate::domain::heat::{BoxE7, GRID_SHIFT_E7, MAX_ZOOM, cell_of, cell_side_e7};
use crate::domain::location::{Datum, Location, degrees};
use crate::error::{Error, Result};
use crate::service::App;
use crate::service::reports::ListFilter;
use crate::storage::figures::{self, CellCount, GridFilter};
use std::collections::BTreeMap;

/// Positions in another datum are counted in cells of this part of a side, so that little is lost where they are put
/// into the cells that are shown.
const FINER: i64 = 4;

/// What of the map is wanted.
#[derive(Debug, Clone, Default)]
pub struct HeatQuery {
    /// `min_lng,min_lat,max_lng,max_lat` in WGS-84.
    pub bbox: String,
    /// The map's zoom, 0 to 22.
    pub zoom: u32,
    /// Only of this group.
    pub group: Option<String>,
    /// When they were filed.
    pub period: FigurePeriod,
}

/// Reports in one cell.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, utoipa::ToSchema)]
pub struct HeatCell {
    /// The cell's middle, degrees north in WGS-84.
    pub lat: f64,
    /// Degrees east.
    pub lng: f64,
    /// How many reports.
    pub reports: i64,
}

/// A heat map.
#[derive(Debug, Clone, PartialEq, serde::Serialize, utoipa::ToSchema)]
pub struct HeatMap {
    /// The side of a cell, degrees.
    pub cell_degrees: f64,
    /// Cells with reports, from the south-west.
    pub cells: Vec<HeatCell>,
    /// All reports in the box.
    pub reports: i64,
}

impl App {
    /// Where problems are dense. The grid is as coarse as it must be to keep the answer small.
    ///
    /// # Errors
    /// 403; 422 naming wrong parameters.
    pub async fn heat_map(&self, caller: &Caller, query: &HeatQuery) -> Result<HeatMap> {
        let unit_id = own_unit(caller)?;
        if query.zoom > MAX_ZOOM {
            return Err(Error::field("zoom", "out_of_range", format!("0 to {MAX_ZOOM}")));
        }
        let now = self.clock.now();
        let period = query.period.read(&self.config, now)?;
        let filter = ListFilter {
            bbox: Some(query.bbox.clone()),
            group: query.group.clone(),
            ..ListFilter::default()
        };
        let filter = filter.read(&self.config, now)?;
        let Some(shown) = filter.boxes.iter().find(|area| area.datum == Datum::Wgs84).copied() else {
            return Err(Error::field("bbox", "required", "min_lng,min_lat,max_lng,max_lat in degrees"));
        };
        let area = BoxE7 {
            south: shown.lat_e7.0,
            north: shown.lat_e7.1,
            west: shown.lng_e7.0,
            east: shown.lng_e7.1,
        };
        let side_e7 = cell_side_e7(query.zoom, area, self.config.figures.heat_cells);
        let group = filter.group;
        let boxes = filter.boxes;
        let counted = self
            .storage
            .read(move |c| {
                let mut counted = Vec::new();
                for area in &boxes {
                    let side_e7 = if area.datum == Datum::Wgs84 { side_e7 } else { finer(side_e7) };
                    let grid = GridFilter {
                        area: *area,
                        side_e7,
                        period: period.pair(),
                        group,
                        unit_id: unit_id.clone(),
                    };
                    counted.push((area.datum, side_e7, figures::cells(c, &grid)?));
                }
                Ok(counted)
            })
            .await?;
        Ok(map_of(&counted, side_e7))
    }
}

fn finer(side_e7: i64) -> i64 {
    (side_e7 / FINER).max(1)
}

/// The middle of a cell, ten-millionths of a degree.
fn middle_e7(number: i64, side_e7: i64) -> i64 {
    number.saturating_mul(side_e7).saturating_sub(GRID_SHIFT_E7).saturating_add(side_e7 / 2)
}

fn map_of(counted: &[(Datum, i64, Vec<CellCount>)], side_e7: i64) -> HeatMap {
    let mut cells: BTreeMap<(i64, i64), i64> = BTreeMap::new();
    let mut reports = 0_i64;
    for (datum, counted_side_e7, counts) in counted {
        for count in counts {
            let place = match datum {
                Datum::Wgs84 => (count.northing, count.easting),
                _ => shown_cell(*datum, *counted_side_e7, count, side_e7),
            };
            let cell = cells.entry(place).or_default();
            *cell = cell.saturating_add(count.reports);
            reports = reports.saturating_add(count.reports);
        }
    }
    let cell = |((row, col), reports): ((i64, i64), i64)| HeatCell {
        lat: degrees(middle_e7(row, side_e7)),
        lng: degrees(middle_e7(col, side_e7)),
        reports,
    };
    HeatMap { cell_degrees: degrees(side_e7), cells: cells.into_iter().map(cell).collect(), reports }
}

/// The cell of the map that shows what was counted in a cell of another datum.
fn shown_cell(datum: Datum, counted_side_e7: i64, count: &CellCount, side_e7: i64) -> (i64, i64) {
    let (lat_e7, lng_e7) =
        (middle_e7(count.northing, counted_side_e7), middle_e7(count.easting, counted_side_e7));
    // A middle beyond a pole is as good as the cell itself.
    let (lat_e7, lng_e7) = Location::from_e7(lat_e7, lng_e7, datum).map_or((lat_e7, lng_e7), |location| {
        let location = location.to_datum(Datum::Wgs84);
        (location.lat_e7(), location.lng_e7())
    });
    (cell_of(lat_e7, side_e7), cell_of(lng_e7, side_e7))
}
