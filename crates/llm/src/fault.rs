use std::time::Duration;

use crate::complaint::Complaint;
use crate::peer::Peer;
use crate::{ModelError, ModelErrorKind, Provider};

/// A failed attempt: the error it is if it was the last, and whether it has to be.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) error: ModelError,
    pub(crate) retry: Retry,
}

/// What may be done after a fault, as long as nobody has seen any output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retry {
    /// The same request would fail again.
    No,
    /// Later, when the back-off says.
    Later,
    /// When the provider says.
    After(Duration),
    /// At once, without the thinking of earlier replies.
    WithoutThinking,
}

impl Fault {
    /// The provider answered with an error status, or with an error in its stream. `wish` is `x-should-retry`.
    pub(crate) fn refused(
        peer: &Peer,
        status: u16,
        complaint: &Complaint,
        request_id: Option<&str>,
        wish: Option<bool>,
        retry_after: Option<Duration>,
    ) -> Self {
        let kind = kind(status, complaint, retry_after);
        let transient = matches!(status, 408 | 409 | 429) || status >= 500;
        let retry = match (wish.unwrap_or(transient && kind != ModelErrorKind::Credit), retry_after) {
            (true, Some(wait)) => Retry::After(wait),
            (true, None) => Retry::Later,
            (false, _) if complaint.is_about_thinking() => Retry::WithoutThinking,
            (false, _) => Retry::No,
        };
        let mut log = format!("{} answered {status}", peer.host);
        for name in [&complaint.kind, &complaint.code] {
            if !name.is_empty() {
                log = format!("{log} {}", peer.quoted(name));
            }
        }
        // With these a message helps and names a model or a field; elsewhere it may quote part of a key.
        if matches!(kind, ModelErrorKind::Refused | ModelErrorKind::UnknownModel) {
            log = format!("{log}: {}", peer.quoted(&complaint.message));
        }
        if let Some(id) = request_id {
            log = format!("{log} (request {})", peer.quoted(id));
        }
        Self { error: ModelError { sentence: sentence(peer, status, &kind, complaint), kind, log }, retry }
    }

    /// No connection, or it broke before the answer's head.
    pub(crate) fn unreachable(peer: &Peer, cause: &str) -> Self {
        let sentence = match peer.provider {
            Provider::Ollama => format!("Ollama cannot be reached at {}. Check that it is running there.", peer.host),
            _ => format!(
                "{} cannot be reached at {}. Check the network and the address of the model, then try again.",
                peer.name, peer.host
            ),
        };
        let log = format!("{} cannot be reached: {}", peer.host, peer.quoted(cause));
        Self { error: ModelError { kind: ModelErrorKind::Unreachable, sentence, log }, retry: Retry::Later }
    }

    /// Nothing came for too long. Not tried again: the time is used up.
    pub(crate) fn stalled(peer: &Peer, waited: Duration) -> Self {
        let sentence = format!("{} stopped answering. Try again in a moment.", peer.name);
        let log = format!("{} sent nothing for {} ms", peer.host, waited.as_millis());
        Self { error: ModelError { kind: ModelErrorKind::BrokenStream, sentence, log }, retry: Retry::No }
    }

    /// The answer broke off, or is not what the provider's protocol says.
    pub(crate) fn broken(peer: &Peer, cause: &str) -> Self {
        let sentence = format!("The answer from {} broke off and is not complete. Ask again.", in_sentence(peer.name));
        let log = format!("broken stream from {}: {}", peer.host, peer.quoted(cause));
        Self { error: ModelError { kind: ModelErrorKind::BrokenStream, sentence, log }, retry: Retry::Later }
    }

    /// Status 200, but something else than a stream of this provider: most often a web page at a wrong address.
    pub(crate) fn not_a_stream(peer: &Peer, content_type: &str) -> Self {
        let what = if content_type.starts_with("text/html") { "a web page" } else { "something else" };
        let sentence = format!(
            "At {} there is {what} and not a model that speaks {}'s language. Check its address.",
            peer.host,
            api(peer)
        );
        let log = format!("{} answered with content type {:?}", peer.host, peer.quoted(content_type));
        Self { error: ModelError { kind: ModelErrorKind::BrokenStream, sentence, log }, retry: Retry::No }
    }

    /// A key is missing, or cannot be one.
    pub(crate) fn no_key(peer: &Peer, log: &str) -> ModelError {
        let sentence = format!("{} needs a valid API key. Put one into the settings.", peer.name);
        ModelError { kind: ModelErrorKind::Key, sentence, log: log.to_owned() }
    }
}

fn kind(status: u16, complaint: &Complaint, retry_after: Option<Duration>) -> ModelErrorKind {
    match status {
        _ if complaint.is_about_credit() => ModelErrorKind::Credit,
        _ if complaint.is_about_model() => ModelErrorKind::UnknownModel,
        401 | 403 => ModelErrorKind::Key,
        402 => ModelErrorKind::Credit,
        404 if !complaint.message.is_empty() => ModelErrorKind::UnknownModel,
        429 => ModelErrorKind::RateLimited { retry_after },
        408 | 409 | 500.. => ModelErrorKind::Unavailable,
        _ => ModelErrorKind::Refused,
    }
}

fn sentence(peer: &Peer, status: u16, kind: &ModelErrorKind, complaint: &Complaint) -> String {
    let name = peer.name;
    match kind {
        ModelErrorKind::Key => {
            format!(
                "{name} did not accept the API key. Check in the settings that it is complete and may use this model."
            )
        }
        ModelErrorKind::Credit => {
            format!(
                "The account at {} has no credit left. Add credit there, or choose another model.",
                in_sentence(name)
            )
        }
        ModelErrorKind::RateLimited { retry_after: Some(wait) } if wait.as_secs() >= 60 => {
            format!("{name} allows no more requests for now. Try again in {} minutes.", wait.as_secs().div_ceil(60))
        }
        ModelErrorKind::RateLimited { .. } => {
            format!("{name} allows no more requests for the moment. Try again in a minute.")
        }
        ModelErrorKind::Unavailable => format!("{name} is overloaded or out of order. Try again in a moment."),
        ModelErrorKind::UnknownModel => {
            let model: String = peer.model.chars().take(100).collect();
            match peer.provider {
                Provider::Ollama => {
                    format!("Ollama has no model named {model:?}. Pull it there, or choose another one.")
                }
                _ => format!("{name} has no model named {model:?}, or not for this key. Choose another one."),
            }
        }
        ModelErrorKind::Refused if complaint.is_about_length() => match peer.provider {
            Provider::Ollama => {
                "The conversation is longer than the model's window. Start a new thread, or give Ollama a larger \
                window (OLLAMA_CONTEXT_LENGTH)."
                    .into()
            }
            _ => "The conversation has become too long for this model. Start a new thread.".into(),
        },
        ModelErrorKind::Refused if complaint.is_about_tools() => {
            "This model cannot use tools, which the assistant needs. Choose one that can.".into()
        }
        ModelErrorKind::Refused if matches!(status, 300..400 | 404 | 405) => {
            format!(
                "At {} there is nothing that speaks {}'s language. Check the address of the model.",
                peer.host,
                api(peer)
            )
        }
        ModelErrorKind::Refused | ModelErrorKind::Unreachable | ModelErrorKind::BrokenStream => {
            format!("{name} refused the request. If it happens again in this thread, start a new one.")
        }
    }
}

/// The provider whose protocol is spoken, whoever is at the other end.
fn api(peer: &Peer) -> &'static str {
    match peer.provider {
        Provider::Claude => "Anthropic",
        Provider::OpenAi => "OpenAI",
        Provider::Ollama => "Ollama",
        Provider::Demo => "the demo model",
    }
}

/// The name as it stands inside a sentence.
fn in_sentence(name: &str) -> String {
    name.strip_prefix("The ").map_or_else(|| name.to_owned(), |rest| format!("the {rest}"))
}
