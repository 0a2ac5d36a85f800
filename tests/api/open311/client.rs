//! A program that speaks Open311, and the district it speaks to.

use super::xml::{Element, as_texts};
use crate::reports::world::World;
use crate::support::{Answer, TestApp};
use reqwest::Method;
use serde_json::{Value, json};
use url::form_urlencoded;

/// Elements that hold lists.
const LISTS: [&str; 8] = [
    "services",
    "attributes",
    "values",
    "service_requests",
    "service_request_updates",
    "errors",
    "endpoints",
    "formats",
];

/// Somebody else's program.
#[derive(Clone)]
pub struct Program {
    pub app: TestApp,
    /// Its key.
    pub key: String,
}

impl Program {
    /// A program with a key of these permissions.
    pub async fn new(world: &World, name: &str, permissions: &[&str]) -> Self {
        let new = json!({ "name": name, "permissions": permissions });
        let issued = world.admin.post("/api-keys", &new).await.expect(201);
        Self { app: world.app.clone(), key: issued["key"].as_str().unwrap().to_owned() }
    }

    /// A program that files for nobody.
    pub async fn filing(world: &World) -> Self {
        Self::new(world, "路灯传感器", &["file"]).await
    }

    /// Files a form, which is sent in JSON's address.
    pub async fn file(&self, pairs: &[(&str, &str)]) -> Answer {
        self.file_as("json", &self.form(pairs)).await
    }

    /// Files a form and answers the id of its report.
    pub async fn filed(&self, pairs: &[(&str, &str)]) -> String {
        let taken = self.file(pairs).await.expect(201);
        taken[0]["service_request_id"].as_str().expect("an id").to_owned()
    }

    /// The form of these pairs with the program's key.
    pub fn form(&self, pairs: &[(&str, &str)]) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("api_key", &self.key);
        form.extend_pairs(pairs).finish()
    }

    /// Files what is a form already.
    pub async fn file_as(&self, format: &str, form: &str) -> Answer {
        post(&self.app, format, form, None).await
    }
}

/// A garbage heap at the place where the datums are measured.
pub const GARBAGE: [(&str, &str); 4] = [
    ("service_code", "exposed_garbage"),
    ("lat", "25.4951"),
    ("long", "103.7968"),
    ("description", "路边垃圾堆了三天"),
];

/// Sends a form to `POST /requests`.
pub async fn post(app: &TestApp, format: &str, form: &str, key: Option<&str>) -> Answer {
    let path = format!("/../../open311/v2/requests.{format}");
    let anonymous = app.anonymous();
    let mut request = anonymous
        .request(Method::POST, &path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.to_owned());
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    anonymous.send(request, format!("POST requests.{format} {form}")).await
}

/// Reads an address as it is, such as `requests.json?status=open`.
pub async fn ask(app: &TestApp, path: &str) -> Answer {
    app.ask(Method::GET, &format!("/open311/v2/{path}")).await
}

/// Reads an address, such as `requests?status=open`, in JSON and in XML; both must say the same. Answers the JSON.
pub async fn get(app: &TestApp, path: &str) -> Value {
    let (path, query) = path.split_once('?').map_or((path, String::new()), |(p, q)| (p, format!("?{q}")));
    let json = ask(app, &format!("{path}.json{query}")).await;
    let xml = ask(app, &format!("{path}.xml{query}")).await;
    same(&json, &xml);
    json.expect(200)
}

/// Checks that two answers say the same in both forms.
#[track_caller]
pub fn same(json: &Answer, xml: &Answer) {
    assert_eq!(json.status, xml.status, "{} answered {}", xml.asked, xml.text());
    assert_eq!(json.header("content-type"), "application/json; charset=utf-8", "{}", json.asked);
    assert_eq!(xml.header("content-type"), "text/xml; charset=utf-8", "{}", xml.asked);
    let root = Element::parse(&xml.body);
    assert_eq!(as_texts(&json.json), root.as_json(&LISTS), "{}", xml.asked);
}

/// The descriptions of an answer that refuses with this status and nothing else, in the specification's form.
#[track_caller]
pub fn refused(answer: Answer, status: u16) -> Vec<String> {
    let errors = answer.clone().expect(status);
    let errors = errors.as_array().unwrap_or_else(|| panic!("{} is no list", answer.text()));
    assert!(!errors.is_empty(), "{}", answer.asked);
    let described = |error: &Value| {
        assert_eq!(error["code"], status.to_string(), "{}", answer.text());
        error["description"].as_str().filter(|text| !text.is_empty()).expect("a description").to_owned()
    };
    errors.iter().map(described).collect()
}
