//! `[map]`: what maps on the pages are drawn on.

use super::ConfigError;
use super::check::value;
use crate::domain::location::{Datum, Location};
use serde::Deserialize;
use std::collections::BTreeSet;
use url::Url;

/// Layers that may lie over one another; each is one more picture for every square of a map.
const MOST_LAYERS: usize = 4;
/// No public map has finer squares.
const MOST_ZOOM: u8 = 22;
/// What a tile is asked for by.
const PLACEHOLDERS: [&str; 3] = ["{z}", "{x}", "{y}"];

/// `[map]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapConfig {
    /// Where browsers fetch the squares of the map, the lowest layer first; none: a bare grid.
    pub tile_urls: Vec<String>,
    /// Whom the map is from, as its owner wants it said.
    pub tile_attribution: String,
    /// The datum that the map is drawn in.
    pub tile_datum: Datum,
    /// The finest zoom that the map is there for.
    pub tile_max_zoom: u8,
    /// Where maps open before anybody has said where something is: degrees north, WGS-84.
    pub center_lat: f64,
    /// The same: degrees east.
    pub center_lng: f64,
}

impl MapConfig {
    /// Checks values that have the right type but make no sense.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if self.tile_urls.len() > MOST_LAYERS {
            return value("map.tile_urls", "must not have more than 4 layers");
        }
        for url in &self.tile_urls {
            if let Err(problem) = origin(url) {
                return value("map.tile_urls", problem);
            }
        }
        if !self.tile_urls.is_empty() && self.tile_attribution.trim().is_empty() {
            return value("map.tile_attribution", "is required with map.tile_urls: say whom the map is from");
        }
        if !(1..=MOST_ZOOM).contains(&self.tile_max_zoom) {
            return value("map.tile_max_zoom", "must be from 1 to 22");
        }
        match Location::from_degrees(self.center_lat, self.center_lng, Datum::Wgs84) {
            Ok(_) => Ok(()),
            Err(error) => value("map.center_lat", &format!("with map.center_lng: {error}")),
        }
    }

    /// The hosts that pages load pictures of maps from, as a Content-Security-Policy names them.
    #[must_use]
    pub fn tile_origins(&self) -> BTreeSet<String> {
        self.tile_urls.iter().filter_map(|url| origin(url).ok()).collect()
    }
}

/// The scheme, host and port of a tile's address, which no placeholder may change.
fn origin(template: &str) -> Result<String, &'static str> {
    const ADDRESS: &str = "write addresses such as https://tiles.example.cn/{z}/{x}/{y}.png";
    if !PLACEHOLDERS.iter().all(|placeholder| template.contains(placeholder)) {
        return Err("an address needs {z}, {x} and {y}");
    }
    let filled = |number: &str| {
        PLACEHOLDERS.iter().fold(template.to_owned(), |text, placeholder| text.replace(placeholder, number))
    };
    if filled("0").contains(['{', '}']) {
        return Err(
            "an address has no placeholders but {z}, {x} and {y}: the pages may load from one named host only",
        );
    }
    let (one, other) = (Url::parse(&filled("0")), Url::parse(&filled("1")));
    let (Ok(one), Ok(other)) = (one, other) else { return Err(ADDRESS) };
    let is_web = matches!(one.scheme(), "https" | "http");
    if !is_web || one.origin() != other.origin() || !one.username().is_empty() || one.password().is_some() {
        return Err(ADDRESS);
    }
    Ok(one.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_named_once_with_its_port() {
        let config = |urls: &[&str]| MapConfig {
            tile_urls: urls.iter().map(|url| (*url).to_owned()).collect(),
            tile_attribution: "天地图".to_owned(),
            tile_datum: Datum::Wgs84,
            tile_max_zoom: 18,
            center_lat: 25.5,
            center_lng: 103.8,
        };
        let two = [
            "https://t0.example.cn/vec_w?l={z}&x={x}&y={y}&tk=a;b",
            "https://t0.example.cn/cva_w?l={z}&x={x}&y={y}",
        ];
        assert_eq!(config(&two).tile_origins().into_iter().collect::<Vec<_>>(), ["https://t0.example.cn"]);
        let port = ["http://10.0.0.7:8090/{z}/{x}/{y}.png"];
        assert_eq!(config(&port).tile_origins().into_iter().collect::<Vec<_>>(), ["http://10.0.0.7:8090"]);
        assert!(config(&[]).tile_origins().is_empty());
        for wrong in [
            "https://tiles.example.cn/{z}/{x}.png",
            "https://{s}.example.cn/{z}/{x}/{y}.png",
            "https://t{x}.example.cn/{z}/{x}/{y}.png",
            "https://me:secret@example.cn/{z}/{x}/{y}.png",
            "ftp://example.cn/{z}/{x}/{y}.png",
            "javascript:{z}{x}{y}",
            "/{z}/{x}/{y}.png",
        ] {
            assert!(config(&[wrong]).check().is_err(), "{wrong}");
        }
    }
}
