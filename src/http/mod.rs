//! The outside: routes, extractors, request and answer types, OpenAPI, metrics, static pages.
//!
//! A handler reads the request, calls one use case of `service`, and writes the answer: about five lines.

mod account_codes;
mod answer_templates;
mod api_keys;
mod badges;
mod campaigns;
mod categories;
mod categories_admin;
mod checkout;
mod dispatch;
mod dispatch_clocks;
mod dispatch_end;
mod events;
mod fallback;
mod health;
mod identity;
mod identity_views;
mod ledger;
pub mod metrics;
mod notice_words;
mod notices;
mod observe;
mod open311;
mod open311_settings;
pub mod openapi;
mod pages;
mod photos;
pub mod plumbing;
mod public;
mod public_reports;
mod rank;
mod report_notes;
mod report_query;
mod reports;
mod routes;
mod security;
pub mod server;
mod shops;
mod unit_reports;
mod units;
mod unplaced_requests;
mod upload;
mod users;
mod wallet;
