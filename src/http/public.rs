//! What anyone can see of the scheme.

use super::plumbing::Problem;
use super::registry::Registry;
use crate::error::Result;
use crate::service::App;
use crate::service::public_figures::{PublicCampaign, PublicStats};
use actix_web::http::header::{CacheControl, CacheDirective};
use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(get_public_campaign).service(get_public_stats).service(get_public_district);
}

/// The season of today, else the latest that began: its money and the rules in force.
#[utoipa::path(
    tag = "public",
    responses((status = 200, body = PublicCampaign), (status = 404, body = Problem, description = "No season yet")),
    security(())
)]
#[get("/public/campaign")]
async fn get_public_campaign(app: web::Data<App>) -> Result<HttpResponse> {
    let campaign = app.public_campaign().await?;
    Ok(cacheable(&app, &campaign))
}

/// What was reported and awarded so far, in all and by group.
#[utoipa::path(tag = "public", responses((status = 200, body = PublicStats)), security(()))]
#[get("/public/stats")]
async fn get_public_stats(app: web::Data<App>) -> Result<HttpResponse> {
    let stats = app.public_stats().await?;
    Ok(cacheable(&app, &stats))
}

/// Which district this is.
#[derive(Serialize, ToSchema)]
struct PublicDistrict {
    /// Its name.
    name: String,
    /// Its time zone: the one of local dates.
    #[schema(example = "Asia/Shanghai")]
    timezone: String,
    /// Its subdistricts (街道、镇), by which units are responsible; none: any name will do.
    subdistricts: Vec<String>,
}

/// The district and its parts.
#[utoipa::path(tag = "public", responses((status = 200, body = PublicDistrict)), security(()))]
#[get("/public/district")]
async fn get_public_district(app: web::Data<App>) -> HttpResponse {
    let district = &app.config.district;
    let answer = PublicDistrict {
        name: district.name.clone(),
        timezone: district.timezone.name().to_owned(),
        subdistricts: district.subdistricts.clone(),
    };
    cacheable(&app, &answer)
}

/// Others may keep the answer for as long as we do.
fn cacheable(app: &App, figures: &impl Serialize) -> HttpResponse {
    let max_age_s = app.config.scheme.public_figures_age_ms / 1000;
    let cache = CacheControl(vec![CacheDirective::Public, CacheDirective::MaxAge(max_age_s)]);
    HttpResponse::Ok().insert_header(cache).json(figures)
}
