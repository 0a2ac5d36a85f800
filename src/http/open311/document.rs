//! One answer in two forms: what is written as JSON and as XML is the same tree.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use std::io;

/// A part of an answer. Codes and ids are texts, also where they look like numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Nothing: null, or an empty element.
    Nothing,
    /// A text.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Count(usize),
    /// Decimal degrees.
    Degrees(f64),
    /// Parts of one name: an array, or elements of that name.
    List(&'static str, Vec<Self>),
    /// Parts of different names, in their order.
    Record(Vec<(&'static str, Self)>),
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Self>> From<Option<T>> for Node {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Count(count) => serializer.serialize_u64(*count as u64),
            Self::Degrees(degrees) => serializer.serialize_f64(*degrees),
            Self::List(_, parts) => {
                let mut list = serializer.serialize_seq(Some(parts.len()))?;
                for part in parts {
                    list.serialize_element(part)?;
                }
                list.end()
            }
            Self::Record(parts) => {
                let mut record = serializer.serialize_map(Some(parts.len()))?;
                for (name, part) in parts {
                    record.serialize_entry(name, part)?;
                }
                record.end()
            }
        }
    }
}

impl Node {
    /// The tree as an XML document with this root.
    ///
    /// # Errors
    /// None in practice: it is written to memory.
    pub fn to_xml(&self, root: &str) -> io::Result<Vec<u8>> {
        let mut writer = Writer::new(Vec::new());
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        self.write(&mut writer, root)?;
        Ok(writer.into_inner())
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>, name: &str) -> io::Result<()> {
        let text = match self {
            Self::Nothing => return writer.write_event(Event::Empty(BytesStart::new(name))),
            Self::List(item, parts) => {
                return element(writer, name, |writer| {
                    parts.iter().try_for_each(|part| part.write(writer, item))
                });
            }
            Self::Record(parts) => {
                return element(writer, name, |writer| {
                    parts.iter().try_for_each(|(name, part)| part.write(writer, name))
                });
            }
            Self::Text(text) => xml_text(text),
            Self::Flag(flag) => flag.to_string(),
            Self::Count(count) => count.to_string(),
            Self::Degrees(degrees) => degrees.to_string(),
        };
        element(writer, name, |writer| writer.write_event(Event::Text(BytesText::new(&text))))
    }
}

fn element(
    writer: &mut Writer<Vec<u8>>,
    name: &str,
    inside: impl FnOnce(&mut Writer<Vec<u8>>) -> io::Result<()>,
) -> io::Result<()> {
    writer.write_event(Event::Start(BytesStart::new(name)))?;
    inside(writer)?;
    writer.write_event(Event::End(BytesEnd::new(name)))
}

/// The text with a mark in place of each character that no XML document may hold, however it is escaped.
fn xml_text(text: &str) -> String {
    let allowed = |character: char| matches!(character, '\t' | '\n' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    text.chars()
        .map(|character| if allowed(character) { character } else { char::REPLACEMENT_CHARACTER })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use quick_xml::Reader;

    fn tree(text: &str) -> Node {
        let record = Node::Record(vec![
            ("code", text.into()),
            ("metadata", Node::Flag(true)),
            ("order", Node::Count(1)),
            ("lat", Node::Degrees(25.495_1)),
            ("notes", Node::Nothing),
            ("values", Node::List("value", vec![text.into()])),
        ]);
        Node::List("service", vec![record])
    }

    #[test]
    fn both_forms_say_the_same() {
        assert_eq!(
            serde_json::to_string(&tree("001")).expect("JSON"),
            r#"[{"code":"001","metadata":true,"order":1,"lat":25.4951,"notes":null,"values":["001"]}]"#
        );
        assert_eq!(
            String::from_utf8(tree("a<b>&\"").to_xml("services").expect("XML")).expect("UTF-8"),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><services><service><code>a&lt;b&gt;&amp;&quot;</code>\
             <metadata>true</metadata><order>1</order><lat>25.4951</lat><notes/>\
             <values><value>a&lt;b&gt;&amp;&quot;</value></values></service></services>"
        );
    }

    /// What a reader gets of the first `code`.
    fn read_back(xml: &[u8]) -> String {
        let mut reader = Reader::from_reader(xml);
        let (mut buffer, mut inside, mut text) = (Vec::new(), false, String::new());
        loop {
            match reader.read_event_into(&mut buffer).expect("well-formed") {
                Event::Start(start) if start.name().as_ref() == b"code" => inside = true,
                Event::End(end) if end.name().as_ref() == b"code" => inside = false,
                Event::Text(part) if inside => text.push_str(&part.decode().expect("UTF-8")),
                Event::GeneralRef(name) if inside => {
                    let name = name.decode().expect("UTF-8");
                    text.push_str(quick_xml::escape::resolve_predefined_entity(&name).expect("predefined"));
                }
                Event::Eof => return text,
                _ => {}
            }
            buffer.clear();
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_out_well_formed_and_whole(text in any::<String>()) {
            let xml = tree(&text).to_xml("services").expect("XML");
            prop_assert_eq!(read_back(&xml), xml_text(&text));
        }
    }

    #[test]
    fn what_no_document_may_hold_is_marked() {
        assert_eq!(
            xml_text("a\0b\u{1}c\u{FFFF}d\re\tf\ng😀"),
            "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}e\tf\ng😀"
        );
    }
}
