//! The demo's units, categories and shops.

use crate::auth::Caller;
use crate::domain::location::Datum;
use crate::error::Result;
use crate::service::App;
use crate::service::shops::{NewShop, Place};
use crate::service::units::NewUnit;

/// Responsible units.
pub(super) const UNITS: [&str; 8] = [
    "麒麟区城市管理局",
    "麒麟区住房和城乡建设局",
    "麒麟区应急管理局",
    "曲靖市生态环境局麒麟分局",
    "麒麟区信访局",
    "越州镇人民政府",
    "东山镇人民政府",
    "茨营镇人民政府",
];

/// Designated shops: name, address, degrees north and east.
pub(super) const SHOPS: [(&str, &str, f64, f64); 4] = [
    ("麒麟惠民超市（南宁店）", "南宁西路88号", 25.4921, 103.7962),
    ("珠江源便民超市", "寥廓街道麒麟南路216号", 25.4889, 103.7991),
    ("益宁生鲜超市", "益宁街道交通路31号", 25.5012, 103.8047),
    ("东山供销社门市", "东山镇街心路5号", 25.3187, 104.0102),
];

/// The categories of July's file, with the units of [`UNITS`] and time limits: part of the project, for others to begin
/// with.
const CATEGORIES: &[u8] = include_bytes!("../../../samples/categories-qilin.csv");

impl App {
    /// Says the units' ids in the order of [`UNITS`].
    pub(super) async fn add_demo_units(&self, admin: &Caller) -> Result<Vec<String>> {
        let mut ids = Vec::new();
        for name in UNITS {
            ids.push(self.add_unit(admin, NewUnit { name: name.to_owned(), active: None }).await?.id);
        }
        Ok(ids)
    }

    pub(super) async fn add_demo_categories(&self, admin: &Caller) -> Result<()> {
        self.load_categories(admin, CATEGORIES).await?;
        Ok(())
    }

    /// Says the shops' ids in the order of [`SHOPS`].
    pub(super) async fn add_demo_shops(&self, admin: &Caller) -> Result<Vec<String>> {
        let mut ids = Vec::new();
        for (name, address, lat, lng) in SHOPS {
            let new = NewShop {
                name: name.to_owned(),
                address: Some(address.to_owned()),
                location: Some(Place { lat, lng, datum: Datum::Wgs84 }),
                active: None,
            };
            ids.push(self.add_shop(admin, new).await?.id);
        }
        Ok(ids)
    }
}
