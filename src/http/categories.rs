//! `/categories`: what can be reported.

use super::plumbing::language_of;
use super::registry::Registry;
use crate::domain::group::CategoryGroup;
use crate::error::{Language, Result};
use crate::service::App;
use crate::service::reports::GroupView;
use actix_web::{HttpRequest, get, web};
use serde::Serialize;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(list_categories);
}

/// All categories by group.
#[derive(Serialize, utoipa::ToSchema)]
struct Categories {
    /// The groups, in their order.
    items: Vec<GroupView>,
}

/// The categories that a report can have, by group. The group's name follows `Accept-Language`.
#[utoipa::path(
    tag = "reports",
    responses((status = 200, description = "All categories in use.", body = Categories)),
    security(())
)]
#[get("/categories")]
async fn list_categories(app: web::Data<App>, request: HttpRequest) -> Result<web::Json<Categories>> {
    let name_of = match language_of(&request) {
        Language::Chinese => CategoryGroup::name_zh,
        Language::English => CategoryGroup::name_en,
    };
    Ok(web::Json(Categories { items: app.categories(name_of).await? }))
}
