//! `/notices`: what people are told.

use super::notice_words::{text, title};
use super::plumbing::{
    Anybody, ApiJsonOrNothing, ApiPath, ApiQuery, By, Cursor, Limit, Page, Problem, language_of,
};
use super::registry::Registry;
use crate::domain::notice::{NoticeFacts, NoticeKind};
use crate::error::{Language, Result};
use crate::service::App;
use crate::service::notices::{Notice, NoticeCount, NoticesRead};
use actix_web::{HttpRequest, get, post, web};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(list_notices).service(count_notices).service(read_all_notices).service(read_notice);
}

/// Something that the caller is told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notice)]
pub(super) struct NoticeView {
    /// Its number; a newer notice has a higher one.
    pub id: i64,
    /// What it is about.
    pub kind: NoticeKind,
    /// What it says at a glance, in the caller's language.
    pub title: String,
    /// What it says in full, in the caller's language.
    pub text: String,
    /// What it says, for a page that shows it in its own way.
    pub facts: NoticeFacts,
    /// When that happened.
    pub at: DateTime<Utc>,
    /// When the caller read it.
    pub read_at: Option<DateTime<Utc>>,
}

impl NoticeView {
    pub(super) fn new(notice: Notice, zone: Tz, language: Language) -> Self {
        let Notice { id, kind, facts, at, read_at } = notice;
        Self {
            id,
            kind,
            title: title(kind, language).to_owned(),
            text: text(kind, &facts, zone, language),
            facts,
            at,
            read_at,
        }
    }
}

/// A page of notices.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct NoticesQuery {
    /// Only those that were not read yet (true), or only those that were.
    unread: Option<bool>,
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Option<Limit>,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// How far the caller has read.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReadAll {
    /// The newest notice that the caller has seen, so that one that came meanwhile stays unread; all if left out.
    #[serde(default)]
    up_to: Option<i64>,
}

/// The caller's notices, newest first.
#[utoipa::path(
    tag = "notices",
    params(NoticesQuery),
    responses((status = 200, description = "A page.", body = Page<NoticeView>)),
    security(("bearer" = []))
)]
#[get("/notices")]
async fn list_notices(
    app: web::Data<App>,
    by: By<Anybody, ApiQuery<NoticesQuery>>,
    request: HttpRequest,
) -> Result<web::Json<Page<NoticeView>>> {
    let ApiQuery(query) = by.rest;
    let limit = query.limit.unwrap_or_default();
    let below_id = Cursor::key(query.cursor.as_ref())?;
    let notices = app.notices(&by.caller, query.unread, below_id, limit.rows()).await?;
    let (zone, language) = (app.config.district.timezone, language_of(&request));
    let page = Page::cut(notices, limit, |notice| notice.id)?;
    Ok(web::Json(page.map(|notice| NoticeView::new(notice, zone, language))))
}

/// How many of the caller's notices wait to be read.
#[utoipa::path(
    tag = "notices",
    responses((status = 200, description = "The numbers.", body = NoticeCount)),
    security(("bearer" = []))
)]
#[get("/notices/count")]
async fn count_notices(app: web::Data<App>, by: By<Anybody>) -> Result<web::Json<NoticeCount>> {
    app.count_notices(&by.caller).await.map(web::Json)
}

/// Marks all of the caller's notices as read.
#[utoipa::path(
    tag = "notices",
    request_body = Option<ReadAll>,
    responses((status = 200, description = "How many were unread.", body = NoticesRead)),
    security(("bearer" = []))
)]
#[post("/notices/read-all")]
async fn read_all_notices(
    app: web::Data<App>,
    by: By<Anybody, ApiJsonOrNothing<ReadAll>>,
) -> Result<web::Json<NoticesRead>> {
    app.read_all_notices(&by.caller, by.rest.0.up_to).await.map(web::Json)
}

/// Marks a notice as read; again does no harm.
#[utoipa::path(
    tag = "notices",
    params(("id" = i64, Path, description = "The notice.")),
    responses(
        (status = 200, description = "Read.", body = NoticeView),
        (status = 404, description = "Not there, or somebody else's.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/notices/{id}/read")]
async fn read_notice(
    app: web::Data<App>,
    by: By<Anybody>,
    id: ApiPath<i64>,
    request: HttpRequest,
) -> Result<web::Json<NoticeView>> {
    let notice = app.read_notice(&by.caller, id.0).await?;
    let (zone, language) = (app.config.district.timezone, language_of(&request));
    Ok(web::Json(NoticeView::new(notice, zone, language)))
}
