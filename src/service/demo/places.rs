//! The demo's units, categories and shops.

use crate::auth::Caller;
use crate::domain::group::CategoryGroup::{self, Municipal, Safety, StreetOrder};
use crate::domain::location::Datum;
use crate::domain::time_limit::{InvalidLimit, LimitUnit, TimeLimit};
use crate::error::{Error, Result};
use crate::service::App;
use crate::service::category_changes::{NewCategory, Route, TimeLimitChanges};
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

/// In the towns the street is the town's own: the subdistrict, and the index of its unit.
const TOWNS: [(&str, usize); 3] = [("越州镇", 5), ("东山镇", 6), ("茨营镇", 7)];

/// Hours of a day, in which [`CATEGORIES`] counts.
const DAY_HOURS: i64 = 24;

/// Designated shops: name, address, degrees north and east.
pub(super) const SHOPS: [(&str, &str, f64, f64); 4] = [
    ("麒麟惠民超市（南宁店）", "南宁西路88号", 25.4921, 103.7962),
    ("珠江源便民超市", "寥廓街道麒麟南路216号", 25.4889, 103.7991),
    ("益宁生鲜超市", "益宁街道交通路31号", 25.5012, 103.8047),
    ("东山供销社门市", "东山镇街心路5号", 25.3187, 104.0102),
];

/// The categories of July's file: code, name, group, index of the unit, hours that the unit has; a day or more is so many
/// working days, and less is working hours, but for dangers, which do not wait for the morning.
const CATEGORIES: [(&str, &str, CategoryGroup, usize, i32); 28] = [
    ("exposed_garbage", "暴露垃圾", StreetOrder, 0, 4),
    ("green_belt_garbage", "绿化带垃圾", StreetOrder, 0, 12),
    ("illegal_ads", "非法小广告", StreetOrder, 0, 12),
    ("street_vending", "占道经营", StreetOrder, 0, 4),
    ("shop_spillover", "店外经营", StreetOrder, 0, 4),
    ("piled_materials", "乱堆物料", StreetOrder, 0, 24),
    ("street_laundry", "沿街晾挂", StreetOrder, 0, 24),
    ("shared_bikes", "共享单车乱停", StreetOrder, 0, 4),
    ("illegal_parking", "车辆乱停乱放", StreetOrder, 0, 4),
    ("blocked_fire_lane", "占用消防通道", StreetOrder, 2, 2),
    ("street_lamp", "路灯不亮", Municipal, 1, 24),
    ("road_surface", "路面破损", Municipal, 1, 72),
    ("manhole_cover", "井盖缺损", Municipal, 1, 4),
    ("guardrail", "护栏损坏", Municipal, 1, 48),
    ("road_marking", "交通标线不清", Municipal, 1, 120),
    ("road_flooding", "道路积水", Municipal, 1, 8),
    ("water_leak", "供水管漏水", Municipal, 1, 12),
    ("fallen_tree", "行道树倾倒", Municipal, 0, 8),
    ("public_toilet", "公厕脏乱", Municipal, 0, 8),
    ("bus_stop", "公交站台破损", Municipal, 1, 72),
    ("fire_hazard", "消防隐患", Safety, 2, 8),
    ("gas_hazard", "燃气隐患", Safety, 2, 2),
    ("unsafe_building", "危旧房屋", Safety, 1, 24),
    ("slope_slide", "边坡滑塌", Safety, 2, 8),
    ("sewage_discharge", "污水直排", Safety, 3, 24),
    ("open_burning", "露天焚烧", Safety, 3, 4),
    ("noise", "噪声扰民", Safety, 3, 24),
    ("neighbour_dispute", "邻里纠纷", Safety, 4, 72),
];

impl App {
    /// Says the units' ids in the order of [`UNITS`].
    pub(super) async fn add_demo_units(&self, admin: &Caller) -> Result<Vec<String>> {
        let mut ids = Vec::new();
        for name in UNITS {
            ids.push(self.add_unit(admin, NewUnit { name: name.to_owned(), active: None }).await?.id);
        }
        Ok(ids)
    }

    pub(super) async fn add_demo_categories(&self, admin: &Caller, units: &[String]) -> Result<()> {
        for (code, name, group, unit, hours) in CATEGORIES {
            let new = NewCategory {
                code: code.to_owned(),
                group,
                name: name.to_owned(),
                unit_id: units.get(unit).cloned(),
                routes: if group == StreetOrder { town_routes(units) } else { Vec::new() },
                limits: limits(group, hours)?,
                position: None,
                active: None,
            };
            self.add_category(admin, new).await?;
        }
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

fn town_routes(units: &[String]) -> Vec<Route> {
    let route = |(subdistrict, unit): (&str, usize)| {
        Some(Route { subdistrict: subdistrict.to_owned(), unit_id: units.get(unit)?.clone() })
    };
    TOWNS.into_iter().filter_map(route).collect()
}

/// The limits of a category whose unit has so many hours: the center has half a day before and a day after it.
fn limits(group: CategoryGroup, hours: i32) -> Result<TimeLimitChanges> {
    use LimitUnit::{Hours, WorkingDays, WorkingHours};
    let hours = i64::from(hours);
    let days = hours / DAY_HOURS;
    let [triage, handling, verification, total] = match (group, days) {
        (Safety, _) => [(1, Hours), (hours, Hours), (DAY_HOURS, Hours), (hours + 2 * DAY_HOURS, Hours)],
        (_, 0) => [(4, WorkingHours), (hours, WorkingHours), (1, WorkingDays), (4, WorkingDays)],
        _ => [(4, WorkingHours), (days, WorkingDays), (1, WorkingDays), (days + 2, WorkingDays)],
    };
    let limit = |(amount, unit)| TimeLimit::new(amount, unit).map(|limit| Some(Some(limit)));
    let limits = || {
        Ok(TimeLimitChanges {
            total: limit(total)?,
            triage: limit(triage)?,
            handling: limit(handling)?,
            verification: limit(verification)?,
        })
    };
    limits().map_err(|error: InvalidLimit| Error::internal(error))
}
