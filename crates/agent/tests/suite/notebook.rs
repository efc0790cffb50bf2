//! Two small services: a notebook under the journal's name, which may be written, and a mailbox, which may not.

use std::collections::HashSet;
use std::sync::Mutex;

use mcp_kit::{About, Answer, BoxFuture, Caller, JsonObject, Service, Tool, ToolError, arguments};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::Barrier;

use crate::model::Gate;

#[derive(Deserialize, JsonSchema)]
struct Text {
    text: String,
}

#[derive(Serialize, JsonSchema)]
struct Noted {
    id: String,
    title: String,
}

/// The notebook. `note` writes each time it is called; `note_once` once for each key; `look` reads; `look_together` waits
/// until two look at the same time; `note_slowly` writes and then waits at the gate before it answers.
pub(crate) struct Notebook {
    about: About,
    tools: Vec<Tool>,
    pub(crate) notes: Mutex<Vec<String>>,
    keys: Mutex<HashSet<String>>,
    pub(crate) gate: Gate,
    both: Barrier,
}

impl Notebook {
    pub(crate) fn new() -> Self {
        Self {
            about: about("journal"),
            tools: vec![
                Tool::read::<Text, Noted>("look", "Look", "Reads."),
                Tool::read::<Text, Noted>("look_together", "Look together", "Reads, and waits for another."),
                Tool::write::<Text, Noted>("note", "Note", "Writes."),
                Tool::write::<Text, Noted>("note_slowly", "Note slowly", "Writes, and takes its time."),
                Tool::write::<Text, Noted>("note_once", "Note once", "Writes once.").honours_idempotency_key(),
                Tool::write::<Text, Noted>("note_once_slowly", "Note once slowly", "Writes once, and takes its time.")
                    .honours_idempotency_key(),
            ],
            notes: Mutex::default(),
            keys: Mutex::default(),
            gate: Gate::closed(),
            both: Barrier::new(2),
        }
    }

    pub(crate) fn notes(&self) -> Vec<String> {
        self.notes.lock().unwrap().clone()
    }

    async fn answer(&self, caller: &Caller, tool: &str, text: String) -> Result<Answer, ToolError> {
        let write = || self.notes.lock().unwrap().push(text.clone());
        let first = || self.keys.lock().unwrap().insert(caller.idempotency_key.clone().unwrap_or_default());
        match tool {
            "look_together" => {
                self.both.wait().await;
            }
            "note" => write(),
            "note_slowly" => {
                write();
                self.gate.pass().await;
            }
            "note_once" if first() => write(),
            "note_once_slowly" => {
                if first() {
                    write();
                }
                self.gate.pass().await;
            }
            _ => {}
        }
        Answer::of(&Noted { id: format!("n-{text}"), title: text.clone() }, format!("{tool}: {text}"))
    }
}

impl Service for Notebook {
    fn about(&self) -> &About {
        &self.about
    }

    fn tools(&self) -> &[Tool] {
        &self.tools
    }

    fn call<'a>(
        &'a self,
        caller: &'a Caller,
        tool: &'a str,
        given: JsonObject,
    ) -> BoxFuture<'a, Result<Answer, ToolError>> {
        Box::pin(async move {
            let Text { text } = arguments(given)?;
            self.answer(caller, tool, text).await
        })
    }
}

/// A mailbox whose one tool sends.
pub(crate) struct Mailbox {
    about: About,
    tools: Vec<Tool>,
    pub(crate) sent: Mutex<Vec<String>>,
}

impl Mailbox {
    pub(crate) fn new() -> Self {
        let tools = vec![Tool::write::<Text, Noted>("send", "Send", "Sends a mail.").open_world()];
        Self { about: about("mail"), tools, sent: Mutex::default() }
    }
}

impl Service for Mailbox {
    fn about(&self) -> &About {
        &self.about
    }

    fn tools(&self) -> &[Tool] {
        &self.tools
    }

    fn call<'a>(&'a self, _: &'a Caller, _: &'a str, given: JsonObject) -> BoxFuture<'a, Result<Answer, ToolError>> {
        Box::pin(async move {
            let Text { text } = arguments(given)?;
            self.sent.lock().unwrap().push(text.clone());
            Answer::of(&Noted { id: "m-1".to_owned(), title: text }, "sent")
        })
    }
}

fn about(name: &str) -> About {
    About { name: name.to_owned(), title: name.to_owned(), version: "0".to_owned(), instructions: String::new() }
}
