//! Looks at reporters' identities: having one shown, and reading who looked.

use super::plumbing::{
    ApiJson, ApiPath, ApiQuery, By, Center, Cursor, Limit, Page, Problem, Residents, Watchers,
};
use super::registry::Registry;
use crate::error::Result;
use crate::service::App;
use crate::service::reports::{IdentityView, IdentityViewFilter, Reason, Reporter, WatchedIdentityView};
use actix_web::{get, post, web};
use serde::Deserialize;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(reveal_reporter).service(own_identity_views).service(identity_views);
}

/// Shows who reported, in full. The look is recorded for good, and the reporter reads who looked, when and why.
#[utoipa::path(
    tag = "dispatch",
    params(("id" = String, Path, description = "The report.")),
    request_body = Reason,
    responses(
        (status = 200, description = "Who reported.", body = Reporter),
        (status = 403, description = "Not of the dispatch center.", body = Problem),
        (status = 404, description = "Not there.", body = Problem),
        (status = 422, description = "No reason, or one that is too short or too long.", body = Problem),
        (status = 429, description = "Too many looks within an hour.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/dispatch/reports/{id}/reporter")]
async fn reveal_reporter(
    app: web::Data<App>,
    by: By<Center, ApiJson<Reason>>,
    id: ApiPath<String>,
) -> Result<web::Json<Reporter>> {
    Ok(web::Json(app.reveal_reporter(&by.caller, id.0, by.rest.value).await?))
}

/// A page of my list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OwnViewsQuery {
    /// Items on the page.
    #[param(inline)]
    limit: Option<Limit>,
    /// `next_cursor` of the page before.
    #[param(inline)]
    cursor: Option<Cursor>,
}

/// Who was shown my name and phone, when and why; newest first.
#[utoipa::path(
    tag = "reports",
    params(OwnViewsQuery),
    responses(
        (status = 200, description = "A page.", body = Page<IdentityView>),
        (status = 403, description = "Not a resident.", body = Problem),
        (status = 422, description = "Wrong parameters.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/me/identity-views")]
async fn own_identity_views(
    app: web::Data<App>,
    by: By<Residents, ApiQuery<OwnViewsQuery>>,
) -> Result<web::Json<Page<IdentityView>>> {
    let OwnViewsQuery { limit, cursor } = by.rest.0;
    let limit = limit.unwrap_or_default();
    let after_id = Cursor::key(cursor.as_ref())?;
    let rows = app.own_identity_views(&by.caller, after_id, limit.rows()).await?;
    Ok(web::Json(Page::cut(rows, limit, |row| row.id.clone())?))
}

/// What those who watch narrow their list to.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ViewsQuery {
    /// Only looks of this user.
    viewer_id: Option<String>,
    /// Only looks for this report.
    report_id: Option<String>,
    /// Items on the page.
    #[param(inline)]
    limit: Option<Limit>,
    /// `next_cursor` of the page before.
    #[param(inline)]
    cursor: Option<Cursor>,
}

/// All looks at reporters' identities, newest first. Whose identity it was is not told.
#[utoipa::path(
    tag = "dispatch",
    params(ViewsQuery),
    responses(
        (status = 200, description = "A page.", body = Page<WatchedIdentityView>),
        (status = 403, description = "Neither auditor nor admin.", body = Problem),
        (status = 422, description = "Wrong parameters.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/identity-views")]
async fn identity_views(
    app: web::Data<App>,
    by: By<Watchers, ApiQuery<ViewsQuery>>,
) -> Result<web::Json<Page<WatchedIdentityView>>> {
    let ViewsQuery { viewer_id, report_id, limit, cursor } = by.rest.0;
    let limit = limit.unwrap_or_default();
    let filter = IdentityViewFilter { viewer_id, report_id, after_id: Cursor::key(cursor.as_ref())? };
    let rows = app.identity_views(&by.caller, filter, limit.rows()).await?;
    Ok(web::Json(Page::cut(rows, limit, |row| row.id.clone())?))
}
