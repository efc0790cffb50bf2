#![doc = include_str!("../README.md")]

pub mod accounts;
pub mod audit;
mod auth;
mod controllers;
mod envelope;
mod extract;
mod gateway;
mod openapi;
mod page;
mod problem;
mod router;
mod stream;
mod web_app;

pub use auth::Rate;
pub use gateway::{Gateway, GatewayLimits, GatewaySettings};
pub use openapi::openapi;
pub use router::router;

pub(crate) use problem::{Problem, ProblemDocument};
