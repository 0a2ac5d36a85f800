//! Reports of a made-up past: most of them closed, some on every desk.

use super::lanes::{Indexes, Lanes, connect};
use super::rows::{ClockRow, ReportRow};
use super::{DAYS, Length, id_of};
use crate::places::Database;
use crate::seed;
use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl, sql_query};

/// Reports that are written together.
const PIECE: u64 = 5000;

/// Of so many reports, one is still open.
const ONE_OPEN_OF: u64 = 40;

/// The desks that open ones lie on, in turns.
const OPEN: [&str; 5] = ["submitted", "accepted", "assigned", "in_progress", "resolved"];

/// Where a unit's clock runs.
const WITH_UNIT: [&str; 2] = ["assigned", "in_progress"];

/// How long a unit has.
const LIMIT: TimeDelta = TimeDelta::hours(72);

#[derive(Debug, Clone, QueryableByName)]
struct Category {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    group_code: String,
}

/// Writes them.
///
/// # Errors
/// The database's.
pub(super) fn write(database: &Database, now: DateTime<Utc>, length: Length) -> Result<()> {
    let mut connection = connect(database)?;
    let categories: Vec<Category> =
        sql_query("SELECT code, group_code FROM category ORDER BY code").load(&mut connection)?;
    let indexes = Indexes::take(&mut connection, &["report", "report_clock"])?;
    let lanes = Lanes::open(database, 2)?;
    let begins_at = now - TimeDelta::days(DAYS);
    let step = TimeDelta::seconds(DAYS * 86_400) / i32::try_from(length.reports.max(1))?;
    for (lane, first) in (0..length.reports).step_by(usize::try_from(PIECE)?).enumerate() {
        let numbers = first..length.reports.min(first + PIECE);
        let rows = numbers
            .map(|number| {
                let category = categories.get(usize::try_from(number)? % categories.len().max(1));
                let at = begins_at + step * i32::try_from(number)?;
                row(number, at, category.context("the database has no categories")?, length.residents)
            })
            .collect::<Result<Vec<_>>>()?;
        let clocks: Vec<ClockRow> = rows.iter().filter_map(clock).collect();
        lanes.write(lane, move |c| {
            ReportRow::write_all(c, &rows)?;
            ClockRow::write_all(c, &clocks)
        })?;
    }
    lanes.close()?;
    // Whoever was late has been told so.
    connection.batch_execute(
        "INSERT INTO due_told (report_id, due_at, kind, at)
            SELECT report_id, due_at, 'due_soon', due_at FROM report_clock WHERE due_at IS NOT NULL;
         INSERT INTO due_told (report_id, due_at, kind, at)
            SELECT report_id, due_at, 'overdue', due_at FROM report_clock WHERE due_at IS NOT NULL",
    )?;
    indexes.give_back(&mut connection)
}

fn row(number: u64, at: DateTime<Utc>, category: &Category, residents: u32) -> Result<ReportRow> {
    let is_open = number.is_multiple_of(ONE_OPEN_OF);
    let desk = usize::try_from(number / ONE_OPEN_OF)? % OPEN.len();
    let status = if is_open { OPEN[desk] } else { "closed" };
    let with_unit = WITH_UNIT.contains(&status);
    let closed_at = (!is_open).then(|| (at + LIMIT).naive_utc());
    Ok(ReportRow {
        id: id_of('r', number),
        number: format!("QL{number:012}"),
        resident_id: seed::resident(rand::random_range(0..residents)),
        category_code: category.code.clone(),
        group_code: category.group_code.clone(),
        description: format!("路灯不亮，晚上走路看不清，麻烦尽快处理 {number}"),
        lat_e7: 255_000_000 + i64::try_from(number % 10_000)? * 100,
        lng_e7: 1_038_000_000 + i64::try_from(number / 10_000 % 10_000)? * 100,
        datum: "gcj02",
        status,
        unit_id: with_unit.then_some("unit"),
        tier: (!is_open).then_some("general"),
        published: false,
        submitted_at: at.naive_utc(),
        closed_at,
        updated_at: closed_at.unwrap_or(at.naive_utc()),
    })
}

fn clock(report: &ReportRow) -> Option<ClockRow> {
    WITH_UNIT.contains(&report.status).then(|| ClockRow {
        report_id: report.id.clone(),
        position: 0,
        stage: "handling",
        unit_id: report.unit_id,
        started_at: report.submitted_at,
        due_at: Some(report.submitted_at + LIMIT),
        basis: "plain",
    })
}
