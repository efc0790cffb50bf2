//! What a tool is, as a client lists it.

use schemars::JsonSchema;

use crate::{JsonObject, schema};

/// A tool, as it is listed.
#[derive(Clone, Debug)]
pub struct Tool {
    /// Its name: `create_event`. Letters, digits, underscore.
    pub name: String,
    /// Its name for people: “Create event”.
    pub title: String,
    /// What it does and when to use it, for the model: one to three sentences.
    pub description: String,
    /// What it takes.
    pub input_schema: JsonObject,
    /// What its structured answer looks like.
    pub output_schema: JsonObject,
    /// What it may do.
    pub hints: Hints,
    /// Whether two calls with the same idempotency key do the work once.
    pub honours_idempotency_key: bool,
}

/// What a tool may do, as the MCP specification's tool annotations say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the specification has these four independent hints")]
pub struct Hints {
    /// It changes nothing.
    pub read_only: bool,
    /// It may remove or overwrite something.
    pub destructive: bool,
    /// Calling it again with the same arguments changes nothing more.
    pub idempotent: bool,
    /// It reaches things beyond this program and the user's own data in it: an outside system, other people.
    pub open_world: bool,
}

impl Tool {
    /// A tool that changes nothing. Its hints: read-only, idempotent, closed world.
    pub fn read<Arguments: JsonSchema, Output: JsonSchema>(name: &str, title: &str, description: &str) -> Self {
        let hints = Hints { read_only: true, destructive: false, idempotent: true, open_world: false };
        Self::new(name, title, description, schema::input::<Arguments>(), schema::output::<Output>(), hints)
    }

    /// A tool that adds something. Its hints: neither destructive nor idempotent, closed world.
    pub fn write<Arguments: JsonSchema, Output: JsonSchema>(name: &str, title: &str, description: &str) -> Self {
        let hints = Hints { read_only: false, destructive: false, idempotent: false, open_world: false };
        Self::new(name, title, description, schema::input::<Arguments>(), schema::output::<Output>(), hints)
    }

    /// Says that it may remove or overwrite something.
    #[must_use]
    pub fn destructive(mut self) -> Self {
        self.hints.destructive = true;
        self
    }

    /// Says that a repetition changes nothing more.
    #[must_use]
    pub fn idempotent(mut self) -> Self {
        self.hints.idempotent = true;
        self
    }

    /// Says that it reaches an outside system or other people.
    #[must_use]
    pub fn open_world(mut self) -> Self {
        self.hints.open_world = true;
        self
    }

    /// Says that two calls with one idempotency key ([`crate::Caller::idempotency_key`]) do the work once.
    #[must_use]
    pub fn honours_idempotency_key(mut self) -> Self {
        self.honours_idempotency_key = true;
        self
    }

    fn new(
        name: &str,
        title: &str,
        description: &str,
        input_schema: JsonObject,
        output_schema: JsonObject,
        hints: Hints,
    ) -> Self {
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            description: description.to_owned(),
            input_schema,
            output_schema,
            hints,
            honours_idempotency_key: false,
        }
    }
}
