//! `/requests`, `/tokens` and `/servicerequestupdates`: where reports stand.

use super::document::Node;
use super::{may_read, photo_url, public_url, query_of, respond};
use crate::domain::open311::standing::Standing;
use crate::domain::open311::w3c;
use crate::domain::report::ReportStatus;
use crate::error::{Error, Language};
use crate::http::plumbing::language_of;
use crate::http::registry::Registry;
use crate::service::App;
use crate::service::open311::{ListQuery, OpenRequest, RequestUpdate};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use utoipa::IntoParams;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(list_requests).service(get_request).service(get_token).service(list_updates);
}

/// What a list of requests is narrowed to. A blank parameter narrows nothing, an unknown one is passed over.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "says in the API description what is read pair by pair")]
struct RequestsParams {
    /// Ids with commas between; then nothing else narrows the list.
    service_request_id: Option<String>,
    /// Services with commas between.
    service_code: Option<String>,
    /// Filed at or after, with a zone.
    #[param(example = "2024-07-01T00:00:00+08:00")]
    start_date: Option<String>,
    /// Filed at or before, with a zone. A stretch of more than 90 days is cut after its start.
    #[param(example = "2024-07-31T23:59:59+08:00")]
    end_date: Option<String>,
    /// `open`, `closed`, or both with a comma between.
    status: Option<String>,
    /// Which page, from 1.
    page: Option<String>,
    /// How many on a page; at most 1,000.
    page_size: Option<String>,
}

/// What a list of updates is narrowed to.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "says in the API description what is read pair by pair")]
struct UpdatesParams {
    /// Ids of requests with commas between; then the dates narrow nothing.
    service_request_id: Option<String>,
    /// At or after, with a zone.
    start_date: Option<String>,
    /// At or before, with a zone.
    end_date: Option<String>,
    /// Which page, from 1.
    page: Option<String>,
    /// How many on a page; at most 1,000.
    page_size: Option<String>,
}

/// Public requests, those filed last first: of the last 90 days, 1,000 on a page, unless asked otherwise.
#[utoipa::path(
    tag = "open311",
    params(("format" = String, Path, description = "`xml` or `json`."), RequestsParams),
    responses(
        (status = 200, description = "Root `service_requests`; in JSON an array."),
        (status = 400, description = "Wrong parameters."),
        (status = 404, description = "Another format, or an unknown service."),
    ),
    security(())
)]
#[get("/requests.{format}")]
async fn list_requests(app: web::Data<App>, format: web::Path<String>, request: HttpRequest) -> HttpResponse {
    let outcome = async {
        may_read(&app, &request, &format)?;
        Ok(requests_node(&app, &request, app.open_requests(query_of::<ListQuery>(&request)?).await?))
    };
    respond(&request, StatusCode::OK, "service_requests", outcome.await)
}

/// One request, also one that is not public: then without place, words and photos.
#[utoipa::path(
    tag = "open311",
    params(
        ("id" = String, Path, description = "A service_request_id."),
        ("format" = String, Path, description = "`xml` or `json`."),
    ),
    responses(
        (status = 200, description = "Root `service_requests`; in JSON an array of one."),
        (status = 404, description = "No such request."),
    ),
    security(())
)]
#[get("/requests/{id}.{format}")]
async fn get_request(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
) -> HttpResponse {
    let (id, format) = path.into_inner();
    let outcome = async {
        may_read(&app, &request, &format)?;
        Ok(requests_node(&app, &request, vec![app.open_request(id).await?]))
    };
    respond(&request, StatusCode::OK, "service_requests", outcome.await)
}

fn requests_node(app: &App, request: &HttpRequest, requests: Vec<OpenRequest>) -> Node {
    let (url, zone) = (public_url(app, request), app.config.district.timezone);
    let language = language_of(request);
    let node = |request| request_node(request, &url, zone, language);
    Node::List("request", requests.into_iter().map(node).collect())
}

fn request_node(request: OpenRequest, url: &str, zone: Tz, language: Language) -> Node {
    let at = |at: DateTime<Utc>| Node::from(w3c::write(at, zone));
    let notice = match language {
        Language::Chinese => format!("案卷编号 {}", request.number),
        Language::English => format!("Case number {}", request.number),
    };
    let notes = notes(request.status, request.merged_into.or(request.reason), language);
    let revealed = request.revealed;
    let degrees = |of: fn(&crate::domain::location::Location) -> f64| {
        revealed.as_ref().map_or(Node::Nothing, |revealed| Node::Degrees(of(&revealed.location)))
    };
    let (lat, long) = (degrees(|location| location.lat()), degrees(|location| location.lng()));
    let (description, address, photo_id) = revealed.map_or((None, None, None), |revealed| {
        (Some(revealed.description), revealed.address, revealed.photo_id)
    });
    Node::Record(vec![
        ("service_request_id", request.id.into()),
        ("status", Standing::from(request.status).as_str().into()),
        ("status_notes", notes.into()),
        ("service_name", request.service_name.into()),
        ("service_code", request.service_code.into()),
        ("description", description.into()),
        ("agency_responsible", request.agency.into()),
        ("service_notice", notice.into()),
        ("requested_datetime", at(request.requested_at)),
        ("updated_datetime", at(request.updated_at)),
        ("expected_datetime", request.expected_at.map_or(Node::Nothing, at)),
        ("address", address.into()),
        ("address_id", Node::Nothing),
        ("zipcode", Node::Nothing),
        ("lat", lat),
        ("long", long),
        ("media_url", photo_id.map(|id| photo_url(url, &id)).into()),
    ])
}

/// Where a report stands, in words, and why.
fn notes(status: ReportStatus, why: Option<String>, language: Language) -> String {
    let (state, colon) = match language {
        Language::Chinese => (status.note_zh(), "："),
        Language::English => (status.note_en(), ": "),
    };
    why.map_or_else(|| state.to_owned(), |why| format!("{state}{colon}{why}"))
}

/// The request that a token leads to, once a dispatcher has put it on the map.
#[utoipa::path(
    tag = "open311",
    params(
        ("id" = String, Path, description = "A token."),
        ("format" = String, Path, description = "`xml` or `json`."),
    ),
    responses(
        (status = 200, description = "Root `service_requests`; without `service_request_id` while it waits."),
        (status = 404, description = "No such token, or the request was refused: the description says why."),
    ),
    security(())
)]
#[get("/tokens/{id}.{format}")]
async fn get_token(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
) -> HttpResponse {
    let (token, format) = path.into_inner();
    let outcome = async {
        may_read(&app, &request, &format)?;
        let request_id = app.request_of_token(token.clone()).await?;
        let mut parts: Vec<(&str, Node)> =
            request_id.map(|id| ("service_request_id", id.into())).into_iter().collect();
        parts.push(("token", token.into()));
        Ok::<_, Error>(Node::List("request", vec![Node::Record(parts)]))
    };
    respond(&request, StatusCode::OK, "service_requests", outcome.await)
}

/// What happened to public requests, what happened first first (an extension in wide use).
#[utoipa::path(
    tag = "open311",
    params(("format" = String, Path, description = "`xml` or `json`."), UpdatesParams),
    responses(
        (status = 200, description = "Root `service_request_updates`; in JSON an array."),
        (status = 400, description = "Wrong parameters."),
        (status = 404, description = "Another format."),
    ),
    security(())
)]
#[get("/servicerequestupdates.{format}")]
async fn list_updates(app: web::Data<App>, format: web::Path<String>, request: HttpRequest) -> HttpResponse {
    let outcome = async {
        may_read(&app, &request, &format)?;
        let updates = app.request_updates(query_of::<ListQuery>(&request)?).await?;
        let (url, zone) = (public_url(&app, &request), app.config.district.timezone);
        let language = language_of(&request);
        let node = |update| update_node(update, &url, zone, language);
        Ok::<_, Error>(Node::List("request_update", updates.into_iter().map(node).collect()))
    };
    respond(&request, StatusCode::OK, "service_request_updates", outcome.await)
}

fn update_node(update: RequestUpdate, url: &str, zone: Tz, language: Language) -> Node {
    Node::Record(vec![
        ("update_id", update.id.into()),
        ("service_request_id", update.request_id.into()),
        ("status", Standing::from(update.status).as_str().into()),
        ("description", notes(update.status, update.words, language).into()),
        ("media_url", update.photo_id.map(|id| photo_url(url, &id)).into()),
        ("updated_datetime", w3c::write(update.at, zone).into()),
    ])
}
