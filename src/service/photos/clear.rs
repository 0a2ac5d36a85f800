//! Clears away photos that were uploaded and never put on a report.

use crate::error::{Error, Result};
use crate::photos::PhotoKey;
use crate::service::App;
use crate::storage::photos;
use chrono::TimeDelta;

/// Photos cleared in one transaction.
const CLEAR_AT_ONCE: i64 = 200;

impl App {
    /// Clears away photos that are on no report and older than the settings keep them; tells how many. The row goes
    /// first: a crash leaves a picture that nobody can reach, never a report without its picture.
    ///
    /// # Errors
    /// The database's. A picture that the store does not let go is logged and passed over.
    pub async fn clear_loose_photos(&self) -> Result<usize> {
        let kept_hours = i64::from(self.config.reports.loose_photo_hours);
        let before = (self.clock.now() - TimeDelta::hours(kept_hours)).naive_utc();
        let mut cleared = 0;
        loop {
            let object_keys =
                self.storage.write(move |tx| photos::remove_loose(tx, before, CLEAR_AT_ONCE)).await?;
            if object_keys.is_empty() {
                return Ok(cleared);
            }
            cleared += object_keys.len();
            for object_key in object_keys {
                let key: PhotoKey = object_key.parse().map_err(Error::internal)?;
                if let Err(error) = self.photos.remove(&key).await {
                    tracing::warn!(%key, %error, "a picture that nobody uses stayed behind");
                }
            }
        }
    }
}
