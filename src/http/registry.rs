//! The list of handlers is read by each thread that serves, and once to describe them.
//!
//! The describing library registers and describes at once, so that each thread built the whole document (15 MB in
//! hundreds of thousands of pieces) and threw it away.

use actix_web::dev::HttpServiceFactory;
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, Responder};
use utoipa::openapi::{Components, OpenApi};
use utoipa_actix_web::OpenApiFactory;

/// Takes handlers, to serve or to describe them.
pub struct Registry<'a>(Taker<'a>);

enum Taker<'a> {
    Server(&'a mut ServiceConfig),
    Document { base: &'a str, document: &'a mut OpenApi },
}

impl<'a> Registry<'a> {
    /// Serves what is registered.
    pub fn serving(config: &'a mut ServiceConfig) -> Self {
        Self(Taker::Server(config))
    }

    /// Describes what is registered.
    pub fn describing(document: &'a mut OpenApi) -> Self {
        Self(Taker::Document { base: "", document })
    }

    /// A handler.
    pub fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, handler: F) -> &mut Self {
        match &mut self.0 {
            Taker::Server(config) => {
                config.service(handler);
            }
            Taker::Document { base, document } => describe(&handler, base, document),
        }
        self
    }

    /// A room's handlers.
    pub fn configure(&mut self, room: impl FnOnce(&mut Registry<'_>)) -> &mut Self {
        room(self);
        self
    }

    /// Handlers whose paths begin with `path`. Scopes do not nest.
    pub fn scope(&mut self, path: &str, rooms: impl FnOnce(&mut Registry<'_>)) -> &mut Self {
        match &mut self.0 {
            Taker::Server(config) => {
                config.service(web::scope(path).configure(|config| rooms(&mut Registry::serving(config))));
            }
            Taker::Document { document, .. } => {
                rooms(&mut Registry(Taker::Document { base: path, document }));
            }
        }
        self
    }

    /// What answers where no handler is, in this scope.
    pub fn otherwise<F, Args>(&mut self, handler: F) -> &mut Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        if let Taker::Server(config) = &mut self.0 {
            config.default_service(web::to(handler));
        }
        self
    }
}

fn describe(handler: &impl OpenApiFactory, base: &str, document: &mut OpenApi) {
    let mut paths = handler.paths();
    paths.paths = paths.paths.into_iter().map(|(path, item)| (format!("{base}{path}"), item)).collect();
    document.paths.merge(paths);
    let mut schemas = Vec::new();
    handler.schemas(&mut schemas);
    document.components.get_or_insert_with(Components::new).schemas.extend(schemas);
}
