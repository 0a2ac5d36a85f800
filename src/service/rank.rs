//! The monthly rank: who earned most, with masked names, without those who want no place in it.
//!
//! A month is read at most once in `scheme.rank_age_ms`, however many ask; an opt-out is seen at once in the process
//! that took it and after that time in others.

use super::App;
use crate::auth::Caller;
use crate::domain::beans::Beans;
use crate::domain::calendar::{local_date, month_of};
use crate::domain::name::mask_name;
use crate::domain::role::Role;
use crate::error::{Error, Result};
use crate::storage::{DbConnection, rank};
use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Mutex;

/// A month's rank.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Rank {
    /// The first day of the month.
    pub month_on: NaiveDate,
    /// The first places; equal beans share a place.
    pub items: Vec<RankPlace>,
    /// Residents who have a place.
    pub residents: usize,
    /// What the caller earned in the month.
    pub my_beans: Beans,
    /// The caller's place; null without beans, or when opted out.
    pub my_place: Option<usize>,
    /// Whether the caller has no place because they want none.
    pub opted_out: bool,
}

/// A place in the rank.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct RankPlace {
    /// From 1.
    pub place: usize,
    /// Who, masked.
    #[schema(example = "李*")]
    pub resident: String,
    /// What they earned in the month.
    pub beans: Beans,
    /// Whether it is the caller.
    pub mine: bool,
}

/// The months that were read last.
#[derive(Debug, Default)]
pub(super) struct Ranks {
    months: Mutex<BTreeMap<NaiveDate, Kept>>,
}

/// A month with the instant at which it was read.
type Kept = (DateTime<Utc>, Arc<MonthRank>);

/// A month as it was read.
#[derive(Debug)]
struct MonthRank {
    /// What everybody earned, the most first; nothing more is kept of those below the first places.
    earned: Vec<Beans>,
    /// The first places: id, masked name, beans.
    first: Vec<(String, String, Beans)>,
}

impl MonthRank {
    fn place_of(&self, beans: Beans) -> usize {
        self.earned.partition_point(|earned| *earned > beans).saturating_add(1)
    }
}

impl App {
    /// The rank of a month, given by any of its days; this month unless said otherwise.
    ///
    /// # Errors
    /// 403; 422 on `month_on` for a month to come, or one too long ago.
    pub async fn rank(&self, caller: &Caller, month_on: Option<NaiveDate>) -> Result<Rank> {
        caller.must_be(&[Role::Resident])?;
        let (first_on, last_on) = self.ranked_month(month_on)?;
        let resident_id = caller.user_id.clone();
        let (my_beans, opted_out) = self
            .storage
            .read(move |conn| {
                let beans = rank::earned_by(conn, &resident_id, first_on, last_on)?;
                Ok((beans, rank::is_opted_out(conn, &resident_id)?))
            })
            .await?;
        let month = self.month_rank(first_on, last_on).await?;
        let place = |(id, resident, beans): &(String, String, Beans)| RankPlace {
            place: month.place_of(*beans),
            resident: resident.clone(),
            beans: *beans,
            mine: *id == caller.user_id,
        };
        let my_place = (!my_beans.is_zero() && !opted_out).then(|| month.place_of(my_beans));
        Ok(Rank {
            month_on: first_on,
            items: month.first.iter().map(place).collect(),
            residents: month.earned.len(),
            my_beans,
            my_place,
            opted_out,
        })
    }

    /// Takes the caller out of the rank, or lets them back in.
    ///
    /// # Errors
    /// 403.
    pub async fn join_rank(&self, caller: &Caller, wants_place: bool) -> Result<()> {
        caller.must_be(&[Role::Resident])?;
        let (id, now) = (caller.user_id.clone(), self.clock.now().naive_utc());
        self.storage
            .write(move |tx| if wants_place { rank::opt_in(tx, &id) } else { rank::opt_out(tx, &id, now) })
            .await?;
        self.ranks.months.lock().await.clear();
        Ok(())
    }

    /// The first and last day of a month that may be asked for.
    fn ranked_month(&self, month_on: Option<NaiveDate>) -> Result<(NaiveDate, NaiveDate)> {
        let (this_on, _) = month_of(local_date(self.clock.now(), self.config.district.timezone));
        let (first_on, last_on) = month_of(month_on.unwrap_or(this_on));
        let months = self.config.scheme.rank_months;
        let oldest_on = this_on.checked_sub_months(Months::new(months.saturating_sub(1))).unwrap_or(this_on);
        if first_on > this_on || first_on < oldest_on {
            let detail = format!("must be one of the last {months} months");
            return Err(Error::field("month_on", "out_of_range", detail));
        }
        Ok((first_on, last_on))
    }

    /// What is kept of the month, or what is read now if that is too old. Those who ask meanwhile wait for the one who
    /// reads. At most `scheme.rank_months` are kept.
    async fn month_rank(&self, first_on: NaiveDate, last_on: NaiveDate) -> Result<Arc<MonthRank>> {
        let settings = &self.config.scheme;
        let max_age = TimeDelta::milliseconds(i64::from(settings.rank_age_ms));
        let mut months = self.ranks.months.lock().await;
        let now = self.clock.now();
        months.retain(|_, (read_at, _)| *read_at <= now && now - *read_at < max_age);
        if let Some((_, month)) = months.get(&first_on) {
            return Ok(Arc::clone(month));
        }
        let places = settings.rank_places;
        let month = Arc::new(self.storage.read(move |conn| read(conn, first_on, last_on, places)).await?);
        months.insert(first_on, (now, Arc::clone(&month)));
        Ok(month)
    }
}

fn read(
    connection: &mut DbConnection,
    first_on: NaiveDate,
    last_on: NaiveDate,
    places: usize,
) -> Result<MonthRank> {
    let mut all = rank::earned_by_resident(connection, first_on, last_on)?;
    all.retain(|(_, beans)| !beans.is_zero());
    all.sort_by(|(one_id, one), (other_id, other)| other.cmp(one).then_with(|| one_id.cmp(other_id)));
    let earned = all.iter().map(|(_, beans)| *beans).collect();
    all.truncate(places);
    let ids: Vec<String> = all.iter().map(|(id, _)| id.clone()).collect();
    let names = rank::names(connection, &ids)?;
    let named = |(id, beans): (String, Beans)| {
        let name = mask_name(names.get(&id).map_or("", String::as_str));
        (id, name, beans)
    };
    Ok(MonthRank { earned, first: all.into_iter().map(named).collect() })
}
