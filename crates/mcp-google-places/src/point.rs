//! Points on the map.

use household::{Place, places};
use mcp_kit::ToolError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Degrees north and east (WGS 84).
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub(crate) struct Point {
    pub(crate) lat: f64,
    pub(crate) lng: f64,
}

impl Point {
    pub(crate) fn of(place: &Place) -> Self {
        Self { lat: place.lat, lng: place.lng }
    }

    /// The same point, if it lies on the earth.
    pub(crate) fn checked(self, field: &str) -> Result<Self, ToolError> {
        let on_earth = (-90.0..=90.0).contains(&self.lat) && (-180.0..=180.0).contains(&self.lng);
        let reason = "lat goes from -90 to 90, lng from -180 to 180";
        if on_earth { Ok(self) } else { Err(ToolError::invalid_argument(field, reason)) }
    }

    /// Metres to another point along the earth's surface (haversine, mean radius 6 371 000 m).
    pub(crate) fn metres_to(self, other: Self) -> f64 {
        let half_lat = ((other.lat - self.lat).to_radians() / 2.0).sin();
        let half_lng = ((other.lng - self.lng).to_radians() / 2.0).sin();
        let square = half_lat.powi(2) + self.lat.to_radians().cos() * other.lat.to_radians().cos() * half_lng.powi(2);
        2.0 * 6_371_000.0 * square.sqrt().min(1.0).asin()
    }
}

/// The place of an id.
pub(crate) fn place_by_id(place_id: &str) -> Result<&'static Place, ToolError> {
    let known = places().find(|place| place.place_id == place_id);
    known.ok_or_else(|| ToolError::not_found(format_args!("place {place_id}")))
}

/// Whole metres, for people.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "distances on the earth fit in 32 bits")]
pub(crate) fn whole(metres: f64) -> u32 {
    metres.round().clamp(0.0, f64::from(u32::MAX)) as u32
}

/// “850 m” or “12.4 km”.
pub(crate) fn distance(metres: f64) -> String {
    if metres < 1_000.0 { format!("{metres:.0} m") } else { format!("{:.1} km", metres / 1_000.0) }
}
