//! A browser that is signed in.

pub(crate) mod create;
pub(crate) mod delete;
