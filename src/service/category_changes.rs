//! An admin adds and changes the categories that a report can have: who fixes them where, and how long that may take.

use super::App;
use super::fields::{Fields, present};
use crate::auth::Caller;
use crate::domain::clock::Stage;
use crate::domain::group::CategoryGroup;
use crate::domain::role::Role;
use crate::domain::time_limit::TimeLimit;
use crate::error::{Code, Error, Result};
use crate::storage::category_changes::{self as categories, CategoryChanges, CategoryRecord};
use crate::storage::routing::{self, Limits, RouteRow};
use crate::storage::{DbConnection, WriteTx, units};
use std::collections::BTreeSet;

/// Longest code of a category.
const CODE_MAX_CHARS: usize = 40;

/// How long a report may take: null is without a limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct TimeLimits {
    /// From being filed to its end.
    pub total: Option<TimeLimit>,
    /// Until a unit has it.
    pub triage: Option<TimeLimit>,
    /// Until the unit is done.
    pub handling: Option<TimeLimit>,
    /// Until the result is checked and graded.
    pub verification: Option<TimeLimit>,
}

impl From<&Limits> for TimeLimits {
    fn from(limits: &Limits) -> Self {
        let of = |stage| limits.get(&stage).copied();
        Self {
            total: of(Stage::Total),
            triage: of(Stage::Triage),
            handling: of(Stage::Handling),
            verification: of(Stage::Verification),
        }
    }
}

/// What is to change of the limits; what is left out stays, null takes it away.
#[derive(Debug, Clone, Default, serde::Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TimeLimitChanges {
    /// From being filed to its end.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<TimeLimit>)]
    pub total: Option<Option<TimeLimit>>,
    /// Until a unit has it.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<TimeLimit>)]
    pub triage: Option<Option<TimeLimit>>,
    /// Until the unit is done.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<TimeLimit>)]
    pub handling: Option<Option<TimeLimit>>,
    /// Until the result is checked and graded.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<TimeLimit>)]
    pub verification: Option<Option<TimeLimit>>,
}

impl TimeLimitChanges {
    fn write(&self, tx: &mut WriteTx<'_>, code: &str) -> Result<()> {
        let changes = [
            (Stage::Total, self.total),
            (Stage::Triage, self.triage),
            (Stage::Handling, self.handling),
            (Stage::Verification, self.verification),
        ];
        for (stage, change) in changes {
            if let Some(limit) = change {
                routing::set_limit(tx, code, stage, limit)?;
            }
        }
        Ok(())
    }
}

/// A unit that is responsible in a subdistrict.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// The subdistrict (街道、镇), one of `district.subdistricts`.
    #[schema(example = "南宁街道")]
    pub subdistrict: String,
    /// The unit.
    pub unit_id: String,
}

/// A category as the admin sees it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = CategorySetting)]
pub struct CategoryView {
    /// What reports name it by.
    pub code: String,
    /// Its group.
    pub group: CategoryGroup,
    /// Its name.
    pub name: String,
    /// The unit that fixes it where no route says otherwise.
    pub unit_id: Option<String>,
    /// Who fixes it in which subdistrict.
    pub routes: Vec<Route>,
    /// How long it may take.
    pub limits: TimeLimits,
    /// Its place in its group.
    pub position: i32,
    /// Whether new reports may have it.
    pub active: bool,
}

impl CategoryView {
    fn of(row: CategoryRecord, limits: Option<&Limits>, routes: &[RouteRow]) -> Result<Self> {
        let own = routes.iter().filter(|route| route.category_code == row.code);
        Ok(Self {
            group: CategoryGroup::parse(&row.group_code).map_err(Error::internal)?,
            name: row.name,
            unit_id: row.unit_id,
            routes: own
                .map(|route| Route { subdistrict: route.subdistrict.clone(), unit_id: route.unit_id.clone() })
                .collect(),
            limits: limits.map(TimeLimits::from).unwrap_or_default(),
            position: row.position,
            active: row.active,
            code: row.code,
        })
    }

    fn read(connection: &mut DbConnection, row: CategoryRecord) -> Result<Self> {
        let limits = routing::limits_of(connection, &row.code)?;
        let routes = routing::all_routes(connection)?;
        Self::of(row, Some(&limits), &routes)
    }
}

/// A category to be added.
#[derive(Debug, Clone, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCategory {
    /// What reports name it by: 1 to 40 characters of `a–z`, `0–9` and `_`; never changes.
    #[schema(example = "street_lamp")]
    pub code: String,
    /// Its group; never changes.
    pub group: CategoryGroup,
    /// Its name, unique.
    #[schema(example = "路灯不亮")]
    pub name: String,
    /// The unit that fixes it where no route says otherwise.
    pub unit_id: Option<String>,
    /// Who fixes it in which subdistrict.
    #[serde(default)]
    pub routes: Vec<Route>,
    /// How long it may take.
    #[serde(default)]
    pub limits: TimeLimitChanges,
    /// Its place in its group; the last unless said otherwise.
    pub position: Option<i32>,
    /// Whether new reports may have it; true unless said otherwise.
    pub active: Option<bool>,
}

/// What is to change of a category; what is left out stays.
#[derive(Debug, Clone, serde::Deserialize, utoipa::ToSchema)]
#[schema(as = CategoryChange)]
#[serde(deny_unknown_fields)]
pub struct CategoryPatch {
    /// Its name, unique.
    pub name: Option<String>,
    /// The unit that fixes it where no route says otherwise; null takes it away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub unit_id: Option<Option<String>>,
    /// Who fixes it in which subdistrict, in the place of all that was said of it.
    pub routes: Option<Vec<Route>>,
    /// How long it may take.
    #[serde(default)]
    pub limits: TimeLimitChanges,
    /// Its place in its group.
    pub position: Option<i32>,
    /// Whether new reports may have it.
    pub active: Option<bool>,
}

impl App {
    /// All categories, those out of use too, so that they can be taken into use again.
    ///
    /// # Errors
    /// 403.
    pub async fn category_settings(&self, caller: &Caller) -> Result<Vec<CategoryView>> {
        caller.must_be(&[Role::Admin])?;
        self.storage
            .read(|conn| {
                let (limits, routes) = (routing::all_limits(conn)?, routing::all_routes(conn)?);
                let rows = categories::all(conn)?.into_iter();
                rows.map(|row| CategoryView::of(row.clone(), limits.get(&row.code), &routes)).collect()
            })
            .await
    }

    /// Adds a category.
    ///
    /// # Errors
    /// 403; 422 for wrong values or a unit that is not there; 409 `name_taken`, `unit_inactive`.
    pub async fn add_category(&self, caller: &Caller, new: NewCategory) -> Result<CategoryView> {
        caller.must_be(&[Role::Admin])?;
        let mut fields = Fields::default();
        if !is_category_code(&new.code) {
            fields.wrong("code", "invalid_code", "1 to 40 characters of a-z, 0-9 and _");
        }
        let name = fields.line("name", &new.name, self.config.scheme.name_chars);
        check_position(&mut fields, new.position);
        let routes = self.check_routes(&mut fields, &new.code, new.routes);
        fields.finish()?;
        let row = CategoryRecord {
            code: new.code,
            group_code: new.group.as_str().to_owned(),
            name,
            unit_id: new.unit_id,
            position: 0,
            active: new.active.unwrap_or(true),
        };
        let limits = new.limits;
        tracing::info!(category = %row.code, by = %caller.user_id, "category added");
        self.storage
            .write(move |tx| {
                check_unit(tx, "unit_id", row.unit_id.as_deref())?;
                let position = match new.position {
                    Some(position) => position,
                    None => categories::next_position(tx, &row.group_code)?,
                };
                let row = CategoryRecord { position, ..row.clone() };
                categories::insert(tx, &row)?;
                limits.write(tx, &row.code)?;
                write_routes(tx, &row.code, &routes)?;
                CategoryView::read(tx, row)
            })
            .await
    }

    /// Changes a category. One that is set inactive keeps the reports it has and gets no more. Reports that are open
    /// keep the limits that they were given.
    ///
    /// # Errors
    /// 403; 404; 422 for wrong values or a unit that is not there; 409 `name_taken`, `unit_inactive`.
    pub async fn change_category(
        &self,
        caller: &Caller,
        code: String,
        patch: CategoryPatch,
    ) -> Result<CategoryView> {
        caller.must_be(&[Role::Admin])?;
        let mut fields = Fields::default();
        let name = patch.name.map(|name| fields.line("name", &name, self.config.scheme.name_chars));
        check_position(&mut fields, patch.position);
        let routes = patch.routes.map(|routes| self.check_routes(&mut fields, &code, routes));
        fields.finish()?;
        let changes =
            CategoryChanges { name, unit_id: patch.unit_id, position: patch.position, active: patch.active };
        let limits = patch.limits;
        tracing::info!(category = %code, by = %caller.user_id, "category changed");
        self.storage
            .write(move |tx| {
                categories::find(tx, &code)?;
                check_unit(tx, "unit_id", changes.unit_id.as_ref().and_then(Option::as_deref))?;
                let row = categories::change(tx, &code, &changes)?;
                limits.write(tx, &code)?;
                if let Some(routes) = &routes {
                    write_routes(tx, &code, routes)?;
                }
                CategoryView::read(tx, row)
            })
            .await
    }

    /// Routes, each to a subdistrict of the district, none twice. Whether their units are there is seen later.
    fn check_routes(&self, fields: &mut Fields, code: &str, routes: Vec<Route>) -> Vec<RouteRow> {
        let mut seen = BTreeSet::new();
        let mut rows = Vec::with_capacity(routes.len());
        for (index, route) in routes.into_iter().enumerate() {
            let field = format!("routes[{index}].subdistrict");
            let subdistrict = self.check_subdistrict(fields, &field, &route.subdistrict);
            if !seen.insert(subdistrict.clone()) {
                fields.wrong(&field, "repeated", "each subdistrict once");
            }
            rows.push(RouteRow { category_code: code.to_owned(), subdistrict, unit_id: route.unit_id });
        }
        rows
    }

    /// A subdistrict of the district.
    pub(super) fn check_subdistrict(&self, fields: &mut Fields, field: &str, input: &str) -> String {
        let name = fields.line(field, input, self.config.scheme.name_chars);
        let known = &self.config.district.subdistricts;
        if !known.is_empty() && !known.contains(&name) {
            fields.wrong(field, "unknown_subdistrict", format!("one of {}", known.join("、")));
        }
        name
    }
}

/// Whether a category could have this code.
pub(super) fn is_category_code(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=CODE_MAX_CHARS).contains(&text.len()) && text.bytes().all(plain)
}

fn check_position(fields: &mut Fields, position: Option<i32>) {
    if position.is_some_and(|position| !(0..=100_000).contains(&position)) {
        fields.wrong("position", "out_of_range", "0 to 100000");
    }
}

fn write_routes(tx: &mut WriteTx<'_>, code: &str, routes: &[RouteRow]) -> Result<()> {
    let mut checked = BTreeSet::new();
    for (index, route) in routes.iter().enumerate() {
        if checked.insert(route.unit_id.as_str()) {
            check_unit(tx, &format!("routes[{index}].unit_id"), Some(&route.unit_id))?;
        }
    }
    routing::replace_routes(tx, code, routes)
}

/// A category may only name a unit that is there and in use.
fn check_unit(connection: &mut DbConnection, field: &str, unit_id: Option<&str>) -> Result<()> {
    let Some(unit_id) = unit_id else { return Ok(()) };
    match units::find(connection, unit_id) {
        Ok(unit) if unit.active => Ok(()),
        Ok(_) => Err(Error::new(Code::UnitInactive)),
        Err(error) if error.code() == Code::NotFound => {
            Err(Error::field(field, "unknown_unit", "there is no such unit"))
        }
        Err(error) => Err(error),
    }
}
