//! Makes pictures smaller.

use golden_beans_pixels::Filter;
use image::DynamicImage;

use super::PhotoError;

/// The picture with its longest side at most `max_side_px`, proportions kept, never enlarged. Transparency must
/// have been flattened before: the alpha channel is not weighed.
pub(super) fn shrink(picture: DynamicImage, max_side_px: u32) -> Result<DynamicImage, PhotoError> {
    let (width, height) = fitted(picture.width(), picture.height(), max_side_px);
    if (width, height) == (picture.width(), picture.height()) {
        return Ok(picture);
    }
    resized(&picture, width, height, Filter::Sharp)
}

/// The picture at exactly this size, proportions not kept.
pub(super) fn resized(
    picture: &DynamicImage,
    width: u32,
    height: u32,
    filter: Filter,
) -> Result<DynamicImage, PhotoError> {
    golden_beans_pixels::resized(picture, width, height, filter).map_err(|error| {
        tracing::error!(%error, "a decoded photo could not be resized");
        PhotoError::FormatUnsupported
    })
}

/// `width` × `height` fitted into a square of `max_side_px`, rounded, no side below one pixel.
fn fitted(width: u32, height: u32, max_side_px: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= max_side_px {
        return (width, height);
    }
    let scaled = |side: u32| {
        let (side, longest, limit) = (u64::from(side), u64::from(longest), u64::from(max_side_px));
        let rounded = (side * limit + longest / 2).checked_div(longest).unwrap_or(limit);
        u32::try_from(rounded.max(1)).unwrap_or(max_side_px)
    };
    (scaled(width), scaled(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_fit_and_keep_their_proportions() {
        assert_eq!(fitted(4000, 3000, 2560), (2560, 1920));
        assert_eq!(fitted(3000, 4000, 2560), (1920, 2560));
        assert_eq!(fitted(2560, 100, 2560), (2560, 100));
        assert_eq!(fitted(10, 10, 2560), (10, 10));
        assert_eq!(fitted(50_000_000, 1, 480), (480, 1));
        assert_eq!(fitted(u32::MAX, u32::MAX, 480), (480, 480));
    }
}
