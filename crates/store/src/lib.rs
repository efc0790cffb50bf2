#![doc = include_str!("../README.md")]

use db::{Migration, Migrations};

/// The schema of `assistant_system`.
pub const MIGRATIONS: Migrations = Migrations(&[Migration {
    version: 1,
    description: "conversation",
    sqlite: include_str!("../migrations/0001_conversation.sqlite.sql"),
    postgres: include_str!("../migrations/0001_conversation.postgres.sql"),
}]);
