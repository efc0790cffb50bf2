//! Searching.

use std::cmp::Reverse;

use household::{Place, Window, person, places};
use mcp_kit::ToolError;
use sandbox::{Found, Page};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::details::is_open;
use crate::point::{Point, distance, whole};
use crate::words;

/// Google's own limit, metres.
const FARTHEST: u32 = 50_000;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ByText {
    query: String,
    /// The middle of the search; the user's home if left out.
    location: Option<Point>,
    /// Metres, at most 50000; without a location the whole map is searched.
    radius: Option<u32>,
    /// At most 20; 5 if left out.
    max_results: Option<usize>,
    cursor: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Results {
    places: Vec<Overview>,
    page: Page,
}

#[derive(Serialize, JsonSchema)]
struct Overview {
    place_id: &'static str,
    name: &'static str,
    address: &'static str,
    location: Point,
    types: &'static [&'static str],
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_ratings_total: Option<u32>,
    /// At the moment of the call; absent if unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    open_now: Option<bool>,
    /// From the middle of the search, in a straight line.
    distance_m: u32,
}

pub(crate) fn by_text(window: &Window, asked: &ByText) -> Found<Results> {
    let words = words::telling(&asked.query);
    if words.is_empty() {
        return Err(ToolError::invalid_argument("query", "say what to look for, for example “café” or “ramen”"));
    }
    let radius = radius(asked.radius, "radius")?;
    let middle = asked.location.map(|point| point.checked("location")).transpose()?;
    let reach = middle.and(radius).or(asked.radius).map_or(f64::INFINITY, f64::from);
    let middle = middle.unwrap_or_else(|| Point::of(person().home));
    let mut found: Vec<(u32, f64, &'static Place)> = places()
        .filter(|place| place.is_public())
        .map(|place| (words::fit(place, &words), middle.metres_to(Point::of(place)), place))
        .filter(|(fit, metres, _)| *fit > 0 && *metres <= reach)
        .collect();
    found.sort_by_key(|(fit, metres, place)| {
        (Reverse(*fit), Reverse(place.rating.map(|rating| rating.tenths)), whole(*metres))
    });
    let found = found.into_iter().map(|(_, metres, place)| (metres, place)).collect();
    answer(window, found, (asked.cursor.as_deref(), asked.max_results), &asked.query)
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nearby {
    /// The user's home if left out.
    location: Option<Point>,
    /// Metres, at most 50000; 1500 if left out.
    radius: Option<u32>,
    /// Google place types, any of which fits: `cafe`, `pharmacy`, `park`. All if left out.
    #[serde(default)]
    included_types: Vec<String>,
    /// At most 20; 5 if left out.
    max_results: Option<usize>,
    cursor: Option<String>,
}

pub(crate) fn nearby(window: &Window, asked: &Nearby) -> Found<Results> {
    let reach = f64::from(radius(asked.radius, "radius")?.unwrap_or(1_500));
    let middle = asked.location.unwrap_or_else(|| Point::of(person().home)).checked("location")?;
    let wanted = |place: &Place| {
        asked.included_types.is_empty() || asked.included_types.iter().any(|kind| place.kinds.contains(&kind.as_str()))
    };
    let mut found: Vec<(f64, &'static Place)> = places()
        .filter(|place| place.is_public() && wanted(place))
        .map(|place| (middle.metres_to(Point::of(place)), place))
        .filter(|(metres, _)| *metres <= reach)
        .collect();
    found.sort_by_key(|(metres, _)| whole(*metres));
    let what = if asked.included_types.is_empty() { "places".to_owned() } else { asked.included_types.join(", ") };
    answer(window, found, (asked.cursor.as_deref(), asked.max_results), &what)
}

fn answer(
    window: &Window,
    found: Vec<(f64, &'static Place)>,
    (cursor, limit): (Option<&str>, Option<usize>),
    what: &str,
) -> Found<Results> {
    let (found, page) = Page::of(found, cursor, ("max_results", limit), 5, 20)?;
    let lines: Vec<String> =
        found.iter().map(|(metres, place)| format!("\n- {}", line(window, place, *metres))).collect();
    let text = format!("{} found for “{what}”.{}{}", page.total, lines.concat(), page.hint());
    let places = found.iter().map(|(metres, place)| overview(window, place, *metres)).collect();
    Ok((Results { places, page }, text))
}

fn radius(asked: Option<u32>, field: &str) -> Result<Option<u32>, ToolError> {
    match asked {
        Some(metres) if !(1..=FARTHEST).contains(&metres) => {
            Err(ToolError::invalid_argument(field, format_args!("{metres} is not between 1 and {FARTHEST} metres")))
        }
        fine => Ok(fine),
    }
}

fn overview(window: &Window, place: &'static Place, metres: f64) -> Overview {
    Overview {
        place_id: place.place_id,
        name: place.name,
        address: place.address,
        location: Point::of(place),
        types: place.kinds,
        rating: place.rating.map(|rating| f64::from(rating.tenths) / 10.0),
        user_ratings_total: place.rating.map(|rating| rating.votes),
        open_now: is_open(place, &window.now),
        distance_m: whole(metres),
    }
}

fn line(window: &Window, place: &Place, metres: f64) -> String {
    let rating = place.rating.map(|rating| format!(", {}.{} stars", rating.tenths / 10, rating.tenths % 10));
    let open = match is_open(place, &window.now) {
        Some(true) => ", open now",
        Some(false) => ", closed now",
        None => "",
    };
    format!(
        "{}, {}, {}{}{open} (place_id {})",
        place.name,
        place.address,
        distance(metres),
        rating.unwrap_or_default(),
        place.place_id
    )
}
