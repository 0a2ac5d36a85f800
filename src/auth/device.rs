//! Marks of devices: what an app says of the device it runs on, kept as a keyed hash only.
//!
//! Two accounts with one mark were used on one device. Without the key nobody can tell which device a mark is of, nor
//! make the mark of a device they know. A browser's name is no part of it: thousands have the same, and it changes with
//! every update.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Shortest and longest of what an app says, characters of visible ASCII.
const CHARS: std::ops::RangeInclusive<usize> = 16..=128;

/// Makes marks with the program's own key.
pub struct DeviceMarks(Hmac<Sha256>);

impl DeviceMarks {
    /// The key is made of the secret, and good for nothing else.
    ///
    /// # Errors
    /// A key of a length that the hash does not take, which there is none of.
    pub fn new(secret: &str) -> Result<Self, hmac::digest::InvalidLength> {
        let mut key = Hmac::<Sha256>::new_from_slice(secret.as_bytes())?;
        key.update(b"golden-beans/device-mark/1");
        Ok(Self(Hmac::new_from_slice(&key.finalize().into_bytes())?))
    }

    /// The mark of a device; `None` for what no app of ours says, which is not worth refusing a login for.
    #[must_use]
    pub fn of(&self, device: &str) -> Option<String> {
        if !CHARS.contains(&device.len()) || !device.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let mut mark = self.0.clone();
        mark.update(device.as_bytes());
        Some(hex::encode(mark.finalize().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_of_one_device_and_one_key() {
        let marks = DeviceMarks::new("one secret").expect("a key");
        let mark = marks.of("0190-device-of-a-family").expect("a mark");
        assert_eq!(mark.len(), 64);
        assert_eq!(marks.of("0190-device-of-a-family"), Some(mark.clone()));
        assert_ne!(marks.of("0190-device-of-another"), Some(mark.clone()));
        let other = DeviceMarks::new("another secret").expect("a key");
        assert_ne!(other.of("0190-device-of-a-family"), Some(mark));
    }

    #[test]
    fn what_no_app_says_is_no_device() {
        let marks = DeviceMarks::new("one secret").expect("a key");
        for device in ["", "short", "has a space in it", "设备设备设备设备设备", &"a".repeat(129)] {
            assert_eq!(marks.of(device), None, "{device}");
        }
    }
}
