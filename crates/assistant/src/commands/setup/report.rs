use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::say;

/// Tells what the steps made and found: line by line for people, as one object at the end for programs.
pub(super) struct Report {
    json: bool,
    step: &'static str,
    items: Vec<Value>,
    changed: bool,
}

/// What became of a thing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is new.
    Made,
    /// It was there in another state.
    Changed,
    /// It was there as it is to be.
    There,
}

impl Outcome {
    /// For what is either new or was there.
    pub(super) fn made(made: bool) -> Self {
        if made { Self::Made } else { Self::There }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Changed => "changed",
            Self::There => "there",
        }
    }
}

impl Report {
    pub(super) fn new(json: bool) -> Self {
        Self { json, step: "", items: Vec::new(), changed: false }
    }

    /// What is told from now on belongs to this step.
    pub(super) fn begin(&mut self, step: &'static str) {
        self.step = step;
    }

    pub(super) fn tell(&mut self, outcome: Outcome, what: &str) -> std::io::Result<()> {
        self.changed |= outcome != Outcome::There;
        if self.json {
            self.items.push(json!({"step": self.step, "outcome": outcome.as_str(), "what": what}));
            return Ok(());
        }
        say(&format!("{:<16} {:<8} {what}", self.step, outcome.as_str()))
    }

    /// A key that was made, which is shown this once.
    pub(super) fn tell_key(&mut self, what: &str, key: &SecretString) -> std::io::Result<()> {
        self.tell(Outcome::Made, what)?;
        match self.items.last_mut() {
            Some(item) => item["key"] = key.expose_secret().into(),
            None => say(key.expose_secret())?,
        }
        Ok(())
    }

    pub(super) fn end(self) -> std::io::Result<()> {
        if self.json {
            return say(&json!({"changed": self.changed, "items": self.items}).to_string());
        }
        if self.changed { Ok(()) } else { say("Everything was there; nothing was changed.") }
    }
}
