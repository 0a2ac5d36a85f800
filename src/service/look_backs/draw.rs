//! An admin draws a sample.

use super::read::{LookBack, shown};
use crate::auth::Caller;
use crate::config::LookBackConfig;
use crate::domain::calendar::{day_end, day_start};
use crate::domain::group::CategoryGroup;
use crate::domain::look_back::{Share, draw};
use crate::domain::role::Role;
use crate::error::{Error, Result};
use crate::service::fields::Fields;
use crate::service::{App, new_id_at};
use crate::storage::look_backs::{self, CaseRow, LookBackRow, Population};
use crate::storage::{DbConnection, WriteTx, categories, units};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

/// Longest seed, characters.
const SEED_MAX_CHARS: usize = 64;

/// What to draw from closed cases, and how much.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLookBack {
    /// The same seed draws the same cases from the same population; a random one if left out.
    pub seed: Option<String>,
    /// How much, 1 to 100 per cent; rounded up to whole cases.
    #[schema(minimum = 1, maximum = 100)]
    pub share_percent: i64,
    /// Closed on or after this local date.
    pub closed_from: NaiveDate,
    /// Closed on or before this local date.
    pub closed_to: NaiveDate,
    /// Only of this group.
    pub group: Option<CategoryGroup>,
    /// Only of this category.
    pub category: Option<String>,
    /// Only of this unit.
    pub unit_id: Option<String>,
}

impl App {
    /// Draws a sample and keeps it with what it was drawn from.
    ///
    /// # Errors
    /// 403; 422 for wrong values, and where no case or more cases than the settings allow were closed.
    pub async fn draw_look_back(&self, caller: &Caller, new: NewLookBack) -> Result<LookBack> {
        caller.must_be(&[Role::Admin])?;
        let mut fields = Fields::default();
        let seed = fields.optional_line("seed", new.seed.as_deref(), SEED_MAX_CHARS);
        let seed = seed.unwrap_or_else(|| hex::encode(rand::random::<[u8; 8]>()));
        let from = fields.date("closed_from", new.closed_from);
        let to = fields.date("closed_to", new.closed_to);
        if from > to {
            fields.wrong("closed_to", "before_begin", "on or after closed_from");
        }
        let share = Share::percent(new.share_percent);
        if let Err(error) = share {
            fields.wrong("share_percent", "out_of_range", error.to_string());
        }
        fields.finish()?;
        let share = share.map_err(Error::internal)?;
        let zone = self.config.district.timezone;
        let wanted = Population {
            from: day_start(from, zone).naive_utc(),
            before: day_end(to, zone).naive_utc(),
            group_code: new.group.map(|group| group.as_str().to_owned()),
            category_code: new.category,
            unit_id: new.unit_id,
        };
        let now = self.clock.now();
        let row = LookBackRow {
            id: new_id_at(now),
            seed,
            share_percent: i32::try_from(new.share_percent).map_err(Error::internal)?,
            closed_from: from,
            closed_to: to,
            group_code: wanted.group_code.clone(),
            category_code: wanted.category_code.clone(),
            unit_id: wanted.unit_id.clone(),
            population: 0,
            cases: 0,
            drawn_by: caller.user_id.clone(),
            drawn_at: now.naive_utc(),
        };
        let limits = self.config.look_back.clone();
        let row = self.storage.write(move |tx| draw_in(tx, &row, &wanted, share, &limits)).await?;
        tracing::info!(look_back = %row.id, cases = row.cases, by = %caller.user_id, "sample drawn");
        shown(row, &[])
    }
}

fn draw_in(
    tx: &mut WriteTx<'_>,
    row: &LookBackRow,
    wanted: &Population,
    share: Share,
    limits: &LookBackConfig,
) -> Result<LookBackRow> {
    check_names(tx, wanted)?;
    let most = i64::from(limits.most_population);
    let population = look_backs::population(tx, wanted, most.saturating_add(1))?;
    let too_many = population.len() > limits.most_population as usize;
    let ids: Vec<&str> = population.iter().map(String::as_str).collect();
    let sample = draw(&row.seed, share, &ids);
    if sample.is_empty() {
        return Err(Error::field("closed_from", "no_cases", "no case was closed in this time"));
    }
    if too_many || sample.len() > limits.most_cases as usize {
        let advice = "narrow it: a shorter time, or a smaller share";
        return Err(Error::field("share_percent", "too_many_cases", advice));
    }
    let row = LookBackRow {
        population: i32::try_from(population.len()).map_err(Error::internal)?,
        cases: i32::try_from(sample.len()).map_err(Error::internal)?,
        ..row.clone()
    };
    let cases: Vec<CaseRow> = (0..)
        .zip(&sample)
        .map(|(position, report_id)| CaseRow {
            look_back_id: row.id.clone(),
            report_id: (*report_id).to_owned(),
            position,
        })
        .collect();
    look_backs::insert(tx, &row, &cases)?;
    Ok(row)
}

/// What the sample is narrowed to must be there: a typo would else look like a good month.
fn check_names(connection: &mut DbConnection, wanted: &Population) -> Result<()> {
    if let Some(code) = &wanted.category_code
        && categories::find(connection, code)?.is_none()
    {
        return Err(Error::field("category", "unknown_category", "a code of GET /api/v1/categories"));
    }
    if let Some(unit_id) = &wanted.unit_id {
        units::find(connection, unit_id).map_err(|error| match error.code() {
            crate::error::Code::NotFound => Error::field("unit_id", "unknown_unit", "the id of a unit"),
            _ => error,
        })?;
    }
    Ok(())
}
