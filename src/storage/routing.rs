//! Which unit is responsible for a category in a subdistrict, and how long everything may take.

use super::schema::{route, time_limit};
use super::{DbConnection, WriteTx};
use crate::domain::clock::Stage;
use crate::domain::time_limit::{LimitUnit, TimeLimit};
use crate::error::{Error, Result};
use crate::on_backend;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// The time limits of one category.
pub type Limits = BTreeMap<Stage, TimeLimit>;

/// A unit that is responsible for a category in a subdistrict.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Queryable, Selectable, Insertable)]
#[diesel(table_name = route)]
pub struct RouteRow {
    /// The category.
    pub category_code: String,
    /// The subdistrict (街道).
    pub subdistrict: String,
    /// The unit.
    pub unit_id: String,
}

/// The limits of one category.
///
/// # Errors
/// The database's.
pub fn limits_of(connection: &mut DbConnection, category_code: &str) -> Result<Limits> {
    let rows: Vec<(String, i32, String)> = time_limit::table
        .filter(time_limit::category_code.eq(category_code))
        .select((time_limit::stage, time_limit::amount, time_limit::unit))
        .load(connection)?;
    rows.iter().map(|(stage, amount, unit)| read(stage, *amount, unit)).collect()
}

/// The limits of all categories that have any, by code.
///
/// # Errors
/// The database's.
pub fn all_limits(connection: &mut DbConnection) -> Result<BTreeMap<String, Limits>> {
    let rows: Vec<(String, String, i32, String)> = time_limit::table.load(connection)?;
    let mut all: BTreeMap<String, Limits> = BTreeMap::new();
    for (code, stage, amount, unit) in rows {
        let (stage, limit) = read(&stage, amount, &unit)?;
        all.entry(code).or_default().insert(stage, limit);
    }
    Ok(all)
}

fn read(stage: &str, amount: i32, unit: &str) -> Result<(Stage, TimeLimit)> {
    let stage = Stage::parse(stage).map_err(Error::internal)?;
    let unit = LimitUnit::parse(unit).map_err(Error::internal)?;
    Ok((stage, TimeLimit::new(amount.into(), unit).map_err(Error::internal)?))
}

/// Sets one limit of a category, or takes it away.
///
/// # Errors
/// The database's.
pub fn set_limit(
    tx: &mut WriteTx<'_>,
    category_code: &str,
    stage: Stage,
    limit: Option<TimeLimit>,
) -> Result<()> {
    let Some(limit) = limit else {
        diesel::delete(time_limit::table.find((category_code, stage.as_str()))).execute(&mut **tx)?;
        return Ok(());
    };
    let (amount, unit) = (i32::from(limit.amount()), limit.unit().as_str());
    on_backend!(&mut **tx, |c| diesel::insert_into(time_limit::table)
        .values((
            time_limit::category_code.eq(category_code),
            time_limit::stage.eq(stage.as_str()),
            time_limit::amount.eq(amount),
            time_limit::unit.eq(unit),
        ))
        .on_conflict((time_limit::category_code, time_limit::stage))
        .do_update()
        .set((time_limit::amount.eq(amount), time_limit::unit.eq(unit)))
        .execute(c))?;
    Ok(())
}

/// The routes of all categories, by category and subdistrict.
///
/// # Errors
/// The database's.
pub fn all_routes(connection: &mut DbConnection) -> Result<Vec<RouteRow>> {
    Ok(route::table
        .order((route::category_code, route::subdistrict))
        .select(RouteRow::as_select())
        .load(connection)?)
}

/// The unit that is responsible for a category in a subdistrict, if that is another than everywhere else.
///
/// # Errors
/// The database's.
pub fn unit_of(
    connection: &mut DbConnection,
    category_code: &str,
    subdistrict: &str,
) -> Result<Option<String>> {
    Ok(route::table.find((category_code, subdistrict)).select(route::unit_id).first(connection).optional()?)
}

/// Sets the routes of a category in the place of those that it has.
///
/// # Errors
/// The database's.
pub fn replace_routes(tx: &mut WriteTx<'_>, category_code: &str, routes: &[RouteRow]) -> Result<()> {
    diesel::delete(route::table.filter(route::category_code.eq(category_code))).execute(&mut **tx)?;
    routes.iter().try_for_each(|route| set_route(tx, route))
}

/// Takes one route away, if it is there.
///
/// # Errors
/// The database's.
pub fn forget_route(tx: &mut WriteTx<'_>, category_code: &str, subdistrict: &str) -> Result<()> {
    diesel::delete(route::table.find((category_code, subdistrict))).execute(&mut **tx)?;
    Ok(())
}

/// Sets one route.
///
/// # Errors
/// The database's.
pub fn set_route(tx: &mut WriteTx<'_>, row: &RouteRow) -> Result<()> {
    on_backend!(&mut **tx, |c| diesel::insert_into(route::table)
        .values(row)
        .on_conflict((route::category_code, route::subdistrict))
        .do_update()
        .set(route::unit_id.eq(&row.unit_id))
        .execute(c))?;
    Ok(())
}
