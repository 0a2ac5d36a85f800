use proptest::prelude::*;

use super::*;

fn place(lat: f64, lng: f64, datum: Datum) -> Location {
    Location::from_degrees(lat, lng, datum).expect("a place")
}

#[test]
fn what_is_no_place_is_refused() {
    use LocationError::{LatOffGlobe, LngOffGlobe, NotANumber, NullIsland};
    for (lat, lng, error) in [
        (0.0, 0.0, NullIsland),
        (-0.0, 0.000_001, NullIsland),
        (f64::NAN, 103.8, NotANumber),
        (25.5, f64::INFINITY, NotANumber),
        (90.000_001, 0.0, LatOffGlobe),
        (-1e300, 0.0, LatOffGlobe),
        (103.8, 25.5, LatOffGlobe),
        (25.5, 180.000_001, LngOffGlobe),
    ] {
        assert_eq!(Location::from_degrees(lat, lng, Datum::Wgs84), Err(error), "{lat} {lng}");
    }
    assert_eq!(Location::from_e7(i64::MIN, 0, Datum::Wgs84), Err(LatOffGlobe));
    for (lat, lng) in [(90.0, 180.0), (-90.0, -180.0), (0.0, 103.8), (25.5, 0.0)] {
        assert!(Location::from_degrees(lat, lng, Datum::Wgs84).is_ok());
    }
}

#[test]
fn at_qilin_the_datums_are_391_metres_apart() {
    let wgs84 = place(25.4951, 103.8053, Datum::Wgs84);
    let gcj02 = wgs84.to_datum(Datum::Gcj02);
    let taken_for_wgs84 = place(gcj02.lat(), gcj02.lng(), Datum::Wgs84);
    assert!(
        (wgs84.distance_m(&taken_for_wgs84) - 391.0).abs() < 5.0,
        "{}",
        wgs84.distance_m(&taken_for_wgs84)
    );
    assert!(wgs84.distance_m(&gcj02) < 0.03);
}

#[test]
fn outside_china_the_datums_agree() {
    let paris = place(48.8566, 2.3522, Datum::Wgs84);
    let moved = paris.to_datum(Datum::Gcj02);
    assert_eq!((moved.lat_e7(), moved.lng_e7()), (paris.lat_e7(), paris.lng_e7()));
    assert_eq!(moved.datum(), Datum::Gcj02);
}

#[test]
fn a_degree_of_latitude_is_111_km_and_the_date_line_is_no_wall() {
    let metres = place(25.0, 103.0, Datum::Wgs84).distance_m(&place(26.0, 103.0, Datum::Wgs84));
    assert!((metres - 111_195.0).abs() < 1.0, "{metres}");
    let across = place(1.0, 179.999, Datum::Wgs84).distance_m(&place(1.0, -179.999, Datum::Wgs84));
    assert!(across < 223.0, "{across}");
}

proptest! {
    #[test]
    fn degrees_are_kept_to_the_ten_millionth(lat_e7 in -MAX_LAT_E7..=MAX_LAT_E7, lng_e7 in -MAX_LNG_E7..=MAX_LNG_E7) {
        if let Ok(location) = Location::from_e7(lat_e7, lng_e7, Datum::Wgs84) {
            prop_assert_eq!(Location::from_degrees(location.lat(), location.lng(), Datum::Wgs84), Ok(location));
        }
    }

    #[test]
    fn there_and_back_is_below_three_centimetres(lat in 4.0..53.0, lng in 74.0..135.0) {
        let here = place(lat, lng, Datum::Wgs84);
        let back = here.to_datum(Datum::Gcj02).to_datum(Datum::Wgs84);
        prop_assert!(here.distance_m(&back) < 0.03, "{}", here.distance_m(&back));
    }

    #[test]
    fn distance_is_the_same_both_ways(a in (-89.0..89.0, -179.0..179.0), b in (-89.0..89.0, -179.0..179.0)) {
        let (one, other) = (place(a.0, a.1, Datum::Wgs84), place(b.0, b.1, Datum::Gcj02));
        let metres = one.distance_m(&other);
        prop_assert!((0.0..20_100_000.0).contains(&metres));
        prop_assert!((metres - other.distance_m(&one)).abs() < 0.001);
    }
}

proptest! {
    #[test]
    fn the_box_around_a_place_holds_what_is_near(
        lat in 20.0_f64..50.0, lng in 75.0_f64..130.0,
        north in -1.0_f64..1.0, east in -1.0_f64..1.0, radius_m in 1_u32..5000,
    ) {
        let here = Location::from_degrees(lat, lng, Datum::Wgs84).expect("a place");
        let degrees = f64::from(radius_m) / 111_000.0;
        let there = Location::from_degrees(lat + north * degrees, lng + east * degrees, Datum::Wgs84).expect("a place");
        for &datum in Datum::ALL {
            let (lat_e7, lng_e7) = here.around(radius_m, datum);
            let there = there.to_datum(datum);
            let inside = (lat_e7.0..=lat_e7.1).contains(&there.lat_e7()) && (lng_e7.0..=lng_e7.1).contains(&there.lng_e7());
            prop_assert!(inside || here.metres_to(&there) > radius_m, "{datum}: {here:?} {there:?}");
        }
    }
}

#[test]
fn a_box_stays_on_the_globe() {
    let pole = Location::from_degrees(90.0, 10.0, Datum::Wgs84).expect("a place");
    let (lat_e7, lng_e7) = pole.around(10_000, Datum::Wgs84);
    assert_eq!(lat_e7.1, 900_000_000);
    assert!(lng_e7.0 >= -1_800_000_000 && lng_e7.1 <= 1_800_000_000);
}

proptest! {
    #[test]
    fn a_coarsened_place_says_its_cell_only(
        lat in -80.0_f64..80.0, lng in -179.0_f64..179.0,
        north in 0.0_f64..1.0, east in 0.0_f64..1.0, cell_m in 10_u32..1000,
    ) {
        let here = place(lat, lng, Datum::Wgs84);
        let cell = here.coarsened(cell_m);
        // No farther than half a diagonal, and a little for the narrowing of a row.
        prop_assert!(here.distance_m(&cell) <= f64::from(cell_m) * 0.72 + 1.0, "{}", here.distance_m(&cell));
        prop_assert_eq!(cell.coarsened(cell_m), cell);
        // Wherever in the cell, in whichever datum: the same.
        let side = f64::from(cell_m) / 111_195.0 * 0.98;
        let (across, up) = ((east - 0.5) * side / cell.lat().to_radians().cos(), (north - 0.5) * side);
        let other = place(cell.lat() + up, cell.lng() + across, Datum::Wgs84);
        prop_assert_eq!(other.coarsened(cell_m), cell);
        let as_on_a_map = other.to_datum(Datum::Gcj02).coarsened(cell_m);
        prop_assert!(as_on_a_map.distance_m(&cell) <= f64::from(cell_m) * 1.5);
    }
}
