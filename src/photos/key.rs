//! The names photos are kept under: random, so that nobody can guess one or read anything from it.

use std::fmt;
use std::str::FromStr;

/// Length of a key in bytes: 128 bits cannot be guessed.
const KEY_BYTES: usize = 16;

/// The name of one photo in the store: 32 lowercase hexadecimal digits. Never made from a person, a report or a
/// file name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PhotoKey(String);

/// Which of the kept pictures of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rendition {
    /// The picture at up to `photos.max_side_px`.
    Full,
    /// The picture at up to `photos.thumbnail_side_px`.
    Thumbnail,
}

impl Rendition {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Full, Self::Thumbnail];
}

/// The text is no photo key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A photo key has 32 lowercase hexadecimal digits.")]
pub struct PhotoKeyError;

impl PhotoKey {
    /// A new key from the operating system's randomness.
    pub fn random() -> Self {
        Self(hex::encode(rand::random::<[u8; KEY_BYTES]>()))
    }

    /// The 32 digits, for the database.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where the object lies below the store's root. Two digits make the folder: a folder with a million files is
    /// slow to open on many file systems.
    pub(super) fn object_name(&self, rendition: Rendition) -> String {
        let folder = self.0.get(..2).unwrap_or_default();
        match rendition {
            Rendition::Full => format!("{folder}/{}.jpg", self.0),
            Rendition::Thumbnail => format!("{folder}/{}-thumbnail.jpg", self.0),
        }
    }
}

impl FromStr for PhotoKey {
    type Err = PhotoKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if digits && text.len() == 2 * KEY_BYTES { Ok(Self(text.to_owned())) } else { Err(PhotoKeyError) }
    }
}

impl fmt::Display for PhotoKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_random_and_survive_the_database() {
        let key = PhotoKey::random();
        assert_ne!(key, PhotoKey::random());
        assert_eq!(key.as_str().parse(), Ok(key));
    }

    #[test]
    fn nothing_else_is_a_key() {
        for text in
            ["", "../../etc/passwd", "0123456789abcdef0123456789ABCDEF", "0123456789abcdef0123456789abcde"]
        {
            assert_eq!(text.parse::<PhotoKey>(), Err(PhotoKeyError), "{text}");
        }
    }
}
