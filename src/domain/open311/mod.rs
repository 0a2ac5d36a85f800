//! The rules of Open311 GeoReport v2 that need no database: what a service asks for, instants as the specification
//! writes them, which stretch of time a list covers, and how our states read in its words.

pub mod attribute;
pub mod standing;
pub mod w3c;
pub mod window;
