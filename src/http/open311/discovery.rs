//! `/discovery`: where this server speaks which version of the specification.

use super::answer::Format;
use super::document::Node;
use super::{BASE_PATH, may_read, public_url, respond};
use crate::http::registry::Registry;
use crate::service::App;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, web};

/// What the specification is called by.
const SPECIFICATION: &str = "http://wiki.open311.org/GeoReport_v2";

/// When what is offered here last changed.
const CHANGESET: &str = "2026-11-26T00:00:00Z";

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(discover);
}

/// Service discovery: endpoints, formats, whom to ask, how to get a key.
#[utoipa::path(
    tag = "open311",
    params(("format" = String, Path, description = "`xml` or `json`.")),
    responses(
        (status = 200, description = "Root `discovery`; in JSON an object."),
        (status = 404, description = "Another format."),
    ),
    security(())
)]
#[get("/discovery.{format}")]
async fn discover(app: web::Data<App>, format: web::Path<String>, request: HttpRequest) -> HttpResponse {
    let outcome = may_read(&app, &request, &format).map(|()| {
        let settings = &app.config.open311;
        let formats = Format::MEDIA_TYPES.map(Node::from).to_vec();
        let endpoint = Node::Record(vec![
            ("specification", SPECIFICATION.into()),
            ("url", format!("{}{BASE_PATH}", public_url(&app, &request)).into()),
            ("changeset", CHANGESET.into()),
            ("type", settings.endpoint_type.as_str().into()),
            ("formats", Node::List("format", formats)),
        ]);
        Node::Record(vec![
            ("changeset", CHANGESET.into()),
            ("contact", settings.contact.as_str().into()),
            ("key_service", settings.key_service.as_str().into()),
            ("endpoints", Node::List("endpoint", vec![endpoint])),
        ])
    });
    respond(&request, StatusCode::OK, "discovery", outcome)
}
