//! The OpenAPI document, generated from the handlers, and the page to read it.

use super::plumbing::{Cursor, Limit, PROBLEM_TYPE, Problem};
use super::registry::Registry;
use super::{open311, routes};
use actix_web::http::header::ContentType;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, get};
use bytes::Bytes;
use std::io;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn, PathItem};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Components, ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{Modify, OpenApi as _};
use utoipa_swagger_ui::{Config, SwaggerUi};

/// Where the page finds the document.
const DOCUMENT_PATH: &str = "/openapi.json";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Golden Beans",
        description = "Residents report what is broken, the dispatch center grades it, an append-only ledger pays \
            for it in beans. Errors are RFC 9457 problems with a stable `code`. Beans are decimal strings with two \
            places. Lists are read with `limit` and `cursor`.",
    ),
    // Those that only parameters name are not found by themselves.
    components(schemas(Problem, Cursor, Limit)),
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
    let mut document = Head::openapi();
    routes::configure(&mut Registry::describing(&mut document));
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            operation.operation_id = Some(operation_id(method, path));
            name_problems_as_such(operation);
            add_common_problems(operation, method, path);
            if path.starts_with(open311::BASE_PATH) {
                open311::describe(operation);
            }
        }
    }
    document
}

/// The calls of a path with their methods.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let all = [
        ("get", &mut item.get),
        ("post", &mut item.post),
        ("put", &mut item.put),
        ("patch", &mut item.patch),
        ("delete", &mut item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// A name that no other call has: `post /api/v1/campaigns/{id}/fund` is `post_campaigns_by_id_fund`.
fn operation_id(method: &str, path: &str) -> String {
    let relative = path.strip_prefix(routes::BASE_PATH).unwrap_or(path);
    let mut words = vec![method.to_owned()];
    // Where the address ends in its format, that says nothing of the call.
    let relative = relative.strip_suffix(".{format}").unwrap_or(relative);
    for part in relative.split('/').filter(|part| !part.is_empty()) {
        let variable = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
        words.push(variable.map_or_else(|| part.replace('-', "_"), |name| format!("by_{name}")));
    }
    words.join("_")
}

/// Handlers declare a problem by its type alone, which the library takes for plain JSON; it is sent as RFC 9457 says.
fn name_problems_as_such(operation: &mut Operation) {
    let problem = RefOr::Ref(Ref::from_schema_name("Problem"));
    for response in operation.responses.responses.values_mut() {
        let RefOr::T(response) = response else { continue };
        let is_problem = match response.content.get("application/json") {
            Some(RefOr::T(body)) => body.schema.as_ref() == Some(&problem),
            _ => false,
        };
        if is_problem && let Some(body) = response.content.shift_remove("application/json") {
            response.content.insert(PROBLEM_TYPE.to_owned(), body);
        }
    }
}

/// The problems that any call of its kind can have, so that handlers name only their own.
fn add_common_problems(operation: &mut Operation, method: &str, path: &str) {
    if !path.starts_with(routes::BASE_PATH) {
        return;
    }
    let needs_login = operation.security.iter().flatten().all(|way| *way != SecurityRequirement::default());
    let has_body = operation.request_body.is_some();
    let is_of_query = |parameter: &RefOr<Parameter>| matches!(parameter, RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query);
    let has_parameters = operation.parameters.iter().flatten().any(is_of_query);
    for (status, what, applies) in [
        ("400", "Malformed", has_body),
        ("401", "Not logged in", needs_login),
        ("413", "Body too large", has_body),
        ("415", "Unsupported media type", has_body),
        ("422", "Some values are wrong", has_body || has_parameters),
        ("429", "Too many requests", has_body || method != "get"),
        ("500", "Internal error", true),
        ("503", "The database or the ledger is away", true),
    ] {
        if applies {
            operation.responses.responses.entry(status.to_owned()).or_insert_with(|| problem(what));
        }
    }
}

fn problem(description: &str) -> RefOr<Response> {
    let schema = Ref::from_schema_name("Problem");
    let content = ContentBuilder::new().schema(Some(schema)).build();
    ResponseBuilder::new().description(description).content(PROBLEM_TYPE, content).build().into()
}

/// The document as it is sent. It is written once: as a structure it takes 13 MB, for each thread that serves.
pub(super) struct Written(Bytes);

impl Written {
    /// Writes the document.
    ///
    /// # Errors
    /// It cannot be written as JSON.
    pub(super) fn of(document: &OpenApi) -> io::Result<Self> {
        Ok(Self(document.to_json().map_err(io::Error::other)?.into()))
    }
}

/// Registers the document and the page to read it. The page's parts are compiled in; it asks no other host for anything.
pub(super) fn reader(config: &mut ServiceConfig) {
    let page = SwaggerUi::new("/docs/{_:.*}").config(Config::from(DOCUMENT_PATH).validator_url("none"));
    config.service(read_document).service(page);
}

#[get("/openapi.json")]
async fn read_document(document: web::Data<Written>) -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::json()).body(document.0.clone())
}
