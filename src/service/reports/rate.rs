//! A resident rates the result of a report, once.

use super::input::optional_text;
use super::step::{By, locked_of_resident, note};
use super::view::Rating;
use super::words::Words;
use crate::auth::Caller;
use crate::domain::report::ReportStatus;
use crate::domain::report_event::EventKind;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::service::App;
use serde::Deserialize;
use utoipa::ToSchema;

/// The most stars.
const MOST_STARS: i64 = 5;

/// A rating.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// 1 to 5.
    #[schema(minimum = 1, maximum = 5)]
    pub stars: i64,
    /// In words.
    pub comment: Option<String>,
}

impl App {
    /// Rates a closed report.
    ///
    /// # Errors
    /// 403; 404; 409 `already_rated`, `invalid_transition` unless it is closed; 422.
    pub async fn rate_report(&self, caller: &Caller, id: String, rate: Rate) -> Result<Rating> {
        caller.must_be(&[Role::Resident])?;
        let comment = optional_text("comment", rate.comment.as_deref(), self.config.reports.comment_chars)?;
        let stars =
            u8::try_from(rate.stars).ok().filter(|stars| (1..=MOST_STARS).contains(&i64::from(*stars)));
        let stars =
            stars.ok_or_else(|| Error::field("stars", "out_of_range", "a whole number from 1 to 5"))?;
        let by = By::caller(caller, self.moment());
        let resident_id = caller.user_id.clone();
        let words = Words { stars: Some(stars), comment, ..Words::default() };
        self.storage
            .write(move |tx| {
                let report = locked_of_resident(tx, &id, &resident_id)?;
                if report.rating_stars.is_some() {
                    return Err(Error::new(Code::AlreadyRated));
                }
                let status = report.status()?;
                if status != ReportStatus::Closed {
                    return Err(Error::new(Code::InvalidTransition)
                        .with_facts(format!("a report that is {status} cannot be rated")));
                }
                let report = note(tx, report, EventKind::Rated, &by, &words, |report| {
                    report.rating_stars = Some(i32::from(stars));
                    report.rating_comment.clone_from(&words.comment);
                    report.rated_at = Some(by.at.naive_utc());
                })?;
                Rating::of(&report).ok_or_else(|| Error::internal("the rating was not kept"))
            })
            .await
    }
}
