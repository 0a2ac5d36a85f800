//! What is answered where no handler is: 405 for a known path, a page for a browser, else 404.

use super::pages;
use super::routes::BASE_PATH;
use crate::error::{Code, Error};
use actix_web::dev::ResourceDef;
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::PathItem;

/// Paths that have handlers, with their methods.
pub struct KnownPaths(Vec<(ResourceDef, String)>);

impl KnownPaths {
    /// Reads them from the OpenAPI document, which lists every handler.
    #[must_use]
    pub fn of(document: &OpenApi) -> Self {
        let known = |(path, item): (&String, &PathItem)| (ResourceDef::new(path.as_str()), methods(item));
        Self(document.paths.paths.iter().map(known).collect())
    }

    /// The value of `Allow` for a path that has handlers.
    fn allowed(&self, path: &str) -> Option<&str> {
        self.0.iter().find(|(pattern, _)| pattern.is_match(path)).map(|(_, methods)| methods.as_str())
    }
}

fn methods(item: &PathItem) -> String {
    let declared = [
        ("GET", item.get.is_some()),
        ("POST", item.post.is_some()),
        ("PUT", item.put.is_some()),
        ("PATCH", item.patch.is_some()),
        ("DELETE", item.delete.is_some()),
    ];
    let names: Vec<&str> = declared.iter().filter(|(_, is_there)| *is_there).map(|(name, _)| *name).collect();
    names.join(", ")
}

/// The handler of last resort.
pub async fn answer(request: HttpRequest, known: web::Data<KnownPaths>) -> HttpResponse {
    let path = request.path();
    if let Some(allowed) = known.allowed(path) {
        return method_not_allowed(allowed);
    }
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if path.starts_with(BASE_PATH) || !is_read {
        return Error::new(Code::NotFound).error_response();
    }
    pages::serve(&request).unwrap_or_else(|| Error::new(Code::NotFound).error_response())
}

fn method_not_allowed(allowed: &str) -> HttpResponse {
    let mut response = Error::new(Code::MethodNotAllowed).with_facts(allowed).error_response();
    debug_assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    if let Ok(value) = HeaderValue::from_str(allowed) {
        response.headers_mut().insert(header::ALLOW, value);
    }
    response
}
