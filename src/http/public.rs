//! What anyone can see of the scheme.

use super::plumbing::Problem;
use super::registry::Registry;
use crate::domain::location::Datum;
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
    /// What its maps are drawn on.
    map: PublicMap,
}

/// What maps are drawn on, and where they open.
#[derive(Serialize, ToSchema)]
struct PublicMap {
    /// Degrees north of the district's middle, WGS-84.
    center_lat: f64,
    /// Degrees east of the same.
    center_lng: f64,
    /// Where the squares of the map are fetched, the lowest layer first; none: the district has chosen no map.
    #[schema(example = json!(["https://tiles.example.cn/{z}/{x}/{y}.png"]))]
    tile_urls: Vec<String>,
    /// Whom the map is from, to be shown on it.
    tile_attribution: String,
    /// The datum that the map is drawn in: places have to be shifted to it.
    tile_datum: Datum,
    /// The finest zoom that the map is there for.
    tile_max_zoom: u8,
}

/// The district and its parts.
#[utoipa::path(tag = "public", responses((status = 200, body = PublicDistrict)), security(()))]
#[get("/public/district")]
async fn get_public_district(app: web::Data<App>) -> HttpResponse {
    let (district, map) = (&app.config.district, &app.config.map);
    let answer = PublicDistrict {
        name: district.name.clone(),
        timezone: district.timezone.name().to_owned(),
        subdistricts: district.subdistricts.clone(),
        map: PublicMap {
            center_lat: map.center_lat,
            center_lng: map.center_lng,
            tile_urls: map.tile_urls.clone(),
            tile_attribution: map.tile_attribution.clone(),
            tile_datum: map.tile_datum,
            tile_max_zoom: map.tile_max_zoom,
        },
    };
    cacheable(&app, &answer)
}

/// Others may keep the answer for as long as we do.
fn cacheable(app: &App, figures: &impl Serialize) -> HttpResponse {
    let max_age_s = app.config.scheme.public_figures_age_ms / 1000;
    let cache = CacheControl(vec![CacheDirective::Public, CacheDirective::MaxAge(max_age_s)]);
    HttpResponse::Ok().insert_header(cache).json(figures)
}
