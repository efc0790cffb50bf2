use super::families::{self, Family};
use super::moment::Moment;
use super::results::Results;
use super::sentence::Sentence;
use super::wish::{Move, Wish};
use crate::{ChatRequest, Message, ReplyBlock, ToolDefinition, ToolOutput};

/// The most rounds of calls in one turn; a wish is done long before.
const MOST_ROUNDS: usize = 3;

/// The part of a request that the demo model looks at: the person's last message and all that came after it.
pub(super) struct Conversation<'r> {
    text: &'r str,
    moment: Option<Moment>,
    tools: &'r [ToolDefinition],
    rounds: Vec<&'r [ToolOutput]>,
    /// The beginning of the answer, when it was broken off before.
    said: String,
}

impl<'r> Conversation<'r> {
    pub(super) fn of(request: &'r ChatRequest) -> Self {
        let mut conversation =
            Self { text: "", moment: None, tools: &request.tools, rounds: Vec::new(), said: String::new() };
        for message in &request.messages {
            match message {
                // Without words of the person it is the program's wish that a broken answer go on.
                Message::User { text, .. } if text.trim().is_empty() && !conversation.text.is_empty() => {}
                Message::User { text, note } => {
                    conversation.text = text;
                    conversation.moment = note.as_deref().and_then(Moment::of_note);
                    conversation.rounds.clear();
                    conversation.said.clear();
                }
                Message::Reply { blocks, .. } => conversation.said.extend(blocks.iter().filter_map(text_of)),
                Message::Results { outputs } => {
                    conversation.rounds.push(outputs);
                    conversation.said.clear();
                }
            }
        }
        conversation
    }

    /// What to do next. Calls only what is offered; a wish whose tools are all away says so in its answer.
    pub(super) fn next_move(&self) -> Move {
        let sentence = Sentence::new(self.text);
        let Some(moment) = &self.moment else {
            return Move::Say(families::without_moment(&sentence));
        };
        let Some(wish) = understood(&sentence, moment) else {
            return Move::Say(families::not_understood());
        };
        let mut results = Results::new(self.tools, self.rounds.clone());
        while results.rounds() <= MOST_ROUNDS {
            match wish.next(&results) {
                Move::Say(text) => return Move::Say(with_origin(text, &results)),
                Move::Call(mut calls) => {
                    calls.retain(|call| results.offers(call.tool));
                    if !calls.is_empty() && results.rounds() < MOST_ROUNDS {
                        return Move::Call(calls);
                    }
                    results.push_empty_round();
                }
            }
        }
        Move::Say("I did not get to an answer; please ask in other words.".to_owned())
    }

    /// What of the answer is still to be said: after a restart its beginning has been.
    pub(super) fn not_yet_said(&self, answer: &str) -> String {
        match answer.strip_prefix(self.said.as_str()) {
            Some(rest) => rest.to_owned(),
            None => format!("\n\n{answer}"),
        }
    }
}

fn understood(sentence: &Sentence, moment: &Moment) -> Option<Box<dyn Wish>> {
    families::families().iter().find_map(|family: &Family| family.read(sentence, moment))
}

/// Data that is made up is called so, once.
fn with_origin(text: String, results: &Results) -> String {
    if results.is_sandbox() { format!("{text}\n\n*Demo data: this household is made up.*") } else { text }
}

fn text_of(block: &ReplyBlock) -> Option<&str> {
    if let ReplyBlock::Text { text, .. } = block { Some(text) } else { None }
}
