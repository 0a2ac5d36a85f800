//! Reads XML strictly: what is not well-formed fails the test.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};

/// An element with its children.
#[derive(Debug, Clone, Default)]
pub struct Element {
    /// Its name.
    pub name: String,
    /// Its text, without that of its children.
    pub text: String,
    /// What is inside, in order.
    pub children: Vec<Element>,
}

impl Element {
    /// The root of a document, which must begin with a declaration of UTF-8.
    #[track_caller]
    pub fn parse(document: &[u8]) -> Self {
        let text = std::str::from_utf8(document).expect("UTF-8");
        assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?><"), "{text:.80}");
        let mut reader = Reader::from_str(text);
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{error} in {text}")) {
                Event::Start(start) => open.push(Self::named(&start)),
                Event::Empty(start) => open.last_mut().unwrap().children.push(Self::named(&start)),
                Event::End(_) => {
                    let closed = open.pop().unwrap();
                    open.last_mut().expect("nothing is closed that was not opened").children.push(closed);
                }
                Event::Text(part) => open.last_mut().unwrap().text.push_str(&part.decode().unwrap()),
                Event::GeneralRef(name) => {
                    let name = name.decode().unwrap().into_owned();
                    let character = resolve_predefined_entity(&name).expect("one of the five");
                    open.last_mut().unwrap().text.push_str(character);
                }
                Event::Decl(_) => {}
                Event::Eof => break,
                other => panic!("{other:?} has no place in {text}"),
            }
        }
        let mut document = open.pop().unwrap();
        assert!(open.is_empty() && document.children.len() == 1, "one root: {text}");
        document.children.pop().unwrap()
    }

    fn named(start: &BytesStart<'_>) -> Self {
        let name = String::from_utf8(start.name().as_ref().to_vec()).unwrap();
        Self { name, ..Self::default() }
    }

    /// The child of this name.
    #[track_caller]
    pub fn child(&self, name: &str) -> &Self {
        self.children
            .iter()
            .find(|child| child.name == name)
            .unwrap_or_else(|| panic!("no {name} in {self:?}"))
    }

    /// As JSON would say it, with every value a text; `lists` are the names of elements that hold a list.
    pub fn as_json(&self, lists: &[&str]) -> Value {
        if lists.contains(&self.name.as_str()) {
            return self.children.iter().map(|child| child.as_json(lists)).collect();
        }
        if self.children.is_empty() {
            return if self.text.is_empty() { Value::Null } else { Value::String(self.text.clone()) };
        }
        let members = self.children.iter().map(|child| (child.name.clone(), child.as_json(lists)));
        Value::Object(members.collect::<Map<_, _>>())
    }
}

/// JSON with every value a text, to be compared with XML.
pub fn as_texts(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(as_texts).collect(),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| (name.clone(), as_texts(value)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        Value::String(text) if text.is_empty() => Value::Null,
        Value::Bool(flag) => Value::String(flag.to_string()),
        Value::Number(number) => Value::String(number.as_f64().unwrap().to_string()),
        other => other.clone(),
    }
}
