//! Photos are prepared a few at a time, off the async threads.

use std::time::Instant;

use bytes::Bytes;
use golden_beans::photos::{PhotoError, PhotoLimits, PhotoRoom, StorageSettings};

use crate::samples;

fn room(folder: &tempfile::TempDir, limits: PhotoLimits) -> PhotoRoom {
    let url = url::Url::from_directory_path(folder.path()).unwrap();
    PhotoRoom::open(limits, &StorageSettings::at(url)).unwrap()
}

/// A photo as a phone takes it, 4000 × 3000.
fn twelve_megapixels() -> Bytes {
    let scene = image::DynamicImage::ImageRgb8(crate::likeness::scene(5));
    let large = scene.resize_exact(4000, 3000, image::imageops::FilterType::Nearest).to_rgb8();
    samples::jpeg(&large, 85).into()
}

#[tokio::test]
async fn a_full_room_sends_people_away() {
    let folder = tempfile::tempdir().unwrap();
    let room = room(&folder, PhotoLimits { concurrency: 1, queue_timeout_ms: 1, ..PhotoLimits::default() });
    let photo = twelve_megapixels();
    let crowd = futures_util::future::join_all((0..8).map(|_| room.prepare(photo.clone()))).await;
    let served = crowd.iter().filter(|outcome| outcome.is_ok()).count();
    let sent_away = crowd.iter().filter(|outcome| matches!(outcome, Err(PhotoError::Busy))).count();
    assert!(
        served >= 1 && sent_away >= 1 && served + sent_away == 8,
        "{served} served, {sent_away} sent away"
    );
    room.prepare(Bytes::from_static(samples::SUBSAMPLED_JPEG)).await.unwrap();
}

#[tokio::test]
async fn a_queue_is_worked_off_and_refusals_free_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let room = room(&folder, PhotoLimits { concurrency: 1, ..PhotoLimits::default() });
    for _ in 0..4 {
        assert_eq!(
            room.prepare(Bytes::from_static(b"words")).await.unwrap_err().code(),
            "photo_format_unsupported"
        );
    }
    let photo = Bytes::from_static(samples::PROGRESSIVE_JPEG);
    for outcome in futures_util::future::join_all((0..20).map(|_| room.prepare(photo.clone()))).await {
        outcome.unwrap();
    }
}

#[test]
fn a_phones_photo_takes_moments() {
    let photo = twelve_megapixels();
    let start = Instant::now();
    let prepared = samples::prepare(&photo).unwrap();
    let took = start.elapsed();
    println!(
        "4000 × 3000, {} bytes: {} ms, {} bytes kept",
        photo.len(),
        took.as_millis(),
        prepared.jpeg.len()
    );
    assert_eq!((prepared.width, prepared.height), (2560, 1920));
    assert!(took.as_secs() < 20, "{took:?}");
}
