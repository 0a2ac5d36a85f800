//! Cells of a heat map: how large they are, and which one a position is in.

/// A whole turn in ten-millionths of a degree.
const TURN_E7: i64 = 3_600_000_000;
/// Cells beside each other in what a map shows as one tile: two to the power of this.
const CELLS_PER_TILE_LOG2: u32 = 4;
/// The closest that maps go.
pub const MAX_ZOOM: u32 = 22;
/// Smallest side of a cell: about eleven metres, so that a map of many never points at one door.
const MIN_SIDE_E7: i64 = 1_000;

/// Added to coordinates before they are divided, so that databases that divide towards zero divide down.
pub const GRID_SHIFT_E7: i64 = 3_600_000_000;

/// A box of positions in ten-millionths of a degree, borders included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoxE7 {
    /// Southern border.
    pub south: i64,
    /// Western border.
    pub west: i64,
    /// Northern border.
    pub north: i64,
    /// Eastern border.
    pub east: i64,
}

/// The side of cells at a zoom of the map, made larger until the box has at most `most_cells` of them.
#[must_use]
pub fn cell_side_e7(zoom: u32, area: BoxE7, most_cells: i64) -> i64 {
    let shift = zoom.min(MAX_ZOOM).saturating_add(CELLS_PER_TILE_LOG2);
    let mut side = (TURN_E7 >> shift).max(MIN_SIDE_E7);
    while side < TURN_E7 && cells(area, side) > most_cells {
        side = side.saturating_mul(2);
    }
    side
}

/// How many cells of a side the box touches at most.
fn cells(area: BoxE7, side: i64) -> i64 {
    let along =
        |low: i64, high: i64| cell_of(high, side).saturating_sub(cell_of(low, side)).saturating_add(1);
    along(area.south, area.north).saturating_mul(along(area.west, area.east))
}

/// The number of the cell that a coordinate is in, also below zero.
#[must_use]
pub const fn cell_of(coordinate_e7: i64, side_e7: i64) -> i64 {
    coordinate_e7.saturating_add(GRID_SHIFT_E7).div_euclid(side_e7)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_cell_holds_its_lower_border_and_not_its_upper() {
        let from_zero = |coordinate_e7| cell_of(coordinate_e7, 10) - cell_of(0, 10);
        assert_eq!([9, 10, -1, -10, -11].map(from_zero), [0, 1, -1, -1, -2]);
    }

    proptest! {
        #[test]
        fn no_box_has_more_cells_than_allowed(
            zoom in 0_u32..40,
            south in -900_000_000_i64..900_000_000,
            west in -1_800_000_000_i64..1_800_000_000,
            height in 0_i64..900_000_000,
            width in 0_i64..1_800_000_000,
            most in 16_i64..10_000,
        ) {
            let area = BoxE7 {
                south,
                west,
                north: (south + height).min(900_000_000),
                east: (west + width).min(1_800_000_000),
            };
            let side = cell_side_e7(zoom, area, most);
            prop_assert!(cells(area, side) <= most, "{side}");
            prop_assert!(side >= MIN_SIDE_E7);
        }
    }
}
