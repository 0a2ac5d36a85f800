//! photos.
