//! The people of the household.

use db::UtcTime;
use household::Relation;
use jiff::Timestamp;

use super::install::Ids;
use super::rows::Rows;
use crate::names;
use crate::words::{Relationship, Words};

/// Everyone but the person herself, who is the user.
pub(super) fn people(ids: &Ids<'_>, now: Timestamp) -> Rows {
    let mut rows = Rows::of(
        "people",
        &[
            "id",
            "user_id",
            "demo",
            "version",
            "created_at",
            "updated_at",
            "name",
            "aliases",
            "relationship",
            "kinship",
            "birthday",
            "notes",
        ],
    );
    for human in household::people() {
        let (relationship, kinship) = match human.relation {
            Relation::Myself => continue,
            Relation::Partner => (Relationship::Partner, None),
            Relation::Child => (Relationship::Family, Some("child")),
            Relation::Parent => (Relationship::Family, Some("parent")),
            Relation::Sibling => (Relationship::Family, Some("sibling")),
            Relation::Friend => (Relationship::Friend, None),
            Relation::Colleague => (Relationship::Colleague, None),
        };
        rows.push([
            ids.person(human).into(),
            ids.user.into(),
            true.into(),
            1_i64.into(),
            UtcTime(now).into(),
            UtcTime(now).into(),
            human.name.into(),
            names::list_json(&[human.first_name.to_owned()]).into(),
            relationship.word().into(),
            kinship.into(),
            human.birthday.to_string().into(),
            human.about.into(),
        ]);
    }
    rows
}
