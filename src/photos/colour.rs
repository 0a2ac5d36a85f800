//! Brings every picture to what a browser shows without asking: opaque, 8-bit, sRGB.

use image::{DynamicImage, RgbImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// Larger profiles are not read; those of cameras and phones have a few hundred bytes to a few hundred kilobytes.
const MAX_ICC_BYTES: usize = 1024 * 1024;

/// Lays the picture on white, in place: a copy of a large one would double its memory.
pub(super) fn flatten_on_white(picture: &mut DynamicImage) {
    match picture {
        DynamicImage::ImageLumaA8(buffer) => {
            buffer.pixels_mut().for_each(|image::LumaA(channels)| blend_8(channels));
        }
        DynamicImage::ImageRgba8(buffer) => {
            buffer.pixels_mut().for_each(|image::Rgba(channels)| blend_8(channels))
        }
        DynamicImage::ImageLumaA16(buffer) => {
            buffer.pixels_mut().for_each(|image::LumaA(channels)| blend_16(channels));
        }
        DynamicImage::ImageRgba16(buffer) => {
            buffer.pixels_mut().for_each(|image::Rgba(channels)| blend_16(channels));
        }
        _ => {}
    }
}

fn blend_8(channels: &mut [u8]) {
    let Some((alpha, colours)) = channels.split_last_mut() else {
        return;
    };
    if *alpha == u8::MAX {
        return;
    }
    let (cover, full) = (u16::from(*alpha), u16::from(u8::MAX));
    for colour in colours {
        let blended = (u16::from(*colour) * cover + full * (full - cover) + full / 2) / full;
        *colour = u8::try_from(blended).unwrap_or(u8::MAX);
    }
    *alpha = u8::MAX;
}

fn blend_16(channels: &mut [u16]) {
    let Some((alpha, colours)) = channels.split_last_mut() else {
        return;
    };
    let (cover, full) = (u64::from(*alpha), u64::from(u16::MAX));
    for colour in colours {
        let blended = (u64::from(*colour) * cover + full * (full - cover) + full / 2) / full;
        *colour = u16::try_from(blended).unwrap_or(u16::MAX);
    }
    *alpha = u16::MAX;
}

/// Converts from the embedded profile to sRGB. A profile that cannot be used (damaged, not RGB, absurdly large) is
/// passed over: slightly wrong colours are better than no report.
pub(super) fn to_srgb(picture: RgbImage, icc_profile: Option<&[u8]>) -> RgbImage {
    let Some(icc) = icc_profile.filter(|icc| icc.len() <= MAX_ICC_BYTES) else {
        return picture;
    };
    match converted(&picture, icc) {
        Ok(Some(srgb)) => srgb,
        Ok(None) => picture,
        Err(error) => {
            tracing::debug!(%error, "photo's colour profile unusable, passed over");
            picture
        }
    }
}

fn converted(picture: &RgbImage, icc: &[u8]) -> Result<Option<RgbImage>, moxcms::CmsError> {
    let profile = ColorProfile::new_from_slice(icc)?;
    if profile.color_space != DataColorSpace::Rgb {
        return Ok(None);
    }
    let to_srgb = profile.create_transform_8bit(
        Layout::Rgb,
        &ColorProfile::new_srgb(),
        Layout::Rgb,
        TransformOptions::default(),
    )?;
    let mut srgb = RgbImage::new(picture.width(), picture.height());
    to_srgb.transform(picture.as_raw(), srgb.as_mut())?;
    Ok(Some(srgb))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transparency_becomes_white() {
        let mut picture = DynamicImage::ImageRgba8(
            image::RgbaImage::from_raw(3, 1, vec![10, 20, 30, 0, 10, 20, 30, 255, 0, 100, 200, 128]).unwrap(),
        );
        flatten_on_white(&mut picture);
        assert_eq!(picture.to_rgb8().into_raw(), [255, 255, 255, 10, 20, 30, 127, 177, 227]);
    }

    #[test]
    fn a_damaged_profile_changes_nothing() {
        let picture = RgbImage::from_pixel(2, 2, image::Rgb([1, 2, 3]));
        assert_eq!(to_srgb(picture.clone(), Some(b"no profile")), picture);
    }
}
