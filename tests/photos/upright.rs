//! Photos are shown the way they were taken, whatever way the camera stored them.

use image::{DynamicImage, RgbImage};

use crate::samples::{self, FIELDS, assert_fields};

/// How a camera stores the upright picture when it writes this EXIF orientation.
fn stored(orientation: u16) -> RgbImage {
    let upright = DynamicImage::ImageRgb8(samples::fields());
    match orientation {
        2 => upright.fliph(),
        3 => upright.rotate180(),
        4 => upright.flipv(),
        5 => upright.rotate90().fliph(),
        6 => upright.rotate270(),
        7 => upright.rotate270().fliph(),
        8 => upright.rotate90(),
        _ => upright,
    }
    .into_rgb8()
}

fn assert_upright(bytes: &[u8], what: &str) {
    let photo = samples::prepare(bytes).unwrap();
    assert_eq!((photo.width, photo.height), (96, 64), "{what}");
    assert_fields(&photo.jpeg, FIELDS, 12, what);
    assert_fields(&photo.thumbnail, FIELDS, 12, what);
}

#[test]
fn all_eight_orientations_in_all_three_formats() {
    for orientation in 1..=8 {
        let picture = stored(orientation);
        let jpeg = samples::jpeg(&picture, 95);
        let segment = samples::exif_segment(orientation, "2024:07:15 08:30:00");
        assert_upright(&samples::with_segments(&jpeg, &[(0xE1, &segment)]), &format!("JPEG {orientation}"));
        let picture = DynamicImage::ImageRgb8(picture);
        let exif = Some(samples::exif(orientation, "2024:07:15 08:30:00"));
        assert_upright(&samples::png(&picture, exif.clone(), None), &format!("PNG {orientation}"));
        assert_upright(&samples::webp(&picture, exif, None), &format!("WebP {orientation}"));
    }
}

#[test]
fn little_endian_cameras_too() {
    let tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let segment = [b"Exif\0\0", &tiff[..]].concat();
    let jpeg = samples::jpeg(&stored(6), 95);
    assert_upright(&samples::with_segments(&jpeg, &[(0xE1, &segment)]), "little-endian");
}

#[test]
fn nonsense_orientations_are_passed_over() {
    let jpeg = samples::jpeg(&samples::fields(), 95);
    for orientation in [0, 9, 255, 256 + 6, u16::MAX] {
        let segment = samples::exif_segment(orientation, "2024:07:15 08:30:00");
        assert_upright(&samples::with_segments(&jpeg, &[(0xE1, &segment)]), &format!("{orientation}"));
    }
    for broken in [&b"Exif\0\0"[..], b"Exif\0\0MM\0*\xff\xff\xff\xff", b"Exif\0\0nonsense"] {
        assert_upright(&samples::with_segments(&jpeg, &[(0xE1, broken)]), "broken EXIF");
    }
}
