//! The list for those who supervise.

use super::READERS;
use super::scan::KeptEvidence;
use crate::auth::Caller;
use crate::domain::anomaly::{AnomalyKind, AnomalyState};
use crate::domain::beans::Beans;
use crate::domain::name::mask_name;
use crate::domain::role::Role;
use crate::error::{Error, Result};
use crate::service::App;
use crate::storage::DbConnection;
use crate::storage::anomalies::{self, AnomalyFilter, AnomalyRow, PersonRow};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// Somebody of a finding. Residents are masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AnomalyPerson)]
pub struct Person {
    /// The id.
    pub id: String,
    /// The role.
    pub role: Role,
    /// Staff by name; residents by surname and a star.
    pub name: Option<String>,
}

/// One fact of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AnomalyPiece)]
pub struct ShownPiece {
    /// The report, redemption or account.
    pub id: String,
    /// A report's number.
    pub number: Option<String>,
    /// Whose it is.
    pub user_id: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Beans, where beans moved.
    pub beans: Option<Beans>,
}

/// What a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AnomalyEvidence)]
pub struct Evidence {
    /// How many facts there are.
    pub count: i32,
    /// The latest 50 of them, oldest first.
    pub pieces: Vec<ShownPiece>,
    /// Everybody who has a part in it.
    pub people: Vec<Person>,
    /// What was counted and compared, by name.
    #[schema(value_type = std::collections::HashMap<String, i64>)]
    pub figures: BTreeMap<String, i64>,
}

/// Something that looks like gaming.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Anomaly {
    /// Its id.
    pub id: String,
    /// What it looks like.
    pub kind: AnomalyKind,
    /// Whether somebody has looked at it.
    pub state: AnomalyState,
    /// What it rests on.
    pub evidence: Evidence,
    /// When it was found first.
    pub found_at: DateTime<Utc>,
    /// When its latest fact was.
    pub latest_at: DateTime<Utc>,
    /// What whoever decided says.
    pub words: Option<String>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
}

/// Which findings are wanted.
#[derive(Debug, Clone, Default)]
pub struct AnomalyQuery {
    /// Only of this kind.
    pub kind: Option<AnomalyKind>,
    /// Only in this state.
    pub state: Option<AnomalyState>,
    /// After the last of the page before.
    pub after_id: Option<String>,
    /// How many.
    pub rows: i64,
}

impl App {
    /// Findings, newest first.
    ///
    /// # Errors
    /// 403.
    pub async fn anomalies(&self, caller: &Caller, query: AnomalyQuery) -> Result<Vec<Anomaly>> {
        caller.must_be(&READERS)?;
        let filter = AnomalyFilter {
            kind: query.kind.map(AnomalyKind::as_str),
            state: query.state.map(AnomalyState::as_str),
            after_id: query.after_id,
        };
        self.storage
            .read(move |c| {
                let rows = anomalies::list(c, &filter, query.rows)?;
                shown(c, rows)
            })
            .await
    }
}

/// Findings with the names of their people, read in one query however many they are.
///
/// # Errors
/// The database's.
pub(super) fn shown(connection: &mut DbConnection, rows: Vec<AnomalyRow>) -> Result<Vec<Anomaly>> {
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        let evidence: KeptEvidence = serde_json::from_str(&row.evidence).map_err(Error::internal)?;
        kept.push((row, evidence));
    }
    let ids: BTreeSet<&str> = kept.iter().flat_map(|(_, evidence)| people_of(evidence)).collect();
    let people: BTreeMap<String, Person> =
        anomalies::people(connection, &ids.into_iter().collect::<Vec<_>>())?
            .into_iter()
            .map(|row| Ok((row.id.clone(), person(row)?)))
            .collect::<Result<_>>()?;
    kept.into_iter().map(|(row, evidence)| anomaly(row, evidence, &people)).collect()
}

fn people_of(evidence: &KeptEvidence) -> impl Iterator<Item = &str> {
    evidence.others.iter().chain(evidence.pieces.iter().map(|piece| &piece.user_id)).map(String::as_str)
}

fn person(row: PersonRow) -> Result<Person> {
    let role = Role::parse(&row.role).map_err(Error::internal)?;
    let name = match role {
        Role::Resident => row.name.as_deref().or(row.handle.as_deref()).map(mask_name),
        _ => row.name.or(row.username),
    };
    Ok(Person { id: row.id, role, name })
}

fn anomaly(row: AnomalyRow, evidence: KeptEvidence, people: &BTreeMap<String, Person>) -> Result<Anomaly> {
    let ids: BTreeSet<&str> = people_of(&evidence).collect();
    let people = ids.into_iter().filter_map(|id| people.get(id).cloned()).collect();
    let mut pieces = Vec::with_capacity(evidence.pieces.len());
    for piece in evidence.pieces {
        let beans = piece.hundredths.map(Beans::from_hundredths).transpose().map_err(Error::internal)?;
        pieces.push(ShownPiece {
            id: piece.id,
            number: piece.number,
            user_id: piece.user_id,
            at: piece.at,
            beans,
        });
    }
    Ok(Anomaly {
        id: row.id,
        kind: AnomalyKind::parse(&row.kind).map_err(Error::internal)?,
        state: AnomalyState::parse(&row.state).map_err(Error::internal)?,
        evidence: Evidence { count: row.pieces, pieces, people, figures: evidence.figures },
        found_at: row.found_at.and_utc(),
        latest_at: row.latest_at.and_utc(),
        words: row.words,
        decided_by: row.decided_by,
        decided_at: row.decided_at.map(|at| at.and_utc()),
    })
}
