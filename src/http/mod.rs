//! The outside: routes, extractors, request and answer types, OpenAPI, metrics, static pages.
//!
//! A handler reads the request, calls one use case of `service`, and writes the answer: about five lines.

mod fallback;
mod health;
pub mod metrics;
mod observe;
pub mod openapi;
mod pages;
pub mod plumbing;
mod routes;
mod security;
pub mod server;
