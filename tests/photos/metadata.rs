//! What the camera and the sender wrote beside the picture stays out of what is kept.

use golden_beans::photos::PreparedPhoto;
use image::DynamicImage;

use crate::samples;

/// Stands for everything a photo may tell about its sender.
const NEEDLE: &str = "Zhang San +86 139 0874 0000";

/// The markers of a JPEG's segments up to the picture data, each with its body.
fn segments(jpeg: &[u8]) -> Vec<(u8, &[u8])> {
    let mut found = Vec::new();
    let mut at = 2;
    while jpeg[at + 1] != 0xDA {
        let length = usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        assert_eq!(jpeg[at], 0xFF);
        found.push((jpeg[at + 1], &jpeg[at + 4..at + 2 + length]));
        at += 2 + length;
    }
    found
}

fn assert_bare(photo: &PreparedPhoto, what: &str) {
    for jpeg in [&photo.jpeg, &photo.thumbnail] {
        for (marker, body) in segments(jpeg) {
            match marker {
                0xE0 => assert_eq!((&body[..5], body.len()), (&b"JFIF\0"[..], 14), "{what}"),
                0xC0 | 0xC4 | 0xDB => {}
                other => panic!("{what}: segment {other:#x} with {} bytes", body.len()),
            }
        }
        for trace in [NEEDLE, "Exif", "ICC_PROFILE", "http://ns.adobe.com", "Photoshop", "ftyp", "GPS"] {
            let leaked = jpeg.windows(trace.len()).any(|window| window == trace.as_bytes());
            assert!(!leaked, "{what}: {trace} is still there");
        }
        assert!(jpeg.ends_with(b"\xff\xd9"), "{what}: something follows the picture");
        let picture = image::load_from_memory(jpeg).unwrap();
        assert!(picture.width() > 0, "{what}");
    }
}

#[test]
fn a_jpeg_leaves_everything_behind() {
    let exif = [&samples::exif_segment(1, "2024:07:15 08:30:00")[..], NEEDLE.as_bytes()].concat();
    let xmp = [b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>", NEEDLE.as_bytes()].concat();
    let icc = [b"ICC_PROFILE\0\x01\x01", &moxcms::ColorProfile::new_srgb().encode().unwrap()[..]].concat();
    let iptc = [b"Photoshop 3.0\08BIM\x04\x04\0\0\0\0\0\x20", NEEDLE.as_bytes()].concat();
    let mut jpeg = samples::with_segments(
        &samples::jpeg(&samples::fields(), 90),
        &[
            (0xE1, &exif),
            (0xE1, &xmp),
            (0xE2, &icc),
            (0xED, &iptc),
            (0xEF, NEEDLE.as_bytes()),
            (0xFE, NEEDLE.as_bytes()),
        ],
    );
    jpeg.extend_from_slice(b"\0\0\0\x18ftypmp42 the film of a motion photo ");
    jpeg.extend_from_slice(NEEDLE.as_bytes());
    assert_bare(&samples::prepare(&jpeg).unwrap(), "JPEG");
}

#[test]
fn a_png_and_a_webp_leave_everything_behind() {
    let picture = DynamicImage::ImageRgb8(samples::fields());
    let exif = [&samples::exif(1, "2024:07:15 08:30:00")[..], NEEDLE.as_bytes()].concat();
    let icc = moxcms::ColorProfile::new_srgb().encode().ok();
    let webp = samples::webp(&picture, Some(exif.clone()), icc.clone());
    assert_bare(&samples::prepare(&webp).unwrap(), "WebP");

    let png = samples::png(&picture, Some(exif), icc);
    let text = samples::png_chunk(b"tEXt", &[b"Author\0", NEEDLE.as_bytes()].concat());
    let (header, rest) = png.split_at(8 + 25);
    let mut with_text = [header, &text, rest].concat();
    with_text.extend_from_slice(NEEDLE.as_bytes());
    assert_bare(&samples::prepare(&with_text).unwrap(), "PNG");
}

#[test]
fn the_cameras_clock_is_handed_on_as_evidence() {
    let taken = |stamp: &str| {
        let segment = samples::exif_segment(1, stamp);
        let jpeg = samples::with_segments(&samples::jpeg(&samples::fields(), 90), &[(0xE1, &segment)]);
        samples::prepare(&jpeg).unwrap().taken_at.map(|at| at.to_string())
    };
    assert_eq!(taken("2024:07:31 23:59:58").as_deref(), Some("2024-07-31 23:59:58"));
    for nonsense in
        ["0000:00:00 00:00:00", "2024:02:30 10:00:00", "2024:01:01 25:00:00", "    :  :     :  :  ", "today"]
    {
        assert_eq!(taken(nonsense), None, "{nonsense}");
    }
    assert_eq!(samples::prepare(samples::SUBSAMPLED_JPEG).unwrap().taken_at, None);
    let picture = DynamicImage::ImageRgb8(samples::fields());
    let exif = Some(samples::exif(1, "2024:07:31 23:59:58"));
    for bytes in [samples::png(&picture, exif.clone(), None), samples::webp(&picture, exif, None)] {
        assert!(samples::prepare(&bytes).unwrap().taken_at.is_some());
    }
}
