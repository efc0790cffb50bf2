//! The places of the household.

use std::collections::HashMap;

use db::{DbError, Tx, UserId, UtcTime};
use household::Place;
use jiff::Timestamp;
use uuid::Uuid;

use super::days::HouseholdEvent;
use super::install::Ids;
use super::rows::Rows;
use crate::names;
use crate::words::{LocationKind, Words};

/// Where the household goes. A place that the user has already, by its Google id, is theirs.
pub(super) struct Places {
    known: HashMap<String, Uuid>,
}

impl Places {
    pub(super) async fn load(tx: &mut Tx, user: &UserId) -> Result<Self, DbError> {
        let known = db::fetch_all!(
            tx,
            (String, Uuid),
            "select place_id, id from locations where user_id = $1 and place_id is not null and deleted_at is null",
            user
        )?;
        Ok(Self { known: known.into_iter().collect() })
    }

    pub(super) fn id(&self, ids: &Ids<'_>, place: &Place) -> Uuid {
        self.known.get(place.place_id).copied().unwrap_or_else(|| ids.named(&format!("place/{}", place.place_id)))
    }

    pub(super) fn rows(&self, ids: &Ids<'_>, events: &[HouseholdEvent], now: Timestamp) -> Rows {
        let mut rows = Rows::of(
            "locations",
            &[
                "id",
                "user_id",
                "demo",
                "version",
                "created_at",
                "updated_at",
                "name",
                "aliases",
                "place_id",
                "kind",
                "address",
                "lat",
                "lng",
                "tz",
                "notes",
            ],
        );
        let mut placed: Vec<&str> = Vec::new();
        for place in events.iter().filter_map(|event| event.place) {
            if placed.contains(&place.place_id) || self.known.contains_key(place.place_id) {
                continue;
            }
            placed.push(place.place_id);
            rows.push([
                self.id(ids, place).into(),
                ids.user.into(),
                true.into(),
                1_i64.into(),
                UtcTime(now).into(),
                UtcTime(now).into(),
                place.name.into(),
                names::list_json(&aliases(place)).into(),
                place.place_id.into(),
                location_kind(place).word().into(),
                place.address.into(),
                place.lat.into(),
                place.lng.into(),
                household::person().zone.into(),
                place.about.into(),
            ]);
        }
        rows
    }
}

fn aliases(place: &Place) -> Vec<String> {
    let person = household::person();
    let also = |at: &Place, alias: &str| (at.place_id == place.place_id).then(|| alias.to_owned());
    also(person.home, "Home").into_iter().chain(also(person.office, "Office")).collect()
}

fn location_kind(place: &Place) -> LocationKind {
    let person = household::person();
    if place.place_id == person.home.place_id {
        return LocationKind::Home;
    }
    if place.place_id == person.office.place_id {
        return LocationKind::Work;
    }
    let known = place.kinds.iter().find_map(|kind| match *kind {
        "cafe" | "coffee_shop" => Some(LocationKind::Cafe),
        "restaurant" => Some(LocationKind::Restaurant),
        "gym" | "fitness_center" => Some(LocationKind::Gym),
        "park" | "beach" => Some(LocationKind::Park),
        "store" | "book_store" | "market" | "supermarket" => Some(LocationKind::Shop),
        "dentist" | "doctor" | "health" => Some(LocationKind::Health),
        "airport" | "train_station" | "transit_station" => Some(LocationKind::Transport),
        "movie_theater" | "museum" | "lodging" => Some(LocationKind::Venue),
        _ => None,
    });
    known.unwrap_or(LocationKind::Other)
}
