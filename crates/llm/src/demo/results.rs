use serde_json::Value;

use crate::{ToolDefinition, ToolOutput};

/// What the tools gave in this turn, round by round, and which tools there are.
pub(super) struct Results<'r> {
    tools: &'r [ToolDefinition],
    rounds: Vec<&'r [ToolOutput]>,
}

/// Why there is no data, as a sentence for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    /// The tool's code for it, as `not_found`; empty when it gave none.
    pub(super) code: String,
    pub(super) sentence: String,
}

impl<'r> Results<'r> {
    pub(super) fn new(tools: &'r [ToolDefinition], rounds: Vec<&'r [ToolOutput]>) -> Self {
        Self { tools, rounds }
    }

    /// How many rounds of calls are done.
    pub(super) fn rounds(&self) -> usize {
        self.rounds.len()
    }

    pub(super) fn offers(&self, tool: &str) -> bool {
        self.tools.iter().any(|definition| definition.name == tool)
    }

    /// A round in which nothing could be called, because no tool that was wanted is there.
    pub(super) fn push_empty_round(&mut self) {
        self.rounds.push(&[]);
    }

    /// What `tool` gave.
    pub(super) fn data(&self, tool: &str) -> Result<Value, Trouble> {
        self.each(tool).pop().expect("there is always one")
    }

    /// What each call of `tool` gave, in the order of the calls; when there was none, one trouble that says so.
    pub(super) fn each(&self, tool: &str) -> Vec<Result<Value, Trouble>> {
        let outputs = self.rounds.iter().flat_map(|outputs| outputs.iter()).filter(|output| output.name == tool);
        let found: Vec<_> = outputs.map(|output| read(tool, output)).collect();
        if found.is_empty() {
            let sentence = format!("I cannot see {} now: its service is not connected.", service(tool));
            return vec![Err(Trouble::new("", sentence))];
        }
        found
    }

    /// Whether anything that was found is made up.
    pub(super) fn is_sandbox(&self) -> bool {
        let outputs = self.rounds.iter().flat_map(|outputs| outputs.iter());
        outputs.filter_map(|output| serde_json::from_str(&output.content).ok()).any(|value: Value| marks_demo(&value))
    }
}

impl Trouble {
    fn new(code: &str, sentence: String) -> Self {
        Self { code: code.to_owned(), sentence }
    }
}

fn read(tool: &str, output: &ToolOutput) -> Result<Value, Trouble> {
    if output.is_error {
        return Err(trouble(tool, &output.content));
    }
    serde_json::from_str(&output.content)
        .map_err(|_| Trouble::new("", format!("{} gave an answer that I cannot read.", capitalised(service(tool)))))
}

/// The name of the service behind a tool, as in a sentence.
pub(super) fn service(tool: &str) -> &'static str {
    match tool.split_once("__").map_or(tool, |(server, _)| server) {
        "journal" => "your journal",
        "garmin" => "Garmin",
        "google-workspace" => "Google Workspace",
        "google-places" => "Google Places",
        "splitwise" => "Splitwise",
        _ => "that service",
    }
}

/// An error result is `{code, message, remedy?}`, or what the engine says of a call that was not made, as plain text.
fn trouble(tool: &str, content: &str) -> Trouble {
    const LONGEST: usize = 300;
    let error: Value = serde_json::from_str(content).unwrap_or_default();
    let text = |key: &str| error.get(key).and_then(Value::as_str).unwrap_or_default();
    let service = service(tool);
    let sentence = match (text("message"), text("remedy")) {
        // Its remedy speaks to a model about the person.
        _ if text("code") == "credential_missing" => {
            format!("{service} is not connected. Connect it in the settings, or move the demo household in.")
        }
        ("", _) => content.chars().take(LONGEST).collect(),
        (message, "") => message.to_owned(),
        (message, remedy) => format!("{message} {remedy}"),
    };
    let sentence = sentence.trim();
    let names_it = sentence.to_lowercase().contains(&service.to_lowercase());
    let sentence = if names_it { sentence.to_owned() } else { format!("{}: {sentence}", capitalised(service)) };
    Trouble::new(text("code"), sentence)
}

/// Whether `"sandbox": true` or `"demo": true` stands anywhere in it.
fn marks_demo(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.iter().any(|(key, value)| {
            matches!(key.as_str(), "sandbox" | "demo") && value == &Value::Bool(true) || marks_demo(value)
        }),
        Value::Array(items) => items.iter().any(marks_demo),
        _ => false,
    }
}

pub(super) fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
