//! How each call is made on the walk.
//!
//! A GET without a row is made as it stands, with the ids of [`super::stage`] in its path, and must answer 2xx. Any
//! other call needs a row; it is made once for each role that may make it, on a fresh report where it needs one.

use super::stage::Stage;
use crate::reports::world::{PASSWORD, PHONE, upload};
use serde_json::{Value, json};
use std::pin::Pin;

/// What a call is made on.
#[derive(Clone, Copy)]
pub enum On {
    /// What there is, by the words of its path.
    Anything,
    /// A new report of the reporter's, brought to this state at the handler's unit.
    Report(&'static str),
}

/// What is sent.
#[derive(Clone, Copy)]
pub enum Body {
    Nothing,
    Json(fn(&Stage) -> Sent<'_>),
    /// A form with a photo whose metadata and file name say who took it.
    Photo,
    /// Nothing is sent, and the answer has no end.
    Stream,
}

pub type Sent<'a> = Pin<Box<dyn Future<Output = Value> + Send + 'a>>;

/// How one call is made.
#[derive(Clone, Copy)]
pub struct Plan {
    pub on: On,
    /// Each with its question mark; the call is made once with each.
    pub queries: &'static [&'static str],
    pub body: Body,
    /// Which statuses are right; empty for any 2xx.
    pub statuses: &'static [u16],
}

const AS_IT_STANDS: Plan = Plan { on: On::Anything, queries: &[""], body: Body::Nothing, statuses: &[] };

/// The plan of a call such as `GET /unit/reports/{id}`; none for one that nobody planned.
pub fn plan_of(call: &str) -> Option<Plan> {
    let row = plan(call);
    if row.is_none() && call.starts_with("GET ") { Some(AS_IT_STANDS) } else { row }
}

fn plan(call: &str) -> Option<Plan> {
    let reading = |statuses| Plan { statuses, ..AS_IT_STANDS };
    let asking = |queries| Plan { queries, ..AS_IT_STANDS };
    let sending = |body: fn(&Stage) -> Sent<'_>| Plan { body: Body::Json(body), ..AS_IT_STANDS };
    let plan = match call {
        // What is not the caller's is not there.
        "GET /reports/{id}" | "GET /public/reports/{id}" => reading(&[200, 404]),
        "GET /photos/{id}" | "GET /photos/{id}/thumbnail" => reading(&[200, 401, 404]),
        "GET /reports/nearby" => asking(&["?lat=25.4953&lng=103.7964&datum=wgs84"]),
        "GET /unit/reports" => asking(&["?limit=2", "?status=in_progress"]),
        "GET /exports/evaluation"
        | "GET /exports/ledger"
        | "GET /exports/reports"
        | "GET /exports/settlements" => asking(&["?format=csv", "?format=xlsx"]),
        "GET /figures/heatmap" => asking(&["?bbox=103.7,25.4,103.9,25.6&zoom=14"]),
        "GET /figures/reports" => asking(&["?by=category", "?by=hour"]),

        "GET /../../open311/v2/services/{code}.{format}" => reading(&[200, 404]),
        "GET /../../open311/v2/tokens/{id}.{format}" => reading(&[404]),
        // Without a key nothing is filed.
        "POST /../../open311/v2/requests.{format}" => reading(&[400, 401, 403]),
        "GET /events" => Plan { body: Body::Stream, ..AS_IT_STANDS },
        "POST /auth/prove" => sending(|_| now(json!({ "password": PASSWORD }))),
        "POST /residents" => {
            let taken = sending(|_| now(json!({ "phone": PHONE, "password": PASSWORD })));
            Plan { statuses: &[409], ..taken }
        }
        "POST /auth/login" => {
            let wrong = sending(|_| now(json!({ "username": PHONE, "password": "not the password" })));
            Plan { statuses: &[401], ..wrong }
        }
        "POST /auth/refresh" | "POST /auth/logout" => {
            let unknown = sending(|_| now(json!({ "refresh_token": "x".repeat(43) })));
            Plan { statuses: &[204, 401], ..unknown }
        }
        "POST /auth/otp/enroll" => sending(|_| now(json!({ "password": PASSWORD }))),
        "POST /auth/otp/confirm" => Plan { statuses: &[422], ..sending(|_| now(json!({ "otp": "000000" }))) },
        "POST /auth/otp/remove" => sending(|_| now(json!({ "password": PASSWORD }))),
        "PATCH /me" => sending(|_| now(json!({ "name": "新名字" }))),
        "POST /me/password" => {
            let same = |_: &Stage| now(json!({ "old_password": PASSWORD, "new_password": PASSWORD }));
            Plan { statuses: &[204, 422], ..sending(same) }
        }
        "POST /me/sessions/{id}/end" => Plan { statuses: &[404], ..AS_IT_STANDS },
        "POST /notices/read-all" => sending(|_| now(json!({}))),
        "POST /notices/{id}/read" => Plan { statuses: &[200, 204, 404], ..AS_IT_STANDS },
        "POST /photos" => Plan { body: Body::Photo, ..AS_IT_STANDS },

        "POST /checkout/redemptions" => sending(|stage| {
            Box::pin(async { json!({ "pay_code": stage.pay_code().await, "beans": "0.50" }) })
        }),
        "POST /checkout/redemptions/{id}/refunds" => {
            sending(|_| now(json!({ "beans": "0.10", "reason": "退货" })))
        }
        _ => return unit_plan(call),
    };
    Some(plan)
}

/// The moves of a unit, each on a report that waits for it.
fn unit_plan(call: &str) -> Option<Plan> {
    let on_report = |state, body: fn(&Stage) -> Sent<'_>| Plan {
        on: On::Report(state),
        body: Body::Json(body),
        ..AS_IT_STANDS
    };
    let plan = match call {
        "POST /unit/reports/{id}/start" => on_report("assigned", |_| now(json!({}))),
        "POST /unit/reports/{id}/resolve" => on_report("in_progress", |stage| {
            Box::pin(async {
                json!({ "comment": "已清运", "photo_ids": [upload(&stage.world.handler).await] })
            })
        }),
        "POST /unit/reports/{id}/return" => on_report("assigned", |_| now(json!({ "reason": "不归我们" }))),
        "POST /unit/reports/{id}/notes" => on_report("assigned", |_| now(json!({ "text": "等配件" }))),
        "POST /unit/reports/{id}/sign" => on_report("assigned", |_| now(json!({}))),
        "POST /unit/reports/{id}/ask" => {
            on_report("in_progress", |_| now(json!({ "question": "在路的哪一侧？" })))
        }
        "POST /unit/reports/{id}/suspend" => {
            on_report("in_progress", |_| now(json!({ "until": "2024-07-12T00:00:00Z", "reason": "等配件" })))
        }
        // One that does not stand still.
        "POST /unit/reports/{id}/resume" => Plan {
            statuses: &[409],
            ..on_report("in_progress", |_| now(json!({ "reason": "配件到了" })))
        },
        "POST /unit/reports/{id}/extend" => {
            on_report("assigned", |_| now(json!({ "until": "2024-07-12T00:00:00Z", "reason": "等配件" })))
        }
        _ => return None,
    };
    Some(plan)
}

fn now(body: Value) -> Sent<'static> {
    Box::pin(std::future::ready(body))
}
