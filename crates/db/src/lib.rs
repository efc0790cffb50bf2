#![doc = include_str!("../README.md")]

mod check;
mod error;
#[doc(hidden)]
pub mod limit;
mod listen;
mod migrations;
mod open;
mod provision;
mod query;
mod quoting;
mod rights;
mod role;
mod scram;
mod time;
mod tx;
mod user;

pub use error::DbError;
pub use listen::Listener;
pub use migrations::{Migration, Migrations};
pub use open::{Db, Dialect};
pub use provision::{Place, Provisioned, provision};
pub use rights::Right;
pub use time::UtcTime;
pub use tx::{Connection, Lookup, Tx};
pub use user::{UserId, UserIdError};

/// For the macros of this crate alone.
#[doc(hidden)]
pub use sqlx as __sqlx;
#[doc(hidden)]
pub use tokio as __tokio;
