//! The OpenAPI document, generated from the handlers, and the page to read it.

use super::plumbing::Problem;
use super::routes;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Components, OpenApi};
use utoipa::{Modify, OpenApi as _};
use utoipa_actix_web::AppExt;
use utoipa_swagger_ui::{Config, SwaggerUi};

/// Where the document is served.
const DOCUMENT_PATH: &str = "/openapi.json";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Golden Beans",
        description = "Residents report what is broken, the dispatch center grades it, an append-only ledger pays \
            for it in beans. Errors are RFC 9457 problems with a stable `code`. Beans are decimal strings with two \
            places. Lists are read with `limit` and `cursor`.",
    ),
    components(schemas(Problem)),
    modifiers(&BearerToken)
)]
struct Head;

struct BearerToken;

impl Modify for BearerToken {
    fn modify(&self, document: &mut OpenApi) {
        let mut scheme = Http::new(HttpAuthScheme::Bearer);
        scheme.bearer_format = Some("JWT".to_owned());
        document
            .components
            .get_or_insert_with(Components::new)
            .add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The document of all handlers.
#[must_use]
pub fn document() -> OpenApi {
    let handlers = actix_web::App::new().into_utoipa_app().configure(routes::configure).split_for_parts().1;
    let mut document = Head::openapi();
    document.merge(handlers);
    document
}

/// The document and the page to read it. The page's parts are compiled in; it asks no other host for anything.
pub(super) fn reader(document: &OpenApi) -> SwaggerUi {
    SwaggerUi::new("/docs/{_:.*}")
        .url(DOCUMENT_PATH, document.clone())
        .config(Config::from(DOCUMENT_PATH).validator_url("none"))
}
