//! Who is asking, and whether they may.

mod address;
mod buckets;
mod caller;
mod cookie;
mod live;
mod origin;
mod request_parts;
mod secret;

pub(crate) use address::{client_address, is_behind_tls};
pub(crate) use buckets::Buckets;
pub use buckets::Rate;
pub(crate) use caller::{Admin, Caller, Proof, failed_attempt};
pub(crate) use cookie::{cookie_clear, cookie_set, cookie_value};
pub(crate) use live::{End, ended};
pub(crate) use origin::{check_host, is_same_origin};
pub(crate) use request_parts::RequestParts;
pub(crate) use secret::{hash_of, key_new, secret_new};
