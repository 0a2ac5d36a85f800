//! The photos room: takes what somebody uploaded and makes a picture of it that is safe to keep and to show.
//!
//! It owns recognising (by content, never by name), the limits, decoding, turning upright, removing everything
//! that is not picture (position, device, owner, comments), the thumbnail, the perceptual fingerprint, and the
//! object store the pictures lie in: a local folder or an S3-compatible one.
//!
//! It must not know the database, HTTP, reports or persons: who may see a photo is the service's question.
//!
//! Decisions that a reader would ask about:
//! - Whatever came in, a JPEG written by us goes out. No byte of the upload is kept, so nothing hides in it.
//! - Moving pictures (APNG, animated WebP) are refused, not cut to their first frame: a photo is evidence, and
//!   must show what its sender saw.
//! - Transparency is flattened on white; embedded RGB colour profiles (phones shoot in Display P3) are converted
//!   to sRGB before they are dropped. CMYK is converted without its profile.
//! - A photo whose end is missing is refused although most of it could be shown: the phone will send it again.

mod bands;
mod colour;
mod container;
mod decode;
mod error;
mod fingerprint;
mod folder;
mod key;
mod limits;
mod parts;
mod place;
mod prepare;
mod room;
mod scale;
mod settings;
mod store;

pub use bands::BANDS;
pub use container::PhotoFormat;
pub use error::{PhotoError, StoreError};
pub use fingerprint::{Fingerprint, Turn};
pub use key::{PhotoKey, PhotoKeyError, Rendition};
pub use limits::PhotoLimits;
pub use prepare::{PreparedPhoto, prepare};
pub use room::PhotoRoom;
pub use settings::{PhotoSettingError, Secret, StorageSettings};
pub use store::PhotoStore;
