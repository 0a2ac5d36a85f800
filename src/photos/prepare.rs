//! The way of one upload through this room, pure and synchronous: bytes in, pictures out.

use bytes::Bytes;
use chrono::NaiveDateTime;
use image::{DynamicImage, RgbImage};
use sha2::{Digest, Sha256};

use super::{Fingerprint, PhotoError, PhotoFormat, PhotoLimits, colour, container, decode, parts, scale};

/// A photo ready to be kept: both pictures are JPEGs without any metadata.
#[derive(Debug, Clone)]
pub struct PreparedPhoto {
    /// The picture, upright, at most `max_side_px` long.
    pub jpeg: Bytes,
    /// The same, at most `thumbnail_side_px` long.
    pub thumbnail: Bytes,
    /// Width of `jpeg` in pixels.
    pub width: u32,
    /// Height of `jpeg` in pixels.
    pub height: u32,
    /// What was uploaded.
    pub format: PhotoFormat,
    /// SHA-256 of the upload, 64 lowercase hexadecimal digits.
    pub sha256: String,
    /// Perceptual fingerprint of the upright picture.
    pub fingerprint: Fingerprint,
    /// The fingerprints of the whole and of its parts, by the part's number; none for one without features.
    pub prints: Vec<Option<Fingerprint>>,
    /// When the camera says it was taken, by its own clock in an unknown zone. Evidence at best, never trusted.
    pub taken_at: Option<NaiveDateTime>,
}

/// Checks, decodes, turns, strips and re-encodes one upload. Takes CPU and memory within `limits`, nothing else:
/// call it off the async threads, or let [`super::PhotoRoom::prepare`] do so.
///
/// Errors: every [`PhotoError`] except [`PhotoError::Busy`].
pub fn prepare(bytes: &[u8], limits: &PhotoLimits) -> Result<PreparedPhoto, PhotoError> {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if length > limits.max_bytes {
        return Err(PhotoError::TooLarge { bytes: length, max_bytes: limits.max_bytes });
    }
    let container = container::inspect(bytes)?;
    let decoded = decode::decode(bytes, container, limits)?;

    let mut picture = decoded.picture;
    golden_beans_pixels::flatten_on_white(&mut picture);
    // Shrinking comes before turning and colours: both then touch a tenth of the memory.
    let mut picture = scale::shrink(picture, limits.max_side_px)?;
    picture.apply_orientation(decoded.orientation);
    let picture = colour::to_srgb(picture.into_rgb8(), decoded.icc_profile.as_deref());
    let (width, height) = picture.dimensions();
    let jpeg = encoded(&picture, limits.jpeg_quality)?;

    let small = scale::shrink(DynamicImage::ImageRgb8(picture), limits.thumbnail_side_px)?;
    let fingerprint = Fingerprint::of(&small)?;
    let prints = parts::fingerprints(&small)?;
    let thumbnail = encoded(&small.into_rgb8(), limits.jpeg_quality)?;
    Ok(PreparedPhoto {
        jpeg,
        thumbnail,
        width,
        height,
        format: container.format,
        sha256: hex::encode(Sha256::digest(bytes)),
        fingerprint,
        prints,
        taken_at: decoded.taken_at,
    })
}

fn encoded(picture: &RgbImage, quality: u8) -> Result<Bytes, PhotoError> {
    golden_beans_pixels::jpeg(picture, quality).map(Bytes::from).map_err(|error| {
        tracing::error!(%error, "a decoded photo could not be encoded");
        PhotoError::FormatUnsupported
    })
}
