use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use crate::client::{Client, Me, Thread};
use crate::command::{COMMANDS, Command};
use crate::event::Event;
use crate::live::{FRAME, Live};
use crate::prompt::{Prompt, Typed};
use crate::screen::{DIM, STRONG, Screen, put};
use crate::turn::Turn;
use crate::{Gateway, TerminalError, markdown};

/// How a conversation is held.
#[derive(Clone, Debug)]
pub struct ChatOptions {
    /// What the output can show.
    pub screen: Screen,
    /// The file that keeps the lines typed; `None` to keep none.
    pub history: Option<PathBuf>,
    /// Go on with the newest thread instead of beginning one.
    pub resume: bool,
}

/// Puts one question in a new thread and prints the answer: rendered on a terminal, as it is otherwise.
pub async fn ask(gateway: &Gateway, question: &str, screen: Screen) -> Result<(), TerminalError> {
    let client = Client::new(gateway)?;
    run_turn(&client, None, question, screen).await.map(drop)
}

/// Talks until the person leaves.
pub async fn chat(gateway: &Gateway, options: ChatOptions) -> Result<(), TerminalError> {
    let client = Client::new(gateway)?;
    let mut conversation = Conversation { screen: options.screen, client, thread: None, listed: Vec::new() };
    conversation.greet().await?;
    if options.resume {
        conversation.listed = conversation.client.threads(None).await?;
        conversation.open(1).await?;
    }
    let mut prompt = Prompt::new(options.history.as_deref())?;
    loop {
        let typed;
        (prompt, typed) = prompt.read("› ".to_owned()).await?;
        let line = match typed {
            Typed::Line(line) => line,
            Typed::Nothing => continue,
            Typed::End => return Ok(()),
        };
        match conversation.take(Command::read(&line)).await {
            Ok(Next::Prompt) => {}
            Ok(Next::Leave) => return Ok(()),
            Err(error @ TerminalError::Terminal(_)) => return Err(error),
            Err(error) => say(&[conversation.screen.paint(crate::screen::BAD, &error.to_string())])?,
        }
    }
}

struct Conversation {
    screen: Screen,
    client: Client,
    thread: Option<String>,
    /// The threads shown last, which `/open` counts.
    listed: Vec<Thread>,
}

enum Next {
    Prompt,
    Leave,
}

impl Conversation {
    async fn greet(&self) -> Result<(), TerminalError> {
        let Me { display_name, llm } = self.client.me().await?;
        let model = match llm.provider.as_str() {
            "demo" => "the demo model, which understands a fixed set of requests".to_owned(),
            provider => format!("{} ({provider})", llm.model),
        };
        say(&[
            self.screen.paint(STRONG, &format!("Hello {display_name}. Your Chief of Staff listens.")),
            self.screen.paint(DIM, &format!("{} · {model} · /help lists the commands", self.client.url())),
        ])
    }

    async fn take(&mut self, command: Command<'_>) -> Result<Next, TerminalError> {
        match command {
            Command::Nothing => {}
            Command::Say(text) => {
                put("\n")?;
                let thread = run_turn(&self.client, self.thread.as_deref(), text, self.screen).await;
                put("\n")?;
                self.thread = thread?.or(self.thread.take());
            }
            Command::Help => {
                let lines: Vec<String> = COMMANDS
                    .iter()
                    .map(|(usage, what)| format!("  {usage:<15} {}", self.screen.paint(DIM, what)))
                    .collect();
                say(&lines)?;
            }
            Command::New => {
                self.thread = None;
                say(&[self.screen.paint(DIM, "A new conversation.")])?;
            }
            Command::Threads => self.list(None).await?,
            Command::Search(words) => self.list(Some(words)).await?,
            Command::Open(number) => self.open(number).await?,
            Command::Wrong(hint) => say(&[hint])?,
            Command::Quit => return Ok(Next::Leave),
        }
        Ok(Next::Prompt)
    }

    async fn list(&mut self, search: Option<&str>) -> Result<(), TerminalError> {
        self.listed = self.client.threads(search).await?;
        if self.listed.is_empty() {
            return say(&[if search.is_some() { "Nothing was found." } else { "No conversations yet." }.to_owned()]);
        }
        let lines: Vec<String> = self
            .listed
            .iter()
            .enumerate()
            .map(|(place, thread)| {
                let day = thread.updated_at.get(..10).unwrap_or_default();
                let rest = format!("  {day}  {} messages", thread.message_count);
                format!("{:>4}  {}{}", place + 1, thread.title, self.screen.paint(DIM, &rest))
            })
            .collect();
        say(&lines)
    }

    async fn open(&mut self, number: usize) -> Result<(), TerminalError> {
        let Some(thread) = self.listed.get(number - 1) else {
            return say(&["There is no such conversation in the list; /threads shows it.".to_owned()]);
        };
        let messages = self.client.messages(&thread.id).await?;
        let mut lines = vec![self.screen.paint(STRONG, &thread.title)];
        for message in messages {
            lines.push(String::new());
            if message.role == "user" {
                lines.push(self.screen.paint(DIM, &format!("› {}", message.text)));
            } else {
                lines.extend(markdown::render(&message.text, self.screen));
            }
        }
        self.thread = Some(thread.id.clone());
        say(&lines)
    }
}

fn say(lines: &[String]) -> Result<(), TerminalError> {
    put(&format!("{}\n\n", lines.join("\n")))?;
    Ok(())
}

/// Sends the message and shows its turn to the end. Ctrl-C asks the gateway to stop the turn, and shows what is left of it.
/// Gives the thread it happened in.
async fn run_turn(
    client: &Client,
    thread: Option<&str>,
    text: &str,
    screen: Screen,
) -> Result<Option<String>, TerminalError> {
    let mut turn = Turn::new(client, thread, text);
    let mut live = screen.terminal.then(|| Live::new(screen));
    let mut in_thread = thread.map(str::to_owned);
    loop {
        let event = tokio::select! {
            event = turn.next() => event?,
            interrupt = tokio::signal::ctrl_c() => {
                interrupt?;
                match turn.id() {
                    Some(id) => client.turn_cancel(id).await?,
                    None => return Err(TerminalError::Cancelled),
                }
                continue;
            }
            () = tokio::time::sleep(FRAME), if live.as_ref().is_some_and(Live::is_behind) => {
                live.as_mut().map_or(Ok(()), Live::catch_up)?;
                continue;
            }
        };
        let Some(event) = event else { return Ok(in_thread) };
        match &mut live {
            Some(live) => live.show(&event)?,
            None => show_plainly(&event)?,
        }
        match event {
            Event::Started { thread: Some(thread), .. } => in_thread = Some(thread),
            Event::Failed(detail) => return Err(TerminalError::Failed(detail)),
            Event::Cancelled => return Err(TerminalError::Cancelled),
            _ => {}
        }
    }
}

/// For a pipe or a file: the answer alone goes to the output, as it was written; tools are told on the error output when a
/// person watches that.
fn show_plainly(event: &Event) -> Result<(), TerminalError> {
    let mut stderr = std::io::stderr();
    match event {
        Event::Finished(text) => put(&format!("{}\n", text.trim_end()))?,
        Event::ToolStarted { title, .. } if stderr.is_terminal() => writeln!(stderr, "· {title}")?,
        _ => {}
    }
    Ok(())
}
