//! Pictures and files that the tests upload.

use golden_beans::photos::{PhotoError, PhotoLimits, PreparedPhoto};
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, GrayImage, ImageEncoder, Rgb, RgbImage};

pub const PROGRESSIVE_JPEG: &[u8] = include_bytes!("fixtures/progressive.jpg");
pub const SUBSAMPLED_JPEG: &[u8] = include_bytes!("fixtures/subsampled.jpg");
pub const CMYK_JPEG: &[u8] = include_bytes!("fixtures/cmyk.jpg");
pub const GREY_JPEG: &[u8] = include_bytes!("fixtures/grey.jpg");
pub const LOSSY_WEBP: &[u8] = include_bytes!("fixtures/lossy.webp");
pub const PALETTE_PNG: &[u8] = include_bytes!("fixtures/palette.png");
pub const ANIMATED_PNG: &[u8] = include_bytes!("fixtures/animated.png");
pub const ANIMATED_WEBP: &[u8] = include_bytes!("fixtures/animated.webp");

/// The colours of the four fields, read like text.
pub const FIELDS: [[u8; 3]; 4] = [[220, 20, 20], [20, 200, 20], [20, 20, 220], [250, 250, 250]];

pub fn prepare(bytes: &[u8]) -> Result<PreparedPhoto, PhotoError> {
    golden_beans::photos::prepare(bytes, &PhotoLimits::default())
}

pub fn refusal(bytes: &[u8]) -> &'static str {
    match prepare(bytes) {
        Ok(photo) => panic!("taken in as {} × {}", photo.width, photo.height),
        Err(error) => error.code(),
    }
}

/// Four fields, wider than high: every way of turning or mirroring it shows.
pub fn fields() -> RgbImage {
    RgbImage::from_fn(96, 64, |x, y| Rgb(FIELDS[usize::from(y >= 32) * 2 + usize::from(x >= 48)]))
}

/// The colours in the middle of the four fields of a JPEG, read like text.
pub fn fields_of(jpeg: &[u8]) -> [[u8; 3]; 4] {
    let picture = image::load_from_memory(jpeg).unwrap().to_rgb8();
    let (w, h) = picture.dimensions();
    [(1, 1), (3, 1), (1, 3), (3, 3)].map(|(x, y)| picture.get_pixel(w * x / 4, h * y / 4).0)
}

pub fn assert_fields(jpeg: &[u8], expected: [[u8; 3]; 4], tolerance: u8, what: &str) {
    let found = fields_of(jpeg);
    for (found_field, expected_field) in found.iter().zip(expected) {
        for (channel, expected_channel) in found_field.iter().zip(expected_field) {
            assert!(
                channel.abs_diff(expected_channel) <= tolerance,
                "{what}: {found:?}, expected {expected:?}"
            );
        }
    }
}

pub fn jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    golden_beans_pixels::jpeg(picture, quality).unwrap()
}

pub fn png(picture: &DynamicImage, exif: Option<Vec<u8>>, icc: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    exif.into_iter().for_each(|exif| encoder.set_exif_metadata(exif).unwrap());
    icc.into_iter().for_each(|icc| encoder.set_icc_profile(icc).unwrap());
    picture.write_with_encoder(encoder).unwrap();
    bytes
}

pub fn webp(picture: &DynamicImage, exif: Option<Vec<u8>>, icc: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = WebPEncoder::new_lossless(&mut bytes);
    exif.into_iter().for_each(|exif| encoder.set_exif_metadata(exif).unwrap());
    icc.into_iter().for_each(|icc| encoder.set_icc_profile(icc).unwrap());
    picture.write_with_encoder(encoder).unwrap();
    bytes
}

/// A grey PNG of one shade: a few kilobytes, however many pixels.
pub fn blank_png(width: u32, height: u32) -> Vec<u8> {
    png(&DynamicImage::ImageLuma8(GrayImage::new(width, height)), None, None)
}

/// A PNG whose header claims a size and whose pixels are missing: the checksums are right.
pub fn claiming_png(width: u32, height: u32) -> Vec<u8> {
    let mut header = Vec::from(width.to_be_bytes());
    header.extend_from_slice(&height.to_be_bytes());
    header.extend_from_slice(&[8, 2, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, body) in [(b"IHDR", header.as_slice()), (b"IDAT", b"\x78\x9c\x03\0\0\0\0\x01"), (b"IEND", b"")]
    {
        bytes.extend(png_chunk(name, body));
    }
    bytes
}

pub fn png_chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut chunk = u32::try_from(body.len()).unwrap().to_be_bytes().to_vec();
    chunk.extend_from_slice(name);
    chunk.extend_from_slice(body);
    let checksum = chunk[4..].iter().fold(u32::MAX, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| (sum >> 1) ^ (0xEDB8_8320 * (sum & 1)))
    });
    chunk.extend_from_slice(&(!checksum).to_be_bytes());
    chunk
}

/// A JPEG with these segments (marker, body) right after its start.
pub fn with_segments(jpeg: &[u8], segments: &[(u8, &[u8])]) -> Vec<u8> {
    let mut bytes = jpeg[..2].to_vec();
    for (marker, body) in segments {
        bytes.extend_from_slice(&[0xFF, *marker]);
        bytes.extend_from_slice(&u16::try_from(body.len() + 2).unwrap().to_be_bytes());
        bytes.extend_from_slice(body);
    }
    bytes.extend_from_slice(&jpeg[2..]);
    bytes
}

/// The TIFF part of an EXIF block, big-endian: orientation, when it was taken, a position (25.4949° N).
pub fn exif(orientation: u16, taken_at: &str) -> Vec<u8> {
    fn entry(tag: u16, kind: u16, count: u32, value: [u8; 4]) -> Vec<u8> {
        [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
    }
    const EXIF_AT: u32 = 8 + 2 + 3 * 12 + 4;
    const GPS_AT: u32 = EXIF_AT + 2 + 12 + 4;
    const TEXT_AT: u32 = GPS_AT + 2 + 2 * 12 + 4;
    let text = format!("{taken_at}\0");
    let degrees_at = TEXT_AT + u32::try_from(text.len()).unwrap();
    let [high, low] = orientation.to_be_bytes();
    let mut tiff = b"MM\0*\0\0\0\x08".to_vec();
    tiff.extend_from_slice(&[0, 3]);
    tiff.extend(entry(0x0112, 3, 1, [high, low, 0, 0]));
    tiff.extend(entry(0x8769, 4, 1, EXIF_AT.to_be_bytes()));
    tiff.extend(entry(0x8825, 4, 1, GPS_AT.to_be_bytes()));
    tiff.extend_from_slice(&[0; 4]);
    tiff.extend_from_slice(&[0, 1]);
    tiff.extend(entry(0x9003, 2, u32::try_from(text.len()).unwrap(), TEXT_AT.to_be_bytes()));
    tiff.extend_from_slice(&[0; 4]);
    tiff.extend_from_slice(&[0, 2]);
    tiff.extend(entry(0x0001, 2, 2, *b"N\0\0\0"));
    tiff.extend(entry(0x0002, 5, 3, degrees_at.to_be_bytes()));
    tiff.extend_from_slice(&[0; 4]);
    tiff.extend_from_slice(text.as_bytes());
    for (number, divisor) in [(25_u32, 1_u32), (29, 1), (4164, 100)] {
        tiff.extend_from_slice(&number.to_be_bytes());
        tiff.extend_from_slice(&divisor.to_be_bytes());
    }
    tiff
}

/// The same block as a JPEG segment's body.
pub fn exif_segment(orientation: u16, taken_at: &str) -> Vec<u8> {
    [b"Exif\0\0", &exif(orientation, taken_at)[..]].concat()
}
