//! Figures of the dispatch center: how units do, what is reported where and when, and where it is dense.

mod counts;
mod evaluation;
mod heat;
mod period;

pub use counts::{CountBy, ReportCount, ReportCounts};
pub use evaluation::{Evaluation, UnitFigures, UnitRow};
pub use heat::{HeatCell, HeatMap, HeatQuery};
pub use period::FigurePeriod;

use crate::auth::Caller;
use crate::domain::role::Role;
use crate::error::Result;

/// Who sees figures; a handler those of the own unit.
const READERS: [Role; 4] = [Role::Dispatcher, Role::Handler, Role::Auditor, Role::Admin];

/// The unit whose figures the caller is kept to; none for those who see all.
fn own_unit(caller: &Caller) -> Result<Option<String>> {
    caller.must_be(&READERS)?;
    match caller.role {
        Role::Handler => Ok(Some(caller.unit()?.to_owned())),
        _ => Ok(None),
    }
}
