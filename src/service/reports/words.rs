//! What was said and decided in one step, and a report's history as each audience is told it.

use crate::domain::anonymous::anonymous;
use crate::domain::report::ReportStatus;
use crate::domain::report_event::{Audience, EventKind, Side, Sight};
use crate::domain::request::RequestKind;
use crate::domain::role::Role;
use crate::domain::tier::Tier;
use crate::error::{Error, Result};
use crate::storage::report_events::{ActorRow, EventRow};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A unit, by the name it had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnitRef {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// What was said and decided in one step. Only what belongs to the step is there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Words {
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What was said with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The category that the report was put into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The unit it was sent to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitRef>,
    /// Until when the unit has to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<Utc>>,
    /// Until when the reporter can answer, or the clocks stand still.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    /// What was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestKind>,
    /// Set where only an admin may decide what was asked for.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub needs_admin: bool,
    /// The grade.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// The number of the report that it was merged into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub into: Option<String>,
    /// Photos of the unit's work.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub photo_ids: Vec<String>,
    /// The rating, 1 to 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stars: Option<u8>,
}

impl Words {
    /// A reason.
    pub(super) fn reason(reason: String) -> Self {
        Self { reason: Some(reason), ..Self::default() }
    }

    /// Without what would tell who reported.
    fn anonymous(self, names: &[&str]) -> Self {
        let hide = |text: Option<String>| text.map(|text| anonymous(&text, names));
        Self { reason: hide(self.reason), comment: hide(self.comment), ..self }
    }
}

/// One of the center's people, or the reporter by a masked name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Actor {
    /// The person's role.
    pub role: Role,
    /// Staff by name; the reporter masked.
    pub name: Option<String>,
}

/// An entry of a report's history, as the center sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CenterEvent {
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: DateTime<Utc>,
    /// Which side did it.
    pub side: Side,
    /// Who did it; nobody for what the program did by itself.
    pub actor: Option<Actor>,
    /// Where the report stood.
    pub from: Option<ReportStatus>,
    /// Where it stood afterwards.
    pub status: ReportStatus,
    /// What was said and decided.
    pub words: Words,
}

/// An entry of a report's history, as the reporter or the unit is told it: nobody is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ToldEvent {
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: DateTime<Utc>,
    /// Which side did it.
    pub side: Side,
    /// Where the report stood afterwards.
    pub status: ReportStatus,
    /// What was said and decided, where it is for this reader.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}

/// A history as it is stored.
pub(super) type History = [(EventRow, Option<ActorRow>)];

/// The history for the center.
pub(super) fn for_center(history: &History) -> Result<Vec<CenterEvent>> {
    history.iter().map(|(row, actor)| center_event(row, actor.as_ref())).collect()
}

fn center_event(row: &EventRow, actor: Option<&ActorRow>) -> Result<CenterEvent> {
    let kind = kind_of(row)?;
    Ok(CenterEvent {
        kind,
        at: row.at.and_utc(),
        side: side_of(kind, actor),
        actor: actor.map(named).transpose()?,
        from: row.from_status.as_deref().map(ReportStatus::parse).transpose().map_err(Error::internal)?,
        status: ReportStatus::parse(&row.to_status).map_err(Error::internal)?,
        words: words_of(row)?,
    })
}

/// The side of the person who did it; for what the program did by itself, the side whose step it usually is.
fn side_of(kind: EventKind, actor: Option<&ActorRow>) -> Side {
    match actor.map(|actor| Role::parse(&actor.role)) {
        Some(Ok(Role::Resident)) => Side::Reporter,
        Some(Ok(Role::Handler)) => Side::Unit,
        Some(Ok(Role::Dispatcher | Role::Admin)) => Side::Center,
        _ => kind.side(),
    }
}

/// One of the center's people by name, the reporter by a masked one.
pub(in crate::service) fn named(actor: &ActorRow) -> Result<Actor> {
    let role = Role::parse(&actor.role).map_err(Error::internal)?;
    let name = match role {
        Role::Resident => actor.name.as_deref().map(crate::domain::name::mask_name),
        _ => actor.name.clone().or_else(|| actor.username.clone()),
    };
    Ok(Actor { role, name })
}

/// The history for the reporter.
pub(super) fn for_reporter(history: &History) -> Result<Vec<ToldEvent>> {
    told(history, Audience::Reporter, |words| words)
}

/// The history for the unit; `names` are the reporter's.
pub(super) fn for_unit(history: &History, names: &[&str]) -> Result<Vec<ToldEvent>> {
    told(history, Audience::Unit, |words| words.anonymous(names))
}

fn told(history: &History, audience: Audience, form: impl Fn(Words) -> Words) -> Result<Vec<ToldEvent>> {
    let mut events = Vec::with_capacity(history.len());
    for (row, actor) in history {
        let kind = kind_of(row)?;
        let words = match kind.sight(audience) {
            Sight::Hidden => continue,
            Sight::Fact => None,
            Sight::Words => Some(form(words_of(row)?)).filter(|words| *words != Words::default()),
        };
        events.push(ToldEvent {
            kind,
            at: row.at.and_utc(),
            side: side_of(kind, actor.as_ref()),
            status: ReportStatus::parse(&row.to_status).map_err(Error::internal)?,
            words,
        });
    }
    Ok(events)
}

/// What was said to the reporter at the last closing.
pub(super) fn closing_comment(history: &History) -> Result<Option<String>> {
    match history.iter().rev().find(|(row, _)| row.kind == EventKind::Closed.as_str()) {
        Some((row, _)) => Ok(words_of(row)?.comment),
        None => Ok(None),
    }
}

fn kind_of(row: &EventRow) -> Result<EventKind> {
    EventKind::parse(&row.kind).map_err(Error::internal)
}

/// What was said and decided in one step.
///
/// # Errors
/// 500 if the database holds what are no words.
pub(super) fn words_of(row: &EventRow) -> Result<Words> {
    serde_json::from_str(&row.detail).map_err(Error::internal)
}
