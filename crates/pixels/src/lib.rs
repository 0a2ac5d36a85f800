//! The loops over a photo's pixels: flatten, resize, encode.
//!
//! A crate of its own for one reason: these are generic functions of `image` and `fast_image_resize`, which are
//! compiled wherever they are used, with the optimisation of that place. Here a development build optimises them
//! (a 12-megapixel photo: 6 s → 0.3 s) without optimising, and slowing the build of, the whole program.
//!
//! It must not know files, limits, metadata or settings.

use fast_image_resize::{FilterType, ResizeAlg, ResizeError, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageResult, RgbImage};

/// How the pixels of a smaller picture come from those of the larger one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// For looking at.
    Sharp,
    /// Each pixel is the mean of the area it covers.
    Mean,
}

/// The picture at exactly `width` × `height`. Transparency is not weighed: flatten first.
///
/// # Errors
/// A side is 0, or the kind of pixel is not supported (8- and 16-bit grey and RGB are).
pub fn resized(
    picture: &DynamicImage,
    width: u32,
    height: u32,
    filter: Filter,
) -> Result<DynamicImage, ResizeError> {
    let filter = match filter {
        Filter::Sharp => FilterType::Lanczos3,
        Filter::Mean => FilterType::Box,
    };
    let mut smaller = DynamicImage::new(width, height, picture.color());
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).use_alpha(false);
    Resizer::new().resize(picture, &mut smaller, &options)?;
    Ok(smaller)
}

/// The picture as a JPEG of this quality (1–100), with nothing in it but the picture.
///
/// # Errors
/// A side is 0 or above 65,535 pixels.
pub fn jpeg(picture: &RgbImage, quality: u8) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture)?;
    Ok(bytes)
}

/// Lays the picture on white, in place: a copy of a large one would double its memory.
pub fn flatten_on_white(picture: &mut DynamicImage) {
    match picture {
        DynamicImage::ImageLumaA8(buffer) => buffer.pixels_mut().for_each(|pixel| blend_8(&mut pixel.0)),
        DynamicImage::ImageRgba8(buffer) => buffer.pixels_mut().for_each(|pixel| blend_8(&mut pixel.0)),
        DynamicImage::ImageLumaA16(buffer) => buffer.pixels_mut().for_each(|pixel| blend_16(&mut pixel.0)),
        DynamicImage::ImageRgba16(buffer) => buffer.pixels_mut().for_each(|pixel| blend_16(&mut pixel.0)),
        _ => {}
    }
}

fn blend_8(channels: &mut [u8]) {
    let Some((alpha, colours)) = channels.split_last_mut() else { return };
    let (cover, full) = (u16::from(*alpha), u16::from(u8::MAX));
    for colour in colours {
        let blended = (u16::from(*colour) * cover + full * (full - cover) + full / 2) / full;
        *colour = u8::try_from(blended).unwrap_or(u8::MAX);
    }
    *alpha = u8::MAX;
}

fn blend_16(channels: &mut [u16]) {
    let Some((alpha, colours)) = channels.split_last_mut() else { return };
    let (cover, full) = (u64::from(*alpha), u64::from(u16::MAX));
    for colour in colours {
        let blended = (u64::from(*colour) * cover + full * (full - cover) + full / 2) / full;
        *colour = u16::try_from(blended).unwrap_or(u16::MAX);
    }
    *alpha = u16::MAX;
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;

    #[test]
    fn transparency_becomes_white() {
        let pixels = [[10, 20, 30, 0], [10, 20, 30, 255], [0, 100, 200, 128]];
        let mut picture = DynamicImage::ImageRgba8(RgbaImage::from_fn(3, 1, |x, _| {
            Rgba(pixels.get(x as usize).copied().unwrap_or_default())
        }));
        flatten_on_white(&mut picture);
        assert_eq!(picture.to_rgb8().into_raw(), [255, 255, 255, 10, 20, 30, 127, 177, 227]);
    }
}
