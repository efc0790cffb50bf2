//! One file per call.

pub(crate) mod admin;
pub(crate) mod audit;
pub(crate) mod chat;
pub(crate) mod credentials;
pub(crate) mod demo;
pub(crate) mod docs;
pub(crate) mod events;
pub(crate) mod health;
pub(crate) mod me;
pub(crate) mod messages;
pub(crate) mod ready;
pub(crate) mod session;
pub(crate) mod socket;
pub(crate) mod threads;
pub(crate) mod tools;
pub(crate) mod turns;
