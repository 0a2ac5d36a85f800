//! Seasons, shops and people, written straight into the database as the rooms that own them would leave them.

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use golden_beans::service::App;

/// The rules of `rules.md`, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    pub effective_from: NaiveDate,
    pub minor: i64,
    pub general: i64,
    pub major: i64,
    pub daily_cap: i64,
    pub monthly_cap: i64,
}

/// A campaign as it is stored.
#[derive(Debug, Clone)]
pub struct Season {
    pub id: String,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    /// `closed` or `submitted`
    pub reckon_by: &'static str,
    pub redeem_until: Option<NaiveDate>,
    /// `draft`, `active`, `paused` or `ended`
    pub status: &'static str,
    pub rules: Vec<Rules>,
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Summer 2024: both versions of the rules.
pub fn known_season(id: &str) -> Season {
    let beans = |beans: i64| beans * 100;
    let rules = |from: &str, tiers: [i64; 3], daily_cap, monthly_cap| Rules {
        effective_from: day(from),
        minor: beans(tiers[0]),
        general: beans(tiers[1]),
        major: beans(tiers[2]),
        daily_cap: beans(daily_cap),
        monthly_cap: beans(monthly_cap),
    };
    Season {
        id: id.to_owned(),
        starts_on: day("2024-07-01"),
        ends_on: day("2024-09-30"),
        reckon_by: "closed",
        redeem_until: None,
        status: "active",
        rules: vec![rules("2024-07-01", [0, 3, 5], 10, 100), rules("2024-08-01", [5, 10, 20], 20, 300)],
    }
}

/// Runs statements in one write transaction.
pub async fn execute(app: &App, statements: String) {
    app.storage
        .write(move |tx| {
            tx.batch_execute(&statements)?;
            Ok(())
        })
        .await
        .unwrap();
}

/// The same for a change of campaigns, rules or shops, which the ledger must hear of.
pub async fn change_scheme(app: &App, statements: String) {
    let heard = "UPDATE ledger_head SET scheme_revision = scheme_revision + 1;";
    execute(app, format!("{statements}; {heard}")).await;
}

const LONG_AGO: &str = "2024-01-01 00:00:00";

pub async fn add_season(app: &App, season: &Season) {
    let Season { id, starts_on, ends_on, reckon_by, status, .. } = season;
    let redeem_until = season.redeem_until.map_or("NULL".to_owned(), |on| format!("'{on}'"));
    let mut statements = format!(
        "INSERT INTO campaign (id, name, starts_on, ends_on, ended_on, reckon_by, redeem_until, status, created_at) \
         VALUES ('{id}', 'season {id}', '{starts_on}', '{ends_on}', NULL, '{reckon_by}', {redeem_until}, \
         '{status}', '{LONG_AGO}');"
    );
    for (version, rules) in (1..).zip(&season.rules) {
        statements += &rules_statements(id, version, rules);
    }
    change_scheme(app, statements).await;
}

pub async fn add_rules(app: &App, campaign_id: &str, version: usize, rules: &Rules) {
    change_scheme(app, rules_statements(campaign_id, version, rules)).await;
}

fn rules_statements(campaign_id: &str, version: usize, rules: &Rules) -> String {
    let Rules { effective_from, minor, general, major, daily_cap, monthly_cap } = rules;
    let mut statements = format!(
        "INSERT INTO rule_version (campaign_id, version, effective_from, daily_cap, monthly_cap, created_at) \
         VALUES ('{campaign_id}', {version}, '{effective_from}', {daily_cap}, {monthly_cap}, '{LONG_AGO}');"
    );
    for (grade, beans) in [("minor", minor), ("general", general), ("major", major)] {
        statements += &format!(
            "INSERT INTO rule_amount (campaign_id, version, deed_kind, grade, beans) \
             VALUES ('{campaign_id}', {version}, 'report', '{grade}', {beans});"
        );
    }
    statements
}

pub async fn set_status(app: &App, campaign_id: &str, status: &str, ended_on: Option<NaiveDate>) {
    let ended_on = ended_on.map_or("NULL".to_owned(), |on| format!("'{on}'"));
    change_scheme(
        app,
        format!("UPDATE campaign SET status = '{status}', ended_on = {ended_on} WHERE id = '{campaign_id}'"),
    )
    .await;
}

pub async fn add_shop(app: &App, id: &str) {
    let shop = format!(
        "INSERT INTO shop (id, name, active, created_at) VALUES ('{id}', 'shop {id}', TRUE, '{LONG_AGO}');"
    );
    let cashier = person(&cashier_of(id), "cashier", &format!("'{id}'"));
    change_scheme(app, shop + &cashier).await;
}

pub async fn set_shop_active(app: &App, id: &str, active: bool) {
    change_scheme(app, format!("UPDATE shop SET active = {active} WHERE id = '{id}'")).await;
}

/// The cashier that comes with a shop.
pub fn cashier_of(shop_id: &str) -> String {
    format!("cashier-of-{shop_id}")
}

pub async fn add_resident(app: &App, id: &str) {
    execute(app, person(id, "resident", "NULL")).await;
}

fn person(id: &str, role: &str, shop_id: &str) -> String {
    format!(
        "INSERT INTO users (id, role, shop_id, active, created_at, updated_at) \
         VALUES ('{id}', '{role}', {shop_id}, TRUE, '{LONG_AGO}', '{LONG_AGO}');"
    )
}

/// A report with its first event.
pub async fn add_report(app: &App, id: &str, resident_id: &str) {
    execute(
        app,
        format!(
            "INSERT INTO category (code, group_code, name, position, active) \
             VALUES ('cat-{id}', 'municipal', 'category of {id}', 1, TRUE); \
             INSERT INTO report (id, number, resident_id, category_code, group_code, description, lat_e7, lng_e7, \
             datum, status, submitted_at, updated_at) VALUES ('{id}', 'number {id}', '{resident_id}', 'cat-{id}', \
             'municipal', 'a lamp is broken', 0, 0, 'wgs84', 'submitted', '{LONG_AGO}', '{LONG_AGO}'); \
             INSERT INTO report_event (report_id, position, kind, at, actor_id, to_status, detail) \
             VALUES ('{id}', 0, 'submitted', '{LONG_AGO}', '{resident_id}', 'submitted', '{{}}');"
        ),
    )
    .await;
}
