//! Every answer that somebody can get, searched for what they may not know.
//!
//! The calls are those of the API description: a GET joins by itself, with real ids in its path ([`stage`] says whose),
//! and any other call needs a row in [`plans`], else the walk fails and names it. So no later call can leak unseen.

mod logs;
mod plans;
mod secrets;
mod stage;

use crate::authorization::{described, may_call};
use crate::both_databases;
use crate::support::{Actor, Answer, TestApp};
use golden_beans::domain::role::Role;
use plans::{Body, Plan, plan_of};
use reqwest::Method;
use secrets::Secrets;
use serde_json::Value;
use stage::Stage;
use std::collections::BTreeSet;
use std::time::Duration;

/// How long an answer that has an end may take.
const LONGEST: Duration = Duration::from_secs(20);
/// How long a stream of events is listened to.
const LISTEN: Duration = Duration::from_millis(300);

both_databases! {
    /// A unit never learns who reported: all calls, with all bodies.
    async fn nothing_a_handler_gets_says_who_reported(app: TestApp) {
        let stage = Stage::new(app).await;
        let secrets = stage.secrets.all();
        let walked = walk(&stage, &stage.world.handler, Some(Role::Handler), &secrets, Calls::All).await;
        walked.went_well(&["井盖", "image/jpeg", "QL202407-000001"]);
    }

    /// A till sees a surname and a star.
    async fn nothing_a_cashier_gets_says_more_than_a_masked_name(app: TestApp) {
        let stage = Stage::new(app).await;
        let secrets = stage.secrets.all_but_the_masked_name();
        let walked = walk(&stage, &stage.cashier, Some(Role::Cashier), &secrets, Calls::All).await;
        walked.went_well(&["欧阳*"]);
    }

    /// What is published names nobody, and the rest is not there.
    async fn nothing_a_stranger_gets_says_who_reported(app: TestApp) {
        let stage = Stage::new(app).await;
        let nobody = stage.world.app.anonymous();
        let walked = walk(&stage, &nobody, None, &stage.secrets.all(), Calls::All).await;
        walked.went_well(&["井盖", "image/jpeg"]);
    }

    /// Other residents are strangers, too, but for the masked names of the rank, which anybody may opt out of.
    async fn nothing_a_neighbour_reads_says_who_reported(app: TestApp) {
        let stage = Stage::new(app).await;
        let (neighbour, secrets) = (&stage.world.neighbour, stage.secrets.all_but_the_masked_name());
        let walked = walk(&stage, neighbour, Some(Role::Resident), &secrets, Calls::Reading).await;
        walked.went_well(&["\"distance_m\"", "\"joined_at\""]);
    }

    /// Those who run the scheme read masked forms only; the ledger knows residents by id.
    async fn nothing_that_staff_read_has_a_full_name_or_phone(app: TestApp) {
        let stage = Stage::without_words_that_name(app).await;
        let [admin, dispatcher, finance, auditor] = stage.staff().await;
        for (actor, role) in [
            (&dispatcher, Role::Dispatcher),
            (&admin, Role::Admin),
            (&finance, Role::Finance),
            (&auditor, Role::Auditor),
        ] {
            walk(&stage, actor, Some(role), &stage.secrets.in_full(), Calls::Reading).await.went_well(&[]);
        }
        // What is searched for is there: the call that shows it does.
        let id = stage.report_ids.first().unwrap();
        let reason = serde_json::json!({ "reason": "核实位置" });
        let shown = dispatcher.post(&format!("/dispatch/reports/{id}/reporter"), &reason).await;
        assert_eq!(stage.secrets.in_full().found_in(&shown).len(), 2, "{}", shown.text());
    }

    /// A log is read by people who may see nothing of all this.
    async fn the_log_of_a_walk_tells_no_secret(app: TestApp) {
        let log = logs::capture();
        let stage = Stage::new(app).await;
        for (actor, role, calls) in [
            (&stage.world.handler, Role::Handler, Calls::All),
            (&stage.cashier, Role::Cashier, Calls::All),
            (&stage.world.resident, Role::Resident, Calls::Reading),
            (&stage.world.dispatcher, Role::Dispatcher, Calls::Reading),
        ] {
            walk(&stage, actor, Some(role), &Secrets::default(), calls).await.went_well(&[]);
        }
        stage.wrong_logins().await;
        tracing::debug!("what a search for faults would show");
        let text = log.text();
        for sign_of_life in ["/api/v1/unit/reports/{id}/resolve", "a reporter's identity was shown", "what a search for faults"] {
            assert!(text.contains(sign_of_life), "the log was not captured: no {sign_of_life}");
        }
        let told = stage.secrets_of_a_log().found_in_bytes(text.as_bytes());
        let line = |secret: &str| text.lines().find(|line| line.contains(secret)).unwrap_or_default().to_owned();
        let lines: Vec<_> = told.iter().map(|(what, secret)| format!("{what}: {}", line(secret))).collect();
        assert!(told.is_empty(), "the log tells\n{}", lines.join("\n"));
    }
}

/// Which calls are walked.
#[derive(Clone, Copy, PartialEq)]
enum Calls {
    /// All that the role may make.
    All,
    /// Only those that read.
    Reading,
}

/// What came of a walk.
#[derive(Default)]
struct Walked {
    faults: Vec<String>,
    answered: usize,
    seen: String,
}

impl Walked {
    /// Nothing was told, no call was left out, and the answers held these.
    #[track_caller]
    fn went_well(&self, held: &[&str]) {
        assert!(self.faults.is_empty(), "\n{}\n", self.faults.join("\n"));
        assert!(self.answered >= 8, "only {} calls were walked", self.answered);
        for text in held {
            assert!(self.seen.contains(text), "the walk saw no {text}: it did not go where it should");
        }
    }

    fn search(&mut self, answer: &Answer, secrets: &Secrets) {
        self.answered += 1;
        for (what, secret) in secrets.found_in(answer) {
            self.faults.push(format!("{} tells {what} ({secret}): {}", answer.asked, answer.text()));
        }
        self.seen.push_str(answer.header("content-type"));
        self.seen.push_str(&answer.text());
    }
}

async fn walk(stage: &Stage, actor: &Actor, role: Option<Role>, secrets: &Secrets, calls: Calls) -> Walked {
    let document = serde_json::to_value(golden_beans::http::openapi::document()).unwrap();
    let mut walked = Walked::default();
    let names: BTreeSet<String> = described(&document).into_iter().map(|(name, _)| name).collect();
    for name in names {
        if !may_call(&name, role) || calls == Calls::Reading && !name.starts_with("GET ") {
            continue;
        }
        let Some(plan) = plan_of(&name) else {
            walked.faults.push(format!("{name} is not walked: give it a row in tests/api/walk/plans.rs"));
            continue;
        };
        match stage.path_of(&name, &plan).await {
            Ok(path) => {
                for path in path {
                    make(stage, actor, &name, &path, &plan, secrets, &mut walked).await;
                }
            }
            Err(problem) => walked.faults.push(format!("{name}: {problem}")),
        }
    }
    walked
}

/// Makes one call and searches its answer, and where it changed a report, what the unit then reads.
async fn make(
    stage: &Stage,
    actor: &Actor,
    name: &str,
    path: &str,
    plan: &Plan,
    secrets: &Secrets,
    walked: &mut Walked,
) {
    let answer = match tokio::time::timeout(LONGEST, ask(stage, actor, name, path, plan)).await {
        Ok(answer) => answer,
        Err(_) => {
            walked.faults.push(format!("{name} never ends: give it a plan that says it is a stream"));
            return;
        }
    };
    let is_expected = if plan.statuses.is_empty() {
        (200..300).contains(&answer.status)
    } else {
        plan.statuses.contains(&answer.status)
    };
    if !is_expected {
        walked.faults.push(format!("{name} answered {}: its plan is wrong", answer.text()));
    }
    walked.search(&answer, secrets);
    if name.starts_with("POST /unit/reports/") {
        let id = path.split('/').nth(3).unwrap();
        for after in [format!("/unit/reports/{id}"), "/unit/reports".to_owned()] {
            walked.search(&actor.get(&after).await, secrets);
        }
    }
}

async fn ask(stage: &Stage, actor: &Actor, name: &str, path: &str, plan: &Plan) -> Answer {
    let method: Method = name.split(' ').next().unwrap().parse().unwrap();
    let asked = format!("{method} {path}");
    let key = format!("walk-{}", stage.world.app.next_number());
    let request = actor.request(method.clone(), path).header("idempotency-key", key);
    let request = match plan.body {
        Body::Nothing => request,
        Body::Json(body) => request.json(&body(stage).await),
        Body::Photo => request.multipart(stage.photo_form()),
        // From the beginning, so that what was told before is in it.
        Body::Stream => return listen(request.header("last-event-id", "0"), asked).await,
    };
    actor.send(request, asked).await
}

/// The head of a stream and what comes within a moment.
async fn listen(request: reqwest::RequestBuilder, asked: String) -> Answer {
    let mut response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let mut body = Vec::new();
    let until = tokio::time::Instant::now() + LISTEN;
    while let Ok(Ok(Some(chunk))) = tokio::time::timeout_at(until, response.chunk()).await {
        body.extend_from_slice(&chunk);
    }
    Answer { asked, status, headers, json: Value::Null, body }
}
