//! Who may call what: one row for every call of the API description. A new call without a row fails here.
//!
//! Which *things* a caller may see (one's own reports, one's unit's) is tested beside those things; here it is the
//! role alone, before anything else of the request is looked at.

use crate::both_databases;
use crate::support::{Actor, TestApp};
use golden_beans::domain::role::Role::{
    self, Admin, Auditor, Cashier, Dispatcher, Finance, Handler, Resident,
};
use reqwest::Method;
use serde_json::Value;
use std::collections::BTreeSet;

/// Who may call.
#[derive(Debug, Clone, Copy)]
enum Who {
    /// Also somebody who is not logged in.
    Anyone,
    /// Anyone while the thing is public; who is not logged in is else told to log in.
    Visitors,
    /// Those of these roles.
    Only(&'static [Role]),
}

const ANYBODY: Who = Who::Only(Role::ALL);
const ADMIN: Who = Who::Only(&[Admin]);
const FINANCE: Who = Who::Only(&[Finance]);
const RESIDENT: Who = Who::Only(&[Resident]);
const HANDLER: Who = Who::Only(&[Handler]);
const CASHIER: Who = Who::Only(&[Cashier]);
const CENTER: Who = Who::Only(&[Dispatcher, Admin]);
const WATCHERS: Who = Who::Only(&[Auditor, Admin]);
const LEDGER_READERS: Who = Who::Only(&[Finance, Auditor]);
const LOOK_BACK_READERS: Who = Who::Only(&[Dispatcher, Auditor, Admin]);
const ANOMALY_READERS: Who = Who::Only(&[Auditor, Admin]);
const CAMPAIGN_READERS: Who = Who::Only(&[Dispatcher, Finance, Auditor, Admin]);
const FIGURE_READERS: Who = Who::Only(&[Dispatcher, Handler, Auditor, Admin]);
const UNIT_READERS: Who = Who::Only(&[Dispatcher, Handler, Finance, Auditor, Admin]);

/// Every call, relative to `/api/v1`.
const CALLS: &[(&str, Who)] = &[
    ("GET /../../healthz", Who::Anyone),
    ("GET /../../readyz", Who::Anyone),
    ("GET /../../metrics", Who::Anyone),
    ("POST /residents", Who::Anyone),
    ("POST /auth/login", Who::Anyone),
    ("POST /auth/refresh", Who::Anyone),
    ("POST /auth/logout", Who::Anyone),
    ("POST /auth/otp/enroll", ANYBODY),
    ("POST /auth/otp/confirm", ANYBODY),
    ("POST /auth/otp/remove", ANYBODY),
    ("POST /auth/prove", ANYBODY),
    ("GET /me", ANYBODY),
    ("PATCH /me", ANYBODY),
    ("POST /me/password", ANYBODY),
    ("GET /me/sessions", ANYBODY),
    ("POST /me/account-codes", RESIDENT),
    ("GET /me/account-codes", RESIDENT),
    ("POST /me/account-codes/{id}/revoke", RESIDENT),
    ("POST /me/sessions/{id}/end", ANYBODY),
    ("GET /users", ADMIN),
    ("POST /users", ADMIN),
    ("GET /users/{id}", ADMIN),
    ("PATCH /users/{id}", ADMIN),
    ("GET /categories", Who::Anyone),
    ("GET /categories/settings", ADMIN),
    ("POST /categories", ADMIN),
    ("POST /categories/load", ADMIN),
    ("PATCH /categories/{code}", ADMIN),
    ("GET /categories/{code}/service", ADMIN),
    ("PUT /categories/{code}/service", ADMIN),
    ("POST /api-keys", ADMIN),
    ("GET /api-keys", ADMIN),
    ("POST /api-keys/{id}/revoke", ADMIN),
    ("GET /units", UNIT_READERS),
    ("POST /units", ADMIN),
    ("PATCH /units/{id}", ADMIN),
    ("GET /shops", ANYBODY),
    ("POST /shops", ADMIN),
    ("PATCH /shops/{id}", ADMIN),
    ("GET /shops/{id}/settlements", LEDGER_READERS),
    ("POST /shops/{id}/settlements", FINANCE),
    ("GET /campaigns", CAMPAIGN_READERS),
    ("POST /campaigns", ADMIN),
    ("GET /campaigns/{id}", CAMPAIGN_READERS),
    ("POST /campaigns/{id}/rules", ADMIN),
    ("POST /campaigns/{id}/fund", FINANCE),
    ("POST /campaigns/{id}/activate", ADMIN),
    ("POST /campaigns/{id}/pause", ADMIN),
    ("POST /campaigns/{id}/end", ADMIN),
    ("POST /campaigns/{id}/simulate", CAMPAIGN_READERS),
    ("POST /shops/{id}/refund-pin", ADMIN),
    ("GET /badges", RESIDENT),
    ("GET /rank", RESIDENT),
    ("POST /photos", Who::Only(&[Resident, Handler])),
    ("GET /photos/{id}", Who::Visitors),
    ("GET /photos/{id}/thumbnail", Who::Visitors),
    ("GET /reports", RESIDENT),
    ("POST /reports", RESIDENT),
    ("GET /reports/{id}", RESIDENT),
    ("POST /reports/{id}/withdraw", RESIDENT),
    ("POST /reports/{id}/rating", RESIDENT),
    ("GET /dispatch/counts", CENTER),
    ("GET /dispatch/reports", CENTER),
    ("GET /dispatch/reports/{id}", CENTER),
    ("POST /dispatch/reports/{id}/accept", CENTER),
    ("POST /dispatch/reports/{id}/reject", CENTER),
    ("POST /dispatch/reports/{id}/merge", CENTER),
    ("POST /dispatch/reports/{id}/unmerge", CENTER),
    ("POST /dispatch/reports/{id}/assign", CENTER),
    ("POST /dispatch/reports/{id}/verify", CENTER),
    ("POST /dispatch/reports/{id}/close", CENTER),
    ("POST /dispatch/reports/{id}/reopen", CENTER),
    ("POST /dispatch/reports/{id}/ask", CENTER),
    ("POST /dispatch/reports/{id}/suspend", CENTER),
    ("POST /dispatch/reports/{id}/resume", CENTER),
    ("POST /dispatch/reports/{id}/supervise", CENTER),
    ("POST /dispatch/reports/{id}/unsupervise", CENTER),
    ("POST /dispatch/reports/{id}/publish", CENTER),
    ("POST /dispatch/reports/{id}/unpublish", CENTER),
    ("POST /dispatch/reports/{id}/reporter", CENTER),
    ("GET /dispatch/reports/{id}/duplicates", CENTER),
    ("GET /reports/nearby", RESIDENT),
    ("GET /reports/joined", RESIDENT),
    ("POST /reports/{id}/join", RESIDENT),
    ("POST /reports/{id}/leave", RESIDENT),
    ("GET /me/identity-views", RESIDENT),
    ("GET /identity-views", WATCHERS),
    ("GET /dispatch/reports/{id}/notes", CENTER),
    ("POST /dispatch/reports/{id}/notes", CENTER),
    ("GET /dispatch/reports/{id}/templates", CENTER),
    ("GET /templates", CENTER),
    ("POST /templates", ADMIN),
    ("PATCH /templates/{id}", ADMIN),
    ("GET /dispatch/unplaced-requests", CENTER),
    ("POST /dispatch/unplaced-requests/{id}/place", CENTER),
    ("POST /dispatch/unplaced-requests/{id}/refuse", CENTER),
    ("GET /dispatch/reports/{id}/follow-ups", CENTER),
    ("POST /dispatch/reports/{id}/follow-ups", CENTER),
    ("POST /dispatch/reports/{id}/regrade", CENTER),
    ("POST /reports/{id}/not-solved", RESIDENT),
    ("GET /look-backs", LOOK_BACK_READERS),
    ("POST /look-backs", ADMIN),
    ("GET /look-backs/{id}", LOOK_BACK_READERS),
    ("GET /look-backs/{id}/cases", LOOK_BACK_READERS),
    ("POST /look-backs/{id}/cases/{report_id}/check", CENTER),
    ("GET /me/earning", RESIDENT),
    ("POST /me/earning/appeal", RESIDENT),
    ("GET /suspensions", ANOMALY_READERS),
    ("POST /residents/{id}/suspensions", ADMIN),
    ("POST /suspensions/{id}/lift", ADMIN),
    ("POST /suspensions/{id}/appeal-answer", ADMIN),
    ("GET /anomalies", ANOMALY_READERS),
    ("POST /anomalies/scan", ADMIN),
    ("POST /anomalies/{id}/decide", ADMIN),
    ("GET /unit/reports", HANDLER),
    ("GET /unit/reports/{id}", HANDLER),
    ("POST /unit/reports/{id}/start", HANDLER),
    ("POST /unit/reports/{id}/resolve", HANDLER),
    ("POST /unit/reports/{id}/return", HANDLER),
    ("POST /unit/reports/{id}/extend", HANDLER),
    ("POST /unit/reports/{id}/sign", HANDLER),
    ("POST /unit/reports/{id}/ask", HANDLER),
    ("POST /unit/reports/{id}/resume", HANDLER),
    ("POST /unit/reports/{id}/suspend", HANDLER),
    ("GET /dispatch/requests", CENTER),
    ("POST /dispatch/requests/{id}/approve", CENTER),
    ("POST /dispatch/requests/{id}/refuse", CENTER),
    ("POST /reports/{id}/answer", RESIDENT),
    ("GET /calendar", UNIT_READERS),
    ("PUT /calendar", ADMIN),
    ("POST /calendar/load", ADMIN),
    ("GET /unit/reports/{id}/notes", HANDLER),
    ("POST /unit/reports/{id}/notes", HANDLER),
    ("GET /wallet", RESIDENT),
    ("GET /wallet/entries", RESIDENT),
    ("POST /wallet/pay-code", RESIDENT),
    ("POST /checkout/redemptions", CASHIER),
    ("GET /checkout/redemptions", CASHIER),
    ("POST /checkout/redemptions/{id}/refunds", CASHIER),
    ("GET /checkout/summary", CASHIER),
    ("GET /ledger/transactions", LEDGER_READERS),
    ("GET /ledger/transactions/{seq}", LEDGER_READERS),
    ("GET /ledger/accounts", LEDGER_READERS),
    ("POST /ledger/verify", Who::Only(&[Auditor])),
    ("GET /events", ANYBODY),
    ("GET /exports", Who::Only(&[Auditor, Admin])),
    ("GET /exports/evaluation", Who::Only(&[Dispatcher, Auditor, Admin])),
    ("GET /exports/ledger", LEDGER_READERS),
    ("GET /exports/reports", CENTER),
    ("GET /exports/settlements", LEDGER_READERS),
    ("GET /figures/evaluation", FIGURE_READERS),
    ("GET /figures/heatmap", FIGURE_READERS),
    ("GET /figures/reports", FIGURE_READERS),
    ("GET /notices", ANYBODY),
    ("GET /notices/count", ANYBODY),
    ("POST /notices/read-all", ANYBODY),
    ("POST /notices/{id}/read", ANYBODY),
    ("GET /../../open311/v2/discovery.{format}", Who::Anyone),
    ("GET /../../open311/v2/services.{format}", Who::Anyone),
    ("GET /../../open311/v2/services/{code}.{format}", Who::Anyone),
    ("GET /../../open311/v2/requests.{format}", Who::Anyone),
    // By an api_key in the form, which tests/api/open311 is about.
    ("POST /../../open311/v2/requests.{format}", Who::Anyone),
    ("GET /../../open311/v2/requests/{id}.{format}", Who::Anyone),
    ("GET /../../open311/v2/tokens/{id}.{format}", Who::Anyone),
    ("GET /../../open311/v2/servicerequestupdates.{format}", Who::Anyone),
    ("GET /public/campaign", Who::Anyone),
    ("GET /public/reports", Who::Anyone),
    ("GET /public/reports/{id}", Who::Anyone),
    ("GET /public/stats", Who::Anyone),
    ("GET /public/district", Who::Anyone),
    ("GET /public/shops", Who::Anyone),
];

/// The calls of a description, as [`CALLS`] writes them, and whether one may call them without logging in.
pub fn described(document: &Value) -> Vec<(String, bool)> {
    let mut calls = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let path = match path.strip_prefix("/api/v1") {
                Some(relative) => relative.to_owned(),
                None => format!("/../..{path}"),
            };
            let ways = operation["security"].as_array().cloned().unwrap_or_default();
            let is_open = ways.iter().any(|way| way.as_object().unwrap().is_empty());
            calls.push((format!("{} {path}", method.to_uppercase()), is_open));
        }
    }
    calls
}

/// Whether somebody of this role, or nobody, may make the call, as [`CALLS`] has it.
pub fn may_call(call: &str, role: Option<Role>) -> bool {
    CALLS.iter().any(|(row, who)| {
        *row == call
            && match who {
                Who::Anyone | Who::Visitors => true,
                Who::Only(roles) => role.is_some_and(|role| roles.contains(&role)),
            }
    })
}

/// Sends the call with an empty JSON body and ids that are nobody's.
async fn call(actor: &Actor, call: &str) -> (u16, String) {
    let (method, path) = call.split_once(' ').unwrap();
    let method: Method = method.parse().unwrap();
    let path = path.replace("{id}", "01912345-0000-7000-8000-000000000000");
    let path = path.replace("{code}", "nothing").replace("{seq}", "999999").replace("{report_id}", "nothing");
    let mut request = actor.request(method.clone(), &path).header("idempotency-key", "authorization");
    // A stream that is opened has no end.
    request = request.header("last-event-id", "none");
    if method != Method::GET {
        request = request.json(&serde_json::json!({}));
    }
    let answer = actor.send(request, call.to_owned()).await;
    (answer.status, answer.code().to_owned())
}

both_databases! {
    async fn every_call_is_for_its_roles_only(app: TestApp) {
        let unit_id = app.unit("城管局").await;
        let shop_id = app.shop("便民超市").await;
        let mut actors = Vec::new();
        for role in Role::ALL {
            let actor = match role {
                Resident => app.resident("李四").await,
                Handler => app.handler(&unit_id).await,
                Cashier => app.cashier(&shop_id).await,
                role => app.staff(*role).await,
            };
            actors.push((*role, actor));
        }
        let mut faults = Vec::new();
        for (name, who) in CALLS {
            let (status, code) = call(&app.anonymous(), name).await;
            let is_refused = status == 401 && code == "not_logged_in";
            if is_refused == matches!(who, Who::Anyone) {
                faults.push(format!("{name}: anonymous got {status} {code}"));
            }
            let Who::Only(roles) = who else { continue };
            for (role, actor) in &actors {
                let (status, code) = call(actor, name).await;
                let is_refused = status == 403 && code == "forbidden";
                if is_refused == roles.contains(role) || status == 401 && code == "not_logged_in" || status >= 500 {
                    faults.push(format!("{name}: {role} got {status} {code}"));
                }
            }
        }
        assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    }
}

#[test]
fn every_call_has_a_row() {
    let document = serde_json::to_value(golden_beans::http::openapi::document()).unwrap();
    let described = described(&document);
    let names: BTreeSet<&str> = described.iter().map(|(name, _)| name.as_str()).collect();
    let rows: BTreeSet<&str> = CALLS.iter().map(|(name, _)| *name).collect();
    assert_eq!(rows.len(), CALLS.len(), "a row stands twice");
    let missing: Vec<_> = names.difference(&rows).collect();
    let stale: Vec<_> = rows.difference(&names).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "without a row: {missing:?}; rows without a call: {stale:?}"
    );
    for (name, is_open) in &described {
        let (_, who) = CALLS.iter().find(|(row, _)| row == name).unwrap();
        assert_eq!(
            *is_open,
            !matches!(who, Who::Only(_)),
            "{name}: the description says otherwise who may call"
        );
    }
}
