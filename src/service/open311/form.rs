//! The form by which a program files a report: what of it is read, and whether it will do.
//!
//! What the specification lets a program send about a person (`email`, `device_id`, `first_name`, `last_name`, `phone`) is
//! not read: nothing needs it, and what is not kept cannot leak.

use super::program::unknown_account;
use crate::auth::opaque::AccountCode;
use crate::config::Open311Config;
use crate::domain::location::{Datum, Location, LocationError};
use crate::domain::text::clean_text;
use crate::error::{Code, Error, Result};
use crate::service::fields::Fields;
use std::collections::BTreeMap;

/// The parameters that are read besides answers.
const READ: [&str; 10] = [
    "api_key",
    "jurisdiction_id",
    "service_code",
    "lat",
    "long",
    "address_string",
    "address_id",
    "description",
    "account_id",
    "media_url",
];

/// A form as it came: blank values are none, and what is not known is passed over.
#[derive(Clone, Default)]
pub struct Form {
    values: BTreeMap<&'static str, String>,
    answers: BTreeMap<String, Vec<String>>,
    repeated: Vec<&'static str>,
}

impl Form {
    /// Reads the parameters of the address and of the body; the body's win.
    #[must_use]
    pub fn of(query: Vec<(String, String)>, body: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        form.take(query);
        let mut in_body = Self::default();
        in_body.take(body);
        form.values.append(&mut in_body.values);
        form.answers.append(&mut in_body.answers);
        form.repeated.append(&mut in_body.repeated);
        form
    }

    fn take(&mut self, pairs: Vec<(String, String)>) {
        for (name, value) in pairs.into_iter().filter(|(_, value)| !value.trim().is_empty()) {
            if let Some(code) = attribute_code(&name) {
                self.answers.entry(code.to_owned()).or_default().push(value);
            } else if let Some(known) = READ.iter().find(|known| **known == name)
                && self.values.insert(known, value).is_some()
            {
                self.repeated.push(known);
            }
        }
    }

    /// The program's key.
    #[must_use]
    pub fn api_key(&self) -> Option<&str> {
        self.get("api_key")
    }

    /// The jurisdiction that is named.
    #[must_use]
    pub fn jurisdiction_id(&self) -> Option<&str> {
        self.get("jurisdiction_id")
    }

    /// The account that is named; to be said again in the answer.
    #[must_use]
    pub fn account_id(&self) -> Option<&str> {
        self.get("account_id")
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(|value| value.trim())
    }

    /// Everything that can be judged without the database.
    ///
    /// # Errors
    /// 422 naming every wrong parameter; 404 without a service's code that could be one.
    pub(super) fn check(&self, limits: &Open311Config) -> Result<CheckedForm> {
        let mut fields = Fields::default();
        for name in &self.repeated {
            fields.wrong(name, "repeated", "send it once");
        }
        let service_code = self.get("service_code").map(str::to_owned);
        if service_code.is_none() {
            fields.wrong("service_code", "required", "a service_code of GET services");
        }
        let description = self.description(&mut fields, limits);
        let address =
            fields.optional_line("address_string", self.get("address_string"), limits.address_chars);
        let place = self.place(&mut fields, address.as_deref());
        let media_url = self.media_url(&mut fields, limits);
        let account = self.account_id().map(AccountCode::parse);
        if matches!(account, Some(None)) {
            fields.all_wrong([unknown_account()]);
        }
        fields.finish()?;
        match (service_code, place) {
            (Some(service_code), Some(place)) => Ok(CheckedForm {
                service_code,
                place,
                address,
                description,
                media_url,
                account: account.flatten(),
                answers: self.answers.clone(),
            }),
            _ => Err(Error::new(Code::BadRequest)),
        }
    }

    /// May be left out: then there is none, rather than words that nobody said.
    fn description(&self, fields: &mut Fields, limits: &Open311Config) -> String {
        let text = self.get("description").unwrap_or_default();
        if text.is_empty() {
            return String::new();
        }
        clean_text(text, limits.description_chars).unwrap_or_else(|error| {
            fields.wrong("description", error.code(), error.to_string());
            String::new()
        })
    }

    fn place(&self, fields: &mut Fields, address: Option<&str>) -> Option<FormPlace> {
        let degrees = |name| self.get(name).map(|text| text.parse::<f64>().map_err(|_| name));
        match (degrees("lat"), degrees("long")) {
            (None, None) => {}
            (Some(Ok(lat)), Some(Ok(long))) => return self.location(fields, lat, long),
            (lat, long) => {
                for (name, value) in [("lat", lat), ("long", long)] {
                    match value {
                        None => fields.wrong(name, "required", "lat and long go together"),
                        Some(Err(name)) => fields.wrong(name, "not_a_number", "decimal degrees in WGS-84"),
                        Some(Ok(_)) => {}
                    }
                }
                return None;
            }
        }
        if let Some(address) = address {
            return Some(FormPlace::InWords(address.to_owned()));
        }
        if self.values.contains_key("address_id") {
            fields.wrong(
                "address_id",
                "unknown_address",
                "this jurisdiction has no ids of addresses; send lat and long, or address_string",
            );
        } else if !self.values.contains_key("address_string") {
            fields.wrong("lat", "required", "send lat and long, or address_string");
        }
        None
    }

    fn location(&self, fields: &mut Fields, lat: f64, long: f64) -> Option<FormPlace> {
        match Location::from_degrees(lat, long, Datum::Wgs84) {
            Ok(location) => Some(FormPlace::At(location)),
            Err(error) => {
                let field = if error == LocationError::LngOffGlobe { "long" } else { "lat" };
                fields.wrong(field, error.code(), error.to_string());
                None
            }
        }
    }

    /// An address on the web, kept for the dispatcher to look at; it is never fetched by us.
    fn media_url(&self, fields: &mut Fields, limits: &Open311Config) -> Option<String> {
        let text = self.get("media_url")?;
        let parsed = url::Url::parse(text).ok().filter(|url| {
            matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none()
        });
        match parsed {
            Some(url) if url.as_str().chars().count() <= limits.media_url_chars => Some(url.into()),
            _ => {
                let advice = format!(
                    "an http or https address without a password, of at most {} characters",
                    limits.media_url_chars
                );
                fields.wrong("media_url", "invalid_url", advice);
                None
            }
        }
    }
}

/// `lamp` of `attribute[lamp]` and of `attribute[lamp][]`.
fn attribute_code(name: &str) -> Option<&str> {
    let (code, rest) = name.strip_prefix("attribute[")?.split_once(']')?;
    matches!(rest, "" | "[]").then_some(code)
}

/// Where the problem is.
#[derive(Debug, Clone)]
pub(super) enum FormPlace {
    /// On the map.
    At(Location),
    /// In words only: a dispatcher has to find it.
    InWords(String),
}

/// A form that will do, as far as can be seen without the database.
#[derive(Debug, Clone)]
pub(super) struct CheckedForm {
    pub service_code: String,
    pub place: FormPlace,
    pub address: Option<String>,
    pub description: String,
    pub media_url: Option<String>,
    pub account: Option<AccountCode>,
    pub answers: BTreeMap<String, Vec<String>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Form {
        let pairs = url::form_urlencoded::parse(text.as_bytes());
        Form::of(Vec::new(), pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    fn limits() -> Open311Config {
        crate::config::Config::from_toml("").expect("the defaults are sound").open311
    }

    fn wrong(text: &str) -> Vec<(String, String)> {
        match form(text).check(&limits()) {
            Ok(_) => Vec::new(),
            Err(error) => {
                error.fields().iter().map(|field| (field.field.clone(), field.code.clone())).collect()
            }
        }
    }

    #[test]
    fn answers_are_gathered_by_code_and_strangers_passed_over() {
        let read =
            form("attribute[a]=1&attribute[b][]=x&attribute[b][]=y&attribute[c]=&attribute=z&q=1&email=a@b");
        assert_eq!(read.answers.get("a").map(Vec::as_slice), Some(["1".to_owned()].as_slice()));
        assert_eq!(read.answers.get("b").map(Vec::len), Some(2));
        assert_eq!((read.answers.len(), read.values.len()), (2, 0));
    }

    #[test]
    fn a_place_is_a_must_and_may_be_in_words() {
        assert_eq!(wrong("service_code=a&lat=25.5&long=103.8"), []);
        assert_eq!(wrong("service_code=a&lat=&long=&address_string=南宁西路"), []);
        for (text, field, code) in [
            ("service_code=a", "lat", "required"),
            ("service_code=a&lat=25.5", "long", "required"),
            ("service_code=a&lat=x&long=103", "lat", "not_a_number"),
            ("service_code=a&lat=95&long=103", "lat", "location_lat_off_globe"),
            ("service_code=a&lat=25&long=181", "long", "location_lng_off_globe"),
            ("service_code=a&lat=0&long=0", "lat", "location_null_island"),
            ("service_code=a&lat=NaN&long=1", "lat", "location_not_a_number"),
            ("service_code=a&address_id=7", "address_id", "unknown_address"),
            ("lat=25&long=103", "service_code", "required"),
            ("service_code=a&lat=25&long=103&description=a%01b", "description", "text_control_character"),
            ("service_code=a&lat=25&long=103&media_url=file:///etc/passwd", "media_url", "invalid_url"),
            ("service_code=a&lat=25&long=103&media_url=https://u:p@h/x", "media_url", "invalid_url"),
            ("service_code=a&lat=25&lat=26&long=103", "lat", "repeated"),
            ("service_code=a&lat=25&long=103&account_id=13800001234", "account_id", "unknown_account"),
        ] {
            assert_eq!(wrong(text), [(field.to_owned(), code.to_owned())], "{text}");
        }
    }
}
