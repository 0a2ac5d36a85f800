//! Whatever colours came in, what goes out looks the same in a browser.

use image::{DynamicImage, Rgba, RgbaImage};
use moxcms::{ColorProfile, Layout, TransformOptions};

use crate::samples::{self, FIELDS, assert_fields};

#[test]
fn transparency_becomes_white() {
    let white = [255, 255, 255];
    let see_through = RgbaImage::from_fn(96, 64, |x, y| {
        let [r, g, b] = FIELDS[usize::from(y >= 32) * 2 + usize::from(x >= 48)];
        Rgba([r, g, b, if x < 48 { 255 } else { 0 }])
    });
    let picture = DynamicImage::ImageRgba8(see_through);
    let sixteen = DynamicImage::ImageRgba16(picture.to_rgba16());
    for bytes in [
        samples::png(&picture, None, None),
        samples::webp(&picture, None, None),
        samples::png(&sixteen, None, None),
    ] {
        let photo = samples::prepare(&bytes).unwrap();
        assert_fields(&photo.jpeg, [FIELDS[0], white, FIELDS[2], white], 12, "half transparent");
    }
}

#[test]
fn a_phones_wide_colours_become_ordinary_ones() {
    let p3 = ColorProfile::new_display_p3();
    let to_p3 = ColorProfile::new_srgb()
        .create_transform_8bit(Layout::Rgb, &p3, Layout::Rgb, TransformOptions::default())
        .unwrap();
    let fields = samples::fields();
    let mut wide = image::RgbImage::new(fields.width(), fields.height());
    to_p3.transform(fields.as_raw(), &mut wide).unwrap();
    assert!(wide.get_pixel(10, 10).0[0].abs_diff(FIELDS[0][0]) > 10, "the numbers differ in Display P3");

    let profile = p3.encode().unwrap();
    let jpeg = samples::with_segments(
        &samples::jpeg(&wide, 95),
        &[(0xE2, &[b"ICC_PROFILE\0\x01\x01", &profile[..]].concat())],
    );
    let png = samples::png(&DynamicImage::ImageRgb8(wide), None, Some(profile));
    for bytes in [jpeg, png] {
        assert_fields(&samples::prepare(&bytes).unwrap().jpeg, FIELDS, 12, "Display P3");
    }
}

#[test]
fn cmyk_and_grey_are_understood() {
    let photo = samples::prepare(samples::CMYK_JPEG).unwrap();
    assert_fields(&photo.jpeg, FIELDS, 14, "CMYK");
    let photo = samples::prepare(samples::GREY_JPEG).unwrap();
    assert_fields(&photo.jpeg, [[80; 3], [126; 3], [43; 3], [250; 3]], 12, "grey");
}
