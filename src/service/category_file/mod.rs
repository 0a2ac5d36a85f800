//! Loads categories from a file: which there are, who fixes them where, and how long that may take. All of a file, or
//! nothing of it.

mod known;
mod lines;

use super::App;
use super::lines::{Faults, all_right};
use crate::auth::Caller;
use crate::domain::role::Role;
use crate::error::Result;
use crate::storage::WriteTx;
use crate::storage::category_changes::{self as categories, CategoryChanges, CategoryRecord};
use crate::storage::routing::{self, RouteRow};
use known::{Change, Known};
use lines::Entry;

/// What a file changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct CategoryLoad {
    /// Categories that were added.
    pub added: usize,
    /// Categories that were there and were named again.
    pub named: usize,
    /// Units that are responsible where no route says otherwise.
    pub units: usize,
    /// Units that are responsible in one subdistrict.
    pub routes: usize,
    /// Time limits.
    pub limits: usize,
}

impl App {
    /// Loads a file. What it names is set or taken away; what it does not name stays. Reports that are open keep the
    /// limits that they were given.
    ///
    /// # Errors
    /// 403; 422 with a field `line N` for every wrong line, and nothing is changed.
    pub async fn load_categories(&self, caller: &Caller, text: &[u8]) -> Result<CategoryLoad> {
        caller.must_be(&[Role::Admin])?;
        tracing::info!(by = %caller.user_id, "categories loaded from a file");
        self.load_category_file(text).await
    }

    /// The same for whoever has the machine.
    ///
    /// # Errors
    /// 422 with a field `line N` for every wrong line.
    pub async fn load_category_file(&self, text: &[u8]) -> Result<CategoryLoad> {
        let (entries, faults) =
            lines::read(text, self.config.scheme.name_chars, &self.config.district.subdistricts)?;
        self.storage.write(move |tx| load_in(tx, &entries, faults.clone())).await
    }
}

fn load_in(tx: &mut WriteTx<'_>, entries: &[Entry], mut faults: Faults) -> Result<CategoryLoad> {
    let mut known = Known::read(tx)?;
    let mut changes = Vec::with_capacity(entries.len());
    for entry in entries {
        match known.change(entry) {
            Ok(change) => changes.push(change),
            Err(fault) => drop(faults.insert(entry.line, fault)),
        }
    }
    all_right(faults)?;
    let mut load = CategoryLoad::default();
    for change in changes {
        write(tx, change, &mut load)?;
    }
    Ok(load)
}

fn write(tx: &mut WriteTx<'_>, change: Change, load: &mut CategoryLoad) -> Result<()> {
    let nothing = CategoryChanges { name: None, unit_id: None, position: None, active: None };
    match change {
        Change::Add { code, group, name } => {
            let group_code = group.as_str().to_owned();
            let position = categories::next_position(tx, &group_code)?;
            let row = CategoryRecord { code, group_code, name, unit_id: None, position, active: true };
            categories::insert(tx, &row)?;
            load.added += 1;
        }
        Change::Name { code, name } => {
            categories::change(tx, &code, &CategoryChanges { name: Some(name), ..nothing })?;
            load.named += 1;
        }
        Change::Unit { code, unit_id } => {
            categories::change(tx, &code, &CategoryChanges { unit_id: Some(unit_id), ..nothing })?;
            load.units += 1;
        }
        Change::Route { code, subdistrict, unit_id } => {
            match unit_id {
                Some(unit_id) => {
                    routing::set_route(tx, &RouteRow { category_code: code, subdistrict, unit_id })?;
                }
                None => routing::forget_route(tx, &code, &subdistrict)?,
            }
            load.routes += 1;
        }
        Change::Limit { code, stage, limit } => {
            routing::set_limit(tx, &code, stage, limit)?;
            load.limits += 1;
        }
    }
    Ok(())
}
