//! Places on the globe, in the two datums that Chinese phones and maps use.
//!
//! A point always carries its datum. Kept as whole ten-millionths of a degree (about a centimetre).
#![allow(clippy::float_arithmetic, reason = "positions are not beans")]

mod gcj02;

use crate::domain::text_enum::text_enum;

text_enum! {
    /// Which model of the globe a position refers to.
    "datum" Datum {
        /// What satellites give and the world uses.
        Wgs84 = "wgs84",
        /// 火星坐标: what maps in mainland China show, a few hundred metres off.
        Gcj02 = "gcj02",
    }
}

const E7_PER_DEGREE: f64 = 10_000_000.0;
const MAX_LAT_E7: i64 = 900_000_000;
const MAX_LNG_E7: i64 = 1_800_000_000;
/// A device without a fix says 0, 0. Within about 100 m of it there is only sea.
const NULL_ISLAND_E7: i64 = 10_000;
/// The mean radius of the earth.
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Why numbers are no position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LocationError {
    /// Not a number, or infinite.
    #[error("must be a number of degrees")]
    NotANumber,
    /// Latitude beyond the poles.
    #[error("lat must be from -90 to 90")]
    LatOffGlobe,
    /// Longitude beyond the date line.
    #[error("lng must be from -180 to 180")]
    LngOffGlobe,
    /// 0, 0: the device had no position.
    #[error("is 0, 0, which a device without a position says")]
    NullIsland,
}

impl LocationError {
    /// The stable code of a field error.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotANumber => "location_not_a_number",
            Self::LatOffGlobe => "location_lat_off_globe",
            Self::LngOffGlobe => "location_lng_off_globe",
            Self::NullIsland => "location_null_island",
        }
    }
}

/// A position that somebody can have been at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Location {
    lat_e7: i64,
    lng_e7: i64,
    datum: Datum,
}

impl Location {
    /// A position in decimal degrees, rounded to the nearest ten-millionth.
    ///
    /// # Errors
    /// Every `LocationError`, in the order of declaration.
    pub fn from_degrees(lat: f64, lng: f64, datum: Datum) -> Result<Self, LocationError> {
        if !lat.is_finite() || !lng.is_finite() {
            return Err(LocationError::NotANumber);
        }
        // Casts of floats saturate, so what is off the globe stays off it.
        let e7 = |degrees: f64| (degrees * E7_PER_DEGREE).round() as i64;
        Self::from_e7(e7(lat), e7(lng), datum)
    }

    /// A position in ten-millionths of a degree, as it is stored.
    ///
    /// # Errors
    /// `LatOffGlobe`, `LngOffGlobe`, `NullIsland`.
    pub const fn from_e7(lat_e7: i64, lng_e7: i64, datum: Datum) -> Result<Self, LocationError> {
        if lat_e7.unsigned_abs() > MAX_LAT_E7.unsigned_abs() {
            Err(LocationError::LatOffGlobe)
        } else if lng_e7.unsigned_abs() > MAX_LNG_E7.unsigned_abs() {
            Err(LocationError::LngOffGlobe)
        } else if lat_e7.unsigned_abs() < NULL_ISLAND_E7.unsigned_abs()
            && lng_e7.unsigned_abs() < NULL_ISLAND_E7.unsigned_abs()
        {
            Err(LocationError::NullIsland)
        } else {
            Ok(Self { lat_e7, lng_e7, datum })
        }
    }

    /// Latitude in ten-millionths of a degree, north positive.
    #[must_use]
    pub const fn lat_e7(&self) -> i64 {
        self.lat_e7
    }

    /// Longitude in ten-millionths of a degree, east positive.
    #[must_use]
    pub const fn lng_e7(&self) -> i64 {
        self.lng_e7
    }

    /// The datum of the position.
    #[must_use]
    pub const fn datum(&self) -> Datum {
        self.datum
    }

    /// Latitude in degrees.
    #[must_use]
    pub fn lat(&self) -> f64 {
        degrees(self.lat_e7)
    }

    /// Longitude in degrees.
    #[must_use]
    pub fn lng(&self) -> f64 {
        degrees(self.lng_e7)
    }

    /// The same place in another datum; unchanged outside China, where the two agree.
    #[must_use]
    pub fn to_datum(&self, datum: Datum) -> Self {
        let (lat, lng) = match (self.datum, datum) {
            (Datum::Wgs84, Datum::Gcj02) => gcj02::from_wgs84(self.lat(), self.lng()),
            (Datum::Gcj02, Datum::Wgs84) => gcj02::to_wgs84(self.lat(), self.lng()),
            (Datum::Wgs84, Datum::Wgs84) | (Datum::Gcj02, Datum::Gcj02) => return *self,
        };
        // The shift is a few hundred metres and happens only in China: it cannot leave the globe.
        Self::from_degrees(lat, lng, datum).unwrap_or(Self { datum, ..*self })
    }

    /// The distance to another position in metres, over a round earth (right to half a percent).
    #[must_use]
    pub fn distance_m(&self, other: &Self) -> f64 {
        let (here, there) = (self.to_datum(Datum::Wgs84), other.to_datum(Datum::Wgs84));
        let (lat_here, lat_there) = (here.lat().to_radians(), there.lat().to_radians());
        let half_lat = (lat_there - lat_here) / 2.0;
        let half_lng = (there.lng() - here.lng()).to_radians() / 2.0;
        let haversine = half_lat.sin().powi(2) + lat_here.cos() * lat_there.cos() * half_lng.sin().powi(2);
        2.0 * EARTH_RADIUS_M * haversine.sqrt().min(1.0).asin()
    }
}

/// A range of a coordinate in ten-millionths of a degree, both ends included.
pub type RangeE7 = (i64, i64);

impl Location {
    /// The distance to another position in whole metres.
    #[must_use]
    pub fn metres_to(&self, other: &Self) -> u32 {
        // Casts of floats saturate, and no two places on earth are farther apart than a u32 of metres.
        self.distance_m(other).round() as u32
    }

    /// The middle of the cell that this place is in, of a fixed grid with cells about `cell_m` wide: the same for all
    /// places of a cell, so that whoever is told of it learns the cell and no more, however often and from wherever.
    #[must_use]
    pub fn coarsened(&self, cell_m: u32) -> Self {
        let here = self.to_datum(Datum::Wgs84);
        let metres = f64::from(cell_m.max(1));
        let high_e7 = ((metres / EARTH_RADIUS_M).to_degrees() * E7_PER_DEGREE).ceil() as i64;
        let lat_e7 = middle_of_cell(here.lat_e7, high_e7, MAX_LAT_E7);
        // As wide as the middle of its row has it, so that all places of a row have the same columns.
        let narrowing = degrees(lat_e7).to_radians().cos().max(0.01);
        let wide_e7 = (high_e7 as f64 / narrowing).ceil() as i64;
        let lng_e7 = middle_of_cell(here.lng_e7, wide_e7, MAX_LNG_E7);
        Self { lat_e7, lng_e7, datum: Datum::Wgs84 }
    }

    /// The latitudes and longitudes, in this datum, of a box that holds every place within `radius_m` metres of here,
    /// and some more at its corners. It does not reach across the date line.
    #[must_use]
    pub fn around(&self, radius_m: u32, datum: Datum) -> (RangeE7, RangeE7) {
        let middle = self.to_datum(datum);
        // A hundredth and a metre more: the earth is not quite round, and GCJ-02 stretches it a little.
        let metres = f64::from(radius_m) * 1.01 + 1.0;
        let lat_degrees = (metres / EARTH_RADIUS_M).to_degrees();
        let narrowing = middle.lat().to_radians().cos().max(0.01);
        let lng_degrees = (lat_degrees / narrowing).min(180.0);
        let range = |at_e7: i64, degrees: f64, most_e7: i64| {
            let reach_e7 = (degrees * E7_PER_DEGREE).ceil() as i64;
            (at_e7.saturating_sub(reach_e7).max(-most_e7), at_e7.saturating_add(reach_e7).min(most_e7))
        };
        (range(middle.lat_e7, lat_degrees, MAX_LAT_E7), range(middle.lng_e7, lng_degrees, MAX_LNG_E7))
    }
}

/// The middle of the stretch of `length_e7` that holds `at_e7`, counted from 0 in both directions.
fn middle_of_cell(at_e7: i64, length_e7: i64, most_e7: i64) -> i64 {
    let length_e7 = length_e7.max(1);
    let start_e7 = at_e7.saturating_sub(at_e7.rem_euclid(length_e7));
    start_e7.saturating_add(length_e7 / 2).clamp(-most_e7, most_e7)
}

/// Ten-millionths of a degree in degrees. One has at most eleven digits: a float holds it exactly enough to be read back.
#[must_use]
pub fn degrees(e7: i64) -> f64 {
    let e7 = e7 as f64;
    e7 / E7_PER_DEGREE
}

#[cfg(test)]
mod tests;
