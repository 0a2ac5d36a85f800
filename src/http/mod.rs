//! The outside: routes, extractors, request and answer types, OpenAPI, metrics, static pages.
//!
//! A handler reads the request, calls one use case of `service`, and writes the answer: about five lines.

pub mod plumbing;
