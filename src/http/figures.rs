//! `/figures`: how units do, what is reported, and where.

use super::plumbing::{ApiQuery, By, FigureReaders, Problem};
use super::registry::Registry;
use crate::error::Result;
use crate::service::App;
use crate::service::figures::{CountBy, Evaluation, FigurePeriod, HeatMap, HeatQuery, ReportCounts};
use actix_web::{get, web};
use serde::Deserialize;
use utoipa::IntoParams;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(get_evaluation).service(count_reports).service(get_heat_map);
}

/// A period; the present month where nothing is said.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PeriodQuery {
    /// The first local date, or an instant.
    #[param(example = "2024-07-01")]
    from: Option<String>,
    /// The last local date, or the instant before which.
    #[param(example = "2024-07-31")]
    to: Option<String>,
}

/// What reports are counted by, and when they were filed.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CountsQuery {
    /// What they are counted by.
    by: CountBy,
    /// The first local date, or an instant.
    #[param(example = "2024-07-01")]
    from: Option<String>,
    /// The last local date, or the instant before which.
    #[param(example = "2024-07-31")]
    to: Option<String>,
}

/// What of the map is wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MapQuery {
    /// Within this box in WGS-84: min_lng,min_lat,max_lng,max_lat.
    #[param(example = "103.7,25.4,103.9,25.6")]
    bbox: String,
    /// The map's zoom, 0 to 22: how fine the grid is.
    #[param(value_type = u32, minimum = 0, maximum = 22)]
    zoom: u32,
    /// A category group: `street_order`, `municipal` or `safety`.
    group: Option<String>,
    /// The first local date, or an instant.
    #[param(example = "2024-07-01")]
    from: Option<String>,
    /// The last local date, or the instant before which.
    #[param(example = "2024-07-31")]
    to: Option<String>,
}

/// How units did with the cases that were due in a period. A handler sees the own unit.
#[utoipa::path(
    tag = "figures",
    params(PeriodQuery),
    responses(
        (status = 200, description = "By unit, and all together.", body = Evaluation),
        (status = 403, description = "Neither center, unit nor auditor.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/figures/evaluation")]
async fn get_evaluation(
    app: web::Data<App>,
    by: By<FigureReaders, ApiQuery<PeriodQuery>>,
) -> Result<web::Json<Evaluation>> {
    let ApiQuery(query) = by.rest;
    let period = FigurePeriod { from: query.from, to: query.to };
    app.evaluation(&by.caller, &period).await.map(web::Json)
}

/// Reports filed in a period, counted. A handler sees those of the own unit.
#[utoipa::path(
    tag = "figures",
    params(CountsQuery),
    responses(
        (status = 200, description = "The counts.", body = ReportCounts),
        (status = 403, description = "Neither center, unit nor auditor.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/figures/reports")]
async fn count_reports(
    app: web::Data<App>,
    by: By<FigureReaders, ApiQuery<CountsQuery>>,
) -> Result<web::Json<ReportCounts>> {
    let ApiQuery(query) = by.rest;
    let period = FigurePeriod { from: query.from, to: query.to };
    app.report_counts(&by.caller, query.by, &period).await.map(web::Json)
}

/// Where problems are dense: counts by cell of a grid. A handler sees those of the own unit.
#[utoipa::path(
    tag = "figures",
    params(MapQuery),
    responses(
        (status = 200, description = "Cells with reports.", body = HeatMap),
        (status = 403, description = "Neither center, unit nor auditor.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/figures/heatmap")]
async fn get_heat_map(
    app: web::Data<App>,
    by: By<FigureReaders, ApiQuery<MapQuery>>,
) -> Result<web::Json<HeatMap>> {
    let ApiQuery(query) = by.rest;
    let wanted = HeatQuery {
        bbox: query.bbox,
        zoom: query.zoom,
        group: query.group,
        period: FigurePeriod { from: query.from, to: query.to },
    };
    app.heat_map(&by.caller, &wanted).await.map(web::Json)
}
