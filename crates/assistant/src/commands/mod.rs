//! One file per command: its arguments, and `run`.

pub(crate) mod chat;
pub(crate) mod config;
pub(crate) mod credentials;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod gateway;
pub(crate) mod health;
pub(crate) mod keys;
pub(crate) mod mcp;
pub(crate) mod setup;
pub(crate) mod sign_in_link;
pub(crate) mod up;
