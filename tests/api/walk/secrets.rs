//! What tells who reported, in every form in which it could stand in an answer.

use crate::support::Answer;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;
use std::io::{Cursor, Read};

/// Texts that must not be found, with what each is.
#[derive(Debug, Clone, Default)]
pub struct Secrets(Vec<(&'static str, String)>);

/// The reporter's data.
#[derive(Debug, Clone)]
pub struct Person {
    pub name: String,
    pub masked_name: String,
    pub handle: String,
    pub phone: String,
    pub masked_phone: String,
    pub user_id: String,
}

impl Person {
    /// Everything, masked forms and id too.
    pub fn all(&self) -> Secrets {
        self.all_but_the_masked_name().with("masked name", &self.masked_name)
    }

    /// Everything but the surname with its star.
    pub fn all_but_the_masked_name(&self) -> Secrets {
        self.in_full().with("masked phone", &self.masked_phone).with("user id", &self.user_id)
    }

    /// The name and the phone as such, and what an import calls the person.
    pub fn in_full(&self) -> Secrets {
        Secrets::default().with("name", &self.name).with("handle", &self.handle).with("phone", &self.phone)
    }
}

impl Secrets {
    pub fn with(mut self, what: &'static str, secret: &str) -> Self {
        assert!(secret.chars().count() > 1, "{what} is too short to be searched for");
        self.0.push((what, secret.to_owned()));
        self
    }

    pub fn without(mut self, what: &str) -> Self {
        self.0.retain(|(kept, _)| *kept != what);
        self
    }

    /// Those that an answer tells: in its body, its headers, inside its cursor, or in a part of its workbook.
    pub fn found_in(&self, answer: &Answer) -> Vec<(&'static str, String)> {
        let mut haystack = answer.body.clone();
        for value in answer.headers.values() {
            haystack.push(b'\n');
            haystack.extend_from_slice(value.as_bytes());
        }
        if let Value::String(cursor) = &answer.json["next_cursor"] {
            haystack.extend(URL_SAFE_NO_PAD.decode(cursor).unwrap_or_default());
        }
        if answer.header("content-type").contains("spreadsheetml") {
            haystack.extend(unpacked(&answer.body));
        }
        let mut found = self.found_in_bytes(&haystack);
        if answer.header("content-type") == "image/jpeg" && has_metadata(&answer.body) {
            found.push(("metadata", "a segment that is not picture".to_owned()));
        }
        found
    }

    /// Those that are there: as they are, percent-encoded, escaped for JSON or XML, in base64, and a phone also with
    /// spaces or dashes.
    pub fn found_in_bytes(&self, haystack: &[u8]) -> Vec<(&'static str, String)> {
        let stands_in = |form: &String| haystack.windows(form.len()).any(|window| window == form.as_bytes());
        let told = |(_, secret): &&(&str, String)| forms(secret).iter().any(stands_in);
        self.0.iter().filter(told).map(|(what, secret)| (*what, secret.clone())).collect()
    }
}

/// The parts of a workbook, one after the other.
fn unpacked(workbook: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).expect("a workbook");
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        archive.by_index(index).unwrap().read_to_end(&mut parts).unwrap();
    }
    parts
}

fn forms(secret: &str) -> Vec<String> {
    let percent = |upper: bool| -> String {
        let byte = |byte: u8| if upper { format!("%{byte:02X}") } else { format!("%{byte:02x}") };
        secret.bytes().map(byte).collect()
    };
    let utf16: String = secret.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    let entities: String = secret.chars().map(|character| format!("&#{};", u32::from(character))).collect();
    let mut forms = vec![secret.to_owned(), STANDARD.encode(secret)];
    if !secret.is_ascii() {
        forms.extend([percent(true), percent(false), utf16, entities]);
    }
    if secret.len() == 11 && secret.bytes().all(|byte| byte.is_ascii_digit()) {
        let (a, b, c) = (&secret[..3], &secret[3..7], &secret[7..]);
        forms.extend([format!("{a} {b} {c}"), format!("{a}-{b}-{c}"), format!("{b} {c}"), format!("{b}{c}")]);
    }
    forms
}

/// Whether a JPEG has segments besides those of the picture itself (JFIF's own head among them).
fn has_metadata(jpeg: &[u8]) -> bool {
    let mut at = 2;
    while let Some([0xFF, marker, high, low]) = jpeg.get(at..at + 4) {
        match marker {
            0xE1..=0xEF | 0xFE => return true,
            0xDA => return false,
            _ => at += 2 + usize::from(*high) * 256 + usize::from(*low),
        }
    }
    false
}

#[test]
fn a_secret_is_found_in_every_form() {
    let secrets = Secrets::default().with("name", "欧阳").with("phone", "13800001234");
    for (text, found) in [
        ("我是欧阳慕白", "name"),
        ("filename*=UTF-8''%E6%AC%A7%E9%98%B3.jpg", "name"),
        ("{\"name\":\"\\u6b27\\u9633\"}", "name"),
        ("call 138 0000 1234", "phone"),
        ("138-0000-1234", "phone"),
        ("0000 1234", "phone"),
    ] {
        assert_eq!(secrets.found_in_bytes(text.as_bytes())[0].0, found, "{text}");
    }
    assert!(secrets.found_in_bytes("138****1234 欧*".as_bytes()).is_empty());
    assert!(has_metadata(b"\xFF\xD8\xFF\xE0\0\x04ab\xFF\xFE\0\x04ab\xFF\xDA\0\0"));
    assert!(!has_metadata(b"\xFF\xD8\xFF\xE0\0\x04ab\xFF\xDB\0\x04ab\xFF\xDA\0\0"));
}
