//! How units do in a period, by the rates that dispatch centers are measured by.

use super::period::Period;
use super::{FigurePeriod, own_unit};
use crate::auth::Caller;
use crate::domain::evaluation::{CaseCounts, CaseRates, rates};
use crate::domain::report_event::EventKind;
use crate::error::Result;
use crate::service::App;
use crate::storage::DbConnection;
use crate::storage::figures;
use chrono::{DateTime, Utc};
use std::collections::HashMap;

/// Counts with their rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct UnitFigures {
    /// The cases.
    #[serde(flatten)]
    pub counts: CaseCounts,
    /// The rates.
    pub rates: CaseRates,
}

impl From<CaseCounts> for UnitFigures {
    fn from(counts: CaseCounts) -> Self {
        Self { counts, rates: rates(&counts) }
    }
}

/// A unit's figures.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct UnitRow {
    /// The unit.
    pub unit_id: String,
    /// Its name.
    pub unit: String,
    /// Its figures.
    #[serde(flatten)]
    pub figures: UnitFigures,
}

/// The figures of all units of a period, or of the caller's.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Evaluation {
    /// The first instant of the period.
    pub from: DateTime<Utc>,
    /// The first instant after it.
    pub before: DateTime<Utc>,
    /// By unit, in the order of their names.
    pub units: Vec<UnitRow>,
    /// All of them together.
    pub total: UnitFigures,
}

impl App {
    /// How units do in a period.
    ///
    /// # Errors
    /// 403; 422 naming wrong parameters.
    pub async fn evaluation(&self, caller: &Caller, period: &FigurePeriod) -> Result<Evaluation> {
        let own_unit_id = own_unit(caller)?;
        let now = self.clock.now();
        let period = period.read(&self.config, now)?;
        let units = self
            .storage
            .read(move |c| {
                let counts = counts(c, period, now)?;
                let names = figures::unit_names(c)?.into_iter();
                let is_shown = |id: &str| own_unit_id.as_deref().is_none_or(|own| own == id);
                let row = |(unit_id, unit): (String, String)| {
                    let figures = counts.get(&unit_id).copied().unwrap_or_default().into();
                    is_shown(&unit_id).then_some(UnitRow { unit_id, unit, figures })
                };
                Ok(names.filter_map(row).collect::<Vec<_>>())
            })
            .await?;
        let total = units.iter().map(|row| row.figures.counts).fold(CaseCounts::default(), CaseCounts::plus);
        Ok(Evaluation {
            from: period.from.and_utc(),
            before: period.before.and_utc(),
            units,
            total: total.into(),
        })
    }
}

fn counts(c: &mut DbConnection, period: Period, now: DateTime<Utc>) -> Result<HashMap<String, CaseCounts>> {
    let mut units: HashMap<String, CaseCounts> = HashMap::new();
    for row in figures::due(c, period.pair(), now.naive_utc())? {
        let counts = units.entry(row.unit_id).or_default();
        counts.due = row.due;
        counts.suspended = row.suspended;
        (counts.closed, counts.on_time, counts.overdue) = (row.closed, row.on_time, row.overdue);
    }
    for row in figures::events(c, period.pair())? {
        let counts = units.entry(row.unit_id).or_default();
        match EventKind::parse(&row.kind) {
            Ok(EventKind::SentBack) => counts.rework = row.events,
            Ok(EventKind::Returned) => counts.returns = row.events,
            Ok(EventKind::RequestRefused) => counts.refused = row.events,
            Ok(EventKind::Extended) => counts.extensions = row.events,
            _ => {}
        }
    }
    Ok(units)
}
