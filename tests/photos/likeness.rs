//! The fingerprint, measured on a labelled set made here: copies of a picture are near, other pictures far.

use golden_beans::photos::{Fingerprint, PhotoLimits};
use image::imageops::FilterType;
use image::{DynamicImage, Rgb, RgbImage};

use crate::samples;

/// How many different pictures the set has in the suite; `GOLDEN_BEANS_TEST_SCENES=300` measures what
/// docs/operations.md tells.
const SCENES: u64 = 60;
/// Up to this distance two pictures are taken for the same: `duplicates.photo_bits` as it is by default.
const NEAR: u32 = 8;

/// A small source of numbers that are the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 33).unwrap() % end
    }
}

/// A made-up street: sky and ground, houses and spots of many sizes and shades, and a grain over all.
pub fn scene(number: u64) -> RgbImage {
    let mut numbers = Numbers(number * 7919 + 17);
    let (width, height) = if numbers.below(2) == 0 { (320_u32, 240_u32) } else { (240, 320) };
    let horizon = height / 4 + numbers.below(height / 2);
    let (sky, ground) = (numbers.below(256), numbers.below(256));
    let mut brightness: Vec<u32> = (0..width * height)
        .map(|at| if at / width < horizon { sky.saturating_sub(at / width / 4) } else { ground })
        .collect();
    for _ in 0..14 + numbers.below(14) {
        let (x, y) = (numbers.below(width), numbers.below(height));
        let (w, h) = (10 + numbers.below(width / 3), 10 + numbers.below(height / 3));
        let (shade, round) = (numbers.below(256), numbers.below(2) == 0);
        for (row, column) in
            (y..(y + h).min(height)).flat_map(|row| (x..(x + w).min(width)).map(move |c| (row, c)))
        {
            let (dx, dy) = ((column - x).abs_diff(w / 2) * 200 / w, (row - y).abs_diff(h / 2) * 200 / h);
            if !round || dx * dx + dy * dy < 10_000 {
                brightness[(row * width + column) as usize] = shade;
            }
        }
    }
    let tint = [numbers.below(40), numbers.below(40), numbers.below(40)];
    RgbImage::from_fn(width, height, |x, y| {
        let grain = numbers.below(24);
        let base = brightness[(y * width + x) as usize];
        Rgb(tint.map(|tint| u8::try_from((base + grain + tint).min(255)).unwrap()))
    })
}

/// The fingerprints of a picture and of its parts.
type Prints = Vec<Option<Fingerprint>>;

fn prints(picture: &DynamicImage, quality: u8) -> Prints {
    let bytes = samples::jpeg(&picture.to_rgb8(), quality);
    golden_beans::photos::prepare(&bytes, &PhotoLimits::default()).unwrap().prints
}

/// As the program finds an earlier picture: the whole of the new one near to the earlier one or to a part of it,
/// however turned, and found by the index over bands.
fn nearest(new: &Prints, earlier: &Prints) -> u32 {
    let new = new[0].unwrap();
    let bands = new.near_bands();
    let is_indexed =
        |part: &Fingerprint| bands.iter().zip(part.bands()).any(|(near, band)| near.contains(&band));
    let parts = earlier.iter().flatten().filter(|part| is_indexed(part));
    parts.map(|part| new.distance_however_turned(*part)).min().unwrap_or(64)
}

/// What people do to a picture before it comes in again, and how many in a hundred are found at least.
type Change = (&'static str, usize, fn(&DynamicImage) -> Prints);

const CHANGES: [Change; 16] = [
    ("re-compressed at 60", 100, |picture| prints(picture, 60)),
    ("re-compressed at 20", 100, |picture| prints(picture, 20)),
    ("half the size", 100, |picture| prints(&picture.resize(160, 160, FilterType::Triangle), 75)),
    ("a third brighter", 100, |picture| prints(&picture.brighten(25), 75)),
    ("a quarter turned", 100, |picture| prints(&picture.rotate90(), 75)),
    ("upside down", 100, |picture| prints(&picture.rotate180(), 75)),
    ("mirrored", 100, |picture| prints(&picture.fliph(), 75)),
    ("mirrored, turned, a third smaller", 100, |picture| {
        prints(&picture.fliph().rotate270().resize(213, 213, FilterType::Triangle), 60)
    }),
    ("5 % cropped, around", 90, |picture| prints(&cropped(picture, [25, 25, 950, 950]), 75)),
    ("7 % cropped, around", 90, |picture| prints(&cropped(picture, [35, 35, 930, 930]), 75)),
    ("10 % cropped, around", 95, |picture| prints(&cropped(picture, [50, 50, 900, 900]), 75)),
    ("10 % cropped, at the left", 95, |picture| prints(&cropped(picture, [100, 0, 900, 1000]), 75)),
    ("10 % cropped, at the bottom", 95, |picture| prints(&cropped(picture, [0, 0, 1000, 900]), 75)),
    ("10 % cropped, at a corner", 95, |picture| prints(&cropped(picture, [0, 100, 900, 900]), 75)),
    ("10 % cropped, anywhere", 50, |picture| prints(&cropped(picture, [30, 75, 900, 900]), 75)),
    ("10 % cropped, turned, re-compressed", 95, |picture| {
        prints(&cropped(picture, [50, 50, 900, 900]).rotate90(), 40)
    }),
];

/// A part of a picture: left, top, width and height in thousandths.
fn cropped(picture: &DynamicImage, [left, top, across, down]: [u32; 4]) -> DynamicImage {
    let (w, h) = (picture.width(), picture.height());
    picture.crop_imm(w * left / 1000, h * top / 1000, w * across / 1000, h * down / 1000)
}

/// How many in a hundred were found, and how far they are apart; printed for the record.
fn recall((what, least, change): &Change, scenes: &[(DynamicImage, Prints)]) -> Option<String> {
    let distances: Vec<u32> =
        scenes.iter().map(|(scene, earlier)| nearest(&change(scene), earlier)).collect();
    let found: Vec<u32> = distances.iter().copied().filter(|distance| *distance <= NEAR).collect();
    let percent = found.len() * 100 / scenes.len();
    let most = found.iter().max().copied().unwrap_or_default();
    println!("{what:>36}: {percent:3} % found, at most {most} bits apart");
    (percent < *least).then(|| format!("{what}: {percent} %, expected {least} %"))
}

#[test]
fn copies_are_near_and_others_far() {
    let count = std::env::var("GOLDEN_BEANS_TEST_SCENES").map_or(SCENES, |number| number.parse().unwrap());
    let scenes: Vec<(DynamicImage, Prints)> = (0..count)
        .map(|number| DynamicImage::ImageRgb8(scene(number)))
        .map(|scene| (scene.clone(), prints(&scene, 90)))
        .collect();
    println!("{count} pictures, taken for the same up to {NEAR} bits:");
    let faults: Vec<String> = CHANGES.iter().filter_map(|change| recall(change, &scenes)).collect();

    let pairs = || (0..scenes.len()).flat_map(|new| (0..scenes.len()).map(move |earlier| (new, earlier)));
    let distances: Vec<u32> = pairs()
        .filter(|(new, earlier)| new != earlier)
        .map(|(new, earlier)| nearest(&scenes[new].1, &scenes[earlier].1))
        .collect();
    let wrong = distances.iter().filter(|distance| **distance <= NEAR).count();
    println!("{:>36}: {wrong} of {} taken for the same", "different", distances.len());
    for bits in NEAR..NEAR + 8 {
        let within = distances.iter().filter(|distance| **distance <= bits).count();
        println!("{:>36}  {within} within {bits} bits", "");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(wrong, 0);
}
