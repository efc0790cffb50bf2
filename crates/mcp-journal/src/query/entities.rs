//! What can be asked for: each entity with its fields, and the SQL that each stands for.

use db::Dialect;
use schemars::JsonSchema;
use serde::Deserialize;

/// An entity, as a query names it.
#[derive(Clone, Copy, Deserialize, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EntityName {
    Events,
    Workouts,
    Meals,
    Sleeps,
    People,
    PersonFacts,
    Locations,
    JournalEntries,
    Plans,
    PlanItems,
    Changes,
}

/// Where an entity's rows are.
pub(crate) struct Table {
    pub(crate) entity: &'static str,
    pub(crate) from: &'static str,
    /// The name of its main table in `from`.
    pub(crate) alias: &'static str,
    pub(crate) id: &'static str,
    /// What every row must meet.
    pub(crate) alive: &'static str,
    /// The field that orders it when none is named.
    pub(crate) order: &'static str,
    /// The SQL that orders what is equal by that.
    pub(crate) tie: &'static str,
    pub(crate) fields: &'static [Field],
}

/// Something a filter can ask about.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    sqlite: &'static str,
    postgres: &'static str,
    /// Of what a row has many: `exists (… and {})`, with the condition in place of the braces.
    pub(crate) exists: Option<&'static str>,
    /// Whether the tool's description names it; an error names all.
    pub(crate) told: bool,
}

/// What a field holds, and so what it can be asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Text,
    Number,
    Bool,
    Id,
    /// A moment.
    Instant,
    /// A day, `YYYY-MM-DD`, or a part of one.
    Date,
    /// A JSON list of words.
    List,
}

impl Field {
    pub(crate) fn sql(&self, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Sqlite => self.sqlite,
            Dialect::Postgres => self.postgres,
        }
    }
}

const fn field(name: &'static str, kind: Kind, sql: &'static str) -> Field {
    Field { name, kind, sqlite: sql, postgres: sql, exists: None, told: true }
}

const fn quiet(name: &'static str, kind: Kind, sql: &'static str) -> Field {
    Field { told: false, ..field(name, kind, sql) }
}

const fn many(name: &'static str, sql: &'static str, exists: &'static str) -> Field {
    Field { exists: Some(exists), ..field(name, Kind::Text, sql) }
}

/// Minutes from start to end: times are microseconds on SQLite.
const DURATION: Field = Field {
    name: "duration_min",
    kind: Kind::Number,
    sqlite: "((e.end_at - e.start_at) / 60000000)",
    postgres: "floor(extract(epoch from (e.end_at - e.start_at)) / 60)",
    exists: None,
    told: true,
};

const PARTICIPANTS: Field = many(
    "participants",
    "p.name",
    "exists (select 1 from event_participants ep join people p on p.user_id = ep.user_id and p.id = ep.person_id
       where ep.user_id = e.user_id and ep.event_id = e.id and p.deleted_at is null and {})",
);

const PARTICIPANT_IDS: Field = Field {
    kind: Kind::Id,
    told: false,
    ..many(
        "participant_ids",
        "ep.person_id",
        "exists (select 1 from event_participants ep where ep.user_id = e.user_id and ep.event_id = e.id and {})",
    )
};

const EXTERNAL_ID: Field = Field {
    told: false,
    ..many(
        "external_id",
        "r.external_id",
        "exists (select 1 from external_refs r where r.user_id = e.user_id and r.entity_id = e.id and {})",
    )
};

macro_rules! event_fields {
    ($($more:expr),* $(,)?) => {
        &[
            quiet("id", Kind::Id, "e.id"),
            field("title", Kind::Text, "e.title"),
            field("date", Kind::Date, "e.local_date"),
            quiet("start", Kind::Instant, "e.start_at"),
            quiet("end", Kind::Instant, "e.end_at"),
            DURATION,
            field("location", Kind::Text, "l.name"),
            quiet("location_id", Kind::Id, "e.location_id"),
            PARTICIPANTS,
            PARTICIPANT_IDS,
            quiet("category", Kind::Text, "e.category"),
            quiet("significance", Kind::Text, "e.significance"),
            quiet("description", Kind::Text, "e.description"),
            quiet("notes", Kind::Text, "e.notes"),
            field("tags", Kind::List, "e.tags"),
            quiet("info_source", Kind::Text, "e.info_source"),
            quiet("confidence", Kind::Number, "e.confidence"),
            EXTERNAL_ID,
            quiet("all_day", Kind::Bool, "e.all_day"),
            quiet("demo", Kind::Bool, "e.demo"),
            quiet("created_at", Kind::Instant, "e.created_at"),
            quiet("updated_at", Kind::Instant, "e.updated_at"),
            $($more),*
        ]
    };
}

/// Every entity, in the order of the tool's description.
pub(crate) static ALL: &[Table] = &[
    Table {
        entity: "events",
        from: "events e left join locations l on l.user_id = e.user_id and l.id = e.location_id",
        alias: "e",
        id: "e.id",
        alive: "e.deleted_at is null",
        order: "start",
        tie: "e.created_at",
        fields: event_fields![
            field("kind", Kind::Text, "e.kind"),
        ],
    },
    Table {
        entity: "workouts",
        from: "events e left join locations l on l.user_id = e.user_id and l.id = e.location_id
               left join workouts w on w.user_id = e.user_id and w.event_id = e.id",
        alias: "e",
        id: "e.id",
        alive: "e.deleted_at is null and e.kind = 'workout'",
        order: "start",
        tie: "e.created_at",
        fields: event_fields![
            field("sport", Kind::Text, "w.sport"),
            quiet("subtype", Kind::Text, "w.subtype"),
            field("distance_m", Kind::Number, "w.distance_m"),
            quiet("calories", Kind::Number, "w.calories"),
            quiet("avg_hr", Kind::Number, "w.avg_hr"),
            quiet("max_hr", Kind::Number, "w.max_hr"),
            quiet("training_effect", Kind::Number, "w.training_effect"),
            quiet("perceived_effort", Kind::Number, "w.perceived_effort"),
            many(
                "exercises",
                "x.name",
                "exists (select 1 from workout_exercises we join exercises x on x.user_id = we.user_id and x.id = we.exercise_id
                   where we.user_id = e.user_id and we.event_id = e.id and {})",
            ),
        ],
    },
    Table {
        entity: "meals",
        from: "events e left join locations l on l.user_id = e.user_id and l.id = e.location_id
               left join meals m on m.user_id = e.user_id and m.event_id = e.id",
        alias: "e",
        id: "e.id",
        alive: "e.deleted_at is null and e.kind = 'meal'",
        order: "start",
        tie: "e.created_at",
        fields: event_fields![
            field("meal", Kind::Text, "m.meal"),
            quiet("source", Kind::Text, "m.source_kind"),
            quiet("portion", Kind::Text, "m.portion"),
            quiet("cuisine", Kind::Text, "m.cuisine"),
            quiet("context", Kind::Text, "m.context"),
            many(
                "items",
                "mi.name",
                "exists (select 1 from meal_items mi where mi.user_id = e.user_id and mi.event_id = e.id and {})",
            ),
        ],
    },
    Table {
        entity: "sleeps",
        from: "events e left join locations l on l.user_id = e.user_id and l.id = e.location_id
               left join sleeps s on s.user_id = e.user_id and s.event_id = e.id",
        alias: "e",
        id: "e.id",
        alive: "e.deleted_at is null and e.kind = 'sleep'",
        order: "start",
        tie: "e.created_at",
        fields: event_fields![
            field("quality", Kind::Number, "s.quality"),
            field("score", Kind::Number, "s.score"),
            quiet("deep_s", Kind::Number, "s.deep_s"),
            quiet("light_s", Kind::Number, "s.light_s"),
            quiet("rem_s", Kind::Number, "s.rem_s"),
            quiet("awake_s", Kind::Number, "s.awake_s"),
            quiet("interruptions", Kind::Number, "s.interruptions"),
            quiet("nap", Kind::Bool, "s.nap"),
            quiet("dream", Kind::Text, "s.dream"),
        ],
    },
    Table {
        entity: "people",
        from: "people t",
        alias: "t",
        id: "t.id",
        alive: "t.deleted_at is null",
        order: "name",
        tie: "t.created_at",
        fields: &[
            quiet("id", Kind::Id, "t.id"),
            field("name", Kind::Text, "t.name"),
            field("aliases", Kind::List, "t.aliases"),
            field("relationship", Kind::Text, "t.relationship"),
            quiet("kinship", Kind::Text, "t.kinship"),
            field("birthday", Kind::Text, "t.birthday"),
            quiet("known_since", Kind::Text, "t.known_since"),
            field("notes", Kind::Text, "t.notes"),
            quiet("demo", Kind::Bool, "t.demo"),
            quiet("created_at", Kind::Instant, "t.created_at"),
            quiet("updated_at", Kind::Instant, "t.updated_at"),
            many(
                "facts",
                "f.text",
                "exists (select 1 from person_facts f where f.user_id = t.user_id and f.person_id = t.id and f.deleted_at is null and {})",
            ),
        ],
    },
    Table {
        entity: "person_facts",
        from: "person_facts f join people p on p.user_id = f.user_id and p.id = f.person_id and p.deleted_at is null",
        alias: "f",
        id: "f.id",
        alive: "f.deleted_at is null",
        order: "created_at",
        tie: "f.created_at",
        fields: &[
            quiet("id", Kind::Id, "f.id"),
            field("person", Kind::Text, "p.name"),
            quiet("person_id", Kind::Id, "f.person_id"),
            field("kind", Kind::Text, "f.kind"),
            field("text", Kind::Text, "f.text"),
            quiet("start_date", Kind::Text, "f.start_date"),
            quiet("end_date", Kind::Text, "f.end_date"),
            quiet("created_at", Kind::Instant, "f.created_at"),
        ],
    },
    Table {
        entity: "locations",
        from: "locations t",
        alias: "t",
        id: "t.id",
        alive: "t.deleted_at is null",
        order: "name",
        tie: "t.created_at",
        fields: &[
            quiet("id", Kind::Id, "t.id"),
            field("name", Kind::Text, "t.name"),
            quiet("aliases", Kind::List, "t.aliases"),
            field("kind", Kind::Text, "t.kind"),
            field("address", Kind::Text, "t.address"),
            quiet("place_id", Kind::Text, "t.place_id"),
            quiet("lat", Kind::Number, "t.lat"),
            quiet("lng", Kind::Number, "t.lng"),
            quiet("notes", Kind::Text, "t.notes"),
            quiet("demo", Kind::Bool, "t.demo"),
            quiet("created_at", Kind::Instant, "t.created_at"),
            quiet("updated_at", Kind::Instant, "t.updated_at"),
        ],
    },
    Table {
        entity: "journal_entries",
        from: "journal_entries t",
        alias: "t",
        id: "t.id",
        alive: "t.deleted_at is null",
        order: "at",
        tie: "t.created_at",
        fields: &[
            quiet("id", Kind::Id, "t.id"),
            field("text", Kind::Text, "t.text"),
            field("date", Kind::Date, "t.local_date"),
            quiet("at", Kind::Instant, "t.at"),
            field("entry_type", Kind::Text, "t.entry_type"),
            field("tags", Kind::List, "t.tags"),
            quiet("demo", Kind::Bool, "t.demo"),
            quiet("created_at", Kind::Instant, "t.created_at"),
        ],
    },
    Table {
        entity: "plans",
        from: "daily_plans t",
        alias: "t",
        id: "t.id",
        alive: "t.deleted_at is null",
        order: "plan_date",
        tie: "t.plan_version",
        fields: &[
            quiet("id", Kind::Id, "t.id"),
            field("plan_date", Kind::Date, "t.plan_date"),
            quiet("plan_version", Kind::Number, "t.plan_version"),
            field("source", Kind::Text, "t.source"),
            quiet("notes", Kind::Text, "t.notes"),
            quiet("demo", Kind::Bool, "t.demo"),
            quiet("created_at", Kind::Instant, "t.created_at"),
        ],
    },
    Table {
        entity: "plan_items",
        from: "planned_items t join daily_plans d on d.user_id = t.user_id and d.id = t.plan_id and d.deleted_at is null",
        alias: "t",
        id: "t.id",
        alive: "t.deleted_at is null",
        order: "plan_date",
        tie: "t.seq",
        fields: &[
            quiet("id", Kind::Id, "t.id"),
            quiet("plan_id", Kind::Id, "t.plan_id"),
            field("plan_date", Kind::Date, "d.plan_date"),
            quiet("plan_version", Kind::Number, "d.plan_version"),
            field("title", Kind::Text, "t.title"),
            quiet("start", Kind::Instant, "t.start_at"),
            quiet("end", Kind::Instant, "t.end_at"),
            field("category", Kind::Text, "t.category"),
            quiet("item_type", Kind::Text, "t.item_type"),
            quiet("priority", Kind::Text, "t.priority"),
            field("status", Kind::Text, "t.status"),
            quiet("actual_event_id", Kind::Id, "t.actual_event_id"),
            quiet("demo", Kind::Bool, "t.demo"),
        ],
    },
    Table {
        entity: "changes",
        from: "change_log t",
        alias: "t",
        id: "t.id",
        alive: "t.id is not null",
        order: "at",
        tie: "t.at",
        fields: &[
            quiet("id", Kind::Id, "t.id"),
            field("at", Kind::Instant, "t.at"),
            field("tool", Kind::Text, "t.tool"),
            field("entity_type", Kind::Text, "t.entity_type"),
            field("entity_id", Kind::Id, "t.entity_id"),
        ],
    },
];

/// The table of an entity.
pub(crate) fn table(entity: EntityName) -> &'static Table {
    &ALL[entity as usize]
}
