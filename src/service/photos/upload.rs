//! Somebody uploads a photo, to be put on a report afterwards.

use super::compare::print_rows;
use crate::auth::Caller;
use crate::config::ReportsConfig;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::photos::{PhotoKey, PreparedPhoto};
use crate::service::{App, new_id};
use crate::storage::photo_prints;
use crate::storage::photos::{self, PhotoRow};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use utoipa::ToSchema;

/// Where photos are fetched.
const PHOTOS_PATH: &str = "/api/v1/photos";

/// A photo, and where it can be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PhotoLink {
    /// Its id.
    pub id: String,
    /// Pixels across.
    pub width: i32,
    /// Pixels down.
    pub height: i32,
    /// Where the picture is fetched.
    pub url: String,
    /// Where the small picture is fetched.
    pub thumbnail_url: String,
}

impl PhotoLink {
    /// The link to a photo of this size.
    pub(in crate::service) fn new(id: String, width: i32, height: i32) -> Self {
        let url = format!("{PHOTOS_PATH}/{id}");
        Self { width, height, thumbnail_url: Self::thumbnail_url_of(&id), url, id }
    }

    /// Where the small picture of a photo is fetched.
    pub(in crate::service) fn thumbnail_url_of(id: &str) -> String {
        format!("{PHOTOS_PATH}/{id}/thumbnail")
    }
}

/// Room in memory for one photo that is arriving; given back when it is dropped.
pub struct UploadRoom {
    _permits: OwnedSemaphorePermit,
}

/// What room is counted in.
const ROOM_BYTES: u64 = 1024;

/// How many pieces of room the settings grant.
pub(in crate::service) fn upload_rooms(config: &ReportsConfig) -> Arc<Semaphore> {
    let pieces = usize::try_from(config.upload_memory_bytes / ROOM_BYTES).unwrap_or(usize::MAX);
    Arc::new(Semaphore::new(pieces.min(Semaphore::MAX_PERMITS)))
}

impl App {
    /// Room for a photo of this size: what arrives lies in memory until it is decoded, so only so much may arrive at
    /// the same time. Who comes first gets it first.
    ///
    /// # Errors
    /// 503 `photo_room_busy` if there is none for as long as uploads wait for their turn.
    pub async fn upload_room(&self, bytes: u64) -> Result<UploadRoom> {
        let pieces = u32::try_from(bytes.div_ceil(ROOM_BYTES)).unwrap_or(u32::MAX);
        let patience = Duration::from_millis(self.photos.limits().queue_timeout_ms);
        let turn = Arc::clone(&self.uploads).acquire_many_owned(pieces);
        match tokio::time::timeout(patience, turn).await {
            Ok(Ok(permits)) => Ok(UploadRoom { _permits: permits }),
            Ok(Err(_)) | Err(_) => Err(Error::new(Code::PhotoRoomBusy)),
        }
    }

    /// Whether this caller may upload at all; asked before the body is read.
    ///
    /// # Errors
    /// 403; 409 `too_many_loose_photos`.
    pub async fn may_upload_photo(&self, caller: &Caller) -> Result<()> {
        caller.must_be(&[Role::Resident, Role::Handler])?;
        let most = self.config.reports.loose_photos;
        let owner_id = caller.user_id.clone();
        let loose = self.storage.read(move |c| photos::count_loose(c, &owner_id)).await?;
        if loose >= i64::from(most) {
            return Err(Error::new(Code::TooManyLoosePhotos).with_facts(format!("at most {most}")));
        }
        Ok(())
    }

    /// Takes a photo in. Nothing of the upload itself is kept.
    ///
    /// # Errors
    /// Those of [`App::may_upload_photo`]; those of the photos room; 503 if the store or the database is away.
    pub async fn upload_photo(&self, caller: &Caller, upload: Bytes) -> Result<PhotoLink> {
        self.may_upload_photo(caller).await?;
        let prepared = self.photos.prepare(upload).await?;
        let key = self.photos.keep(&prepared).await?;
        let row = row(&prepared, &key, &caller.user_id, self.clock.now())?;
        let link = PhotoLink::new(row.id.clone(), row.width, row.height);
        let prints = print_rows(&row.id, &prepared.prints);
        let kept = self.storage.write(move |tx| {
            photos::insert(tx, &row)?;
            photo_prints::insert(tx, &prints)
        });
        if let Err(error) = kept.await {
            // Where the commit's outcome is unknown the row may be there: then the picture has to stay.
            if error.code() != Code::DatabaseUnavailable
                && let Err(second) = self.photos.remove(&key).await
            {
                tracing::warn!(%key, %second, "a picture without a row stayed behind");
            }
            return Err(error);
        }
        if let Err(error) = self.compare_photo(link.id.clone()).await {
            tracing::warn!(%error, "a photo is left to the upkeep to be compared");
        }
        Ok(link)
    }
}

fn row(photo: &PreparedPhoto, key: &PhotoKey, owner_id: &str, created_at: DateTime<Utc>) -> Result<PhotoRow> {
    let size_bytes = photo.jpeg.len().saturating_add(photo.thumbnail.len());
    Ok(PhotoRow {
        id: new_id(),
        owner_id: owner_id.to_owned(),
        width: i32::try_from(photo.width).map_err(Error::internal)?,
        height: i32::try_from(photo.height).map_err(Error::internal)?,
        size_bytes: i64::try_from(size_bytes).map_err(Error::internal)?,
        sha256: photo.sha256.clone(),
        fingerprint: photo.fingerprint.to_signed(),
        object_key: key.as_str().to_owned(),
        created_at: created_at.naive_utc(),
    })
}
