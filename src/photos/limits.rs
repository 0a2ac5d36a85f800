//! How much a photo may cost, and how it leaves this room: the settings section `photos`.

use serde::Deserialize;

use super::PhotoSettingError;

/// The settings section `photos`. Every field has a default; [`PhotoLimits::check`] says which one is out of range.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PhotoLimits {
    /// Largest upload in bytes (10 MiB).
    pub max_bytes: u64,
    /// Most pixels, width times height, a photo may claim (50 megapixels).
    pub max_pixels: u64,
    /// Longest side of the kept picture in pixels, 64–16,384. Smaller pictures are not enlarged.
    pub max_side_px: u32,
    /// Longest side of the thumbnail in pixels, 16–`max_side_px`.
    pub thumbnail_side_px: u32,
    /// JPEG quality of both, 40–100.
    pub jpeg_quality: u8,
    /// Most memory that decoding one photo may take, in bytes. Times `concurrency` is what the process must have.
    pub decode_memory_bytes: u64,
    /// How many photos are prepared at the same time, 1–256.
    pub concurrency: usize,
    /// How long an upload waits for its turn, in milliseconds, before it is told to come back.
    pub queue_timeout_ms: u64,
}

impl Default for PhotoLimits {
    fn default() -> Self {
        Self {
            max_bytes: 10 * 1024 * 1024,
            max_pixels: 50_000_000,
            max_side_px: 2560,
            thumbnail_side_px: 480,
            jpeg_quality: 85,
            decode_memory_bytes: 512 * 1024 * 1024,
            concurrency: 2,
            queue_timeout_ms: 20_000,
        }
    }
}

impl PhotoLimits {
    /// Refuses values the room cannot work with, naming the setting.
    pub fn check(&self) -> Result<(), PhotoSettingError> {
        in_range("photos.max_bytes", self.max_bytes, 1024, 1 << 30)?;
        in_range("photos.max_pixels", self.max_pixels, 1, 1 << 30)?;
        in_range("photos.max_side_px", self.max_side_px.into(), 64, 16_384)?;
        in_range("photos.thumbnail_side_px", self.thumbnail_side_px.into(), 16, self.max_side_px.into())?;
        in_range("photos.jpeg_quality", self.jpeg_quality.into(), 40, 100)?;
        in_range("photos.decode_memory_bytes", self.decode_memory_bytes, 1 << 20, 1 << 36)?;
        in_range("photos.concurrency", u64::try_from(self.concurrency).unwrap_or(u64::MAX), 1, 256)?;
        in_range("photos.queue_timeout_ms", self.queue_timeout_ms, 1, 600_000)
    }
}

/// Refuses `value` unless it lies in `min..=max`.
pub(super) fn in_range(
    setting: &'static str,
    value: u64,
    min: u64,
    max: u64,
) -> Result<(), PhotoSettingError> {
    if (min..=max).contains(&value) {
        Ok(())
    } else {
        Err(PhotoSettingError::new(setting, format!("must lie between {min} and {max}, not {value}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_pass_their_own_check() {
        assert_eq!(PhotoLimits::default().check(), Ok(()));
    }

    #[test]
    fn a_value_out_of_range_is_named() {
        let limits = PhotoLimits { jpeg_quality: 5, ..PhotoLimits::default() };
        assert_eq!(limits.check().unwrap_err().setting(), "photos.jpeg_quality");
        let limits = PhotoLimits { thumbnail_side_px: 4000, ..PhotoLimits::default() };
        assert_eq!(limits.check().unwrap_err().setting(), "photos.thumbnail_side_px");
        let limits = PhotoLimits { concurrency: 0, ..PhotoLimits::default() };
        assert_eq!(limits.check().unwrap_err().setting(), "photos.concurrency");
    }

    #[test]
    fn a_misspelt_setting_is_refused() {
        let error = serde_json::from_str::<PhotoLimits>(r#"{"jpeg_qualty": 80}"#).unwrap_err();
        assert!(error.to_string().contains("jpeg_qualty"), "{error}");
    }
}
