//! The program, through its own door: the command line, signals, and HTTP.

mod chat;
mod crash;
mod credentials;
mod demo_model;
mod documents;
mod isolation;
mod keys;
mod program;
mod rotation;
mod settings;
mod setup;
mod start;
mod stop;
