/// What a line typed at the prompt asks for.
#[derive(Debug, PartialEq)]
pub(crate) enum Command<'a> {
    /// Not a command: a message for the assistant.
    Say(&'a str),
    Nothing,
    Help,
    New,
    Threads,
    Search(&'a str),
    /// A thread by its number in the list shown last.
    Open(usize),
    Quit,
    /// A command that is not there or not whole, with what to type instead.
    Wrong(String),
}

/// The commands with what they do, as `/help` shows them.
pub(crate) const COMMANDS: [(&str, &str); 6] = [
    ("/new", "begin a new conversation"),
    ("/threads", "list your conversations"),
    ("/search WORDS", "find conversations by what was said"),
    ("/open N", "go on with conversation N of the list"),
    ("/help", "show this"),
    ("/quit", "leave (Ctrl-D does too; Ctrl-C stops an answer)"),
];

impl<'a> Command<'a> {
    pub(crate) fn read(line: &'a str) -> Self {
        let line = line.trim();
        let Some(command) = line.strip_prefix('/') else {
            return if line.is_empty() { Self::Nothing } else { Self::Say(line) };
        };
        let (word, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
        let rest = rest.trim();
        match word {
            "help" | "?" => Self::Help,
            "new" => Self::New,
            "threads" => Self::Threads,
            "search" if rest.is_empty() => Self::Wrong("say what to look for: /search dinner".to_owned()),
            "search" => Self::Search(rest),
            "open" => match rest.parse() {
                Ok(number) if number > 0 => Self::Open(number),
                _ => Self::Wrong("say which one by its number in /threads: /open 2".to_owned()),
            },
            "quit" | "exit" | "q" => Self::Quit,
            _ => Self::Wrong(format!("there is no command /{word}; /help lists them")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_message_or_a_command() {
        assert_eq!(Command::read("  hello / there "), Command::Say("hello / there"));
        assert_eq!(Command::read("   "), Command::Nothing);
        assert_eq!(Command::read("/search  green tea "), Command::Search("green tea"));
        assert_eq!(Command::read("/open 2"), Command::Open(2));
        assert!(matches!(Command::read("/open 0"), Command::Wrong(_)));
        assert!(matches!(Command::read("/opne 2"), Command::Wrong(_)));
    }
}
