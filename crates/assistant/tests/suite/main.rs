//! The program, through its own door: the command line, signals, and HTTP.

mod chat;
mod crash;
mod keys;
mod program;
mod settings;
mod start;
mod stop;
