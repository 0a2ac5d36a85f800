//! What the dispatch center and the unit see of how a report came in.

use crate::domain::anonymous::anonymous;
use crate::domain::open311::attribute::Answer;
use crate::error::{Error, Result};
use crate::storage::DbConnection;
use crate::storage::open311::origins;
use serde::Serialize;
use utoipa::ToSchema;

/// Through which program a report came, for the center.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportOrigin {
    /// The program's name.
    pub program: String,
    /// Where the program keeps a picture. It is the program's word: nobody has looked at what is there.
    pub media_url: Option<String>,
    /// What was answered to the service's questions.
    pub answers: Vec<Answer>,
}

/// The origin of a report that came through a program.
///
/// # Errors
/// The database's.
pub(in crate::service) fn origin_of(
    connection: &mut DbConnection,
    report_id: &str,
) -> Result<Option<ReportOrigin>> {
    let Some((row, program)) = origins::find(connection, report_id)? else { return Ok(None) };
    Ok(Some(ReportOrigin { program, media_url: row.media_url, answers: read(&row.answers)? }))
}

/// The answers of a report for its unit: without what would tell who reported.
///
/// # Errors
/// The database's.
pub(in crate::service) fn answers_of(
    connection: &mut DbConnection,
    report_id: &str,
    names: &[&str],
) -> Result<Vec<Answer>> {
    let mut answers = origin_of(connection, report_id)?.map(|origin| origin.answers).unwrap_or_default();
    for value in answers.iter_mut().flat_map(|answer| &mut answer.values) {
        *value = anonymous(value, names);
    }
    Ok(answers)
}

/// Answers as they are stored.
pub(super) fn written(answers: &[Answer]) -> Result<String> {
    serde_json::to_string(answers).map_err(Error::internal)
}

/// Stored answers.
pub(super) fn read(text: &str) -> Result<Vec<Answer>> {
    serde_json::from_str(text).map_err(Error::internal)
}
