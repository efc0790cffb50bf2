//! Ways.

use household::Window;
use jiff::{Timestamp, ToSpan};
use mcp_kit::ToolError;
use sandbox::{Found, minutes_and_seconds, rfc3339};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::point::{Point, distance, place_by_id, whole};

/// How much longer a way through streets is than the straight line.
const DETOUR: f64 = 1.35;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    origin: End,
    destination: End,
    #[serde(default)]
    mode: Mode,
    /// RFC 3339 with offset, not in the past; now if left out.
    departure_time: Option<String>,
}

/// Either a `place_id`, or `lat` and `lng`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
struct End {
    place_id: Option<String>,
    lat: Option<f64>,
    lng: Option<f64>,
}

#[derive(Clone, Copy, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Mode {
    Driving,
    #[default]
    Walking,
    Transit,
    Bicycling,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Way {
    mode: Mode,
    from: String,
    to: String,
    distance_m: u32,
    duration_s: u32,
    departure: String,
    arrival: String,
    /// How the numbers were made.
    note: &'static str,
}

pub(crate) fn directions(window: &Window, asked: &Asked) -> Found<Way> {
    let (from, start) = asked.origin.find("origin")?;
    let (to, end) = asked.destination.find("destination")?;
    let departure = departure(window, asked.departure_time.as_deref())?;
    let metres = start.metres_to(end) * DETOUR;
    if metres > asked.mode.reach_m() {
        let message = format!("There is no way of {} for this mode.", distance(metres));
        return Err(ToolError::new("no_route", message, "Choose another mode, or look for a train or flight."));
    }
    let duration_s = whole(metres / asked.mode.metres_per_s()) + asked.mode.wait_s();
    let arrival = &departure + i64::from(duration_s).seconds();
    let text = format!(
        "{from} to {to}: {}, {}, arriving {}",
        distance(metres),
        minutes_and_seconds(duration_s),
        arrival.strftime("%a %H:%M")
    );
    let way = Way {
        mode: asked.mode,
        from,
        to,
        distance_m: whole(metres),
        duration_s,
        departure: rfc3339(&departure),
        arrival: rfc3339(&arrival),
        note: "Estimated from the straight line: the invented map has no streets.",
    };
    Ok((way, text))
}

impl End {
    /// Its name and where it is.
    fn find(&self, field: &str) -> Result<(String, Point), ToolError> {
        match (&self.place_id, self.lat, self.lng) {
            (Some(place_id), None, None) => {
                let place = place_by_id(place_id)?;
                Ok((place.name.to_owned(), Point::of(place)))
            }
            (None, Some(lat), Some(lng)) => {
                let point = Point { lat, lng }.checked(field)?;
                Ok((format!("{lat}, {lng}"), point))
            }
            _ => Err(ToolError::invalid_argument(field, "give either place_id, or lat and lng")),
        }
    }
}

impl Mode {
    /// Mean speed in a city.
    fn metres_per_s(self) -> f64 {
        match self {
            Self::Walking => 1.35,
            Self::Bicycling => 4.2,
            Self::Transit => 5.5,
            Self::Driving => 7.5,
        }
    }

    /// Parking, waiting.
    fn wait_s(self) -> u32 {
        match self {
            Self::Walking => 0,
            Self::Bicycling => 60,
            Self::Transit => 360,
            Self::Driving => 240,
        }
    }

    fn reach_m(self) -> f64 {
        match self {
            Self::Walking => 30_000.0,
            Self::Bicycling => 100_000.0,
            Self::Transit | Self::Driving => 150_000.0,
        }
    }
}

fn departure(window: &Window, asked: Option<&str>) -> Result<jiff::Zoned, ToolError> {
    let Some(text) = asked else { return Ok(window.now.clone()) };
    let wrong = |reason: &str| ToolError::invalid_argument("departure_time", reason);
    let at: Timestamp = text.parse().map_err(|_| wrong("write RFC 3339 with offset: 2026-11-22T18:30:00+01:00"))?;
    if at < window.now.timestamp() {
        return Err(wrong("it lies in the past"));
    }
    Ok(at.to_zoned(window.now.time_zone().clone()))
}
