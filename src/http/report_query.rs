//! The queries of lists of reports.

use super::plumbing::{Cursor, Limit};
use crate::error::Result;
use crate::service::reports::{ListFilter, PageAfter};
use serde::Deserialize;

/// What the center narrows its list to. A blank parameter narrows nothing.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DispatchQuery {
    /// One state, or several with commas between.
    #[param(example = "submitted,accepted")]
    status: Option<String>,
    /// A category group: `street_order`, `municipal` or `safety`.
    group: Option<String>,
    /// A category's code.
    category: Option<String>,
    /// A unit's id.
    unit_id: Option<String>,
    /// Only those that are late by a clock that runs (`true`), or are not (`false`).
    #[param(value_type = Option<bool>)]
    overdue: Option<String>,
    /// Only those with a clock that ends within `reports.due_soon_hours` (`true`), or without one (`false`).
    #[param(value_type = Option<bool>)]
    due_soon: Option<String>,
    /// Only those under supervision (`true`), or those that are not (`false`).
    #[param(value_type = Option<bool>)]
    supervised: Option<String>,
    /// Words that number, description or address contain.
    q: Option<String>,
    /// Filed on or after this local date, or at or after this time.
    #[param(example = "2024-07-01")]
    from: Option<String>,
    /// Filed on or before this local date, or before this time.
    #[param(example = "2024-07-31")]
    to: Option<String>,
    /// Within this box in WGS-84: min_lng,min_lat,max_lng,max_lat.
    #[param(example = "103.7,25.4,103.9,25.6")]
    bbox: Option<String>,
    /// Items on the page.
    #[param(inline)]
    limit: Option<Limit>,
    /// `next_cursor` of the page before.
    #[param(inline)]
    cursor: Option<Cursor>,
}

/// What a resident or a unit narrows its list to. A blank parameter narrows nothing.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct OwnQuery {
    /// One state, or several with commas between.
    #[param(example = "assigned,in_progress")]
    status: Option<String>,
    /// A category's code.
    category: Option<String>,
    /// Only those whose unit is late (`true`), or is not (`false`).
    #[param(value_type = Option<bool>)]
    overdue: Option<String>,
    /// Only those whose unit's time ends within `reports.due_soon_hours` (`true`), or does not (`false`).
    #[param(value_type = Option<bool>)]
    due_soon: Option<String>,
    /// Items on the page.
    #[param(inline)]
    limit: Option<Limit>,
    /// `next_cursor` of the page before.
    #[param(inline)]
    cursor: Option<Cursor>,
}

/// What anybody narrows the list of public reports to. A blank parameter narrows nothing.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PublicQuery {
    /// A category group: `street_order`, `municipal` or `safety`.
    group: Option<String>,
    /// Within this box in WGS-84: min_lng,min_lat,max_lng,max_lat.
    #[param(example = "103.7,25.4,103.9,25.6")]
    bbox: Option<String>,
    /// Items on the page.
    #[param(inline)]
    limit: Option<Limit>,
    /// `next_cursor` of the page before.
    #[param(inline)]
    cursor: Option<Cursor>,
}

/// A list's filter and page.
pub(super) struct Wanted {
    pub filter: ListFilter,
    pub limit: Limit,
    pub after: PageAfter,
}

impl Wanted {
    fn new(filter: ListFilter, limit: Option<Limit>, cursor: Option<&Cursor>) -> Result<Self> {
        let limit = limit.unwrap_or_default();
        let (supervised, id) = Cursor::key::<(bool, String)>(cursor)?.unzip();
        let after = PageAfter { id, supervised: supervised.unwrap_or(false), rows: limit.rows() };
        Ok(Self { filter, limit, after })
    }
}

impl DispatchQuery {
    pub fn read(self) -> Result<Wanted> {
        let filter = ListFilter {
            status: self.status,
            group: self.group,
            category: self.category,
            unit_id: self.unit_id,
            overdue: self.overdue,
            due_soon: self.due_soon,
            supervised: self.supervised,
            by_units_clock: false,
            q: self.q,
            from: self.from,
            to: self.to,
            bbox: self.bbox,
        };
        Wanted::new(filter, self.limit, self.cursor.as_ref())
    }
}

impl OwnQuery {
    pub fn read(self) -> Result<Wanted> {
        let filter = ListFilter {
            status: self.status,
            category: self.category,
            overdue: self.overdue,
            due_soon: self.due_soon,
            by_units_clock: true,
            ..ListFilter::default()
        };
        Wanted::new(filter, self.limit, self.cursor.as_ref())
    }
}

impl PublicQuery {
    pub fn read(self) -> Result<Wanted> {
        let filter = ListFilter { group: self.group, bbox: self.bbox, ..ListFilter::default() };
        Wanted::new(filter, self.limit, self.cursor.as_ref())
    }
}
