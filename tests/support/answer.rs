//! What a server answered, with checks that say the whole answer when they fail.

use reqwest::header::HeaderMap;
use serde_json::Value;

/// A status, headers and a body, which is JSON nearly always.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What was asked, for messages.
    pub asked: String,
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as JSON; null where it is empty or something else.
    pub json: Value,
    /// The body as it came.
    pub body: Vec<u8>,
}

impl Answer {
    /// Reads a response to its end.
    pub async fn of(asked: String, response: reqwest::Response) -> Self {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = response.bytes().await.unwrap().to_vec();
        let json = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Self { asked, status, headers, json, body }
    }

    /// The JSON of an answer that must have this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{} answered {}", self.asked, self.text());
        self.json
    }

    /// Checks that this is a complete problem with this status and code.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.code()), (status, code), "{} answered {}", self.asked, self.text());
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.asked);
        for member in ["type", "title", "detail", "request_id"] {
            let filled = self.json[member].as_str().is_some_and(|text| !text.is_empty());
            assert!(filled, "{}: a problem needs {member}: {}", self.asked, self.text());
        }
        assert_eq!(self.json["status"], status, "{}", self.asked);
        assert_eq!(self.json["request_id"], self.header("x-request-id"), "{}", self.asked);
        self
    }

    /// Checks that this is a 422 that names a field with a code.
    #[track_caller]
    pub fn expect_field(self, field: &str, code: &str) -> Self {
        let answer = self.expect_problem(422, "validation_failed");
        let errors = answer.json["errors"].as_array().cloned().unwrap_or_default();
        let named = errors.iter().any(|error| error["field"] == field && error["code"] == code);
        assert!(named, "{}: expected {field}: {code} in {}", answer.asked, answer.text());
        answer
    }

    /// The problem's stable code, or nothing.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }

    /// A header's text, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        format!("{} {}", self.status, String::from_utf8_lossy(&self.body))
    }
}
