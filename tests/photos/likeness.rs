//! The fingerprint, measured on a labelled set made here: copies of a picture are near, other pictures far.

use golden_beans::photos::{Fingerprint, PhotoLimits};
use image::imageops::FilterType;
use image::{DynamicImage, Rgb, RgbImage};

use crate::samples;

/// How many different pictures the set has.
const SCENES: u64 = 60;
/// Up to this distance two pictures are taken for the same.
const NEAR: u32 = 10;

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

fn fingerprint(picture: &DynamicImage, quality: u8) -> Fingerprint {
    let bytes = samples::jpeg(&picture.to_rgb8(), quality);
    golden_beans::photos::prepare(&bytes, &PhotoLimits::default()).unwrap().fingerprint
}

/// What people do to a picture before it comes in again, and whether it must be found as it is or however turned.
type Change = (&'static str, fn(&DynamicImage) -> Fingerprint);

const COPIES: [Change; 4] = [
    ("re-compressed at 60", |picture| fingerprint(picture, 60)),
    ("re-compressed at 20", |picture| fingerprint(picture, 20)),
    ("half the size", |picture| fingerprint(&picture.resize(160, 160, FilterType::Triangle), 75)),
    ("a third brighter", |picture| fingerprint(&picture.brighten(25), 75)),
];

const TURNED: [Change; 4] = [
    ("a quarter turned", |picture| fingerprint(&picture.rotate90(), 75)),
    ("upside down", |picture| fingerprint(&picture.rotate180(), 75)),
    ("mirrored", |picture| fingerprint(&picture.fliph(), 75)),
    ("mirrored, turned, a third smaller", |picture| {
        fingerprint(&picture.fliph().rotate270().resize(213, 213, FilterType::Triangle), 60)
    }),
];

const CROPPED: [Change; 2] = [
    ("5 % cropped", |picture| fingerprint(&cropped(picture, 20), 75)),
    ("10 % cropped", |picture| fingerprint(&cropped(picture, 10), 75)),
];

/// One part in `parts` less, in width and height, half of it on each side.
fn cropped(picture: &DynamicImage, parts: u32) -> DynamicImage {
    let (w, h) = (picture.width(), picture.height());
    picture.crop_imm(w / parts / 2, h / parts / 2, w - w / parts, h - h / parts)
}

/// How many in a hundred were found, and the largest distance; printed for the record.
fn recall(
    change: &Change,
    scenes: &[(DynamicImage, Fingerprint)],
    distance: impl Fn(Fingerprint, Fingerprint) -> u32,
) -> usize {
    let distances: Vec<u32> = scenes.iter().map(|(scene, print)| distance(*print, change.1(scene))).collect();
    let found = distances.iter().filter(|&&distance| distance <= NEAR).count() * 100 / scenes.len();
    let (mean, max) = (distances.iter().sum::<u32>() / scenes.len() as u32, distances.iter().max().unwrap());
    println!("{:>36}: {found:3} % found, {mean} bits apart on average, {max} at most", change.0);
    found
}

#[test]
fn copies_are_near_and_others_far() {
    let scenes: Vec<(DynamicImage, Fingerprint)> = (0..SCENES)
        .map(|number| DynamicImage::ImageRgb8(scene(number)))
        .map(|scene| (scene.clone(), fingerprint(&scene, 90)))
        .collect();
    println!("{SCENES} pictures, taken for the same up to {NEAR} bits:");
    for change in &COPIES {
        assert_eq!(recall(change, &scenes, Fingerprint::distance), 100, "{}", change.0);
    }
    for change in &TURNED {
        assert_eq!(recall(change, &scenes, Fingerprint::distance_however_turned), 100, "{}", change.0);
    }
    let [slightly, more] = CROPPED.each_ref().map(|change| recall(change, &scenes, Fingerprint::distance));
    assert!(slightly >= 60, "5 % cropped: {slightly} %");
    assert!(more >= 10, "10 % cropped: {more} %");

    let pairs = || {
        scenes
            .iter()
            .enumerate()
            .flat_map(|(at, (_, one))| scenes[at + 1..].iter().map(move |(_, two)| (*one, *two)))
    };
    let upright = pairs().filter(|(one, two)| one.distance(*two) <= NEAR).count();
    let turned = pairs().filter(|(one, two)| one.distance_however_turned(*two) <= NEAR).count();
    let nearest = pairs().map(|(one, two)| one.distance_however_turned(two)).min().unwrap();
    println!("{:>36}: {upright} of {} taken for the same", "different pictures", pairs().count());
    println!("{:>36}: {turned}; the nearest {nearest} bits apart", "however turned");
    assert_eq!((upright, turned), (0, 0));
}
