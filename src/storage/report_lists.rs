//! Lists of reports: newest first, by key, with a fixed number of queries whatever the page's length.

use super::DbConnection;
use super::reports::ReportRow;
use super::schema::{category, report, report_clock, supervision, unit, users};
use crate::domain::clock::Stage;
use crate::domain::location::Datum;
use crate::error::Result;
use chrono::NaiveDateTime;
use diesel::dsl::{not, sql};
use diesel::expression_methods::EscapeExpressionMethods;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

diesel::define_sql_function! {
    /// The text in small letters, as far as the database knows letters.
    fn lower(text: Text) -> Text;
}

/// Which reports. Everything that is said must hold.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// This one.
    pub id: Option<String>,
    /// Of this resident.
    pub resident_id: Option<String>,
    /// At one of these states; empty for any.
    pub statuses: Vec<&'static str>,
    /// In this group.
    pub group: Option<&'static str>,
    /// Of this category.
    pub category: Option<String>,
    /// Of this unit.
    pub unit_id: Option<String>,
    /// With a clock that ends within these borders (true), or without one.
    pub due: Vec<(bool, DueWithin)>,
    /// Under supervision or not.
    pub supervised: Option<bool>,
    /// Words that number, description or address contain.
    pub words: Option<String>,
    /// Filed at or after.
    pub from: Option<NaiveDateTime>,
    /// Filed before.
    pub before: Option<NaiveDateTime>,
    /// Within one of these boxes, one for each datum; empty for anywhere.
    pub boxes: Vec<DatumBox>,
    /// Public or not.
    pub published: Option<bool>,
    /// Filed before this one, the last of the page before.
    pub after_id: Option<String>,
}

/// A box of positions in one datum, in ten-millionths of a degree, borders included.
#[derive(Debug, Clone, Copy)]
pub struct DatumBox {
    /// The datum of the borders and of the positions that are compared.
    pub datum: Datum,
    /// Southern and northern border.
    pub lat_e7: (i64, i64),
    /// Western and eastern border.
    pub lng_e7: (i64, i64),
}

/// When a clock that runs ends.
#[derive(Debug, Clone, Copy)]
pub struct DueWithin {
    /// The first instant; none for any before.
    pub from: Option<NaiveDateTime>,
    /// The instant after the last.
    pub before: NaiveDateTime,
    /// Which clocks count.
    pub stages: &'static [Stage],
}

impl DueWithin {
    fn stages(self) -> Vec<&'static str> {
        self.stages.iter().map(|stage| stage.as_str()).collect()
    }
}

type Backend = <DbConnection as diesel::Connection>::Backend;
type Condition = Box<dyn BoxableExpression<report::table, Backend, SqlType = Nullable<Bool>>>;

/// A small set that a list begins at, for a database left alone may begin at the reports, of which there are many.
#[derive(Debug, Clone, Copy)]
enum Few {
    /// Those under supervision.
    Supervised,
    /// Those with a clock that runs.
    Due(DueWithin),
}

impl Few {
    /// The smallest that the filter names, taken out of it.
    fn of(filter: &mut Filter) -> Option<Self> {
        if filter.supervised == Some(true) {
            filter.supervised = None;
            return Some(Self::Supervised);
        }
        let place = filter.due.iter().position(|(wanted, _)| *wanted)?;
        Some(Self::Due(filter.due.swap_remove(place).1))
    }

    /// The next of them, newest first, before this one.
    fn next(self, c: &mut DbConnection, before_id: Option<&str>, rows: i64) -> Result<Vec<String>> {
        match self {
            Self::Supervised => supervised_ids(c, before_id, rows),
            Self::Due(within) => running(c, within, before_id, rows),
        }
    }
}

/// Up to `rows` reports, newest first.
///
/// # Errors
/// The database's.
pub fn list(connection: &mut DbConnection, filter: &Filter, rows: i64) -> Result<Vec<ReportRow>> {
    let mut rest = filter.clone();
    match Few::of(&mut rest) {
        Some(few) => walk(connection, few, rest, rows),
        None => newest(connection, &rest, None, rows),
    }
}

/// Those of these ids, or of all, to which the filter applies.
fn newest(
    connection: &mut DbConnection,
    filter: &Filter,
    ids: Option<&[String]>,
    rows: i64,
) -> Result<Vec<ReportRow>> {
    let mut query = report::table
        .select(ReportRow::as_select())
        .order(report::id.desc())
        .limit(rows)
        .into_boxed::<Backend>();
    for condition in conditions(filter) {
        query = query.filter(condition);
    }
    if let Some(ids) = ids {
        query = query.filter(report::id.eq_any(ids));
    }
    Ok(query.load(connection)?)
}

/// Of the few, how many are walked together, at the least: a small page under a narrow filter must not ask for each by
/// itself.
const PIECE_ROWS: i64 = 200;

/// Walks the few, the newest first, a piece at a time until the page is full.
fn walk(connection: &mut DbConnection, few: Few, mut rest: Filter, rows: i64) -> Result<Vec<ReportRow>> {
    let piece_rows = rows.max(PIECE_ROWS);
    let mut found = Vec::new();
    loop {
        let ids = few.next(connection, rest.after_id.as_deref(), piece_rows)?;
        let is_last = i64::try_from(ids.len()).unwrap_or(piece_rows) < piece_rows;
        rest.after_id = ids.last().cloned().or(rest.after_id);
        let unfilled = rows.saturating_sub(i64::try_from(found.len()).unwrap_or(rows));
        let of_piece = Filter { after_id: None, ..rest.clone() };
        if !ids.is_empty() {
            found.extend(newest(connection, &of_piece, Some(&ids), unfilled)?);
        }
        if is_last || i64::try_from(found.len()).unwrap_or(rows) >= rows {
            return Ok(found);
        }
    }
}

/// Up to `rows` reports under supervision, before this one.
fn supervised_ids(connection: &mut DbConnection, before_id: Option<&str>, rows: i64) -> Result<Vec<String>> {
    let mut query = supervision::table
        .select(supervision::report_id)
        .order(supervision::report_id.desc())
        .limit(rows)
        .into_boxed::<Backend>();
    if let Some(before_id) = before_id {
        query = query.filter(supervision::report_id.lt(before_id.to_owned()));
    }
    Ok(query.load(connection)?)
}

/// Up to `rows` reports with a clock that ends within these borders, before this one.
fn running(
    connection: &mut DbConnection,
    within: DueWithin,
    before_id: Option<&str>,
    rows: i64,
) -> Result<Vec<String>> {
    let mut query = run_out_before(within.before, within.stages())
        .distinct()
        .order(report_clock::report_id.desc())
        .limit(rows)
        .into_boxed::<Backend>();
    if let Some(from) = within.from {
        query = query.filter(report_clock::due_at.ge(from));
    }
    if let Some(before_id) = before_id {
        query = query.filter(report_clock::report_id.lt(before_id.to_owned()));
    }
    Ok(query.load(connection)?)
}

/// How many reports there are of these.
///
/// # Errors
/// The database's.
pub fn count(connection: &mut DbConnection, filter: &Filter) -> Result<i64> {
    let mut query = report::table.select(sql::<BigInt>("COUNT(*)")).into_boxed::<Backend>();
    for condition in conditions(filter) {
        query = query.filter(condition);
    }
    Ok(query.get_result(connection)?)
}

fn conditions(filter: &Filter) -> Vec<Condition> {
    let f = filter.clone();
    let mut all: Vec<Option<Condition>> = vec![
        f.id.map(|id| Box::new(report::id.eq(id).nullable()) as Condition),
        f.resident_id.map(|id| Box::new(report::resident_id.eq(id).nullable()) as Condition),
        f.group.map(|group| Box::new(report::group_code.eq(group).nullable()) as Condition),
        f.category.map(|code| Box::new(report::category_code.eq(code).nullable()) as Condition),
        f.unit_id.map(|id| Box::new(report::unit_id.eq(id)) as Condition),
        f.published.map(|published| Box::new(report::published.eq(published).nullable()) as Condition),
        f.after_id.map(|id| Box::new(report::id.lt(id).nullable()) as Condition),
        f.supervised.map(supervised),
        f.words.map(|words| mention(&words)),
        f.from.map(|from| Box::new(report::submitted_at.ge(from).nullable()) as Condition),
        f.before.map(|before| Box::new(report::submitted_at.lt(before).nullable()) as Condition),
    ];
    if !f.statuses.is_empty() {
        all.push(Some(Box::new(report::status.eq_any(f.statuses).nullable())));
    }
    all.extend(f.due.into_iter().map(|(wanted, within)| Some(ends(wanted, within))));
    all.push(f.boxes.into_iter().map(inside).reduce(|one, other| Box::new(one.or(other))));
    all.into_iter().flatten().collect()
}

fn ends(wanted: bool, within: DueWithin) -> Condition {
    let clocks = run_out_before(within.before, within.stages());
    match (within.from, wanted) {
        (Some(from), true) => {
            Box::new(report::id.eq_any(clocks.filter(report_clock::due_at.ge(from))).nullable())
        }
        (Some(from), false) => {
            Box::new(report::id.ne_all(clocks.filter(report_clock::due_at.ge(from))).nullable())
        }
        (None, true) => Box::new(report::id.eq_any(clocks).nullable()),
        (None, false) => Box::new(report::id.ne_all(clocks).nullable()),
    }
}

/// By the index of clocks that run, of which there are few however many reports have ended.
#[diesel::dsl::auto_type(no_type_alias)]
fn run_out_before(before: NaiveDateTime, stages: Vec<&'static str>) -> _ {
    report_clock::table
        .filter(report_clock::ended_at.is_null())
        .filter(report_clock::due_at.lt(before))
        .filter(report_clock::stage.eq_any(stages))
        .select(report_clock::report_id)
}

fn supervised(wanted: bool) -> Condition {
    let is_one = report::id.eq_any(supervision::table.select(supervision::report_id));
    if wanted { Box::new(is_one.nullable()) } else { Box::new(not(is_one).nullable()) }
}

fn mention(words: &str) -> Condition {
    let mut pattern = String::with_capacity(words.len().saturating_add(2));
    pattern.push('%');
    for character in words.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    let alike = |pattern: &str| lower(pattern.to_owned());
    let in_address = lower(report::address.assume_not_null()).like(alike(&pattern)).escape('\\');
    Box::new(
        lower(report::number)
            .like(alike(&pattern))
            .escape('\\')
            .or(lower(report::description).like(alike(&pattern)).escape('\\'))
            .or(report::address.is_not_null().and(in_address))
            .nullable(),
    )
}

fn inside(area: DatumBox) -> Condition {
    Box::new(
        report::datum
            .eq(area.datum.as_str())
            .and(report::lat_e7.between(area.lat_e7.0, area.lat_e7.1))
            .and(report::lng_e7.between(area.lng_e7.0, area.lng_e7.1))
            .nullable(),
    )
}

/// The names of these categories, as (code, name).
///
/// # Errors
/// The database's.
pub fn category_names(connection: &mut DbConnection, codes: &[&str]) -> Result<Vec<(String, String)>> {
    Ok(category::table
        .filter(category::code.eq_any(codes))
        .select((category::code, category::name))
        .load(connection)?)
}

/// The names of these units, as (id, name).
///
/// # Errors
/// The database's.
pub fn unit_names(connection: &mut DbConnection, ids: &[&str]) -> Result<Vec<(String, String)>> {
    Ok(unit::table.filter(unit::id.eq_any(ids)).select((unit::id, unit::name)).load(connection)?)
}

/// What is known of a person who reported. Personal: not to be printed.
#[derive(Clone, Queryable)]
pub struct ReporterRow {
    /// `users.id`
    pub id: String,
    /// The person's name.
    pub name: Option<String>,
    /// The person's phone.
    pub phone: Option<String>,
    /// What imported reports call the person.
    pub handle: Option<String>,
}

impl ReporterRow {
    /// What the person is called, to be taken out of texts.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        [&self.name, &self.handle, &self.phone].into_iter().filter_map(|name| name.as_deref()).collect()
    }
}

/// The people of these ids.
///
/// # Errors
/// The database's.
pub fn reporters(connection: &mut DbConnection, ids: &[&str]) -> Result<Vec<ReporterRow>> {
    Ok(users::table
        .filter(users::id.eq_any(ids))
        .select((users::id, users::name, users::phone, users::handle))
        .load(connection)?)
}

/// The numbers of these reports, as (id, number).
///
/// # Errors
/// The database's.
pub fn numbers(connection: &mut DbConnection, ids: &[&str]) -> Result<Vec<(String, String)>> {
    Ok(report::table.filter(report::id.eq_any(ids)).select((report::id, report::number)).load(connection)?)
}

/// The duplicates of a report, as (id, number), first filed first.
///
/// # Errors
/// The database's.
pub fn duplicates(connection: &mut DbConnection, id: &str) -> Result<Vec<(String, String)>> {
    Ok(report::table
        .filter(report::merged_into.eq(id))
        .order(report::id)
        .select((report::id, report::number))
        .load(connection)?)
}
