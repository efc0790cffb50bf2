#![doc = include_str!("../README.md")]

mod answer;
mod arguments;
mod gate;
mod listening;
mod protocol;
mod routes;
mod schema;
mod stdio;
mod tool;
mod tool_error;

pub use answer::{Answer, HARD_LIMIT};
pub use arguments::arguments;
pub use futures_util::future::BoxFuture;
pub use listening::{ListenError, Patience, listen, serve, serve_patiently};
pub use routes::{ServeSettings, endpoint, guard, router};
pub use schema::schema_bytes;
pub use service_token as token;
pub use stdio::serve_stdio;
pub use tool::{Hints, Tool};
pub use tool_error::ToolError;

/// The arguments of a call, and a schema: a JSON object.
pub type JsonObject = serde_json::Map<String, serde_json::Value>;

/// A tool service: what it offers and how a call is answered. Everything else (protocol, sign-in, limits) is this crate's.
pub trait Service: Send + Sync + 'static {
    /// Who this is.
    fn about(&self) -> &About;

    /// Every tool, in the order in which they are listed. Built once: the list is the same for every caller and for the
    /// life of the process, so that clients may cache it.
    fn tools(&self) -> &[Tool];

    /// Answers a call of a tool that [`Service::tools`] lists. A panic or a call that outlasts
    /// [`ServeSettings::call_limit`] becomes an error that the model reads; the connection lives on.
    fn call<'a>(
        &'a self,
        caller: &'a Caller,
        tool: &'a str,
        arguments: JsonObject,
    ) -> BoxFuture<'a, Result<Answer, ToolError>>;

    /// What this service cannot work without and does not have at the moment, as a sentence: “The journal's database cannot be
    /// reached.” Asked for each `GET /health`, and given two and a half
    /// seconds: a service that takes longer cannot work either.
    fn lacks(&self) -> BoxFuture<'_, Option<String>> {
        Box::pin(std::future::ready(None))
    }

    /// Further HTTP routes beside `/mcp`, behind the same checks: their handlers find the [`Caller`] as an
    /// `axum::Extension`.
    fn routes(&self) -> axum::Router {
        axum::Router::new()
    }
}

/// Who a service is.
#[derive(Clone, Debug)]
pub struct About {
    /// Its name, the audience of its tokens: `journal`, `google-workspace`.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// Its version.
    pub version: String,
    /// What a model should know before it uses the tools: a few sentences.
    pub instructions: String,
}

/// For whom a call is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The user's id.
    pub user: String,
    /// Whether this caller is to be served from the demo household where no account is connected.
    pub household: bool,
    /// The user's IANA time zone, where the gateway told it: for a service that reads and says local times.
    pub time_zone: Option<String>,
    /// Equal keys mean the same call: a tool that honours it does the work once.
    pub idempotency_key: Option<String>,
}
