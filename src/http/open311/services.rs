//! `/services`: what can be reported, and what each asks for.

use super::document::Node;
use super::{may_read, query_of, respond};
use crate::domain::group::CategoryGroup;
use crate::domain::open311::attribute::Attribute;
use crate::error::{Language, Result};
use crate::http::plumbing::language_of;
use crate::http::registry::Registry;
use crate::service::App;
use crate::service::open311::{OfferedService, ServiceDefinition};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Deserialize;

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(list_services).service(get_service_definition);
}

/// The parameters of calls that have no others; unknown ones are passed over.
#[derive(Deserialize)]
struct JurisdictionQuery {
    jurisdiction_id: Option<String>,
}

/// The services that a report can be filed under.
#[utoipa::path(
    tag = "open311",
    params(("format" = String, Path, description = "`xml` or `json`.")),
    responses(
        (status = 200, description = "Root `services`; in JSON an array."),
        (status = 404, description = "Another format or jurisdiction."),
    ),
    security(())
)]
#[get("/services.{format}")]
async fn list_services(app: web::Data<App>, format: web::Path<String>, request: HttpRequest) -> HttpResponse {
    let outcome = services(&app, &request, &format).await;
    respond(&request, StatusCode::OK, "services", outcome)
}

async fn services(app: &App, request: &HttpRequest, format: &str) -> Result<Node> {
    may_read(app, request, format)?;
    app.check_jurisdiction(query_of::<JurisdictionQuery>(request)?.jurisdiction_id.as_deref())?;
    let name_of = match language_of(request) {
        Language::Chinese => CategoryGroup::name_zh,
        Language::English => CategoryGroup::name_en,
    };
    let services = app.offered_services().await?;
    Ok(Node::List("service", services.into_iter().map(|service| service_node(service, name_of)).collect()))
}

fn service_node(service: OfferedService, name_of: fn(CategoryGroup) -> &'static str) -> Node {
    Node::Record(vec![
        ("service_code", service.code.into()),
        ("service_name", service.name.into()),
        ("description", service.description.into()),
        ("metadata", Node::Flag(service.asks)),
        ("type", "realtime".into()),
        ("keywords", service.keywords.into()),
        ("group", name_of(service.group).into()),
    ])
}

/// What a service asks for; only where its `metadata` is true.
#[utoipa::path(
    tag = "open311",
    params(
        ("code" = String, Path, description = "A service_code."),
        ("format" = String, Path, description = "`xml` or `json`."),
    ),
    responses(
        (status = 200, description = "Root `service_definition`; in JSON an object."),
        (status = 404, description = "No such service, or it asks for nothing."),
    ),
    security(())
)]
#[get("/services/{code}.{format}")]
async fn get_service_definition(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
) -> HttpResponse {
    let (code, format) = path.into_inner();
    let outcome = async {
        may_read(&app, &request, &format)?;
        app.check_jurisdiction(query_of::<JurisdictionQuery>(&request)?.jurisdiction_id.as_deref())?;
        app.service_definition(code).await.map(definition_node)
    };
    respond(&request, StatusCode::OK, "service_definition", outcome.await)
}

fn definition_node(definition: ServiceDefinition) -> Node {
    let attributes = definition.attributes.into_iter().zip(1..);
    Node::Record(vec![
        ("service_code", definition.code.into()),
        (
            "attributes",
            Node::List(
                "attribute",
                attributes.map(|(attribute, order)| attribute_node(attribute, order)).collect(),
            ),
        ),
    ])
}

fn attribute_node(attribute: Attribute, order: usize) -> Node {
    let values = attribute
        .choices
        .into_iter()
        .map(|choice| Node::Record(vec![("key", choice.key.into()), ("name", choice.name.into())]));
    let values = Node::List("value", values.collect());
    Node::Record(vec![
        ("variable", Node::Flag(attribute.asked)),
        ("code", attribute.code.into()),
        ("datatype", attribute.datatype.as_str().into()),
        ("required", Node::Flag(attribute.required)),
        ("datatype_description", attribute.datatype_description.into()),
        ("order", Node::Count(order)),
        ("description", attribute.description.into()),
        ("values", values),
    ])
}
