//! A season with a hot campaign, shops with their tills, and residents, written straight into the database as the
//! rooms that own them would leave them.

use super::places::Database;
use anyhow::Result;
use chrono::{DateTime, Days, Utc};
use diesel::connection::SimpleConnection;
use golden_beans::auth::{Passwords, SecretText};
use golden_beans::domain::beans::Beans;
use golden_beans::storage::{Storage, WriteTx};

/// The one campaign, whose budget every award draws on.
pub const CAMPAIGN: &str = "season";

/// Everybody's password.
pub const PASSWORD: &str = "a long word for measuring";

/// What a deed of the middle grade earns, hundredths.
pub const AWARD_HUNDREDTHS: i64 = 300;

/// Days that the campaign reaches back and ahead.
pub const SEASON_DAYS: u64 = 400;

/// Shops; the tills are shared out among them.
pub const SHOPS: u32 = 8;

/// A cap that nothing reaches: an award that is cut to nothing would be too cheap.
const NO_CAP: i64 = 1_000_000_000;

/// The resident of that number.
#[must_use]
pub fn resident(number: u32) -> String {
    format!("resident-{number:06}")
}

/// The cashier of that number, of shop `number % SHOPS`.
#[must_use]
pub fn cashier(number: u32) -> String {
    format!("cashier-{number:03}")
}

/// The shop of that number.
#[must_use]
pub fn shop(number: u32) -> String {
    format!("shop-{number}")
}

/// The dispatcher.
pub const DISPATCHER: &str = "dispatcher";

/// Writes all of it.
///
/// # Errors
/// The database's.
pub async fn plant(
    database: &Database,
    now: DateTime<Utc>,
    residents: u32,
    cashiers: u32,
) -> Result<Storage> {
    let config = database.config()?;
    let hash = Passwords::new(&config.auth)?.hash(SecretText::new(PASSWORD.to_owned())).await?;
    let storage = Storage::open(&config.database)?;
    let today = now.date_naive();
    let (first, last) = (today - Days::new(SEASON_DAYS), today + Days::new(SEASON_DAYS));
    let at = now.naive_utc();
    let mut statements = format!(
        "INSERT INTO campaign (id, name, starts_on, ends_on, reckon_by, status, created_at)
            VALUES ('{CAMPAIGN}', 'Season', '{first}', '{last}', 'closed', 'active', '{at}');
         INSERT INTO rule_version (campaign_id, version, effective_from, daily_cap, monthly_cap, created_at)
            VALUES ('{CAMPAIGN}', 1, '{first}', {NO_CAP}, {NO_CAP}, '{at}');
         INSERT INTO rule_amount (campaign_id, version, deed_kind, grade, beans)
            VALUES ('{CAMPAIGN}', 1, 'report', 'general', {AWARD_HUNDREDTHS});
         INSERT INTO unit (id, name, active, created_at) VALUES ('unit', 'Unit', TRUE, '{at}');
         INSERT INTO category (code, group_code, name, position, active)
            VALUES ('street', 'street_order', 'Street', 1, TRUE), ('lamps', 'municipal', 'Lamps', 2, TRUE);"
    );
    for number in 0..SHOPS {
        let id = shop(number);
        statements += &format!(
            "INSERT INTO shop (id, name, active, created_at) VALUES ('{id}', '{id}', TRUE, '{at}');"
        );
    }
    statements += "UPDATE ledger_head SET scheme_revision = scheme_revision + 1;";
    let mut people: Vec<Person> = vec![Person::new(DISPATCHER.to_owned(), "dispatcher", None)];
    people.extend((0..cashiers).map(|n| Person::new(cashier(n), "cashier", Some(shop(n % SHOPS)))));
    people.extend((0..residents).map(|n| Person::new(resident(n), "resident", None)));
    storage
        .write(move |tx: &mut WriteTx<'_>| {
            tx.batch_execute(&statements)?;
            for people in people.chunks(1000) {
                tx.batch_execute(&insert_people(people, &hash, &at.to_string()))?;
            }
            Ok(())
        })
        .await?;
    Ok(storage)
}

struct Person {
    id: String,
    role: &'static str,
    shop_id: Option<String>,
}

impl Person {
    fn new(id: String, role: &'static str, shop_id: Option<String>) -> Self {
        Self { id, role, shop_id }
    }
}

fn insert_people(people: &[Person], password_hash: &str, at: &str) -> String {
    let rows: Vec<String> = people
        .iter()
        .map(|Person { id, role, shop_id }| {
            let shop_id = shop_id.as_ref().map_or("NULL".to_owned(), |id| format!("'{id}'"));
            format!(
                "('{id}', '{role}', '{id}', '李 {id}', '{password_hash}', {shop_id}, TRUE, '{at}', '{at}')"
            )
        })
        .collect();
    format!(
        "INSERT INTO users (id, role, username, name, password_hash, shop_id, active, created_at, updated_at)
         VALUES {};",
        rows.join(", ")
    )
}

/// As much as a budget can hold.
pub const BUDGET: Beans = Beans::MAX;
