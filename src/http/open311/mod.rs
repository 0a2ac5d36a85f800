//! `/open311/v2`: Open311 GeoReport v2 for programs of others, in XML and JSON.
//!
//! Everything here answers in the specification's forms, errors too. What is shown and what is refused is the service
//! room's.

mod answer;
mod discovery;
mod document;
mod file;
mod read;
mod services;

use self::answer::{Format, respond};
use crate::error::{Code, Error, Result};
use crate::http::plumbing::{client_address, client_host, language_of};
use crate::http::registry::Registry;
use crate::service::App;
use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse};
use serde::de::DeserializeOwned;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{ContentBuilder, RefOr, ResponseBuilder};

/// Where it begins.
pub const BASE_PATH: &str = "/open311/v2";

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.scope(BASE_PATH, |registry| {
        registry
            .configure(discovery::configure)
            .configure(services::configure)
            .configure(read::configure)
            .configure(file::configure)
            .otherwise(no_handler);
    });
}

/// What is answered where no handler is: the specification knows no 405.
async fn no_handler(request: HttpRequest) -> HttpResponse {
    let code = if matches!(*request.method(), Method::GET | Method::HEAD) {
        Code::NotFound
    } else {
        Code::BadRequest
    };
    Format::of_path(request.path()).refusal(&Error::new(code), language_of(&request))
}

/// Checks what every read needs: a format that is known, and an address that has not asked too often.
fn may_read(app: &App, request: &HttpRequest, suffix: &str) -> Result<()> {
    known_format(suffix)?;
    match client_address(request, app.config.server.behind_proxy) {
        Some(address) => app.auth.open_reads.take(&address),
        None => Ok(()),
    }
}

fn known_format(suffix: &str) -> Result<()> {
    let unknown = || Error::new(Code::NotFound).with_facts("formats: xml, json");
    Format::of_suffix(suffix).map(|_| ()).ok_or_else(unknown)
}

/// The parameters of an address; unknown ones are passed over.
fn query_of<T: DeserializeOwned>(request: &HttpRequest) -> Result<T> {
    let pairs = url::form_urlencoded::parse(request.query_string().as_bytes());
    T::deserialize(serde_urlencoded::Deserializer::new(pairs))
        .map_err(|error| Error::new(Code::BadRequest).with_facts(error.to_string()))
}

/// Describes the forms that every answer has, and the answers that every call may give.
pub fn describe(operation: &mut Operation) {
    for (status, what) in
        [("429", "Too many requests"), ("500", "Internal error"), ("503", "The database is away")]
    {
        let response = || ResponseBuilder::new().description(what).build().into();
        operation.responses.responses.entry(status.to_owned()).or_insert_with(response);
    }
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            let text = ObjectBuilder::new().schema_type(Type::String).build();
            let xml = ContentBuilder::new().schema(Some(text)).build();
            response.content.insert("text/xml".to_owned(), xml.into());
            let anything = ObjectBuilder::new().schema_type(SchemaType::AnyValue).build();
            let json = ContentBuilder::new().schema(Some(anything)).build();
            response.content.insert("application/json".to_owned(), json.into());
        }
    }
}

/// Where programs reach this server.
fn public_url(app: &App, request: &HttpRequest) -> String {
    let set = &app.config.open311.public_url;
    if !set.is_empty() {
        return set.clone();
    }
    let behind_proxy = app.config.server.behind_proxy;
    let scheme = if behind_proxy { "https" } else { "http" };
    format!("{scheme}://{}", client_host(request, behind_proxy).unwrap_or("localhost"))
}

/// Where anybody can fetch a photo of a public report.
fn photo_url(server_url: &str, photo_id: &str) -> String {
    format!("{server_url}{}/photos/{photo_id}", crate::http::routes::BASE_PATH)
}
