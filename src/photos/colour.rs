//! Brings every picture to the colours that a browser shows without asking: sRGB.

use image::RgbImage;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// Larger profiles are not read; those of cameras and phones have a few hundred bytes to a few hundred kilobytes.
const MAX_ICC_BYTES: usize = 1024 * 1024;

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
    fn a_damaged_profile_changes_nothing() {
        let picture = RgbImage::from_pixel(2, 2, image::Rgb([1, 2, 3]));
        assert_eq!(to_srgb(picture.clone(), Some(b"no profile")), picture);
    }
}
