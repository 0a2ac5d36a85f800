//! Every refusal, by its code; and that what is just within the limits is taken.

use golden_beans::photos::{PhotoFormat, PhotoLimits};

use crate::samples::{self, refusal};

#[test]
fn an_empty_upload() {
    assert_eq!(refusal(b""), "photo_empty");
}

#[test]
fn text_with_a_pictures_name() {
    assert_eq!(refusal("路灯坏了，请看照片.jpg".as_bytes()), "photo_format_unsupported");
    assert_eq!(refusal(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "photo_format_unsupported");
    assert_eq!(refusal(b"GIF89a\x01\0\x01\0\0\0\0;"), "photo_format_unsupported");
    assert_eq!(refusal(&[0; 4096]), "photo_format_unsupported");
}

#[test]
fn a_heic_photo() {
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08mdat";
    assert_eq!(refusal(heic), "photo_heic_unsupported");
}

#[test]
fn moving_pictures() {
    assert_eq!(refusal(samples::ANIMATED_PNG), "photo_animated_unsupported");
    assert_eq!(refusal(samples::ANIMATED_WEBP), "photo_animated_unsupported");
}

#[test]
fn too_many_bytes() {
    let jpeg = samples::jpeg(&samples::fields(), 90);
    let exactly = PhotoLimits { max_bytes: u64::try_from(jpeg.len()).unwrap(), ..PhotoLimits::default() };
    assert!(golden_beans::photos::prepare(&jpeg, &exactly).is_ok());
    let one_less = PhotoLimits { max_bytes: exactly.max_bytes - 1, ..exactly };
    assert_eq!(golden_beans::photos::prepare(&jpeg, &one_less).unwrap_err().code(), "photo_too_large");
}

#[test]
fn files_cut_off_anywhere() {
    let noise = samples::jpeg(&crate::likeness::scene(1), 90);
    let scene = image::DynamicImage::ImageRgb8(crate::likeness::scene(2));
    for (name, whole) in [
        ("baseline", noise.as_slice()),
        ("progressive", samples::PROGRESSIVE_JPEG),
        ("cmyk", samples::CMYK_JPEG),
        ("palette png", samples::PALETTE_PNG),
        ("png", &samples::png(&scene, None, None)),
        ("lossy webp", samples::LOSSY_WEBP),
        ("lossless webp", &samples::webp(&scene, None, None)),
    ] {
        assert!(samples::prepare(whole).is_ok(), "{name} is whole");
        // Below a dozen bytes nothing tells what it was meant to be.
        for cut in (1..16).map(|sixteenth| whole.len() * sixteenth / 16).filter(|&cut| cut >= 12) {
            assert_eq!(refusal(&whole[..cut]), "photo_broken", "{name} cut at {cut} of {}", whole.len());
        }
        assert_eq!(refusal(&whole[..whole.len() - 1]), "photo_broken", "{name} without its last byte");
    }
}

#[test]
fn all_kinds_of_the_three_formats_are_taken() {
    let fields = image::DynamicImage::ImageRgb8(samples::fields());
    for (bytes, format) in [
        (samples::PROGRESSIVE_JPEG.to_vec(), PhotoFormat::Jpeg),
        (samples::SUBSAMPLED_JPEG.to_vec(), PhotoFormat::Jpeg),
        (samples::LOSSY_WEBP.to_vec(), PhotoFormat::WebP),
        (samples::webp(&fields, None, None), PhotoFormat::WebP),
        (samples::PALETTE_PNG.to_vec(), PhotoFormat::Png),
        (samples::png(&image::DynamicImage::ImageRgb16(fields.to_rgb16()), None, None), PhotoFormat::Png),
        (samples::png(&image::DynamicImage::ImageRgba16(fields.to_rgba16()), None, None), PhotoFormat::Png),
    ] {
        let photo = samples::prepare(&bytes).unwrap();
        assert_eq!((photo.width, photo.height, photo.format), (96, 64, format));
        samples::assert_fields(&photo.jpeg, samples::FIELDS, 12, "the picture");
        samples::assert_fields(&photo.thumbnail, samples::FIELDS, 12, "the thumbnail");
    }
}

#[test]
fn the_upload_is_identified_by_its_bytes() {
    let photo = samples::prepare(samples::SUBSAMPLED_JPEG).unwrap();
    let again = samples::prepare(samples::SUBSAMPLED_JPEG).unwrap();
    let other = samples::prepare(samples::PROGRESSIVE_JPEG).unwrap();
    assert_eq!(photo.sha256, "43cc8cc2ae2109ff69369e48487194ed36ab124f345de3b4c7f077bb2ab0a6ce");
    assert_eq!((photo.sha256, photo.fingerprint), (again.sha256.clone(), again.fingerprint));
    assert_ne!(again.sha256, other.sha256);
}

#[test]
fn large_pictures_are_shrunk_and_small_ones_left() {
    let limits = PhotoLimits { max_side_px: 400, thumbnail_side_px: 100, ..PhotoLimits::default() };
    let prepared = |width, height| {
        let picture =
            image::RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 251) as u8, (y % 241) as u8, 9]));
        golden_beans::photos::prepare(&samples::jpeg(&picture, 80), &limits).unwrap()
    };
    let size = |jpeg: &[u8]| {
        let picture = image::load_from_memory(jpeg).unwrap();
        (picture.width(), picture.height())
    };
    let wide = prepared(1000, 500);
    assert_eq!((wide.width, wide.height), (400, 200));
    assert_eq!((size(&wide.jpeg), size(&wide.thumbnail)), ((400, 200), (100, 50)));
    let high = prepared(300, 401);
    assert_eq!((size(&high.jpeg), size(&high.thumbnail)), ((299, 400), (75, 100)));
    let small = prepared(60, 40);
    assert_eq!((size(&small.jpeg), size(&small.thumbnail)), ((60, 40), (60, 40)));
    let thread = prepared(5000, 1);
    assert_eq!((size(&thread.jpeg), size(&thread.thumbnail)), ((400, 1), (100, 1)));
}
