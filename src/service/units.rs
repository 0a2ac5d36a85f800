//! Responsible units: an admin adds and changes them, staff see them.

use super::fields::Fields;
use super::{App, new_id};
use crate::auth::Caller;
use crate::domain::role::Role;
use crate::error::Result;
use crate::storage::units::{self, UnitChanges, UnitRow};

/// Who sees units: those who assign to them, belong to them, or run them.
const STAFF: [Role; 5] = [Role::Dispatcher, Role::Handler, Role::Finance, Role::Auditor, Role::Admin];

/// A responsible unit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Unit)]
pub struct UnitView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether reports may be assigned to it.
    pub active: bool,
}

impl From<UnitRow> for UnitView {
    fn from(row: UnitRow) -> Self {
        Self { id: row.id, name: row.name, active: row.active }
    }
}

/// A unit to be added.
#[derive(Debug, Clone, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUnit {
    /// Its name, unique.
    #[schema(example = "麒麟区城市管理局")]
    pub name: String,
    /// Whether reports may be assigned to it; true unless said otherwise.
    pub active: Option<bool>,
}

/// What is to change of a unit; what is left out stays.
#[derive(Debug, Clone, serde::Deserialize, utoipa::ToSchema)]
#[schema(as = UnitChange)]
#[serde(deny_unknown_fields)]
pub struct UnitPatch {
    /// Its name, unique.
    pub name: Option<String>,
    /// Whether reports may be assigned to it.
    pub active: Option<bool>,
}

impl App {
    /// Adds a unit.
    ///
    /// # Errors
    /// 403; 422 for wrong values; 409 `name_taken`.
    pub async fn add_unit(&self, caller: &Caller, new: NewUnit) -> Result<UnitView> {
        caller.must_be(&[Role::Admin])?;
        let mut fields = Fields::default();
        let name = fields.line("name", &new.name, self.config.scheme.name_chars);
        fields.finish()?;
        let created_at = self.clock.now().naive_utc();
        let row = UnitRow { id: new_id(), name, active: new.active.unwrap_or(true), created_at };
        let kept = row.clone();
        self.storage.write(move |tx| units::insert(tx, &kept)).await?;
        tracing::info!(unit = %row.id, by = %caller.user_id, "unit added");
        Ok(row.into())
    }

    /// Changes a unit. One that is set inactive keeps the reports it has and gets no more.
    ///
    /// # Errors
    /// 403; 404; 422 for wrong values; 409 `name_taken`.
    pub async fn change_unit(&self, caller: &Caller, id: String, patch: UnitPatch) -> Result<UnitView> {
        caller.must_be(&[Role::Admin])?;
        let mut fields = Fields::default();
        let name = patch.name.map(|name| fields.line("name", &name, self.config.scheme.name_chars));
        fields.finish()?;
        let changes = UnitChanges { name, active: patch.active };
        tracing::info!(unit = %id, active = ?changes.active, by = %caller.user_id, "unit changed");
        Ok(self.storage.write(move |tx| units::change(tx, &id, &changes)).await?.into())
    }

    /// Units by name, after the key of the last page.
    ///
    /// # Errors
    /// 403.
    pub async fn units(
        &self,
        caller: &Caller,
        after: Option<(String, String)>,
        rows: i64,
    ) -> Result<Vec<UnitView>> {
        caller.must_be(&STAFF)?;
        self.storage
            .read(move |conn| {
                Ok(units::list(conn, after.as_ref(), rows)?.into_iter().map(UnitView::from).collect())
            })
            .await
    }
}
