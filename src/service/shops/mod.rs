//! Designated shops: where beans buy something, and what they are paid.

mod change;
mod refund_pin;
mod settle;

pub use change::{NewShop, ShopPatch};
pub use refund_pin::RefundPin;
pub use settle::{NewSettlement, Settled, SettlementView};

use crate::auth::Caller;
use crate::domain::location::{Datum, Location, LocationError};
use crate::domain::role::Role;
use crate::error::{Error, Result};
use crate::service::App;
use crate::service::fields::Fields;
use crate::storage::shops::{self, ShopRow};
use serde::{Deserialize, Serialize};

/// Who also sees shops that are out of use: those who run them or pay them.
const STAFF: [Role; 3] = [Role::Finance, Role::Auditor, Role::Admin];

/// A shop as everybody sees it.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = Shop)]
pub struct ShopView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it is, in words.
    pub address: Option<String>,
    /// Where it is on the map, in WGS-84.
    pub location: Option<Place>,
    /// Whether beans buy something there.
    pub active: bool,
}

/// A place on the map.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ShopPlace)]
pub struct Place {
    /// Degrees north.
    #[schema(example = 25.4895)]
    pub lat: f64,
    /// Degrees east.
    #[schema(example = 103.8050)]
    pub lng: f64,
    /// `wgs84` unless said otherwise.
    #[serde(default = "wgs84")]
    pub datum: Datum,
}

fn wgs84() -> Datum {
    Datum::Wgs84
}

impl Place {
    /// The place in WGS-84, in which shops are kept.
    fn checked(self, fields: &mut Fields) -> Option<Location> {
        match Location::from_degrees(self.lat, self.lng, self.datum) {
            Ok(location) => Some(location.to_datum(Datum::Wgs84)),
            Err(error) => {
                let field = match error {
                    LocationError::LatOffGlobe => "location.lat",
                    LocationError::LngOffGlobe => "location.lng",
                    LocationError::NotANumber | LocationError::NullIsland => "location",
                };
                fields.wrong(field, error.code(), error.to_string());
                None
            }
        }
    }
}

impl TryFrom<ShopRow> for ShopView {
    type Error = Error;

    fn try_from(row: ShopRow) -> Result<Self> {
        let location = match (row.lat_e7, row.lng_e7) {
            (Some(lat_e7), Some(lng_e7)) => {
                Some(Location::from_e7(lat_e7, lng_e7, Datum::Wgs84).map_err(Error::internal)?)
            }
            _ => None,
        };
        let location =
            location.map(|place| Place { lat: place.lat(), lng: place.lng(), datum: place.datum() });
        Ok(Self { id: row.id, name: row.name, address: row.address, location, active: row.active })
    }
}

impl App {
    /// Shops by name, after the key of the last page. Those that are out of use are shown to those who run or pay
    /// shops.
    ///
    /// # Errors
    /// The database's.
    pub async fn shops(
        &self,
        caller: Option<&Caller>,
        after: Option<(String, String)>,
        rows: i64,
    ) -> Result<Vec<ShopView>> {
        let only_active = !caller.is_some_and(|caller| STAFF.contains(&caller.role));
        self.storage
            .read(move |conn| {
                shops::list(conn, only_active, after.as_ref(), rows)?
                    .into_iter()
                    .map(ShopView::try_from)
                    .collect()
            })
            .await
    }
}
