//! Campaigns: seasons, their rules and their money.

use super::plumbing::{
    Admins, ApiJson, ApiPath, ApiQuery, By, Cursor, Finance, KeyedJson, Limit, Page, Problem, Staff, answer,
};
use super::registry::Registry;
use crate::domain::campaign::CampaignStep;
use crate::error::Result;
use crate::service::App;
use crate::service::campaigns::{
    CampaignView, Funded, NewCampaign, NewFunding, NewRule, RuleView, Simulation, SimulationWish,
};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use utoipa::IntoParams;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry
        .service(create_campaign)
        .service(list_campaigns)
        .service(get_campaign)
        .service(add_rule)
        .service(fund_campaign)
        .service(activate_campaign)
        .service(pause_campaign)
        .service(end_campaign)
        .service(simulate_campaign);
}

/// A page of campaigns.
#[derive(serde::Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CampaignsQuery {
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Option<Limit>,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Prepares a campaign: a draft without rules and money.
#[utoipa::path(
    tag = "campaigns",
    request_body = NewCampaign,
    responses(
        (status = 201, body = CampaignView),
        (status = 403, body = Problem),
        (status = 409, body = Problem, description = "`campaign_overlap`, `name_taken`"),
        (status = 422, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/campaigns")]
async fn create_campaign(app: web::Data<App>, by: By<Admins, ApiJson<NewCampaign>>) -> Result<HttpResponse> {
    let campaign = app.create_campaign(&by.caller, by.rest.value).await?;
    Ok(HttpResponse::Created().json(campaign))
}

/// Campaigns, the newest season first.
#[utoipa::path(
    tag = "campaigns",
    params(CampaignsQuery),
    responses((status = 200, body = Page<CampaignView>), (status = 403, body = Problem)),
    security(("bearer" = []))
)]
#[get("/campaigns")]
async fn list_campaigns(
    app: web::Data<App>,
    by: By<Staff, ApiQuery<CampaignsQuery>>,
) -> Result<web::Json<Page<CampaignView>>> {
    let ApiQuery(query) = by.rest;
    let limit = query.limit.unwrap_or_default();
    let after = Cursor::key(query.cursor.as_ref())?;
    let campaigns = app.campaigns(&by.caller, after, limit.rows()).await?;
    Page::cut(campaigns, limit, |last| (last.starts_on, last.id.clone())).map(web::Json)
}

/// One campaign with its money and rules.
#[utoipa::path(
    tag = "campaigns",
    responses((status = 200, body = CampaignView), (status = 403, body = Problem), (status = 404, body = Problem)),
    params(("id" = String, Path)),
    security(("bearer" = []))
)]
#[get("/campaigns/{id}")]
async fn get_campaign(
    app: web::Data<App>,
    by: By<Staff, ApiPath<String>>,
) -> Result<web::Json<CampaignView>> {
    app.campaign(&by.caller, by.rest.0).await.map(web::Json)
}

/// Adds a version of a campaign's rules; versions are never edited.
#[utoipa::path(
    tag = "campaigns",
    params(("id" = String, Path)),
    request_body = NewRule,
    responses(
        (status = 201, body = RuleView),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`rule_in_past`, `rule_date_taken`, `campaign_state`"),
        (status = 422, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/campaigns/{id}/rules")]
async fn add_rule(
    app: web::Data<App>,
    by: By<Admins, (ApiPath<String>, ApiJson<NewRule>)>,
) -> Result<HttpResponse> {
    let (ApiPath(id), body) = by.rest;
    let rule = app.add_rule(&by.caller, id, body.value).await?;
    Ok(HttpResponse::Created().json(rule))
}

/// Gives a campaign's budget beans from the treasury.
#[utoipa::path(
    tag = "campaigns",
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    request_body = NewFunding,
    responses(
        (status = 201, body = Funded),
        (status = 400, body = Problem, description = "`idempotency_key_required`"),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`campaign_state`: it has ended"),
        (status = 422, body = Problem),
        (status = 503, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/campaigns/{id}/fund")]
async fn fund_campaign(
    app: web::Data<App>,
    by: By<Finance, (ApiPath<String>, KeyedJson<NewFunding>)>,
) -> Result<HttpResponse> {
    let (ApiPath(id), body) = by.rest;
    let (funding, keyed) = body.of(&by.caller);
    Ok(answer(StatusCode::CREATED, &app.fund_campaign(&by.caller, id, funding, keyed).await?))
}

/// Activates a campaign, or lets it go on after a pause.
#[utoipa::path(
    tag = "campaigns",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = CampaignView),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`campaign_without_rules`, `campaign_state`"),
    ),
    security(("bearer" = []))
)]
#[post("/campaigns/{id}/activate")]
async fn activate_campaign(
    app: web::Data<App>,
    by: By<Admins, ApiPath<String>>,
) -> Result<web::Json<CampaignView>> {
    app.change_campaign(&by.caller, &by.rest.0, CampaignStep::Activate).await.map(web::Json)
}

/// Pauses a campaign: what is closed meanwhile is recorded and earns nothing.
#[utoipa::path(
    tag = "campaigns",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = CampaignView),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`campaign_state`"),
    ),
    security(("bearer" = []))
)]
#[post("/campaigns/{id}/pause")]
async fn pause_campaign(
    app: web::Data<App>,
    by: By<Admins, ApiPath<String>>,
) -> Result<web::Json<CampaignView>> {
    app.change_campaign(&by.caller, &by.rest.0, CampaignStep::Pause).await.map(web::Json)
}

/// Ends a campaign for good; what is left of its budget goes back to the treasury.
#[utoipa::path(
    tag = "campaigns",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = CampaignView),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`campaign_state`"),
        (status = 503, body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/campaigns/{id}/end")]
async fn end_campaign(
    app: web::Data<App>,
    by: By<Admins, ApiPath<String>>,
) -> Result<web::Json<CampaignView>> {
    app.change_campaign(&by.caller, &by.rest.0, CampaignStep::End).await.map(web::Json)
}

/// What a period's closed reports would have cost under other rules. Moves nothing.
#[utoipa::path(
    tag = "campaigns",
    params(("id" = String, Path)),
    request_body = SimulationWish,
    responses(
        (status = 200, body = Simulation),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 422, body = Problem, description = "Also `too_many_reports` on `to_on`"),
        (status = 429, body = Problem, description = "Another simulation is under way"),
    ),
    security(("bearer" = []))
)]
#[post("/campaigns/{id}/simulate")]
async fn simulate_campaign(
    app: web::Data<App>,
    by: By<Staff, (ApiPath<String>, ApiJson<SimulationWish>)>,
) -> Result<web::Json<Simulation>> {
    let (ApiPath(id), body) = by.rest;
    app.simulate_campaign(&by.caller, id, body.value).await.map(web::Json)
}
