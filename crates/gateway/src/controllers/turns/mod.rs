//! One user message and all that follows.

pub(crate) mod cancel;
pub(crate) mod events;
pub(crate) mod get;
