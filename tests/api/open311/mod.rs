//! Open311 GeoReport v2, as a program of somebody else meets it.

mod accounts;
mod client;
mod filing;
mod keys;
mod lists;
mod places;
mod privacy;
mod refusals;
mod retries;
mod services;
mod unplaced;
mod updates;
mod xml;
