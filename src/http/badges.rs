//! A resident's badges.

use super::plumbing::{By, Problem, Residents};
use super::registry::Registry;
use crate::error::Result;
use crate::service::{App, BadgeList};
use actix_web::{get, web};

/// Registers the handler.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(list_badges);
}

/// The caller's badges, got and on the way.
#[utoipa::path(
    tag = "wallet",
    responses((status = 200, body = BadgeList), (status = 403, body = Problem)),
    security(("bearer" = []))
)]
#[get("/badges")]
async fn list_badges(app: web::Data<App>, by: By<Residents>) -> Result<web::Json<BadgeList>> {
    app.badges(&by.caller).await.map(web::Json)
}
