//! Where photos are kept: the settings section `storage`.

use std::fmt;

use serde::Deserialize;
use zeroize::Zeroizing;

/// The settings section `storage`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StorageSettings {
    /// `file:///absolute/folder` or `s3://bucket/optional/prefix`.
    pub url: String,
    /// Address of an S3-compatible server, such as `https://minio.example.com:9000`. Amazon's own when left out or empty.
    #[serde(default)]
    pub s3_endpoint: Option<String>,
    /// The bucket's region; servers other than Amazon's mostly ignore it.
    #[serde(default = "default_region")]
    pub s3_region: String,
    /// Needed for `s3://`.
    #[serde(default)]
    pub s3_access_key_id: Option<String>,
    /// Needed for `s3://`.
    #[serde(default)]
    pub s3_secret_access_key: Option<Secret>,
    /// Permits an endpoint without TLS. Photos and signatures then cross the network in the open.
    #[serde(default)]
    pub s3_allow_http: bool,
    /// Puts the bucket into the host name (`bucket.endpoint`), as Aliyun OSS demands, instead of into the path.
    #[serde(default)]
    pub s3_virtual_hosted: bool,
    /// How long one put, get or delete may take altogether, retries included, in milliseconds.
    #[serde(default = "default_timeout_ms")]
    pub timeout_ms: u64,
}

fn default_region() -> String {
    "us-east-1".to_owned()
}

fn default_timeout_ms() -> u64 {
    15_000
}

/// A setting that no log and no error message shows.
#[derive(Clone, Deserialize)]
#[serde(from = "String")]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// A setting of this room that cannot be used. Stops the start of the program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("setting {setting}: {problem}")]
pub struct PhotoSettingError {
    setting: &'static str,
    problem: String,
}

impl PhotoSettingError {
    pub(super) fn new(setting: &'static str, problem: impl Into<String>) -> Self {
        Self { setting, problem: problem.into() }
    }

    /// The full name of the setting, such as `storage.url`.
    pub fn setting(&self) -> &'static str {
        self.setting
    }
}

impl StorageSettings {
    /// Settings for a place that needs no others: photos in a folder.
    pub fn at(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            s3_endpoint: None,
            s3_region: default_region(),
            s3_access_key_id: None,
            s3_secret_access_key: None,
            s3_allow_http: false,
            s3_virtual_hosted: false,
            timeout_ms: default_timeout_ms(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_never_printed() {
        let settings = StorageSettings {
            s3_access_key_id: Some("id".to_owned()),
            s3_secret_access_key: Some("hush-hush".to_owned().into()),
            ..StorageSettings::at("s3://photos")
        };
        assert!(!format!("{settings:?} {:?}", settings.place()).contains("hush"));
    }

    #[test]
    fn a_misspelt_setting_is_refused() {
        let error =
            serde_json::from_str::<StorageSettings>(r#"{"url": "file:///x", "s3_regoin": "a"}"#).unwrap_err();
        assert!(error.to_string().contains("s3_regoin"), "{error}");
    }
}
