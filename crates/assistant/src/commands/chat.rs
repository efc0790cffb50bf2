use std::io::{IsTerminal, Read};

use anyhow::Context;
use terminal::{ChatOptions, Screen};

use crate::data_folder::DataFolder;
use crate::local;
use crate::settings::{SettingsError, Source, data_dir, no_colour};

/// Options of `assistant chat`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Ask this and leave; without it, a conversation begins
    question: Vec<String>,
    /// The gateway to talk to, instead of the one on this machine
    #[arg(long)]
    url: Option<String>,
    /// Go on with the newest conversation
    #[arg(long, short = 'c', conflicts_with = "question")]
    r#continue: bool,
}

/// No question is longer.
const QUESTION_LIMIT: u64 = 512 * 1024;

/// Talks to the assistant: in a conversation, or with one question from the arguments or the standard input.
pub(crate) async fn run(source: &Source, arguments: Arguments) -> anyhow::Result<()> {
    let gateway = local::find(source, arguments.url).await?;
    let screen = Screen::of_stdout(no_colour());
    let question = question(&arguments.question)?;
    if question.is_empty() {
        let folder = DataFolder::existing(&data_dir(source)?);
        let history = folder.path().is_dir().then(|| folder.history());
        terminal::chat(&gateway, ChatOptions { screen, history, resume: arguments.r#continue }).await?;
    } else {
        terminal::ask(&gateway, &question, screen).await?;
    }
    Ok(())
}

/// The question in the arguments and what is piped in, one under the other; empty when a person is to be asked for it.
fn question(words: &[String]) -> anyhow::Result<String> {
    let asked = words.join(" ").trim().to_owned();
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        return Ok(asked);
    }
    let mut piped = String::new();
    stdin.take(QUESTION_LIMIT).read_to_string(&mut piped).context("the standard input is no text")?;
    let question = [asked.as_str(), piped.trim()].join("\n").trim().to_owned();
    if question.is_empty() {
        return Err(SettingsError::new("there is no question: write it behind `assistant chat`, or pipe it in").into());
    }
    Ok(question)
}
