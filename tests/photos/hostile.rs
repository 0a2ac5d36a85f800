//! Files made to hurt: they are refused before memory is spent, and never end in a panic.

use allocation_counter::measure;
use golden_beans::photos::{PhotoLimits, prepare};
use proptest::prelude::*;

use crate::samples;

const MIB: u64 = 1024 * 1024;

/// Prepares and returns the refusal's code with the most memory that was held at once, in bytes.
fn refused_using(bytes: &[u8], limits: &PhotoLimits) -> (&'static str, u64) {
    let mut code = "taken in";
    let used = measure(|| {
        if let Err(error) = prepare(bytes, limits) {
            code = error.code();
        }
    });
    (code, used.bytes_max)
}

#[test]
fn a_header_that_claims_more_than_there_is() {
    let bomb = samples::claiming_png(60_000, 60_000);
    let (code, peak) = refused_using(&bomb, &PhotoLimits::default());
    assert_eq!(code, "photo_too_many_pixels");
    assert!(peak < MIB, "{peak} bytes were spent on it");

    let mut jpeg = samples::PROGRESSIVE_JPEG.to_vec();
    claim_size(&mut jpeg, 65_000, 65_000);
    let (code, peak) = refused_using(&jpeg, &PhotoLimits::default());
    assert_eq!(code, "photo_too_many_pixels");
    assert!(peak < MIB, "{peak} bytes were spent on it");
}

#[test]
fn a_real_picture_just_above_the_limit() {
    let above = samples::blank_png(7072, 7072);
    let (code, peak) = refused_using(&above, &PhotoLimits::default());
    assert_eq!(code, "photo_too_many_pixels");
    assert!(peak < MIB, "{peak} bytes were spent on it");

    let below = samples::blank_png(7071, 7071);
    assert!(below.len() < 300_000, "this one is small to send: {} bytes", below.len());
    let mut size = (0, 0);
    let used = measure(|| {
        let photo = prepare(&below, &PhotoLimits::default()).unwrap();
        size = (photo.width, photo.height);
    });
    assert_eq!(size, (2560, 2560));
    assert!(used.bytes_max < 160 * MIB, "{} bytes for 50 megapixels of grey", used.bytes_max);
}

#[test]
fn a_picture_within_the_pixels_but_above_the_memory() {
    let limits = PhotoLimits { decode_memory_bytes: 64 * MIB, ..PhotoLimits::default() };
    let mut progressive = samples::PROGRESSIVE_JPEG.to_vec();
    claim_size(&mut progressive, 3000, 3000);
    let (code, peak) = refused_using(&progressive, &limits);
    assert_eq!(code, "photo_too_much_memory");
    assert!(peak < MIB, "{peak} bytes were spent on it");

    let (code, peak) = refused_using(
        &samples::blank_png(7000, 7000),
        &PhotoLimits { decode_memory_bytes: 40 * MIB, ..PhotoLimits::default() },
    );
    assert_eq!(code, "photo_too_much_memory");
    assert!(peak < MIB, "{peak} bytes were spent on it");
}

#[test]
fn a_progressive_picture_stays_within_its_budget() {
    let mut progressive = samples::PROGRESSIVE_JPEG.to_vec();
    claim_size(&mut progressive, 4000, 4000);
    let limits = PhotoLimits { decode_memory_bytes: 16_000_000 * 9, ..PhotoLimits::default() };
    let used = measure(|| drop(prepare(&progressive, &limits)));
    assert!(used.bytes_max < limits.decode_memory_bytes + 32 * MIB, "{} bytes", used.bytes_max);
}

#[test]
fn a_profile_that_unpacks_to_a_hundred_megabytes() {
    let picture = image::DynamicImage::ImageRgb8(samples::fields());
    let bomb = samples::png(&picture, None, Some(vec![0; 100 * 1024 * 1024]));
    assert!(bomb.len() < 200_000, "this one is small to send: {} bytes", bomb.len());
    let used = measure(|| drop(prepare(&bomb, &PhotoLimits::default())));
    assert!(used.bytes_max < 80 * MIB, "{} bytes were spent on it", used.bytes_max);
}

/// Overwrites the size in a JPEG's frame header.
fn claim_size(jpeg: &mut [u8], width: u16, height: u16) {
    let at = jpeg.windows(2).position(|pair| pair[0] == 0xFF && (0xC0..=0xC2).contains(&pair[1])).unwrap();
    jpeg[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
    jpeg[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn damage_anywhere_never_panics(
        which in 0_usize..8,
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        cut_it: bool,
    ) {
        let exif = Some(samples::exif(6, "2024:07:31 23:59:58"));
        let picture = image::DynamicImage::ImageRgb8(samples::fields());
        let mut bytes = match which {
            0 => samples::PROGRESSIVE_JPEG.to_vec(),
            1 => samples::CMYK_JPEG.to_vec(),
            2 => samples::LOSSY_WEBP.to_vec(),
            3 => samples::PALETTE_PNG.to_vec(),
            4 => samples::png(&picture, exif, moxcms::ColorProfile::new_display_p3().encode().ok()),
            5 => samples::webp(&picture, exif, moxcms::ColorProfile::new_display_p3().encode().ok()),
            6 => samples::with_segments(
                samples::SUBSAMPLED_JPEG,
                &[(0xE1, &samples::exif_segment(8, "2024:07:31 23:59:58"))],
            ),
            _ => samples::GREY_JPEG.to_vec(),
        };
        for (at, byte) in damage {
            *at.get_mut(&mut bytes) = byte;
        }
        if cut_it {
            bytes.truncate(cut.index(bytes.len()));
        }
        // A claim of millions of pixels that happens to be possible would only make the test slow.
        let limits = PhotoLimits { max_pixels: 1_000_000, ..PhotoLimits::default() };
        if let Ok(photo) = prepare(&bytes, &limits) {
            prop_assert!(image::load_from_memory(&photo.jpeg).is_ok());
        }
    }
}
