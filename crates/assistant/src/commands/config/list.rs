use serde_json::{Value, json};

use crate::say;
use crate::settings::{SETTINGS, Setting};

/// Options of `assistant config list`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// One JSON object for programs
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    if arguments.json {
        let settings: Vec<Value> = SETTINGS.iter().map(as_json).collect();
        say(&json!({ "settings": settings }).to_string())?;
        return Ok(());
    }
    for setting in SETTINGS {
        say(setting.name)?;
        say(&format!("    {}", setting.about))?;
        say(&format!("    Read by {}.", readers(setting).join(", ")))?;
        if setting.secret {
            say(&format!("    A secret: {}_FILE may name a file that holds it instead.", setting.name))?;
        }
    }
    Ok(())
}

fn as_json(setting: &Setting) -> Value {
    json!({
        "name": setting.name,
        "secret": setting.secret,
        "read_by": readers(setting),
        "about": setting.about,
    })
}

fn readers(setting: &Setting) -> Vec<&'static str> {
    setting.readers.iter().map(|reader| reader.as_str()).collect()
}
