//! What notices are made of: events of reports, postings of the journal, names, and who is to be told.

use crate::domain::report_event::{EventKind, Side};
use crate::domain::role::Role;
use crate::error::Result;
use crate::storage::DbConnection;
use crate::storage::schema::{redemption, report, report_event, report_join, shop, unit, users};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::HashMap;

/// Most people of the center who are told of one thing that nobody there has in hand.
const CENTER_LIMIT: i64 = 200;

/// An event of a report, with what the report is now.
#[derive(Debug, Clone, Queryable)]
pub struct EventSource {
    /// An event kind.
    pub kind: String,
    /// When it happened.
    pub at: NaiveDateTime,
    /// Who did it.
    pub actor_id: Option<String>,
    /// What was said and decided, as JSON.
    pub detail: String,
    /// What the report is called by.
    pub number: String,
    /// Who reported.
    pub resident_id: String,
}

/// The event at this place of a report's history.
///
/// # Errors
/// The database's; 404.
pub fn event(connection: &mut DbConnection, report_id: &str, position: i32) -> Result<EventSource> {
    Ok(report_event::table
        .inner_join(report::table.on(report::id.eq(report_event::report_id)))
        .filter(report_event::report_id.eq(report_id))
        .filter(report_event::position.eq(position))
        .select((
            report_event::kind,
            report_event::at,
            report_event::actor_id,
            report_event::detail,
            report::number,
            report::resident_id,
        ))
        .first(connection)?)
}

/// Who waits for the end of a report together with its reporter: those whose reports were merged into it, and those
/// who joined it instead of filing their own.
///
/// # Errors
/// The database's.
pub fn sharer_ids(connection: &mut DbConnection, report_id: &str) -> Result<Vec<String>> {
    let mut ids: Vec<String> = report::table
        .filter(report::merged_into.eq(report_id))
        .select(report::resident_id)
        .distinct()
        .load(connection)?;
    ids.extend(
        report_join::table
            .filter(report_join::report_id.eq(report_id))
            .select(report_join::resident_id)
            .load::<String>(connection)?,
    );
    Ok(ids)
}

/// The name of a unit and its people.
///
/// # Errors
/// The database's.
pub fn handlers(connection: &mut DbConnection, unit_id: &str) -> Result<(Option<String>, Vec<String>)> {
    let name = unit::table.find(unit_id).select(unit::name).first(connection).optional()?;
    let people = users::table
        .filter(users::role.eq("handler"))
        .filter(users::unit_id.eq(unit_id))
        .filter(users::active)
        .select(users::id)
        .load(connection)?;
    Ok((name, people))
}

/// The people at a shop's tills.
///
/// # Errors
/// The database's.
pub fn cashiers(connection: &mut DbConnection, shop_id: &str) -> Result<Vec<String>> {
    Ok(users::table
        .filter(users::role.eq("cashier"))
        .filter(users::shop_id.eq(shop_id))
        .filter(users::active)
        .select(users::id)
        .load(connection)?)
}

/// The dispatcher who did something with this report last, if still at the center.
///
/// # Errors
/// The database's.
pub fn center_of(connection: &mut DbConnection, report_id: &str) -> Result<Option<String>> {
    // The center asks too, before a unit has the report.
    let kinds =
        EventKind::ALL.iter().filter(|kind| kind.side() == Side::Center || **kind == EventKind::Asked);
    Ok(report_event::table
        .inner_join(users::table.on(users::id.nullable().eq(report_event::actor_id)))
        .filter(report_event::report_id.eq(report_id))
        .filter(report_event::kind.eq_any(kinds.map(|kind| kind.as_str())))
        .filter(users::role.eq_any(["dispatcher", "admin"]))
        .filter(users::active)
        .order(report_event::position.desc())
        .select(users::id)
        .first(connection)
        .optional()?)
}

/// The dispatchers, the first few hundred of them.
///
/// # Errors
/// The database's.
pub fn dispatchers(connection: &mut DbConnection) -> Result<Vec<String>> {
    of_role(connection, Role::Dispatcher)
}

/// The admins, the first few hundred of them.
///
/// # Errors
/// The database's.
pub fn admins(connection: &mut DbConnection) -> Result<Vec<String>> {
    of_role(connection, Role::Admin)
}

fn of_role(connection: &mut DbConnection, role: Role) -> Result<Vec<String>> {
    Ok(users::table
        .filter(users::role.eq(role.as_str()))
        .filter(users::active)
        .order(users::id)
        .limit(CENTER_LIMIT)
        .select(users::id)
        .load(connection)?)
}

/// Those of these people who can log in. Whom a file only names by a handle cannot.
///
/// # Errors
/// The database's.
pub fn reachable(connection: &mut DbConnection, ids: &[&str]) -> Result<Vec<String>> {
    Ok(users::table
        .filter(users::id.eq_any(ids))
        .filter(users::active)
        .filter(users::handle.is_null().or(users::phone.is_not_null()))
        .select(users::id)
        .load(connection)?)
}

/// The names of the shops of these redemptions, by redemption.
///
/// # Errors
/// The database's.
pub fn shop_of_redemptions(connection: &mut DbConnection, ids: &[&str]) -> Result<HashMap<String, String>> {
    let names: Vec<(String, String)> = redemption::table
        .inner_join(shop::table.on(shop::id.eq(redemption::shop_id)))
        .filter(redemption::id.eq_any(ids))
        .select((redemption::id, shop::name))
        .load(connection)?;
    Ok(names.into_iter().collect())
}

/// The numbers of these reports, by id.
///
/// # Errors
/// The database's.
pub fn report_numbers(connection: &mut DbConnection, ids: &[&str]) -> Result<HashMap<String, String>> {
    let numbers: Vec<(String, String)> =
        report::table.filter(report::id.eq_any(ids)).select((report::id, report::number)).load(connection)?;
    Ok(numbers.into_iter().collect())
}
