//! Places.

use std::collections::HashMap;

use db::{DbError, Tx, UserId};
use mcp_kit::ToolError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::author::Author;
use crate::change::{Done, Named};
use crate::error::CallError;
use crate::moment;
use crate::names::{self, Names};
use crate::statement::{self, Statement};
use crate::words::{Entity, LocationKind, Words};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateLocation {
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    /// Google place id.
    place_id: Option<String>,
    kind: Option<LocationKind>,
    address: Option<String>,
    lat: Option<f64>,
    lng: Option<f64>,
    /// IANA.
    time_zone: Option<String>,
    notes: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdateLocation {
    /// Name or id.
    location: String,
    name: Option<String>,
    #[serde(default)]
    add_aliases: Vec<String>,
    #[serde(default)]
    remove_aliases: Vec<String>,
    place_id: Option<String>,
    kind: Option<LocationKind>,
    address: Option<String>,
    lat: Option<f64>,
    lng: Option<f64>,
    time_zone: Option<String>,
    notes: Option<String>,
    /// Fields to empty.
    #[serde(default)]
    clear: Vec<LocationField>,
    /// Refuse if the row has changed since.
    expected_version: Option<i64>,
}

#[derive(Clone, Copy, Deserialize, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
enum LocationField {
    PlaceId,
    Kind,
    Address,
    Coordinates,
    TimeZone,
    Notes,
}

#[derive(sqlx::FromRow)]
struct LocationRow {
    id: Uuid,
    name: String,
    aliases: String,
    place_id: Option<String>,
    kind: Option<String>,
    address: Option<String>,
    lat: Option<f64>,
    lng: Option<f64>,
    tz: Option<String>,
    notes: Option<String>,
    demo: bool,
    version: i64,
}

/// A place, as an answer gives it.
#[derive(Clone, Serialize)]
pub(crate) struct Location {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lat: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lng: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    demo: bool,
    version: i64,
}

/// Makes a place, or answers the one of that name or Google place id.
pub(crate) async fn location_create(
    tx: &mut Tx,
    author: &Author<'_>,
    given: CreateLocation,
) -> Result<Done, CallError> {
    let known = Names::of_locations(tx, author.user).await?;
    let by_place = match &given.place_id {
        Some(place_id) => location_by_place(tx, author.user, place_id).await?,
        None => None,
    };
    let by_name = || std::iter::once(&given.name).chain(&given.aliases).find_map(|name| known.exact(name));
    if let Some(id) = by_place.or_else(|| by_name().map(|named| named.id)) {
        let location = location_load(tx, author, id).await?;
        let text = format!("{} was there before (id {id})", location.name);
        return Ok(Done::new(Entity::Location, id, &location, text)?.found());
    }
    let name = names::name_checked("name", &given.name)?;
    let aliases = names::words_checked("aliases", given.aliases)?;
    coordinates_checked(given.lat, given.lng)?;
    let tz = zone_checked(given.time_zone.as_deref())?;
    let id = author.id();
    db::execute!(
        tx,
        "insert into locations (id, user_id, demo, version, created_at, updated_at, name, aliases, place_id, kind, address, lat,
           lng, tz, notes)
         values ($1, $2, $3, 1, $4, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        id,
        author.user,
        false,
        author.now(),
        name,
        names::list_json(&aliases),
        given.place_id,
        given.kind.map(Words::word),
        given.address,
        given.lat,
        given.lng,
        tz,
        given.notes,
    )?;
    let location = location_load(tx, author, id).await?;
    let text = format!("Added the place {} (id {id})", location.name);
    Done::new(Entity::Location, id, &location, text)
}

/// The place that is called that, or a new one with no more than the name. A new one is added to `created`.
pub(crate) async fn location_named(
    tx: &mut Tx,
    author: &Author<'_>,
    called: &str,
    created: &mut Vec<Named>,
) -> Result<Uuid, CallError> {
    let known = Names::of_locations(tx, author.user).await?;
    if let Some(found) = known.exact(called) {
        return Ok(found.id);
    }
    let name = names::name_checked("location", called)?;
    let id = author.id();
    db::execute!(
        tx,
        "insert into locations (id, user_id, demo, version, created_at, updated_at, name, aliases)
         values ($1, $2, $3, 1, $4, $4, $5, '[]')",
        id,
        author.user,
        false,
        author.now(),
        &name,
    )?;
    created.push(Named { entity: Entity::Location, id, name });
    Ok(id)
}

/// Changes what is given.
pub(crate) async fn location_update(
    tx: &mut Tx,
    author: &Author<'_>,
    given: UpdateLocation,
) -> Result<Done, CallError> {
    let known = Names::of_locations(tx, author.user).await?;
    let found =
        known.exact(&given.location).ok_or_else(|| ToolError::not_found(format!("place “{}”", given.location)))?;
    let before = location_load(tx, author, found.id).await?;
    let clears = |field: LocationField| given.clear.contains(&field);

    let mut aliases = before.aliases.clone();
    aliases.retain(|alias| !given.remove_aliases.iter().any(|gone| names::key(gone) == names::key(alias)));
    aliases.extend(given.add_aliases.iter().cloned());
    let aliases = names::words_checked("add_aliases", aliases)?;
    let name = given.name.as_deref().map(|name| names::name_checked("name", name)).transpose()?;
    coordinates_checked(given.lat, given.lng)?;
    let tz = zone_checked(given.time_zone.as_deref())?;
    if let Some(place_id) = &given.place_id
        && let Some(other) = location_by_place(tx, author.user, place_id).await?
        && other != found.id
    {
        return Err(ToolError::conflict(format!("The place {other} has this place_id already.")).into());
    }

    let changed = db::execute!(
        tx,
        "update locations set name = coalesce($3, name), aliases = $4,
           place_id = case when $5 then null else coalesce($6, place_id) end,
           kind = case when $7 then null else coalesce($8, kind) end,
           address = case when $9 then null else coalesce($10, address) end,
           lat = case when $11 then null else coalesce($12, lat) end,
           lng = case when $11 then null else coalesce($13, lng) end,
           tz = case when $14 then null else coalesce($15, tz) end,
           notes = case when $16 then null else coalesce($17, notes) end,
           updated_at = $18, version = version + 1
         where user_id = $1 and id = $2 and version = coalesce($19, version)",
        author.user,
        found.id,
        name,
        names::list_json(&aliases),
        clears(LocationField::PlaceId),
        given.place_id.clone(),
        clears(LocationField::Kind),
        given.kind.map(Words::word),
        clears(LocationField::Address),
        given.address.clone(),
        clears(LocationField::Coordinates),
        given.lat,
        given.lng,
        clears(LocationField::TimeZone),
        tz,
        clears(LocationField::Notes),
        given.notes.clone(),
        author.now(),
        given.expected_version,
    )?;
    if changed == 0 {
        return Err(ToolError::conflict(format!("{} has changed since.", before.name)).into());
    }
    let location = location_load(tx, author, found.id).await?;
    let text = format!("Changed the place {} (id {})", location.name, location.id);
    Done::new(Entity::Location, found.id, &location, text)?.with_before(&before)
}

/// The places with these ids, in this order; those that are not there are left out, deleted ones are not.
pub(crate) async fn locations_load(tx: &mut Tx, user: &UserId, ids: &[Uuid]) -> Result<Vec<Location>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = Statement::new(
        "locations by id",
        "select id, name, aliases, place_id, kind, address, lat, lng, tz, notes, demo, version
         from locations where user_id = ",
    );
    select.value(user).push(" and id in ").list(ids.iter().copied());
    let rows: Vec<LocationRow> = statement::fetch(tx, select).await?;
    let mut locations: HashMap<Uuid, Location> = rows.into_iter().map(|row| (row.id, location(row))).collect();
    Ok(ids.iter().filter_map(|id| locations.remove(id)).collect())
}

async fn location_load(tx: &mut Tx, author: &Author<'_>, id: Uuid) -> Result<Location, CallError> {
    let location = locations_load(tx, author.user, &[id]).await?.pop();
    location.ok_or_else(|| ToolError::not_found(format!("place {id}")).into())
}

async fn location_by_place(tx: &mut Tx, user: &UserId, place_id: &str) -> Result<Option<Uuid>, DbError> {
    let found = db::fetch_optional!(
        tx,
        (Uuid,),
        "select id from locations where user_id = $1 and place_id = $2 and deleted_at is null",
        user,
        place_id
    )?;
    Ok(found.map(|(id,)| id))
}

fn location(row: LocationRow) -> Location {
    Location {
        id: row.id,
        name: row.name,
        aliases: names::list(&row.aliases),
        place_id: row.place_id,
        kind: row.kind,
        address: row.address,
        lat: row.lat,
        lng: row.lng,
        time_zone: row.tz,
        notes: row.notes,
        demo: row.demo,
        version: row.version,
    }
}

fn coordinates_checked(lat: Option<f64>, lng: Option<f64>) -> Result<(), CallError> {
    if lat.is_some() != lng.is_some() {
        return Err(CallError::invalid("lat", "give both lat and lng, or neither"));
    }
    if lat.is_some_and(|lat| !(-90.0..=90.0).contains(&lat)) {
        return Err(CallError::invalid("lat", "give degrees from -90 to 90"));
    }
    if lng.is_some_and(|lng| !(-180.0..=180.0).contains(&lng)) {
        return Err(CallError::invalid("lng", "give degrees from -180 to 180"));
    }
    Ok(())
}

fn zone_checked(name: Option<&str>) -> Result<Option<String>, CallError> {
    name.map(|name| moment::zone("time_zone", name).map(|zone| moment::zone_name(&zone).to_owned())).transpose()
}
