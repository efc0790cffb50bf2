//! Who may come in.

pub(crate) mod keys;
pub(crate) mod users;
