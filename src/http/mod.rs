//! The outside: routes, extractors, request and answer types, OpenAPI, metrics, static pages.
//!
//! A handler reads the request, calls one use case of `service`, and writes the answer: about five lines.

mod categories;
mod dispatch;
mod dispatch_end;
mod fallback;
mod health;
pub mod metrics;
mod observe;
pub mod openapi;
mod pages;
mod photos;
pub mod plumbing;
mod report_query;
mod reports;
mod routes;
mod security;
pub mod server;
mod unit_reports;
mod upload;
