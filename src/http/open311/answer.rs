//! Which form an answer has, and answers that say what is wrong.

use super::document::Node;
use crate::error::{Error, Language, Result};
use crate::http::plumbing::language_of;
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, ResponseError};

/// The form of an answer, as the address ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `.xml`
    Xml,
    /// `.json`
    Json,
}

impl Format {
    /// Both, as discovery names them.
    pub const MEDIA_TYPES: [&'static str; 2] = ["text/xml", "application/json"];

    /// The format of this suffix.
    #[must_use]
    pub fn of_suffix(suffix: &str) -> Option<Self> {
        match suffix {
            "xml" => Some(Self::Xml),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    /// The format that an address asks for; XML where it asks for none that is known.
    #[must_use]
    pub fn of_path(path: &str) -> Self {
        path.rsplit_once('.').and_then(|(_, suffix)| Self::of_suffix(suffix)).unwrap_or(Self::Xml)
    }

    /// An answer.
    pub fn answer(self, status: StatusCode, root: &str, node: &Node) -> HttpResponse {
        let (media_type, body) = match self {
            Self::Xml => ("text/xml; charset=utf-8", node.to_xml(root).map_err(Error::internal)),
            Self::Json => {
                ("application/json; charset=utf-8", serde_json::to_vec(node).map_err(Error::internal))
            }
        };
        match body {
            Ok(body) => {
                HttpResponse::build(status).insert_header((header::CONTENT_TYPE, media_type)).body(body)
            }
            Err(error) => error.error_response(),
        }
    }

    /// An answer that says what is wrong: 403 for a key that is refused, 404 for what is not there, 400 for everything else
    /// that the caller can mend. Too many requests and failures of ours keep their own status.
    pub fn refusal(self, error: &Error, language: Language) -> HttpResponse {
        let status = error.code().status();
        let status = match status {
            403 | 404 | 429 | 500.. => status,
            _ => 400,
        };
        if status >= 500 {
            tracing::error!(error = %error, "request failed");
        }
        let describe = |description: String| {
            Node::Record(vec![("code", status.to_string().into()), ("description", description.into())])
        };
        let errors: Vec<Node> = if error.fields().is_empty() {
            vec![describe(error.detail(language))]
        } else {
            let told = error.fields().iter();
            told.map(|field| describe(format!("{}: {} ({})", field.field, field.detail, field.code)))
                .collect()
        };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        let mut response = self.answer(status, "errors", &Node::List("error", errors));
        if let Some(seconds) = error.retry_after_s() {
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(seconds));
        }
        response
    }
}

/// The answer to a request: what `outcome` says, in the form that the address asks for.
pub fn respond(request: &HttpRequest, status: StatusCode, root: &str, outcome: Result<Node>) -> HttpResponse {
    let format = Format::of_path(request.path());
    match outcome {
        Ok(node) => format.answer(status, root, &node),
        Err(error) => format.refusal(&error, language_of(request)),
    }
}
