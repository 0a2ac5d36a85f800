//! The store: the same behaviour in a local folder and on an S3 server.

use std::path::Path;

use bytes::Bytes;
use golden_beans::photos::{
    PhotoKey, PhotoLimits, PhotoRoom, PhotoStore, Rendition, StorageSettings, StoreError,
};

use crate::s3_server::S3Server;
use crate::samples;

fn folder(path: &Path) -> StorageSettings {
    StorageSettings::at(url::Url::from_directory_path(path).unwrap())
}

/// Files below a folder, as paths relative to it.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                open.push(entry.path());
            } else {
                found.push(entry.path().strip_prefix(folder).unwrap().display().to_string());
            }
        }
    }
    found
}

/// What every store must do.
async fn behaves(settings: &StorageSettings) {
    let room = PhotoRoom::open(PhotoLimits::default(), settings).unwrap();
    room.healthy().await.unwrap();

    let photo = room.prepare(Bytes::from_static(samples::SUBSAMPLED_JPEG)).await.unwrap();
    let key = room.keep(&photo).await.unwrap();
    let other = room.keep(&photo).await.unwrap();
    assert_ne!(key, other, "the same photo kept twice lies under two keys");
    assert_eq!(room.fetch(&key, Rendition::Full).await.unwrap(), photo.jpeg);
    assert_eq!(room.fetch(&key, Rendition::Thumbnail).await.unwrap(), photo.thumbnail);

    room.remove(&key).await.unwrap();
    for rendition in Rendition::ALL {
        assert_eq!(room.fetch(&key, rendition).await, Err(StoreError::NotFound));
        assert!(room.fetch(&other, rendition).await.is_ok(), "only the removed one is gone");
    }
    room.remove(&key).await.unwrap();
    assert_eq!(room.fetch(&PhotoKey::random(), Rendition::Full).await, Err(StoreError::NotFound));

    let store = PhotoStore::open(settings).unwrap();
    let large = Bytes::from(vec![7; 9 * 1024 * 1024]);
    store.put(&key, Rendition::Full, large.clone()).await.unwrap();
    store.put(&key, Rendition::Full, Bytes::from_static(b"again")).await.unwrap();
    assert_eq!(store.get(&key, Rendition::Full).await.unwrap(), Bytes::from_static(b"again"));
    store.put(&key, Rendition::Thumbnail, large.clone()).await.unwrap();
    assert_eq!(store.get(&key, Rendition::Thumbnail).await.unwrap(), large);

    let many = futures_util::future::join_all((0..32).map(|_| room.keep(&photo))).await;
    for key in many {
        assert_eq!(room.fetch(&key.unwrap(), Rendition::Thumbnail).await.unwrap(), photo.thumbnail);
    }
}

/// What every store must do while it is away.
async fn is_unavailable(room: &PhotoRoom, known: &PhotoKey) {
    let photo = samples::prepare(samples::SUBSAMPLED_JPEG).unwrap();
    assert_eq!(room.keep(&photo).await, Err(StoreError::Unavailable));
    assert_eq!(room.fetch(known, Rendition::Full).await, Err(StoreError::Unavailable));
    assert_eq!(room.remove(known).await, Err(StoreError::Unavailable));
    assert_eq!(room.healthy().await, Err(StoreError::Unavailable));
}

async fn with_one_photo(settings: &StorageSettings) -> (PhotoRoom, PhotoKey) {
    let room = PhotoRoom::open(PhotoLimits::default(), settings).unwrap();
    let key = room.keep(&samples::prepare(samples::SUBSAMPLED_JPEG).unwrap()).await.unwrap();
    (room, key)
}

#[tokio::test]
async fn a_local_folder_behaves() {
    let parent = tempfile::tempdir().unwrap();
    let path = parent.path().join("made/on demand/照片");
    behaves(&folder(&path)).await;
    let names = files(&path);
    assert!(names.iter().all(|name| name == "health-probe" || name.ends_with(".jpg")), "{names:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o077,
            0,
            "others may look inside"
        );
    }
}

#[tokio::test]
async fn an_s3_server_behaves() {
    let server = S3Server::start().await;
    behaves(&server.settings()).await;
    let names = files(&server.bucket());
    assert!(names.len() > 60 && names.iter().all(|name| name.starts_with("district/qilin/")), "{names:?}");
}

#[tokio::test]
async fn what_is_kept_survives_a_new_start() {
    let path = tempfile::tempdir().unwrap();
    let server = S3Server::start().await;
    for settings in [folder(path.path()), server.settings()] {
        let (_, key) = with_one_photo(&settings).await;
        let text = key.as_str().to_owned();
        let room = PhotoRoom::open(PhotoLimits::default(), &settings).unwrap();
        assert!(room.fetch(&text.parse().unwrap(), Rendition::Full).await.is_ok());
    }
}

#[tokio::test]
async fn a_folder_that_goes_away_and_comes_back() {
    let parent = tempfile::tempdir().unwrap();
    let (path, aside) = (parent.path().join("photos"), parent.path().join("aside"));
    let (room, key) = with_one_photo(&folder(&path)).await;
    std::fs::rename(&path, &aside).unwrap();
    is_unavailable(&room, &key).await;
    std::fs::write(&path, "in the way").unwrap();
    is_unavailable(&room, &key).await;
    std::fs::remove_file(&path).unwrap();
    std::fs::rename(&aside, &path).unwrap();
    room.healthy().await.unwrap();
    assert!(room.fetch(&key, Rendition::Full).await.is_ok());
}

#[tokio::test]
async fn a_server_that_is_stopped() {
    let server = S3Server::start().await;
    let (room, key) = with_one_photo(&server.settings()).await;
    server.stop().await;
    is_unavailable(&room, &key).await;
}

#[tokio::test]
async fn a_server_that_takes_connections_and_never_answers() {
    let server = S3Server::start().await;
    let deaf = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let settings = StorageSettings {
        s3_endpoint: Some(format!("http://{}", deaf.local_addr().unwrap())),
        timeout_ms: 300,
        ..server.settings()
    };
    let room = PhotoRoom::open(PhotoLimits::default(), &settings).unwrap();
    is_unavailable(&room, &PhotoKey::random()).await;
}

#[tokio::test]
async fn a_bucket_that_is_not_there() {
    let server = S3Server::start().await;
    let settings = StorageSettings { url: "s3://elsewhere".to_owned(), ..server.settings() };
    let room = PhotoRoom::open(PhotoLimits::default(), &settings).unwrap();
    is_unavailable(&room, &PhotoKey::random()).await;
}

#[tokio::test]
async fn a_server_that_refuses_our_keys() {
    let server = S3Server::start().await;
    let wrong = Some("not the secret".to_owned().into());
    let settings = StorageSettings { s3_secret_access_key: wrong, ..server.settings() };
    let room = PhotoRoom::open(PhotoLimits::default(), &settings).unwrap();
    is_unavailable(&room, &PhotoKey::random()).await;
}

#[test]
fn a_folder_that_cannot_be_made_stops_the_start() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = PhotoStore::open(&folder(&file.path().join("below a file"))).unwrap_err();
    assert_eq!(error.setting(), "storage.url");
    assert!(error.to_string().contains("storage.url"), "{error}");
}
