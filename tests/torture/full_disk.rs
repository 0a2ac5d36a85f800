//! The disk is full, under the database or under the photos, while everybody uses the server; then there is room again.

use super::cluster::Cluster;
use super::small_disk::SmallDisk;
use super::town::{Places, Town};
use crate::support::{Database, TestDatabase};
use std::path::Path;

/// In a normal run.
const ROUNDS: usize = 2;

/// What is left of the disk when it is called full, KiB: nothing, or room for the beginning of something.
const MOST_LEFT_KIB: usize = 192;

#[test]
fn a_full_disk_under_sqlite_loses_nothing() {
    super::run(async {
        let disk = SmallDisk::mount(64 * 1024);
        let url = format!("sqlite://{}", disk.path().join("golden-beans.db").display());
        let mut town = Town::found(Places::ordinary(&url), 1).await;
        for round in 0..super::rounds(ROUNDS) {
            fill_under_load(&mut town, &disk, left_kib(round), "database_unavailable", || ()).await;
        }
        town.verify().await;
    });
}

#[test]
fn a_full_disk_under_postgres_loses_nothing() {
    super::run(async {
        let disk = SmallDisk::mount(256 * 1024);
        let folder = disk.path().to_owned();
        let cluster = tokio::task::spawn_blocking(move || Cluster::start_on(&folder)).await.unwrap();
        let mut town = Town::found(Places::ordinary(&cluster.url()), 1).await;
        for round in 0..super::rounds(ROUNDS) {
            // PostgreSQL ends when it cannot write its log; whoever looks after it starts it again.
            fill_under_load(&mut town, &disk, left_kib(round), "database_unavailable", || cluster.up_again())
                .await;
        }
        town.verify().await;
    });
}

#[test]
fn a_full_disk_under_the_photos_loses_nothing() {
    super::run(async {
        let disk = SmallDisk::mount(32 * 1024);
        let database =
            tokio::task::spawn_blocking(|| TestDatabase::migrated(Database::Sqlite)).await.unwrap();
        let photos = disk.path().join("photos");
        let places = Places { photos: photos.clone(), ..Places::ordinary(database.url()) };
        let mut town = Town::found(places, 1).await;
        let (resident, _) = town.life.reporters[0].clone();
        let kept = format!("/photos/{}", resident.upload().await.expect("there is room"));
        // Room for nothing, for a picture without its thumbnail, for both.
        for left_kib in [0, 4, 8] {
            disk.fill(left_kib);
            while resident.upload().await.is_some() {}
            assert_eq!(pictures(&photos) % 2, 0, "no picture without its thumbnail, and no half of one");
            disk.make_room();
            resident.must_see(&kept).await;
        }
        assert_eq!(town.record.turned_away("photo_store_full"), 3);
        for _ in 0..super::rounds(ROUNDS) {
            fill_under_load(&mut town, &disk, 0, "photo_store_full", || ()).await;
        }
        town.verify().await;
    });
}

/// The disk fills up while everybody uses the server, until somebody is turned away with this code; then there is room
/// again, and whatever has ended is looked after.
async fn fill_under_load(
    town: &mut Town,
    disk: &SmallDisk,
    left_kib: usize,
    code: &str,
    look_after: impl Fn(),
) {
    let going = town.life.begin();
    town.life.heard_more(20).await;
    disk.fill(left_kib);
    town.life.turned_away(code).await;
    disk.make_room();
    look_after();
    town.life.heard_more(20).await;
    going.end().await;
    town.reckon().await;
}

/// Every other time the disk is full to its last byte.
fn left_kib(round: usize) -> usize {
    if round.is_multiple_of(2) { 0 } else { rand::random_range(0..MOST_LEFT_KIB) }
}

/// How many files there are, whatever they are called.
fn pictures(folder: &Path) -> usize {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| if entry.file_type().unwrap().is_dir() { pictures(&entry.path()) } else { 1 })
        .sum()
}
