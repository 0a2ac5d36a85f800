//! Photos of reports: taking them in, who may see them, and clearing away those that nobody used.
//!
//! Owns the rows and the permissions; decoding and keeping is the photos room's.

mod clear;
mod compare;
mod upload;
mod view;

pub use crate::photos::Rendition;
pub(in crate::service) use upload::upload_rooms;
pub use upload::{PhotoLink, UploadRoom};
pub use view::PhotoToShow;

use crate::error::{Code, Error};
use crate::photos::{PhotoError, StoreError};

/// A refused upload in outward terms.
impl From<PhotoError> for Error {
    fn from(error: PhotoError) -> Self {
        let code = match &error {
            PhotoError::Empty => Code::PhotoEmpty,
            PhotoError::TooLarge { .. } => Code::PhotoTooLarge,
            PhotoError::TooManyPixels { .. } => Code::PhotoTooManyPixels,
            PhotoError::TooMuchMemory => Code::PhotoTooMuchMemory,
            PhotoError::FormatUnsupported => Code::PhotoFormatUnsupported,
            PhotoError::HeicUnsupported => Code::PhotoHeicUnsupported,
            PhotoError::AnimatedUnsupported => Code::PhotoAnimatedUnsupported,
            PhotoError::Busy => Code::PhotoRoomBusy,
            _ => Code::PhotoBroken,
        };
        match error {
            PhotoError::TooManyPixels { width, height, .. } => {
                Self::new(code).with_facts(format!("{width} × {height} pixels"))
            }
            _ => Self::new(code),
        }
    }
}

/// A failure of the photo store in outward terms.
impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::new(Code::NotFound),
            StoreError::Full => Self::new(Code::PhotoStoreFull).because(error),
            _ => Self::new(Code::PhotoStoreUnavailable).because(error),
        }
    }
}
