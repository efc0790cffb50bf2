//! One place.

use household::{Hours, Place, Window, person};
use jiff::Zoned;
use jiff::civil::Weekday;
use sandbox::Found;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::point::{Point, place_by_id};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    place_id: String,
    #[serde(default)]
    detail: Detail,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Detail {
    #[default]
    Basic,
    Standard,
    Full,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Details {
    place_id: &'static str,
    name: &'static str,
    address: &'static str,
    location: Point,
    types: &'static [&'static str],
    /// With standard and full.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    standard: Option<Standard>,
    /// With full.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'static str>,
}

#[derive(Serialize, JsonSchema)]
struct Standard {
    time_zone: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_ratings_total: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    open_now: Option<bool>,
    /// One line per weekday, Monday first.
    opening_hours: Vec<String>,
    /// 0 free to 4 very expensive.
    #[serde(skip_serializing_if = "Option::is_none")]
    price_level: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    website: Option<&'static str>,
}

pub(crate) fn details(window: &Window, asked: &Asked) -> Found<Details> {
    let place = place_by_id(&asked.place_id)?;
    let standard = (asked.detail >= Detail::Standard).then(|| standard(window, place));
    let description = (asked.detail == Detail::Full).then_some(place.about);
    let mut lines = vec![format!("{}, {} (place_id {})", place.name, place.address, place.place_id)];
    if let Some(standard) = &standard {
        lines.extend(standard.rating.map(|rating| format!("{rating} stars")));
        lines.extend(standard.opening_hours.clone());
        lines.extend(standard.website.map(str::to_owned));
    }
    lines.extend(description.map(str::to_owned));
    let details = Details {
        place_id: place.place_id,
        name: place.name,
        address: place.address,
        location: Point::of(place),
        types: place.kinds,
        standard,
        description,
    };
    Ok((details, lines.join("\n")))
}

/// Whether a place is open at a moment; none if it keeps no hours.
pub(crate) fn is_open(place: &Place, at: &Zoned) -> Option<bool> {
    let hours = place.hours?;
    Some(hours.closed_on != Some(at.weekday()) && (hours.opens..hours.closes).contains(&at.hour()))
}

fn standard(window: &Window, place: &Place) -> Standard {
    Standard {
        time_zone: person().zone,
        rating: place.rating.map(|rating| f64::from(rating.tenths) / 10.0),
        user_ratings_total: place.rating.map(|rating| rating.votes),
        open_now: is_open(place, &window.now),
        opening_hours: place.hours.map(week).unwrap_or_default(),
        price_level: place.price_level,
        website: place.website,
    }
}

fn week(hours: Hours) -> Vec<String> {
    let days = Weekday::Monday.cycle_forward().take(7);
    days.map(|day| match hours.closed_on {
        Some(closed) if closed == day => format!("{day:?}: closed"),
        _ => format!("{day:?}: {:02}:00–{:02}:00", hours.opens, hours.closes),
    })
    .collect()
}
