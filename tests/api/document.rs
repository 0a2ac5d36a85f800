//! The API description: kept in the repository, complete, and without two calls of one name.

use golden_beans::http::openapi::document;
use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn the_kept_description_is_the_programs() {
    let kept = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json"));
    let now = document().to_pretty_json().unwrap();
    assert!(
        kept.is_ok_and(|kept| kept.trim_end() == now.trim_end()),
        "docs/openapi.json is stale: run `make openapi`, look at what changed, and commit it"
    );
}

#[test]
fn every_call_is_described() {
    let document = serde_json::to_value(document()).unwrap();
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let call = format!("{method} {path}");
            let says = |field: &str| operation[field].as_str().is_some_and(|text| !text.is_empty());
            assert!(says("summary"), "{call} has no summary: its handler needs a doc comment");
            assert!(operation["tags"].as_array().is_some_and(|tags| tags.len() == 1), "{call} needs one tag");
            assert!(operation["security"].is_array(), "{call} does not say who may call it");
            let name = operation["operationId"].as_str().unwrap().to_owned();
            assert!(names.insert(name.clone()), "two calls are named {name}");
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.keys().any(|status| status.starts_with('2')), "{call} never succeeds");
        }
    }
    assert!(names.len() > 50, "{}", names.len());
}

#[test]
fn every_reference_leads_somewhere() {
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(target)) = members.get("$ref") {
                    found.insert(target.clone());
                }
                members.values().for_each(|member| references(member, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let document = serde_json::to_value(document()).unwrap();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    for target in found {
        let pointer = target.strip_prefix('#').expect("references stay inside the document");
        assert!(document.pointer(pointer).is_some(), "{target} is not described");
    }
}
