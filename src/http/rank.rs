//! The monthly rank of residents.

use super::plumbing::{ApiQuery, By, Problem, Residents};
use super::registry::Registry;
use crate::error::Result;
use crate::service::App;
use crate::service::rank::Rank;
use actix_web::{get, web};
use chrono::NaiveDate;
use utoipa::IntoParams;

/// Registers the handler.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(get_rank);
}

/// Which month.
#[derive(serde::Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RankQuery {
    /// Any day of the month; this month unless said otherwise.
    month_on: Option<NaiveDate>,
}

/// Who earned most in a month, with masked names; `PATCH /me` with `in_rank` false takes one out.
#[utoipa::path(
    tag = "wallet",
    params(RankQuery),
    responses((status = 200, body = Rank), (status = 403, body = Problem), (status = 422, body = Problem)),
    security(("bearer" = []))
)]
#[get("/rank")]
async fn get_rank(app: web::Data<App>, by: By<Residents, ApiQuery<RankQuery>>) -> Result<web::Json<Rank>> {
    app.rank(&by.caller, by.rest.0.month_on).await.map(web::Json)
}
