//! A journal with one tool, and a switch for the demo household.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::routing::post;
use http::StatusCode;
use mcp_kit::{About, Answer, BoxFuture, Caller, JsonObject, Service, Tool, ToolError, arguments};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Deserialize, JsonSchema)]
struct Text {
    text: String,
}

#[derive(Serialize, JsonSchema)]
struct Found {
    id: String,
    title: String,
}

pub(crate) struct Journal {
    about: About,
    tools: Vec<Tool>,
    pub(crate) demo: Arc<AtomicBool>,
}

impl Journal {
    pub(crate) fn new() -> Self {
        let about = About {
            name: "journal".to_owned(),
            title: "Journal".to_owned(),
            version: "1".to_owned(),
            instructions: String::new(),
        };
        let tools = vec![Tool::read::<Text, Found>("look", "Look", "Looks something up.")];
        Self { about, tools, demo: Arc::default() }
    }
}

impl Service for Journal {
    fn about(&self) -> &About {
        &self.about
    }

    fn tools(&self) -> &[Tool] {
        &self.tools
    }

    fn call<'a>(
        &'a self,
        _caller: &'a Caller,
        _tool: &'a str,
        given: JsonObject,
    ) -> BoxFuture<'a, Result<Answer, ToolError>> {
        Box::pin(async move {
            let Text { text } = arguments(given)?;
            Answer::of(&Found { id: "e-1".to_owned(), title: text.clone() }, format!("a note about {text}"))
        })
    }

    fn routes(&self) -> axum::Router {
        let (on, off) = (self.demo.clone(), self.demo.clone());
        let set = |switch: Arc<AtomicBool>, to: bool| async move {
            switch.store(to, Ordering::SeqCst);
            StatusCode::NO_CONTENT
        };
        axum::Router::new().route("/demo", post(move || set(on, true)).delete(move || set(off, false)))
    }
}
