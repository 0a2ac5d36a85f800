//! The object store: a local folder or a bucket, behind one set of calls and one set of errors.

use std::error::Error;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::prefix::PrefixStore;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt, RetryConfig};

use super::folder::Folder;
use super::place::{Bucket, Place};
use super::{PhotoKey, PhotoSettingError, Rendition, StorageSettings, StoreError};

/// Written by [`PhotoStore::healthy`]; no photo can have this name.
const PROBE: &str = "health-probe";

/// Where the pictures lie. Cheap to clone.
#[derive(Debug, Clone)]
pub struct PhotoStore {
    objects: Arc<dyn ObjectStore>,
    folder: Option<Arc<Folder>>,
    timeout: Duration,
}

impl PhotoStore {
    /// Opens the store that the settings name; a local folder is made, readable by its owner only, if it is not
    /// there. A bucket is not contacted: [`PhotoStore::healthy`] does that.
    pub fn open(settings: &StorageSettings) -> Result<Self, PhotoSettingError> {
        let timeout = Duration::from_millis(settings.timeout_ms);
        match settings.place()? {
            Place::Folder(path) => {
                let wrong = |problem: String| {
                    PhotoSettingError::new("storage.url", format!("{}: {problem}", path.display()))
                };
                let folder = Folder::open(&path).map_err(|error| wrong(error.to_string()))?;
                let objects =
                    LocalFileSystem::new_with_prefix(&path).map_err(|error| wrong(error.to_string()))?;
                let objects = Arc::new(objects.with_fsync(true));
                Ok(Self { objects, folder: Some(Arc::new(folder)), timeout })
            }
            Place::Bucket(bucket) => Ok(Self { objects: server(&bucket, timeout)?, folder: None, timeout }),
        }
    }

    /// Keeps one picture. It is there completely or not at all, and on a local disk it has reached the disk.
    pub async fn put(&self, key: &PhotoKey, rendition: Rendition, jpeg: Bytes) -> Result<(), StoreError> {
        self.write(&path(key, rendition), jpeg).await
    }

    /// Fetches one picture.
    pub async fn get(&self, key: &PhotoKey, rendition: Rendition) -> Result<Bytes, StoreError> {
        let name = path(key, rendition);
        self.within("get", async { self.objects.get(&name).await?.bytes().await }).await
    }

    /// Removes one picture. That it is already gone is no error.
    pub async fn delete(&self, key: &PhotoKey, rendition: Rendition) -> Result<(), StoreError> {
        let name = path(key, rendition);
        match self.within("delete", async { self.objects.delete(&name).await }).await {
            Err(StoreError::NotFound) => Ok(()),
            done => done,
        }
    }

    /// Whether pictures can be kept right now: writes a few bytes, so that a full disk, a missing bucket, wrong keys
    /// and a read-only folder are all noticed.
    pub async fn healthy(&self) -> Result<(), StoreError> {
        self.write(&ObjectPath::from(PROBE), Bytes::from_static(b"ok")).await
    }

    async fn write(&self, name: &ObjectPath, bytes: Bytes) -> Result<(), StoreError> {
        match self.within("put", async { self.objects.put(name, bytes.into()).await.map(drop) }).await {
            // What a write does not find is the bucket.
            Err(StoreError::NotFound) => Err(StoreError::Unavailable),
            done => done,
        }
    }

    async fn within<T>(
        &self,
        call: &'static str,
        work: impl Future<Output = object_store::Result<T>> + Send,
    ) -> Result<T, StoreError> {
        let guarded = async {
            if let Some(folder) = &self.folder {
                Folder::check(folder).await?;
            }
            work.await
        };
        match tokio::time::timeout(self.timeout, guarded).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(error)) => {
                let told = understood(&error);
                if told != StoreError::NotFound {
                    tracing::error!(call, %error, "photo store failed");
                }
                Err(told)
            }
            Err(_elapsed) => {
                tracing::error!(
                    call,
                    timeout_ms = self.timeout.as_millis(),
                    "photo store did not answer in time"
                );
                Err(StoreError::Unavailable)
            }
        }
    }
}

fn path(key: &PhotoKey, rendition: Rendition) -> ObjectPath {
    ObjectPath::from(key.object_name(rendition))
}

fn server(bucket: &Bucket, timeout: Duration) -> Result<Arc<dyn ObjectStore>, PhotoSettingError> {
    // One attempt may take half the time, so that a lost packet leaves room for a second one.
    let attempt = timeout.checked_div(2).unwrap_or(timeout);
    let client = ClientOptions::new()
        .with_timeout(attempt)
        .with_connect_timeout(attempt)
        .with_allow_http(bucket.allow_http);
    let retry = RetryConfig {
        max_retries: 3,
        retry_timeout: attempt,
        backoff: BackoffConfig { init_backoff: Duration::from_millis(50), ..BackoffConfig::default() },
    };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&bucket.name)
        .with_region(&bucket.region)
        .with_access_key_id(&bucket.access_key_id)
        .with_secret_access_key(bucket.secret_access_key.expose())
        .with_virtual_hosted_style_request(bucket.virtual_hosted)
        .with_client_options(client)
        .with_retry(retry);
    if let Some(endpoint) = &bucket.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    let store = builder.build().map_err(|error| PhotoSettingError::new("storage.url", error.to_string()))?;
    if bucket.prefix.is_empty() {
        Ok(Arc::new(store))
    } else {
        Ok(Arc::new(PrefixStore::new(store, ObjectPath::from(bucket.prefix.as_str()))))
    }
}

/// What a failure means to a caller. A bucket that is missing as a whole must not look like a missing photo.
fn understood(error: &object_store::Error) -> StoreError {
    let mut causes = std::iter::successors(Some(error as &(dyn Error + 'static)), |&cause| cause.source());
    let full = |cause: &(dyn Error + 'static)| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|io| matches!(io.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded))
    };
    match error {
        object_store::Error::NotFound { source, .. } if !source.to_string().contains("NoSuchBucket") => {
            StoreError::NotFound
        }
        _ if causes.any(full) => StoreError::Full,
        _ => StoreError::Unavailable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(kind: io::ErrorKind) -> StoreError {
        understood(&object_store::Error::Generic { store: "test", source: Box::new(io::Error::from(kind)) })
    }

    fn missing(answer: &str) -> StoreError {
        understood(&object_store::Error::NotFound { path: "ab/abc.jpg".to_owned(), source: answer.into() })
    }

    #[test]
    fn a_full_disk_is_told_from_a_broken_one() {
        assert_eq!(failed(io::ErrorKind::StorageFull), StoreError::Full);
        assert_eq!(failed(io::ErrorKind::QuotaExceeded), StoreError::Full);
        assert_eq!(failed(io::ErrorKind::PermissionDenied), StoreError::Unavailable);
    }

    #[test]
    fn a_missing_bucket_is_told_from_a_missing_photo() {
        assert_eq!(missing("404 Not Found: <Code>NoSuchKey</Code>"), StoreError::NotFound);
        assert_eq!(missing("404 Not Found: <Code>NoSuchBucket</Code>"), StoreError::Unavailable);
    }
}
