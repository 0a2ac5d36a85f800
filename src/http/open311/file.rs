//! `POST /requests`: a program files a report.

use super::document::Node;
use super::{known_format, respond};
use crate::domain::idempotency::IdempotencyKey;
use crate::error::{Code, Error, Language, Result};
use crate::http::plumbing::{IDEMPOTENCY_REPLAYED, collect, language_of};
use crate::http::registry::Registry;
use crate::service::App;
use crate::service::idempotency::Answered;
use crate::service::open311::{Filed, Form, Taken};
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, post, web};

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry.service(file_request);
}

/// The form of a report. What the specification has for a person (`email`, `device_id`, `first_name`, `last_name`,
/// `phone`) is passed over, as every unknown parameter is.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "says in the API description what is read pair by pair")]
struct RequestForm {
    /// The program's key.
    api_key: String,
    /// A service_code of GET services.
    service_code: String,
    /// Degrees north in WGS-84; with `long`.
    lat: Option<String>,
    /// Degrees east in WGS-84; with `lat`.
    long: Option<String>,
    /// The place in words. Without `lat` and `long` the answer is a token, until a dispatcher has put it on the map.
    address_string: Option<String>,
    /// Answers to the service's attributes, as `attribute[code]` or, for lists, `attribute[code][]`.
    #[schema(rename = "attribute[code]")]
    attribute: Option<String>,
    /// What is wrong: at most 4,000 characters, no HTML.
    description: Option<String>,
    /// A code that a resident made for this program: the report is theirs. Without one it is nobody's and earns nothing.
    account_id: Option<String>,
    /// Where the program keeps a picture, for the dispatcher to look at; never fetched by this server.
    media_url: Option<String>,
}

/// Files a report. The same form again within ten minutes, or the same `Idempotency-Key`, gets the first answer again.
#[utoipa::path(
    tag = "open311",
    params(
        ("format" = String, Path, description = "`xml` or `json`."),
        ("Idempotency-Key" = Option<String>, Header, description = "A program's own key for its retries."),
    ),
    request_body(content = RequestForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 201, description = "Root `service_requests`; in JSON an array of one."),
        (status = 400, description = "Wrong parameters, each named."),
        (status = 403, description = "The api_key is missing, wrong or revoked, or may not do this."),
        (status = 404, description = "Unknown service or format."),
        (status = 429, description = "Too many reports with this key."),
    ),
    security(())
)]
#[post("/requests.{format}")]
async fn file_request(
    app: web::Data<App>,
    format: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    let filed = async {
        known_format(&format)?;
        let filed = read(&app, &request, payload.into_inner()).await?;
        let account_id = filed.form.account_id().map(str::to_owned);
        Ok::<_, Error>((app.file_by_program(filed).await?, account_id))
    };
    match filed.await {
        Ok((taken, account_id)) => {
            let replayed = taken.replayed;
            let node = taken_node(taken, account_id, language_of(&request));
            let mut response = respond(&request, StatusCode::CREATED, "service_requests", Ok(node));
            if replayed {
                response.headers_mut().insert(IDEMPOTENCY_REPLAYED, HeaderValue::from_static("true"));
            }
            response
        }
        Err(error) => respond(&request, StatusCode::CREATED, "service_requests", Err(error)),
    }
}

async fn read(app: &App, request: &HttpRequest, payload: Payload) -> Result<Filed> {
    const FORM: &str = "application/x-www-form-urlencoded";
    let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.and_then(|value| value.split(';').next()).unwrap_or_default();
    if !media_type.trim().eq_ignore_ascii_case(FORM) {
        return Err(Error::new(Code::UnsupportedMediaType).with_facts(FORM));
    }
    let key = match request.headers().get("idempotency-key") {
        Some(value) => {
            let key = value.to_str().ok().and_then(|text| IdempotencyKey::parse(text).ok());
            Some(key.ok_or_else(|| Error::new(Code::IdempotencyKeyRequired))?)
        }
        None => None,
    };
    let body = collect(payload, app.config.open311.body_bytes).await?;
    let query = request.query_string().as_bytes();
    let form = Form::of(pairs(query)?, pairs(&body)?);
    Ok(Filed { form, key, raw: [query, b"\n", &body].concat() })
}

/// The pairs of a form. What is no UTF-8 is refused rather than kept with holes.
fn pairs(form: &[u8]) -> Result<Vec<(String, String)>> {
    const ENCODED_MARK: &str = "%ef%bf%bd";
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(form).into_owned().collect();
    let has_mark =
        |(name, value): &(String, String)| [name, value].iter().any(|text| text.contains('\u{FFFD}'));
    if pairs.iter().any(has_mark) {
        let sent = std::str::from_utf8(form).map(str::to_ascii_lowercase);
        if !sent.is_ok_and(|sent| sent.contains(ENCODED_MARK) || sent.contains('\u{FFFD}')) {
            return Err(Error::new(Code::BadRequest).with_facts("UTF-8"));
        }
    }
    Ok(pairs)
}

fn taken_node(taken: Answered<Taken>, account_id: Option<String>, language: Language) -> Node {
    let (name, id, notice) = match taken.value {
        Taken::Report { id, number } => {
            let notice = match language {
                Language::Chinese => format!("已收到，案卷编号 {number}"),
                Language::English => format!("Received as case {number}"),
            };
            ("service_request_id", id, notice)
        }
        Taken::Waiting { token } => {
            let notice = match language {
                Language::Chinese => "已收到，待调度员在地图上定位后立案",
                Language::English => "Received; it becomes a case once a dispatcher has found the place",
            };
            ("token", token, notice.to_owned())
        }
    };
    let request = Node::Record(vec![
        (name, id.into()),
        ("service_notice", notice.into()),
        ("account_id", account_id.into()),
    ]);
    Node::List("request", vec![request])
}
