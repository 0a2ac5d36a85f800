//! Notes of staff on a report. The reporter sees none of them; a unit sees what is between it and the center.

use super::CENTER;
use super::input::required_text;
use super::list::PageAfter;
use super::reporters::Reporters;
use super::step::{locked, locked_of_unit};
use super::words::{Actor, UnitRef, named};
use crate::auth::Caller;
use crate::domain::anonymous::anonymous;
use crate::domain::report_event::Side;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::service::{App, new_id_at};
use crate::storage::report_events::ActorRow;
use crate::storage::report_notes::{self, NoteRow};
use crate::storage::{WriteTx, reports};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A note of the center.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCenterNote {
    /// What it says.
    pub text: String,
    /// Whether the responsible unit sees it too; false unless said otherwise.
    #[serde(default)]
    pub for_unit: bool,
}

/// A note of a unit, which the center sees.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUnitNote {
    /// What it says.
    pub text: String,
}

/// A note as the center sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CenterNote {
    /// Its id.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Who wrote it.
    pub author: Actor,
    /// The unit that sees it too; null if only the center does.
    pub unit: Option<UnitRef>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A note as the unit sees it: people are not named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnitNote {
    /// Its id.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Which side wrote it.
    pub side: Side,
    /// When.
    pub at: DateTime<Utc>,
}

impl App {
    /// Adds a note of the center.
    ///
    /// # Errors
    /// 403; 404; 422, also for a note to the unit of a report that has none.
    pub async fn add_center_note(&self, caller: &Caller, id: String, new: NewCenterNote) -> Result<String> {
        caller.must_be(&CENTER)?;
        let text = required_text("text", &new.text, self.config.reports.comment_chars)?;
        let (author_id, now) = (caller.user_id.clone(), self.clock.now());
        self.storage
            .write(move |tx| {
                let report = locked(tx, &id)?;
                if new.for_unit && report.unit_id.is_none() {
                    return Err(Error::field("for_unit", "no_unit", "no unit has this report"));
                }
                let unit_id = report.unit_id.filter(|_| new.for_unit);
                append(tx, &report.id, unit_id, &author_id, &text, now)
            })
            .await
    }

    /// Adds a note of the unit that has the report.
    ///
    /// # Errors
    /// 403; 404, also for reports of other units; 422.
    pub async fn add_unit_note(&self, caller: &Caller, id: String, new: NewUnitNote) -> Result<String> {
        let unit_id = caller.unit()?.to_owned();
        let text = required_text("text", &new.text, self.config.reports.comment_chars)?;
        let (author_id, now) = (caller.user_id.clone(), self.clock.now());
        self.storage
            .write(move |tx| {
                let report = locked_of_unit(tx, &id, &unit_id)?;
                append(tx, &report.id, Some(unit_id.clone()), &author_id, &text, now)
            })
            .await
    }

    /// All notes of a report, newest first.
    ///
    /// # Errors
    /// 403; 404.
    pub async fn center_notes(
        &self,
        caller: &Caller,
        id: String,
        page: PageAfter,
    ) -> Result<Vec<CenterNote>> {
        caller.must_be(&CENTER)?;
        self.storage
            .read(move |c| {
                reports::find(c, &id)?.ok_or_else(|| Error::new(Code::NotFound))?;
                report_notes::of_report(c, &id, None, page.id.as_deref(), page.rows)?
                    .into_iter()
                    .map(|(row, author, unit_name)| {
                        Ok(CenterNote {
                            id: row.id,
                            text: row.text,
                            author: named(&author)?,
                            unit: row.unit_id.zip(unit_name).map(|(id, name)| UnitRef { id, name }),
                            at: row.at.and_utc(),
                        })
                    })
                    .collect()
            })
            .await
    }

    /// The notes between the caller's unit and the center, newest first.
    ///
    /// # Errors
    /// 403; 404, also for reports of other units.
    pub async fn unit_notes(&self, caller: &Caller, id: String, page: PageAfter) -> Result<Vec<UnitNote>> {
        let unit_id = caller.unit()?.to_owned();
        self.storage
            .read(move |c| {
                let report = reports::find(c, &id)?
                    .filter(|report| report.unit_id.as_ref() == Some(&unit_id))
                    .ok_or_else(|| Error::new(Code::NotFound))?;
                let reporters = Reporters::of(c, std::slice::from_ref(&report))?;
                let names = reporters.names_of(&report);
                report_notes::of_report(c, &id, Some(&unit_id), page.id.as_deref(), page.rows)?
                    .into_iter()
                    .map(|(row, author, _)| {
                        Ok(UnitNote {
                            id: row.id,
                            text: anonymous(&row.text, &names),
                            side: side_of(&author)?,
                            at: row.at.and_utc(),
                        })
                    })
                    .collect()
            })
            .await
    }
}

fn side_of(author: &ActorRow) -> Result<Side> {
    let role = Role::parse(&author.role).map_err(Error::internal)?;
    Ok(if role == Role::Handler { Side::Unit } else { Side::Center })
}

fn append(
    tx: &mut WriteTx<'_>,
    report_id: &str,
    unit_id: Option<String>,
    author_id: &str,
    text: &str,
    now: DateTime<Utc>,
) -> Result<String> {
    let row = NoteRow {
        id: new_id_at(now),
        report_id: report_id.to_owned(),
        unit_id,
        author_id: author_id.to_owned(),
        text: text.to_owned(),
        at: now.naive_utc(),
    };
    report_notes::append(tx, &row)?;
    Ok(row.id)
}
