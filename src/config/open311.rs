//! `[open311]`: programs that file and read reports by Open311 GeoReport v2.

use super::ConfigError;
use super::check::{at_least_one, value};
use serde::Deserialize;

/// The specification's limit of a list.
const MOST_ROWS: u32 = 1000;

/// `[open311]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Open311Config {
    /// Where programs reach this server; empty: as they asked.
    pub public_url: String,
    /// What discovery says of this server.
    pub endpoint_type: EndpointType,
    /// Whom to ask.
    pub contact: String,
    /// How to get a key.
    pub key_service: String,
    /// The only jurisdiction that may be named; empty: any.
    pub jurisdiction_id: String,
    /// Whether lists have reports that are not public, without place, words and photos.
    pub unpublished_in_lists: bool,
    /// The longest stretch of time a list covers, days.
    pub span_days: u32,
    /// Requests or updates on one page.
    pub page_rows: u32,
    /// Largest form, bytes.
    pub body_bytes: usize,
    /// Longest description, characters.
    pub description_chars: usize,
    /// Longest place in words, characters.
    pub address_chars: usize,
    /// Longest address of a picture, characters.
    pub media_url_chars: usize,
    /// Longest answer of one line, characters.
    pub answer_chars: usize,
    /// Longest answer of several lines, characters.
    pub answer_text_chars: usize,
    /// Attributes that a service may have.
    pub attributes_per_service: usize,
    /// Choices that an attribute may have.
    pub choices_per_attribute: usize,
    /// Reports per key and minute.
    pub posts_per_minute: u32,
    /// Reads per address and minute.
    pub reads_per_minute: u32,
    /// Within how many seconds the same form again is a retry.
    pub retry_window_s: u32,
    /// Codes that a resident may have.
    pub account_codes_per_resident: usize,
    /// Hours after which a code is void that no program has used.
    pub account_code_unused_h: u32,
}

/// What discovery says of this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndpointType {
    /// What is filed is acted upon.
    Production,
    /// For trying things out.
    Test,
}

impl EndpointType {
    /// The specification's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Test => "test",
        }
    }
}

impl Open311Config {
    /// Checks values that have the right type but make no sense.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        at_least_one("open311.span_days", self.span_days)?;
        at_least_one("open311.page_rows", self.page_rows)?;
        at_least_one("open311.body_bytes", self.body_bytes)?;
        at_least_one("open311.description_chars", self.description_chars)?;
        at_least_one("open311.address_chars", self.address_chars)?;
        at_least_one("open311.answer_chars", self.answer_chars)?;
        at_least_one("open311.answer_text_chars", self.answer_text_chars)?;
        at_least_one("open311.posts_per_minute", self.posts_per_minute)?;
        at_least_one("open311.reads_per_minute", self.reads_per_minute)?;
        at_least_one("open311.account_codes_per_resident", self.account_codes_per_resident)?;
        at_least_one("open311.account_code_unused_h", self.account_code_unused_h)?;
        if self.page_rows > MOST_ROWS {
            return value("open311.page_rows", "must be 1000 or less: the specification's limit");
        }
        let url = &self.public_url;
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        if !url.is_empty() && (!is_web || url.ends_with('/') || url::Url::parse(url).is_err()) {
            return value(
                "open311.public_url",
                "write an address without a slash at its end, such as https://jindou.example.cn, or nothing",
            );
        }
        for (name, text) in [("open311.contact", &self.contact), ("open311.key_service", &self.key_service)] {
            if text.trim().is_empty() {
                return value(name, "is required: discovery has to say it");
            }
        }
        Ok(())
    }
}
