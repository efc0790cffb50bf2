//! Addresses to points and back.

use std::cmp::Reverse;

use household::{Place, Window, places};
use mcp_kit::ToolError;
use sandbox::Found;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::point::{Point, distance, whole};
use crate::words::{fold, telling};

/// How many guesses an address gets.
const GUESSES: usize = 3;

/// How far a point may lie from the nearest known address, metres.
const NEAR: f64 = 2_000.0;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    /// Street, number, postal code, city: as much as is known.
    address: String,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Guesses {
    /// Best first.
    results: Vec<Known>,
}

#[derive(Serialize, JsonSchema)]
struct Known {
    address: &'static str,
    location: Point,
    place_id: &'static str,
}

pub(crate) fn geocode(_: &Window, asked: &Asked) -> Found<Guesses> {
    let words = telling(&asked.address);
    let hits = |place: &Place| {
        let text = fold(&format!("{} {}", place.name, place.address));
        words.iter().filter(|word| text.contains(word.as_str())).count()
    };
    let mut known: Vec<(usize, &'static Place)> = places().map(|place| (hits(place), place)).collect();
    // Half of the words must be known; the city alone would name every place.
    known.retain(|(hits, _)| *hits > 0 && hits * 2 >= words.len());
    known.sort_by_key(|(hits, _)| Reverse(*hits));
    let results: Vec<Known> = known.into_iter().take(GUESSES).map(|(_, place)| of(place)).collect();
    if results.is_empty() {
        return Err(ToolError::not_found(format_args!("address like “{}” on the map", asked.address)));
    }
    let lines: Vec<String> = results.iter().map(|known| format!("\n- {}", known.line())).collect();
    let text = format!("{} guesses:{}", results.len(), lines.concat());
    Ok((Guesses { results }, text))
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct At {
    lat: f64,
    lng: f64,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Nearest {
    #[serde(flatten)]
    known: Known,
    /// From the point that was asked for.
    distance_m: u32,
}

pub(crate) fn reverse(_: &Window, asked: &At) -> Found<Nearest> {
    let point = Point { lat: asked.lat, lng: asked.lng }.checked("lat")?;
    let nearest =
        places().map(|place| (point.metres_to(Point::of(place)), place)).min_by_key(|(metres, _)| whole(*metres));
    let Some((metres, place)) = nearest.filter(|(metres, _)| *metres <= NEAR) else {
        return Err(ToolError::not_found(format_args!("known address within {} of this point", distance(NEAR))));
    };
    let known = of(place);
    let text = format!("{}, {} away", known.line(), distance(metres));
    Ok((Nearest { known, distance_m: whole(metres) }, text))
}

fn of(place: &'static Place) -> Known {
    Known { address: place.address, location: Point::of(place), place_id: place.place_id }
}

impl Known {
    fn line(&self) -> String {
        format!("{} ({}, {}; place_id {})", self.address, self.location.lat, self.location.lng, self.place_id)
    }
}
