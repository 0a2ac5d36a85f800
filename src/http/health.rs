//! `/healthz`, `/readyz` and `/metrics`, for those who run the server.

use super::metrics;
use super::registry::Registry;
use crate::service::{App, Readiness};
use actix_web::http::header;
use actix_web::{HttpResponse, get, web};

/// Seconds after which a server that is not ready should be asked again.
const RETRY_AFTER_S: u32 = 2;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(healthz).service(readyz).service(metrics_page);
}

/// The process answers.
#[derive(serde::Serialize, utoipa::ToSchema)]
struct Health {
    #[schema(example = "ok")]
    status: &'static str,
}

/// Whether the process answers.
#[utoipa::path(tag = "operations", responses((status = 200, body = Health)), security(()))]
#[get("/healthz")]
async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(Health { status: "ok" })
}

/// Whether requests may be sent here: the database answers, its schema is current, the ledger writer is alive.
#[utoipa::path(
    tag = "operations",
    responses((status = 200, body = Readiness), (status = 503, body = Readiness, description = "Not ready")),
    security(())
)]
#[get("/readyz")]
async fn readyz(app: web::Data<App>) -> HttpResponse {
    let readiness = app.readiness().await;
    if readiness.is_ready() {
        HttpResponse::Ok().json(readiness)
    } else {
        HttpResponse::ServiceUnavailable().insert_header((header::RETRY_AFTER, RETRY_AFTER_S)).json(readiness)
    }
}

/// Figures for Prometheus.
#[utoipa::path(
    tag = "operations",
    responses((status = 200, content_type = "text/plain", body = String)),
    security(())
)]
#[get("/metrics")]
async fn metrics_page(app: web::Data<App>) -> HttpResponse {
    metrics::record_figures(&app.figures());
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(metrics::render())
}
