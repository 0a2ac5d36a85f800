//! The one list of rooms. A handler that is not reached from here does not exist, neither for callers nor in the
//! OpenAPI document.

use super::registry::Registry;
use super::{
    account_codes, anomalies, answer_templates, api_keys, badges, calendar, campaigns, categories,
    categories_admin, checkout, dispatch, dispatch_clocks, dispatch_end, dispatch_requests, events, exports,
    figures, follow_ups, health, identity, identity_views, ledger, look_backs, notices, open311,
    open311_settings, photos, public, public_reports, rank, report_notes, reports, shared_reports, shops,
    suspensions, unit_moves, unit_reports, units, unplaced_requests, users, wallet,
};

/// Where the API begins.
pub const BASE_PATH: &str = "/api/v1";

/// Registers every handler.
pub fn configure(registry: &mut Registry<'_>) {
    registry.configure(health::configure).configure(open311::configure).scope(BASE_PATH, rooms);
}

/// The rooms under the base path.
fn rooms(registry: &mut Registry<'_>) {
    registry
        .configure(identity::configure)
        .configure(users::configure)
        .configure(photos::configure)
        .configure(categories::configure)
        .configure(shared_reports::configure)
        .configure(reports::configure)
        .configure(dispatch::configure)
        .configure(dispatch_end::configure)
        .configure(identity_views::configure)
        .configure(dispatch_clocks::configure)
        .configure(unit_reports::configure)
        .configure(unit_moves::configure)
        .configure(dispatch_requests::configure)
        .configure(report_notes::configure)
        .configure(answer_templates::configure)
        .configure(account_codes::configure)
        .configure(api_keys::configure)
        .configure(follow_ups::configure)
        .configure(look_backs::configure)
        .configure(suspensions::configure)
        .configure(anomalies::configure)
        .configure(campaigns::configure)
        .configure(calendar::configure)
        .configure(categories_admin::configure)
        .configure(checkout::configure)
        .configure(ledger::configure)
        .configure(open311_settings::configure)
        .configure(public::configure)
        .configure(public_reports::configure)
        .configure(shops::configure)
        .configure(units::configure)
        .configure(unplaced_requests::configure)
        .configure(wallet::configure)
        .configure(notices::configure)
        .configure(events::configure)
        .configure(badges::configure)
        .configure(rank::configure)
        .configure(exports::configure)
        .configure(figures::configure);
}
