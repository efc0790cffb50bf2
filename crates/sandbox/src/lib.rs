#![doc = include_str!("../README.md")]

mod date;
mod page;
mod time;

use std::sync::Arc;

use clock::Clock;
use household::Window;
use mcp_kit::{About, Answer, BoxFuture, Caller, JsonObject, Service, Tool, ToolError};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use date::{IsoDate, Range, past_day};
pub use page::Page;
pub use time::{At, Span, clock_time, minutes_and_seconds, rfc3339, weekday};

/// What the text of every answer begins with.
const MARK: &str = "[demo data] ";

/// What a tool found: the structured answer, and the same in a few lines.
pub type Found<Output> = Result<(Output, String), ToolError>;

/// A tool service over the household. A caller who has it switched off is told to connect the real one.
pub struct Sandbox {
    about: About,
    clock: Clock,
    tools: Vec<Tool>,
    looks: Vec<Look>,
}

type Look = Box<dyn Fn(&Window, JsonObject) -> Result<Answer, ToolError> + Send + Sync>;

impl Sandbox {
    /// A service without tools. `name` is the audience of its tokens, `title` what people call it.
    pub fn new(name: &str, title: &str, instructions: &str, clock: Clock) -> Self {
        let about = About {
            name: name.to_owned(),
            title: title.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            instructions: instructions.to_owned(),
        };
        Self { about, clock, tools: Vec::new(), looks: Vec::new() }
    }

    /// Adds a tool that looks something up. `look` gets what can be seen at the moment of the call, and the arguments.
    #[must_use]
    pub fn read<Arguments, Output>(
        mut self,
        (name, title): (&str, &str),
        description: &str,
        look: fn(&Window, &Arguments) -> Found<Output>,
    ) -> Self
    where
        Arguments: DeserializeOwned + JsonSchema + 'static,
        Output: Serialize + JsonSchema + 'static,
    {
        self.tools.push(listed::<Arguments, Output>(name, title, description));
        self.looks.push(Box::new(move |window, arguments| {
            let (output, text) = look(window, &mcp_kit::arguments(arguments)?)?;
            marked(&output, &text)
        }));
        self
    }

    /// Adds a tool that shows something whole: it takes no arguments and always has an answer.
    #[must_use]
    pub fn show<Output>(
        mut self,
        (name, title): (&str, &str),
        description: &str,
        look: fn(&Window) -> (Output, String),
    ) -> Self
    where
        Output: Serialize + JsonSchema + 'static,
    {
        self.tools.push(listed::<Nothing, Output>(name, title, description));
        self.looks.push(Box::new(move |window, arguments| {
            let Nothing {} = mcp_kit::arguments(arguments)?;
            let (output, text) = look(window);
            marked(&output, &text)
        }));
        self
    }

    /// The finished service.
    pub fn service(self) -> Arc<dyn Service> {
        Arc::new(self)
    }

    fn answer(&self, caller: &Caller, tool: &str, arguments: JsonObject) -> Result<Answer, ToolError> {
        if !caller.household {
            return Err(ToolError::credential_missing(&self.about.title));
        }
        let place = self.tools.iter().position(|known| known.name == tool);
        let place = place.ok_or_else(|| ToolError::not_found(format_args!("tool {tool}")))?;
        self.looks[place](&Window::at(self.clock.now()), arguments)
    }
}

impl Service for Sandbox {
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
        arguments: JsonObject,
    ) -> BoxFuture<'a, Result<Answer, ToolError>> {
        Box::pin(std::future::ready(self.answer(caller, tool, arguments)))
    }
}

/// No arguments.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {}

fn listed<Arguments: JsonSchema, Output: JsonSchema>(name: &str, title: &str, description: &str) -> Tool {
    let mut tool = Tool::read::<Arguments, Output>(name, title, description).open_world();
    if let Some(Value::Object(properties)) = tool.output_schema.get_mut("properties") {
        let mark = json!({"type": "boolean", "description": "True: invented data of the demo household."});
        properties.insert("sandbox".to_owned(), mark);
    }
    tool
}

/// Nobody may take the household for a life: the mark stands first in both renderings.
fn marked<Output: Serialize>(output: &Output, text: &str) -> Result<Answer, ToolError> {
    let found = Answer::of(output, format!("{MARK}{text}"))?;
    let mut structured = JsonObject::new();
    structured.insert("sandbox".to_owned(), Value::Bool(true));
    structured.extend(found.structured);
    Ok(Answer { structured, text: found.text })
}
