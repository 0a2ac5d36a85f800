//! Understands the settings section `storage`: which folder or which bucket.

use std::path::PathBuf;

use url::Url;

use super::limits::in_range;
use super::{PhotoSettingError, Secret, StorageSettings};

/// The settings, understood.
#[derive(Debug)]
pub(super) enum Place {
    Folder(PathBuf),
    Bucket(Bucket),
}

/// A bucket on an S3-compatible server.
#[derive(Debug)]
pub(super) struct Bucket {
    pub name: String,
    pub prefix: String,
    pub endpoint: Option<String>,
    pub region: String,
    pub access_key_id: String,
    pub secret_access_key: Secret,
    pub allow_http: bool,
    pub virtual_hosted: bool,
}

impl StorageSettings {
    /// Understands the settings without touching the disk or the network; the error names the setting.
    pub(super) fn place(&self) -> Result<Place, PhotoSettingError> {
        const URL: &str = "storage.url";
        in_range("storage.timeout_ms", self.timeout_ms, 100, 300_000)?;
        let url = Url::parse(&self.url).map_err(|error| {
            PhotoSettingError::new(URL, format!("{error}; expected file:///folder or s3://bucket/prefix"))
        })?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(PhotoSettingError::new(
                URL,
                "keys do not belong here but into storage.s3_access_key_id",
            ));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(PhotoSettingError::new(URL, "no ? or # is allowed"));
        }
        match url.scheme() {
            "file" => folder(&url).map(Place::Folder),
            "s3" => self.bucket(&url).map(Place::Bucket),
            other => {
                Err(PhotoSettingError::new(URL, format!("unknown kind {other:?}; use file:///… or s3://…")))
            }
        }
    }

    fn bucket(&self, url: &Url) -> Result<Bucket, PhotoSettingError> {
        let name = url
            .host_str()
            .filter(|name| !name.is_empty() && url.port().is_none())
            .ok_or_else(|| PhotoSettingError::new("storage.url", "a bucket's name must follow s3://"))?;
        let access_key_id = self
            .s3_access_key_id
            .clone()
            .filter(|key| !key.is_empty())
            .ok_or_else(|| PhotoSettingError::new("storage.s3_access_key_id", "is needed for s3://"))?;
        let secret_access_key =
            self.s3_secret_access_key.clone().filter(|key| !key.expose().is_empty()).ok_or_else(|| {
                PhotoSettingError::new("storage.s3_secret_access_key", "is needed for s3://")
            })?;
        if self.s3_region.is_empty() {
            return Err(PhotoSettingError::new("storage.s3_region", "must not be empty"));
        }
        Ok(Bucket {
            name: name.to_owned(),
            prefix: url.path().trim_matches('/').to_owned(),
            endpoint: self.endpoint(name)?,
            region: self.s3_region.clone(),
            access_key_id,
            secret_access_key,
            allow_http: self.s3_allow_http,
            virtual_hosted: self.s3_virtual_hosted,
        })
    }

    /// The address requests go to; `None` is Amazon's.
    fn endpoint(&self, bucket: &str) -> Result<Option<String>, PhotoSettingError> {
        const ENDPOINT: &str = "storage.s3_endpoint";
        let Some(text) = &self.s3_endpoint else {
            return Ok(None);
        };
        let mut endpoint = Url::parse(text).map_err(|error| {
            PhotoSettingError::new(ENDPOINT, format!("{error}; expected https://host or https://host:port"))
        })?;
        match endpoint.scheme() {
            "https" => {}
            "http" if self.s3_allow_http => {}
            "http" => {
                let problem = "must be true for the http:// address in storage.s3_endpoint";
                return Err(PhotoSettingError::new("storage.s3_allow_http", problem));
            }
            other => {
                return Err(PhotoSettingError::new(
                    ENDPOINT,
                    format!("{other}:// is neither https nor http"),
                ));
            }
        }
        if self.s3_virtual_hosted {
            let host = format!("{bucket}.{}", endpoint.host_str().unwrap_or_default());
            endpoint
                .set_host(Some(&host))
                .map_err(|error| PhotoSettingError::new(ENDPOINT, format!("{host}: {error}")))?;
        }
        Ok(Some(endpoint.as_str().trim_end_matches('/').to_owned()))
    }
}

fn folder(url: &Url) -> Result<PathBuf, PhotoSettingError> {
    let path = url.to_file_path().map_err(|()| {
        PhotoSettingError::new(
            "storage.url",
            "must name a folder of this machine with three slashes: file:///folder",
        )
    })?;
    if path.parent().is_none() {
        return Err(PhotoSettingError::new(
            "storage.url",
            "must name a folder, not the root of the file system",
        ));
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s3() -> StorageSettings {
        StorageSettings {
            s3_endpoint: Some("https://oss.example.cn".to_owned()),
            s3_access_key_id: Some("id".to_owned()),
            s3_secret_access_key: Some("hush-hush".to_owned().into()),
            ..StorageSettings::at("s3://photos/qilin/2024")
        }
    }

    fn wrong(settings: &StorageSettings) -> &'static str {
        settings.place().unwrap_err().setting()
    }

    #[test]
    fn a_url_that_names_no_place_is_refused() {
        for url in [
            "",
            "photos",
            "/var/photos",
            "ftp://x/y",
            "file://host/folder",
            "file:///",
            "s3:///prefix",
            "s3://",
            "s3://id:key@bucket",
            "s3://bucket?x=1",
            "file:///a#b",
        ] {
            assert_eq!(wrong(&StorageSettings { url: url.to_owned(), ..s3() }), "storage.url", "{url}");
        }
    }

    #[test]
    fn every_wrong_setting_is_named() {
        assert_eq!(wrong(&StorageSettings { s3_access_key_id: None, ..s3() }), "storage.s3_access_key_id");
        assert_eq!(
            wrong(&StorageSettings { s3_secret_access_key: None, ..s3() }),
            "storage.s3_secret_access_key"
        );
        let empty = Some(String::new().into());
        assert_eq!(
            wrong(&StorageSettings { s3_secret_access_key: empty, ..s3() }),
            "storage.s3_secret_access_key"
        );
        assert_eq!(wrong(&StorageSettings { s3_region: String::new(), ..s3() }), "storage.s3_region");
        assert_eq!(wrong(&StorageSettings { timeout_ms: 0, ..s3() }), "storage.timeout_ms");
        for (endpoint, setting) in [
            ("oss.example.cn", "storage.s3_endpoint"),
            ("ftp://oss.example.cn", "storage.s3_endpoint"),
            ("http://oss.example.cn", "storage.s3_allow_http"),
        ] {
            assert_eq!(wrong(&StorageSettings { s3_endpoint: Some(endpoint.to_owned()), ..s3() }), setting);
        }
    }

    #[test]
    fn a_bucket_is_understood() {
        let Ok(Place::Bucket(bucket)) = s3().place() else { panic!("no bucket") };
        assert_eq!((bucket.name.as_str(), bucket.prefix.as_str()), ("photos", "qilin/2024"));
        assert_eq!(bucket.endpoint.as_deref(), Some("https://oss.example.cn"));
        let Ok(Place::Bucket(bucket)) = (StorageSettings { s3_virtual_hosted: true, ..s3() }).place() else {
            panic!("no bucket")
        };
        assert_eq!(bucket.endpoint.as_deref(), Some("https://photos.oss.example.cn"));
    }
}
