//! Somebody looks at a photo.

use crate::auth::Caller;
use crate::config::NearbyThumbnails;
use crate::domain::report::ReportStatus;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::photos::{PhotoKey, Rendition};
use crate::service::App;
use crate::storage::photos::{self, PROBLEM, PhotoStanding};
use bytes::Bytes;

/// A picture that the caller may see.
#[derive(Debug, Clone)]
pub struct PhotoToShow {
    /// A JPEG.
    pub jpeg: Bytes,
}

impl App {
    /// Fetches a photo for somebody who may see it: its owner, the reporter, the center, the unit that the report is
    /// assigned to, and anybody while the report is public.
    ///
    /// # Errors
    /// 404 for a photo that is not there or not theirs to see; 401 instead for a caller without login, whatever is
    /// there; 503 if the store is away.
    pub async fn photo(
        &self,
        caller: Option<&Caller>,
        id: String,
        rendition: Rendition,
    ) -> Result<PhotoToShow> {
        let standing = self.storage.read(move |c| photos::standing(c, &id)).await?;
        let standing = standing
            .filter(|standing| may_see(caller, standing) || self.may_see_small(caller, standing, rendition))
            .ok_or_else(|| Error::new(if caller.is_some() { Code::NotFound } else { Code::NotLoggedIn }))?;
        let key: PhotoKey = standing.object_key.parse().map_err(Error::internal)?;
        Ok(PhotoToShow { jpeg: self.photos.fetch(&key, rendition).await? })
    }

    /// Where the district lets residents see what others reported near by: a problem's small picture, while the report
    /// is open. Its id is told to nobody but who asks near the place.
    fn may_see_small(&self, caller: Option<&Caller>, photo: &PhotoStanding, rendition: Rendition) -> bool {
        let is_open = |status: &str| ReportStatus::parse(status).is_ok_and(ReportStatus::is_open);
        self.config.duplicates.nearby_thumbnails == NearbyThumbnails::All
            && rendition == Rendition::Thumbnail
            && caller.is_some_and(|caller| caller.role == Role::Resident)
            && photo.report.as_ref().is_some_and(|report| report.kind == PROBLEM && is_open(&report.status))
    }
}

fn may_see(caller: Option<&Caller>, photo: &PhotoStanding) -> bool {
    if photo.report.as_ref().is_some_and(|report| report.published) {
        return true;
    }
    let Some(caller) = caller else { return false };
    if photo.owner_id == caller.user_id {
        return true;
    }
    let Some(report) = &photo.report else { return false };
    match caller.role {
        Role::Dispatcher | Role::Admin => true,
        Role::Handler => caller.unit_id.is_some() && caller.unit_id == report.unit_id,
        Role::Resident => report.resident_id == caller.user_id,
        Role::Cashier | Role::Finance | Role::Auditor => false,
    }
}
