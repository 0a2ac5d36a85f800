//! Figures for Prometheus: what is counted, and the page that shows it.
//!
//! Rooms record through the `metrics` crate; this one owns the recorder and what is counted of requests and pools.

use crate::service::Figures;
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use std::time::Duration;

const REQUESTS: &str = "golden_beans_http_requests_total";
const LOGINS: &str = "golden_beans_logins_total";
const REQUEST_SECONDS: &str = "golden_beans_http_request_duration_seconds";
const CONNECTIONS: &str = "golden_beans_database_connections";
const LEDGER_WAITING: &str = "golden_beans_ledger_waiting_commands";
const LEDGER_TURNS: &str = "golden_beans_ledger_turns_total";
const LEDGER_CAPACITY: &str = "golden_beans_ledger_queue_capacity_commands";
const LEDGER_BATCH_COMMANDS: &str = "golden_beans_ledger_batch_commands";
const EVENT_STREAMS: &str = "golden_beans_event_streams";
const NOTICES: &str = "golden_beans_notices_total";
const LEDGER_ALIVE: &str = "golden_beans_ledger_writer_alive";

/// Upper bounds of the buckets of every histogram in seconds.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Upper bounds of the buckets of the ledger's batches, commands.
const BATCH_COMMANDS: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// How often histograms are folded, so that they need no memory between two visits of Prometheus.
const UPKEEP_INTERVAL: Duration = Duration::from_secs(5);

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// Installs the recorder, once in a process; later calls do nothing.
///
/// # Errors
/// The buckets are not in order: a defect.
pub fn install() -> Result<(), BuildError> {
    if HANDLE.get().is_some() {
        return Ok(());
    }
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
        .set_buckets_for_metric(Matcher::Full(LEDGER_BATCH_COMMANDS.to_owned()), &BATCH_COMMANDS)?
        .build_recorder();
    let handle = recorder.handle();
    // Two servers of one process that start together: the first recorder is everybody's.
    if metrics::set_global_recorder(recorder).is_ok() {
        HANDLE.get_or_init(|| handle);
        describe();
    }
    Ok(())
}

fn describe() {
    metrics::describe_counter!(LOGINS, "Attempts to log in, by outcome: ok or the code of the refusal.");
    metrics::describe_counter!(REQUESTS, "Requests by method, route and status.");
    metrics::describe_histogram!(
        REQUEST_SECONDS,
        metrics::Unit::Seconds,
        "Time from a request's head to its answer's head."
    );
    metrics::describe_gauge!(CONNECTIONS, "Database connections by pool and state.");
    metrics::describe_gauge!(LEDGER_WAITING, "Commands that wait for the ledger writer.");
    metrics::describe_counter!(
        LEDGER_TURNS,
        "The ledger writer's turns by outcome: written straight, written in turn, lost to another process."
    );
    metrics::describe_gauge!(LEDGER_CAPACITY, "Commands that may wait; more are refused.");
    metrics::describe_gauge!(EVENT_STREAMS, "Pages that are open and told what happens.");
    metrics::describe_counter!(NOTICES, "Notices that were made.");
    metrics::describe_gauge!(LEDGER_ALIVE, "1 while the ledger writer takes commands.");
}

/// Folds histograms for as long as the server runs.
pub async fn keep_up() {
    let mut ticks = tokio::time::interval(UPKEEP_INTERVAL);
    loop {
        ticks.tick().await;
        if let Some(handle) = HANDLE.get() {
            handle.run_upkeep();
        }
    }
}

/// Everything that was recorded, in Prometheus' text form.
#[must_use]
pub fn render() -> String {
    HANDLE.get().map(PrometheusHandle::render).unwrap_or_default()
}

/// Counts one attempt to log in.
pub(super) fn record_login(outcome: &'static str) {
    metrics::counter!(LOGINS, "outcome" => outcome).increment(1);
}

/// Counts one answered request.
pub(super) fn record_request(method: &'static str, route: String, status: u16, took: Duration) {
    metrics::counter!(REQUESTS, "method" => method, "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!(REQUEST_SECONDS, "method" => method, "route" => route).record(took);
}

/// Records how busy the rooms inside are, just before the page is written.
pub(super) fn record_figures(figures: &Figures) {
    let pools = &figures.pools;
    let record = |pool: &'static str, open: u32, idle: u32| {
        metrics::gauge!(CONNECTIONS, "pool" => pool, "state" => "idle").set(f64::from(idle));
        metrics::gauge!(CONNECTIONS, "pool" => pool, "state" => "busy")
            .set(f64::from(open.saturating_sub(idle)));
    };
    record("read", pools.readers_open, pools.readers_idle);
    record("write", pools.writers_open, pools.writers_idle);
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    metrics::gauge!(LEDGER_WAITING).set(count(figures.ledger.waiting));
    metrics::gauge!(LEDGER_CAPACITY).set(count(figures.ledger.capacity));
    metrics::gauge!(LEDGER_ALIVE).set(f64::from(u8::from(figures.ledger.alive)));
}
