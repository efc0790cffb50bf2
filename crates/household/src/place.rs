//! Places: what a map knows about them.

use jiff::civil::Weekday;
use serde::Serialize;

/// A place of the household's world. All are invented; only the cities exist.
#[derive(Debug, PartialEq, Serialize)]
pub struct Place {
    /// The id that the map service knows it by, and the journal links it with.
    pub place_id: &'static str,
    /// As it stands over the door.
    pub name: &'static str,
    /// Street, postal code and city, one line.
    pub address: &'static str,
    /// City alone.
    pub city: &'static str,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lng: f64,
    /// Google place types, the primary one first.
    pub kinds: &'static [&'static str],
    /// One to five, in tenths; none for homes and offices.
    pub rating: Option<Rating>,
    /// When it is open; none where the question makes no sense.
    pub hours: Option<Hours>,
    /// Zero (free) to four (very expensive).
    pub price_level: Option<u8>,
    /// Under the reserved `.example` domain.
    pub website: Option<&'static str>,
    /// One sentence of what a visitor finds.
    pub about: &'static str,
}

impl Place {
    /// Whether it shows up when strangers search a map: not homes, not offices.
    pub fn is_public(&self) -> bool {
        !self.kinds.iter().any(|kind| matches!(*kind, "premise" | "corporate_office"))
    }
}

/// What its visitors think.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rating {
    /// Tenths of a star: 46 is 4.6.
    pub tenths: u8,
    /// How many said so.
    pub votes: u32,
}

/// The same hours on each day that it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Hours {
    /// Hour it opens, local.
    pub opens: i8,
    /// Hour it closes, local, at most 24.
    pub closes: i8,
    /// Closed all day.
    #[serde(serialize_with = "weekday_name")]
    pub closed_on: Option<Weekday>,
}

#[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn weekday_name<S: serde::Serializer>(day: &Option<Weekday>, serializer: S) -> Result<S::Ok, S::Error> {
    day.map(|day| format!("{day:?}")).serialize(serializer)
}
