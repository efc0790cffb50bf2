use std::path::{Path, PathBuf};

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Config, Context, Editor, Helper};

use crate::TerminalError;
use crate::command::COMMANDS;

/// The line editor with its history.
pub(crate) struct Prompt {
    editor: Box<Editor<Commands, FileHistory>>,
    history: Option<PathBuf>,
}

/// What came from the keyboard.
pub(crate) enum Typed {
    Line(String),
    /// Ctrl-C: the line was given up.
    Nothing,
    /// Ctrl-D.
    End,
}

const HISTORY_LINES: usize = 1000;

impl Prompt {
    /// An editor that keeps its history in the file, if one is given.
    pub(crate) fn new(history: Option<&Path>) -> Result<Self, TerminalError> {
        let config = Config::builder()
            .max_history_size(HISTORY_LINES)
            .map_err(unusable)?
            .history_ignore_space(true)
            .auto_add_history(true)
            .build();
        let mut editor = Editor::with_config(config).map_err(unusable)?;
        editor.set_helper(Some(Commands));
        if let Some(file) = history {
            // the first time there is none
            let _ = editor.load_history(file);
        }
        Ok(Self { editor: Box::new(editor), history: history.map(Path::to_owned) })
    }

    /// Reads a line. It blocks, so it runs on a thread of its own and comes back with the prompt.
    pub(crate) async fn read(mut self, label: String) -> Result<(Self, Typed), TerminalError> {
        let reading = tokio::task::spawn_blocking(move || {
            let typed = match self.editor.readline(&label) {
                Ok(line) => Typed::Line(line.replace("\\\n", "\n")),
                Err(ReadlineError::Interrupted) => Typed::Nothing,
                Err(ReadlineError::Eof) => Typed::End,
                Err(error) => return Err(unusable(error)),
            };
            if let Some(file) = &self.history {
                // a history that cannot be kept is no reason to stop talking
                let _ = self.editor.append_history(file);
            }
            Ok((self, typed))
        });
        reading.await.map_err(std::io::Error::other)?
    }
}

fn unusable(error: ReadlineError) -> TerminalError {
    TerminalError::Terminal(match error {
        ReadlineError::Io(error) => error,
        other => std::io::Error::other(other),
    })
}

/// Completes commands with Tab; a line that ends in a backslash goes on in the next.
struct Commands;

impl Helper for Commands {}
impl Highlighter for Commands {}

impl Hinter for Commands {
    type Hint = String;
}

impl Validator for Commands {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let goes_on = context.input().ends_with('\\');
        Ok(if goes_on { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}

impl Completer for Commands {
    type Candidate = String;

    fn complete(&self, line: &str, position: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let typed = &line[..position];
        let words = COMMANDS.iter().filter_map(|(usage, _)| usage.split(' ').next());
        let fitting = words.filter(|word| typed.starts_with('/') && word.starts_with(typed));
        Ok((0, fitting.map(|word| format!("{word} ")).collect()))
    }
}
