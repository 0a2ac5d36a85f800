//! The public formula between WGS-84 and GCJ-02, in degrees. Outside mainland China's bounding box nothing changes.
#![allow(clippy::float_arithmetic, reason = "positions are not beans")]

use std::f64::consts::PI;

/// The ellipsoid of the formula: semi-major axis in metres, and eccentricity squared.
const AXIS_M: f64 = 6_378_245.0;
const ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_943;
/// Each round of the inverse leaves about a thousandth of the error; ten are below a centimetre anywhere.
const INVERSE_ROUNDS: usize = 10;

/// GCJ-02 latitude and longitude of a WGS-84 position.
pub(super) fn from_wgs84(lat: f64, lng: f64) -> (f64, f64) {
    if is_outside_china(lat, lng) {
        return (lat, lng);
    }
    let (x, y) = (lng - 105.0, lat - 35.0);
    let sin_lat = (lat / 180.0 * PI).sin();
    let magic = 1.0 - ECCENTRICITY_SQUARED * sin_lat * sin_lat;
    let root = magic.sqrt();
    let metres_to_lat = 180.0 / ((AXIS_M * (1.0 - ECCENTRICITY_SQUARED)) / (magic * root) * PI);
    let metres_to_lng = 180.0 / (AXIS_M / root * (lat / 180.0 * PI).cos() * PI);
    (lat + north_m(x, y) * metres_to_lat, lng + east_m(x, y) * metres_to_lng)
}

/// WGS-84 latitude and longitude of a GCJ-02 position: the point that the formula shifts to it, found by correcting
/// a guess.
pub(super) fn to_wgs84(lat: f64, lng: f64) -> (f64, f64) {
    (0..INVERSE_ROUNDS).fold((lat, lng), |(guess_lat, guess_lng), _| {
        let (shifted_lat, shifted_lng) = from_wgs84(guess_lat, guess_lng);
        (guess_lat - (shifted_lat - lat), guess_lng - (shifted_lng - lng))
    })
}

fn is_outside_china(lat: f64, lng: f64) -> bool {
    !(72.004..=137.8347).contains(&lng) || !(0.8293..=55.8271).contains(&lat)
}

fn north_m(x: f64, y: f64) -> f64 {
    -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + wave(20.0, 6.0 * x)
        + wave(20.0, 2.0 * x)
        + wave(20.0, y)
        + wave(40.0, y / 3.0)
        + wave(160.0, y / 12.0)
        + wave(320.0, y / 30.0)
}

fn east_m(x: f64, y: f64) -> f64 {
    300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + wave(20.0, 6.0 * x)
        + wave(20.0, 2.0 * x)
        + wave(20.0, x)
        + wave(40.0, x / 3.0)
        + wave(150.0, x / 12.0)
        + wave(300.0, x / 30.0)
}

fn wave(height: f64, phase: f64) -> f64 {
    height * (phase * PI).sin() * 2.0 / 3.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_points_are_shifted_as_published() {
        for ((lat, lng), (gcj_lat, gcj_lng)) in [
            ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
            ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
            ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
        ] {
            let (shifted_lat, shifted_lng) = from_wgs84(lat, lng);
            assert!((shifted_lat - gcj_lat).abs() < 1e-12, "{shifted_lat} {gcj_lat}");
            assert!((shifted_lng - gcj_lng).abs() < 1e-12, "{shifted_lng} {gcj_lng}");
            let (back_lat, back_lng) = to_wgs84(gcj_lat, gcj_lng);
            assert!((back_lat - lat).abs() < 1e-9 && (back_lng - lng).abs() < 1e-9);
        }
    }
}
