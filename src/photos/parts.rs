//! The parts of a picture that are fingerprinted besides the whole.
//!
//! A fingerprint hardly bears cropping: a tenth less at the sides, and half of the copies are beyond the limit. So of
//! each photo the parts that somebody is likely to cut out are fingerprinted, too: a later photo that is such a part,
//! or near to one, is then like it as a whole is like its copy. How much that finds is measured in tests/photos.

use super::{Fingerprint, PhotoError};
use image::DynamicImage;

/// Left, top, width and height of a part, in thousandths of the whole.
type Part = [u32; 4];

/// The parts by number: the whole, then what is left when a tenth or a fifth is cut off around, a tenth at one side, or a
/// tenth at a corner. A part keeps its number for good: it is stored.
const PARTS: [Part; 11] = [
    [0, 0, 1000, 1000],
    [50, 50, 900, 900],
    [100, 100, 800, 800],
    [100, 0, 900, 1000],
    [0, 0, 900, 1000],
    [0, 100, 1000, 900],
    [0, 0, 1000, 900],
    [0, 0, 900, 900],
    [100, 0, 900, 900],
    [0, 100, 900, 900],
    [100, 100, 900, 900],
];

/// The fingerprints of an upright, opaque picture and of its parts, by number; the whole comes first. Those without
/// features are none.
pub(super) fn fingerprints(picture: &DynamicImage) -> Result<Vec<Option<Fingerprint>>, PhotoError> {
    let grey = DynamicImage::ImageLuma8(picture.to_luma8());
    let share = |side: u32, thousandths: u32| side.saturating_mul(thousandths).div_ceil(1000);
    PARTS
        .iter()
        .map(|&[left, top, across, down]| {
            let (width, height) = (grey.width(), grey.height());
            let part = grey.crop_imm(
                share(width, left).min(width.saturating_sub(1)),
                share(height, top).min(height.saturating_sub(1)),
                share(width, across).max(1),
                share(height, down).max(1),
            );
            let print = Fingerprint::of(&part)?;
            Ok(Some(print).filter(|print| !print.is_featureless()))
        })
        .collect()
}
