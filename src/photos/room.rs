//! The room as the service sees it: prepare off the async threads, keep, fetch, remove.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::Semaphore;

use super::{
    PhotoError, PhotoKey, PhotoLimits, PhotoSettingError, PhotoStore, PreparedPhoto, Rendition,
    StorageSettings, StoreError, prepare,
};

/// Limits, a bounded number of working places, and the store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct PhotoRoom {
    limits: Arc<PhotoLimits>,
    places: Arc<Semaphore>,
    store: PhotoStore,
}

impl PhotoRoom {
    /// Checks both settings sections and opens the store; the error names the setting. Does not contact a bucket:
    /// call [`PhotoRoom::healthy`] for that.
    pub fn open(limits: PhotoLimits, storage: &StorageSettings) -> Result<Self, PhotoSettingError> {
        limits.check()?;
        let store = PhotoStore::open(storage)?;
        Ok(Self { places: Arc::new(Semaphore::new(limits.concurrency)), limits: Arc::new(limits), store })
    }

    /// The limits in force.
    pub fn limits(&self) -> &PhotoLimits {
        &self.limits
    }

    /// [`prepare`] on a thread for blocking work, at most `photos.concurrency` at a time. A caller that goes away
    /// does not free its place before the work is done, so the limit holds whatever clients do.
    ///
    /// Errors: those of [`prepare`]; [`PhotoError::Busy`] when no place came free in `photos.queue_timeout_ms`.
    pub async fn prepare(&self, upload: Bytes) -> Result<PreparedPhoto, PhotoError> {
        let patience = Duration::from_millis(self.limits.queue_timeout_ms);
        let place = match tokio::time::timeout(patience, Arc::clone(&self.places).acquire_owned()).await {
            Ok(Ok(place)) => place,
            Ok(Err(_)) | Err(_) => return Err(PhotoError::Busy),
        };
        let limits = Arc::clone(&self.limits);
        let work = tokio::task::spawn_blocking(move || {
            let prepared = prepare(&upload, &limits);
            drop(place);
            prepared
        });
        work.await.unwrap_or_else(|error| {
            // A decoder that panics on a hostile file costs that file, not the program.
            tracing::error!(%error, "preparing a photo ended abnormally");
            Err(PhotoError::Broken)
        })
    }

    /// Keeps both pictures under a new random key. On failure nothing is left behind, as far as the store lets us.
    pub async fn keep(&self, photo: &PreparedPhoto) -> Result<PhotoKey, StoreError> {
        let key = PhotoKey::random();
        self.store.put(&key, Rendition::Full, photo.jpeg.clone()).await?;
        if let Err(error) = self.store.put(&key, Rendition::Thumbnail, photo.thumbnail.clone()).await {
            if let Err(second) = self.store.delete(&key, Rendition::Full).await {
                tracing::warn!(%key, %second, "a picture without its thumbnail stayed behind");
            }
            return Err(error);
        }
        Ok(key)
    }

    /// Fetches one picture, a JPEG.
    pub async fn fetch(&self, key: &PhotoKey, rendition: Rendition) -> Result<Bytes, StoreError> {
        self.store.get(key, rendition).await
    }

    /// Removes both pictures; that they are already gone is no error.
    pub async fn remove(&self, key: &PhotoKey) -> Result<(), StoreError> {
        for rendition in Rendition::ALL {
            self.store.delete(key, rendition).await?;
        }
        Ok(())
    }

    /// Whether photos can be kept right now; see [`PhotoStore::healthy`].
    pub async fn healthy(&self) -> Result<(), StoreError> {
        self.store.healthy().await
    }
}
