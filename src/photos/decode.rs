//! From bytes to pixels, within the limits.

use std::io::Cursor;

use chrono::{NaiveDate, NaiveDateTime};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::container::{Container, PhotoFormat};
use super::{PhotoError, PhotoLimits};

/// Most memory for reading a file up to its pixels, in bytes: a compressed profile or comment may not unpack to more.
const HEADER_MEMORY_BYTES: u64 = 16 * 1024 * 1024;

/// A decoded picture as it lay in the file, with what its metadata says about showing it.
pub(super) struct Decoded {
    pub picture: DynamicImage,
    pub orientation: Orientation,
    pub icc_profile: Option<Vec<u8>>,
    pub taken_at: Option<NaiveDateTime>,
}

/// Decodes a photo that [`super::container::inspect`] found whole. Size and memory are settled from the header,
/// before memory for pixels is asked for.
pub(super) fn decode(
    bytes: &[u8],
    container: Container,
    limits: &PhotoLimits,
) -> Result<Decoded, PhotoError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), image_format(container.format));
    let mut budget = Limits::no_limits();
    budget.max_alloc = Some(limits.decode_memory_bytes.min(HEADER_MEMORY_BYTES));
    reader.limits(budget);
    let mut decoder = reader.into_decoder().map_err(|error| refusal(&error))?;

    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width).saturating_mul(u64::from(height));
    if pixels == 0 {
        return Err(PhotoError::Broken);
    }
    if pixels > limits.max_pixels {
        return Err(PhotoError::TooManyPixels { width, height, max_pixels: limits.max_pixels });
    }
    if decoder.total_bytes().saturating_add(working_bytes(container, pixels)) > limits.decode_memory_bytes {
        return Err(PhotoError::TooMuchMemory);
    }

    let exif = metadata("EXIF", decoder.exif_metadata());
    let icc_profile = metadata("ICC", decoder.icc_profile());
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
    Ok(Decoded {
        picture,
        orientation: exif
            .as_deref()
            .and_then(|exif| Orientation::from_exif_chunk(tiff_part(exif)))
            .unwrap_or(Orientation::NoTransforms),
        icc_profile,
        taken_at: exif.as_deref().and_then(|exif| taken_at(tiff_part(exif))),
    })
}

fn image_format(format: PhotoFormat) -> ImageFormat {
    match format {
        PhotoFormat::Jpeg => ImageFormat::Jpeg,
        PhotoFormat::Png => ImageFormat::Png,
        PhotoFormat::WebP => ImageFormat::WebP,
    }
}

/// Memory the decoder takes beside the picture itself; an upper bound, because the decoders do not count all of it.
fn working_bytes(container: Container, pixels: u64) -> u64 {
    let per_pixel = match container {
        // Up to four components of 16-bit coefficients.
        Container { format: PhotoFormat::Jpeg, progressive: true } => 6,
        Container { format: PhotoFormat::WebP, .. } => 4,
        Container { .. } => 0,
    };
    pixels.saturating_mul(per_pixel)
}

fn refusal(error: &ImageError) -> PhotoError {
    tracing::debug!(%error, "photo refused by its decoder");
    match error {
        ImageError::Limits(_) => PhotoError::TooMuchMemory,
        ImageError::Unsupported(_) => PhotoError::FormatUnsupported,
        _ => PhotoError::Broken,
    }
}

/// Metadata serves the picture; when it is damaged the picture is taken without it.
fn metadata(kind: &'static str, read: Result<Option<Vec<u8>>, ImageError>) -> Option<Vec<u8>> {
    read.unwrap_or_else(|error| {
        tracing::debug!(kind, %error, "photo metadata unreadable, passed over");
        None
    })
}

/// Some writers repeat the JPEG segment's prefix inside PNG and WebP chunks.
fn tiff_part(exif: &[u8]) -> &[u8] {
    exif.strip_prefix(b"Exif\0\0").unwrap_or(exif)
}

/// The camera's clock when the shutter was pressed, if the file says so and it is a real date.
fn taken_at(tiff: &[u8]) -> Option<NaiveDateTime> {
    let exif = match exif::Reader::new().continue_on_error(true).read_raw(tiff.to_vec()) {
        Ok(exif) => exif,
        Err(exif::Error::PartialResult(partial)) => partial.into_inner().0,
        Err(error) => {
            tracing::debug!(%error, "photo's EXIF unreadable, passed over");
            return None;
        }
    };
    let field = exif
        .get_field(exif::Tag::DateTimeOriginal, exif::In::PRIMARY)
        .or_else(|| exif.get_field(exif::Tag::DateTimeDigitized, exif::In::PRIMARY))?;
    let exif::Value::Ascii(texts) = &field.value else {
        return None;
    };
    let stamp = exif::DateTime::from_ascii(texts.first()?).ok()?;
    NaiveDate::from_ymd_opt(stamp.year.into(), stamp.month.into(), stamp.day.into())?.and_hms_opt(
        stamp.hour.into(),
        stamp.minute.into(),
        stamp.second.into(),
    )
}
