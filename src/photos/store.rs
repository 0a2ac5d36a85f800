//! The object store: a local folder or a bucket, behind one set of calls and one set of errors.

use std::error::Error;
use std::future::Future;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::prefix::PrefixStore;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt, RetryConfig};

use super::place::{Bucket, Place};
use super::{PhotoKey, PhotoSettingError, Rendition, StorageSettings, StoreError};

/// Written by [`PhotoStore::healthy`]; no photo can have this name.
const PROBE: &str = "health-probe";

/// Where the pictures lie. Cheap to clone.
#[derive(Debug, Clone)]
pub struct PhotoStore {
    objects: Arc<dyn ObjectStore>,
    timeout: Duration,
}

impl PhotoStore {
    /// Opens the store that the settings name; a local folder is made, readable by its owner only, if it is not
    /// there. A bucket is not contacted: [`PhotoStore::healthy`] does that.
    pub fn open(settings: &StorageSettings) -> Result<Self, PhotoSettingError> {
        let timeout = Duration::from_millis(settings.timeout_ms);
        let objects = match settings.place()? {
            Place::Folder(path) => folder(&path)?,
            Place::Bucket(bucket) => server(&bucket, timeout)?,
        };
        Ok(Self { objects, timeout })
    }

    /// Keeps one picture. It is there completely or not at all, and on a local disk it has reached the disk.
    pub async fn put(&self, key: &PhotoKey, rendition: Rendition, jpeg: Bytes) -> Result<(), StoreError> {
        let name = path(key, rendition);
        self.within("put", async { self.objects.put(&name, jpeg.into()).await.map(drop) }).await
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
        let probe = ObjectPath::from(PROBE);
        let wrote =
            self.within("probe", async { self.objects.put(&probe, "ok".into()).await.map(drop) }).await;
        match wrote {
            Err(StoreError::NotFound) => Err(StoreError::Unavailable),
            done => done,
        }
    }

    async fn within<T>(
        &self,
        call: &'static str,
        work: impl Future<Output = object_store::Result<T>> + Send,
    ) -> Result<T, StoreError> {
        match tokio::time::timeout(self.timeout, work).await {
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

fn folder(path: &Path) -> Result<Arc<dyn ObjectStore>, PhotoSettingError> {
    let wrong =
        |error: &dyn Error| PhotoSettingError::new("storage.url", format!("{}: {error}", path.display()));
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| wrong(&error))?;
    let folder = LocalFileSystem::new_with_prefix(path).map_err(|error| wrong(&error))?;
    Ok(Arc::new(folder.with_fsync(true)))
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

    #[test]
    fn a_full_disk_is_told_from_a_broken_one() {
        let failed = |kind: io::ErrorKind| {
            understood(&object_store::Error::Generic {
                store: "test",
                source: Box::new(io::Error::from(kind)),
            })
        };
        assert_eq!(failed(io::ErrorKind::StorageFull), StoreError::Full);
        assert_eq!(failed(io::ErrorKind::QuotaExceeded), StoreError::Full);
        assert_eq!(failed(io::ErrorKind::PermissionDenied), StoreError::Unavailable);
    }
}
