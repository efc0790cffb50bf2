use serde_json::{Value, json};

use super::Family;
use super::happening::distance;
use crate::demo::moment::Moment;
use crate::demo::reading::Reading;
use crate::demo::results::Results;
use crate::demo::sentence::Sentence;
use crate::demo::wish::{Call, Move, Wish};

pub(super) const FAMILY: Family = Family {
    title: "Find a café or another place",
    examples: &["Find a café", "Find a café near home", "Where is a restaurant near the office?"],
    sources: "Google Places, around a place of your journal",
    read,
};

const KINDS: &str = "cafe|cafes|coffee|restaurant|restaurants|bakery|bakeries|bar|bars|pharmacy|pharmacies|supermarket|supermarkets|gym|gyms|\
                     library|libraries|cinema|cinemas|park|parks|museum|museums|hotel|hotels|bookshop|bookstore|dentist|florist|market";

const QUERY: &str = "journal__query";
const SEARCH: &str = "google-places__search_places";

struct Nearby {
    what: String,
    /// The place it is to be near; home when nothing is said.
    near: String,
}

fn read(sentence: &Sentence, _moment: &Moment) -> Option<Box<dyn Wish>> {
    let asks = [
        "find|recommend|suggest|search",
        "where is|are|can|could",
        "where's",
        "show me",
        "is|are there",
        "i need|want a|an|some",
        "any",
        "look for",
        "which",
    ];
    sentence.begins(&asks)?;
    let kind = (0..sentence.len()).find(|index| sentence.stands_at(*index, KINDS))?;
    let near = (kind..sentence.len()).find(|index| sentence.stands_at(*index, "near|nearby|close|around|by|in|at"));
    let start =
        (1..kind).rev().find(|index| sentence.stands_at(*index, "a|an|the|some|me|find|is|are|any|need|good|for"));
    let start = start.map_or(kind, |index| index + 1);
    let what = sentence.join(start..near.unwrap_or(sentence.len()));
    let near = near.map_or_else(String::new, |near| {
        let is_filler =
            |index: &usize| sentence.stands_at(*index, "near|nearby|close|around|by|in|at|to|the|my|me|here");
        let from = (near..sentence.len()).find(|index| !is_filler(index)).unwrap_or(sentence.len());
        sentence.join(from..sentence.len())
    });
    let near = match near.to_lowercase().as_str() {
        "" | "home" => "home".to_owned(),
        "office" | "work" => "the office".to_owned(),
        _ => near,
    };
    Some(Box::new(Nearby { what, near }))
}

impl Wish for Nearby {
    fn next(&self, results: &Results) -> Move {
        match results.rounds() {
            0 => Move::Call(vec![self.around()]),
            1 => Move::Call(vec![self.search(results)]),
            _ => Move::Say(match results.data(SEARCH) {
                Ok(found) => self.told(&found),
                Err(trouble) => format!("I cannot look for places. {}", trouble.sentence),
            }),
        }
    }
}

impl Nearby {
    /// Where the place stands that the search is to be around: the journal knows home and the office.
    fn around(&self) -> Call {
        let filter = match self.near.as_str() {
            "home" => json!({"kind": "home"}),
            "the office" => json!({"kind": "work"}),
            name => json!({"name": {"contains": name}}),
        };
        Call::new(QUERY, json!({"entity": "locations", "where": filter, "limit": 1}))
    }

    /// Around a place without coordinates its name is the best there is.
    fn search(&self, results: &Results) -> Call {
        let place = results.data(QUERY).ok().and_then(|page| page.list("items").first().cloned());
        let centre = place.and_then(|place| Some((place.number("lat")?, place.number("lng")?)));
        let arguments = match centre {
            Some((lat, lng)) => json!({"query": self.what, "location": {"lat": lat, "lng": lng}, "radius": RADIUS_M}),
            None if self.near == "home" => json!({"query": self.what}),
            None => json!({"query": format!("{} near {}", self.what, self.near)}),
        };
        Call::new(SEARCH, arguments)
    }

    fn told(&self, found: &Value) -> String {
        let lines: Vec<String> = found.list("places").iter().take(5).map(line).collect();
        if lines.is_empty() {
            return format!("Google Places knows of no {} near {}.", self.what, self.near);
        }
        format!("Near {}:\n\n{}", self.near, lines.join("\n"))
    }
}

/// How far from the centre is still near.
const RADIUS_M: u32 = 5000;

fn line(place: &Value) -> String {
    let rating = place.number("rating").map(|rating| format!("rated {rating}"));
    let distance = place.number("distance_m").map(|metres| format!("{} away", distance(metres)));
    let open = place.at("open_now").as_bool().map(|open| if open { "open now" } else { "closed now" }.to_owned());
    let address = Some(place.text("address").to_owned()).filter(|address| !address.is_empty());
    let facts: Vec<String> = [distance, rating, open, address].into_iter().flatten().collect();
    format!("- **{}**: {}", place.text("name"), facts.join(", "))
}
