//! Every table of both schemas, and its place among what belongs to users.

/// Whose a table's rows are.
pub(crate) enum Place {
    /// Each row is one user's.
    Own {
        /// The values of one row of the user `$u`; written in an order that keeps references whole.
        values: &'static str,
        /// Which questions before a user is known (`app.lookup`) may see rows of everybody.
        lookups: &'static [&'static str],
    },
    /// Everybody reads it, nobody but the set-up writes it.
    Shared,
    /// The program itself reads how far the schema is.
    Program,
}

/// A table and its place.
pub(crate) type Placed = (&'static str, Place);

const fn own(values: &'static str) -> Place {
    Place::Own { values, lookups: &[] }
}

const fn seen(values: &'static str, lookups: &'static [&'static str]) -> Place {
    Place::Own { values, lookups }
}

/// `assistant_system`.
pub(crate) const SYSTEM: &[Placed] = &[
    ("users", seen("'$u', '$u', 'personal', 'UTC', 'en', null, false, now()", &["users", "sign_in"])),
    (
        "api_keys",
        seen(
            "md5('key $u')::uuid, '$u', sha256('key $u'), 'personal', '', false, now(), null, null, null",
            &["sign_in"],
        ),
    ),
    ("sign_in_links", seen("sha256('link $u'), '$u', now(), now(), null", &["sign_in"])),
    ("sessions", seen("sha256('session $u'), '$u', null, 'personal', false, now(), now()", &["sign_in"])),
    ("threads", own("md5('thread $u')::uuid, '$u', 'cos', 'mine', '', 0, 0, 0, 0, 0, 0, 0, now(), now(), null")),
    (
        "turns",
        seen(
            "md5('turn $u')::uuid, '$u', md5('thread $u')::uuid, 1, 'queued', 'once', '', null, null, null, null, null, null,
             false, null, null, 0, 0, 0, 0, 0, 0, 0, now(), null, null",
            &["open_turns"],
        ),
    ),
    (
        "messages",
        own("md5('message $u')::uuid, '$u', md5('thread $u')::uuid, md5('turn $u')::uuid, 'user', 'mine alone', now()"),
    ),
    ("steps", own("md5('turn $u')::uuid, 1, '$u', 'demo', '{}', now()")),
    (
        "tool_calls",
        own("md5('turn $u')::uuid, 1, 0, '$u', 'call', 'a__b', 'a', 'b', 'B', '{}', true, 'done', '{}', '', '[]', now(), now()"),
    ),
    ("turn_events", own("md5('turn $u')::uuid, 1, '$u', 'turn.started', '{}', now()")),
    ("data_keys", own("'$u', 'master', '', now(), null")),
    ("credentials", own("'$u', 'garmin', '', null, null, null, null, null, now(), now()")),
    ("audit_entries", own("md5('entry $u')::uuid, '$u', now(), '$u', 'key', null, 'key.created', 'key', null")),
    ("agent_templates", Place::Shared),
    ("schedules", own("md5('schedule $u')::uuid, '$u', 'cos', 'retro', '0 16 * * *', 'UTC', true, now()")),
    ("_sqlx_migrations", Place::Program),
];

/// The journal.
pub(crate) const JOURNAL: &[Placed] = &[
    (
        "people",
        own("md5('person $u')::uuid, '$u', false, 1, now(), now(), null, 'Ana', '[]', null, null, null, null, null"),
    ),
    (
        "person_facts",
        own("md5('fact $u')::uuid, '$u', false, 1, now(), now(), null, md5('person $u')::uuid, 'note', 'mine', null, null"),
    ),
    (
        "locations",
        own("md5('place $u')::uuid, '$u', false, 1, now(), now(), null, 'Home', '[]', 'p', null, null, null, null, null, null"),
    ),
    (
        "events",
        own("md5('event $u')::uuid, '$u', false, 1, now(), now(), null, 'generic', 'mine', null, now(), null, 'UTC',
             '2026-03-20', false, md5('place $u')::uuid, null, 'routine', null, '[]', 'direct', null, null"),
    ),
    ("event_participants", own("'$u', false, md5('event $u')::uuid, md5('person $u')::uuid, null")),
    ("sleeps", own("'$u', false, md5('event $u')::uuid, null, null, null, null, null, null, null, false, null")),
    (
        "workouts",
        own("'$u', false, md5('event $u')::uuid, 'running', null, null, null, null, null, null, null, null"),
    ),
    (
        "exercises",
        own("md5('exercise $u')::uuid, '$u', false, 1, now(), now(), null, 'Plank', 'plank', 'strength'"),
    ),
    (
        "workout_exercises",
        own("'$u', false, md5('part $u')::uuid, md5('event $u')::uuid, md5('exercise $u')::uuid, 1, null, null"),
    ),
    ("exercise_sets", own("'$u', false, md5('part $u')::uuid, 1, 'working', null, 5, null, null, null, null, null")),
    ("meals", own("'$u', false, md5('event $u')::uuid, 'lunch', null, null, null, null")),
    ("meal_items", own("'$u', false, md5('event $u')::uuid, 1, 'soup', null, null, null, null, null, null")),
    (
        "journal_entries",
        own("md5('entry $u')::uuid, '$u', false, 1, now(), now(), null, 'mine', now(), 'UTC', '2026-03-20', 'journal', '[]'"),
    ),
    (
        "daily_plans",
        own("md5('plan $u')::uuid, '$u', false, 1, now(), now(), null, '2026-03-20', 1, 'UTC', null, '{}', null"),
    ),
    (
        "planned_items",
        own("md5('item $u')::uuid, '$u', false, 1, now(), now(), null, md5('plan $u')::uuid, 1, 'mine', null, null, 'work',
             'other', 'low', 'planned', null, null, md5('event $u')::uuid"),
    ),
    ("external_refs", own("'$u', false, 'event', md5('event $u')::uuid, 'garmin', '1', now()")),
    (
        "change_log",
        own("md5('change $u')::uuid, '$u', now(), 'create_event', '{}', 'event', md5('event $u')::uuid, null, '{}', '{}', 'once'"),
    ),
    ("_sqlx_migrations", Place::Program),
];
