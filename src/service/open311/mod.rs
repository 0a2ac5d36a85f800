//! Open311 GeoReport v2: what programs read and file, and who lets them.
//!
//! Owns what of a report the world sees through it, keys of programs, and codes by which residents let a program file in
//! their name. Nothing about a reporter is ever in an answer; how answers look is the HTTP room's.

mod account_codes;
mod api_keys;
mod file;
mod form;
mod origin;
mod program;
mod requests;
mod services;
mod settings;
mod unplaced;
mod updates;

pub use account_codes::{AccountCodeView, NewAccountCode};
pub use api_keys::{ApiKeyView, ApiPermission, IssuedApiKey, NewApiKey};
pub use file::{Filed, Taken};
pub use form::Form;
pub use origin::ReportOrigin;
pub(in crate::service) use origin::{answers_of, origin_of};
pub use requests::{ListQuery, OpenRequest, Revealed};
pub use services::{OfferedService, ServiceDefinition};
pub use settings::{AttributeSetting, ServiceSetting, ServiceSettingView};
pub use unplaced::{PlaceRequest, UnplacedRequest};
pub use updates::RequestUpdate;
