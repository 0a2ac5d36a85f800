//! Checks of what several steps are given.

use crate::config::ReportsConfig;
use crate::error::{Error, FieldError, Result};
use crate::service::fields::Fields;
use crate::storage::WriteTx;
use crate::storage::photos;
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// What to do about a photo that is not there.
const UPLOAD_FIRST: &str = "upload the photo first";

/// Why a step is taken.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// In words.
    pub reason: String,
}

impl Reason {
    /// The words, cleaned.
    ///
    /// # Errors
    /// 422 on field `reason`.
    pub(super) fn read(&self, limits: &ReportsConfig) -> Result<String> {
        required_text("reason", &self.reason, limits.comment_chars)
    }
}

/// A text that must be there.
///
/// # Errors
/// 422 on that field.
pub(super) fn required_text(field: &str, input: &str, max_chars: usize) -> Result<String> {
    let mut fields = Fields::default();
    let text = fields.text(field, input, max_chars);
    fields.finish()?;
    Ok(text)
}

/// A text that may be left out; a blank one is left out too.
///
/// # Errors
/// 422 on that field.
pub(super) fn optional_text(field: &str, input: Option<&str>, max_chars: usize) -> Result<Option<String>> {
    match input.filter(|text| !text.trim().is_empty()) {
        Some(text) => required_text(field, text, max_chars).map(Some),
        None => Ok(None),
    }
}

/// Notes what is wrong with a list of photo ids as such.
pub(super) fn check_photo_ids(fields: &mut Fields, photo_ids: &[String], limits: &ReportsConfig) {
    const FIELD: &str = "photo_ids";
    let most = limits.photos_per_report;
    if photo_ids.is_empty() {
        fields.wrong(FIELD, "too_few", "at least 1 photo");
    } else if photo_ids.len() > most {
        fields.wrong(FIELD, "too_many", format!("at most {most} photos"));
    } else {
        let mut seen = BTreeSet::new();
        for (index, id) in photo_ids.iter().enumerate() {
            if uuid::Uuid::parse_str(id).is_err() {
                fields.wrong(&format!("{FIELD}[{index}]"), "unknown_photo", UPLOAD_FIRST);
            } else if !seen.insert(id) {
                fields.wrong(&format!("{FIELD}[{index}]"), "repeated", "each photo once");
            }
        }
    }
}

/// Puts the caller's own photos on a report.
///
/// # Errors
/// 422 naming photos that are not there or not the caller's; 409 `photo_in_use`.
pub(super) fn attach_own(
    tx: &mut WriteTx<'_>,
    owner_id: &str,
    report_id: &str,
    kind: &str,
    photo_ids: &[String],
) -> Result<()> {
    let owned = photos::lock_owned(tx, owner_id, photo_ids)?;
    let unknown: Vec<FieldError> = photo_ids
        .iter()
        .enumerate()
        .filter(|(_, id)| !owned.contains(*id))
        .map(|(index, _)| FieldError::new(format!("photo_ids[{index}]"), "unknown_photo", UPLOAD_FIRST))
        .collect();
    if !unknown.is_empty() {
        return Err(Error::invalid(unknown));
    }
    photos::attach(tx, report_id, kind, photo_ids)
}
