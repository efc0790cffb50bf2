//! People and places by what they are called: look first, make only what is not there.

use db::{DbError, Tx, UserId};
use uuid::Uuid;

use crate::change::Named;
use crate::error::CallError;
use crate::words::Entity;

/// What everyone, or every place, is called.
pub(crate) struct Names {
    entity: Entity,
    known: Vec<Known>,
}

struct Known {
    id: Uuid,
    name: String,
    keys: Vec<String>,
}

#[derive(sqlx::FromRow)]
struct NamesRow {
    id: Uuid,
    name: String,
    aliases: String,
}

impl Names {
    /// Everyone's names. The user's own come before those of the demo household.
    pub(crate) async fn of_people(tx: &mut Tx, user: &UserId) -> Result<Self, DbError> {
        let rows = db::fetch_all!(
            tx,
            NamesRow,
            "select id, name, aliases from people where user_id = $1 and deleted_at is null order by demo, created_at, id",
            user
        )?;
        Ok(Self::new(Entity::Person, rows))
    }

    /// Every place's names. The user's own come before those of the demo household.
    pub(crate) async fn of_locations(tx: &mut Tx, user: &UserId) -> Result<Self, DbError> {
        let rows = db::fetch_all!(
            tx,
            NamesRow,
            "select id, name, aliases from locations where user_id = $1 and deleted_at is null order by demo, created_at, id",
            user
        )?;
        Ok(Self::new(Entity::Location, rows))
    }

    fn new(entity: Entity, rows: Vec<NamesRow>) -> Self {
        let known = rows
            .into_iter()
            .map(|row| {
                let mut keys = vec![key(&row.name)];
                keys.extend(list(&row.aliases).iter().map(|alias| key(alias)));
                Known { id: row.id, name: row.name, keys }
            })
            .collect();
        Self { entity, known }
    }

    /// The one with this id, name or alias.
    pub(crate) fn exact(&self, text: &str) -> Option<Named> {
        let id = text.trim().parse::<Uuid>().ok();
        let key = key(text);
        self.known.iter().find(|known| Some(known.id) == id || known.keys.contains(&key)).map(|known| self.named(known))
    }

    /// The same, or the only one whose first name it is: “Asha” where there is one “Asha Rao”.
    pub(crate) fn meant(&self, text: &str) -> Option<Named> {
        self.exact(text).or_else(|| {
            let key = key(text);
            let mut by_first =
                self.known.iter().filter(|known| known.keys.iter().any(|k| k.split(' ').next() == Some(key.as_str())));
            match (by_first.next(), by_first.next()) {
                (Some(only), None) => Some(self.named(only)),
                _ => None,
            }
        })
    }

    /// Remembers one that was made.
    pub(crate) fn add(&mut self, named: &Named) {
        self.known.push(Known { id: named.id, name: named.name.clone(), keys: vec![key(&named.name)] });
    }

    fn named(&self, known: &Known) -> Named {
        Named { entity: self.entity, id: known.id, name: known.name.clone() }
    }
}

/// A name as it is to be stored; an empty one is refused, and so is an id that nobody has.
pub(crate) fn name_checked(field: &str, text: &str) -> Result<String, CallError> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(CallError::invalid(field, "give a name"));
    }
    if name.chars().count() > 200 {
        return Err(CallError::invalid(field, "a name has at most 200 characters"));
    }
    if name.parse::<Uuid>().is_ok() {
        return Err(CallError::invalid(
            field,
            format!("nothing has the id {name}; give a name, or an id from a search"),
        ));
    }
    Ok(name)
}

/// How names are compared: lower case, single spaces.
pub(crate) fn key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A stored JSON list of words. What is not one counts as empty: the program never writes it.
pub(crate) fn list(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

/// A list as it is stored.
pub(crate) fn list_json(words: &[String]) -> String {
    serde_json::Value::from(words).to_string()
}

/// Words without spaces around, each once, none empty.
pub(crate) fn words_checked(field: &str, words: Vec<String>) -> Result<Vec<String>, CallError> {
    let mut kept: Vec<String> = Vec::new();
    for word in words {
        let word = word.trim();
        if word.chars().count() > 100 || word.contains(['"', ',']) {
            return Err(CallError::invalid(
                field,
                "each has at most 100 characters and neither a comma nor a quotation mark",
            ));
        }
        if !word.is_empty() && !kept.iter().any(|k| k == word) {
            kept.push(word.to_owned());
        }
    }
    Ok(kept)
}
