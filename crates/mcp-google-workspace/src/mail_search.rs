//! Searching mail.

use household::{Mail, Window};
use mcp_kit::ToolError;
use sandbox::{At, Found, IsoDate, Page};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::mail::{Address, arrived, body};

/// How much of a mail's text stands in a list, in characters.
const SNIPPET: usize = 100;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filter {
    /// Words that must all occur in subject, text, names or addresses. Also: `is:unread`, `from:`, `to:`, `subject:`.
    query: Option<String>,
    /// Part of the sender's name or address.
    sender: Option<String>,
    /// Part of a recipient's name or address.
    recipient: Option<String>,
    /// Part of the subject.
    subject: Option<String>,
    /// Included.
    start_date: Option<IsoDate>,
    /// Not included.
    end_date: Option<IsoDate>,
    /// At most 50; 10 if left out.
    max_results: Option<usize>,
    /// true: unread only; false: read only.
    unread: Option<bool>,
    cursor: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Mails {
    emails: Vec<Overview>,
    page: Page,
}

#[derive(Serialize, JsonSchema)]
struct Overview {
    email_id: String,
    thread_id: String,
    #[serde(flatten)]
    at: At,
    from: Address,
    subject: String,
    snippet: String,
    unread: bool,
}

pub(crate) fn search(window: &Window, asked: &Filter) -> Found<Mails> {
    if let (Some(IsoDate(first)), Some(IsoDate(end))) = (asked.start_date, asked.end_date)
        && end <= first
    {
        let reason = format_args!("{end} is not after start_date {first}; the end is not included");
        return Err(ToolError::invalid_argument("end_date", reason));
    }
    let terms = terms(asked)?;
    let fits = |mail: &Mail| {
        let day = mail.at.date();
        asked.start_date.is_none_or(|IsoDate(first)| day >= first)
            && asked.end_date.is_none_or(|IsoDate(end)| day < end)
            && terms.iter().all(|term| term.fits(window, mail))
    };
    let all: Vec<Mail> = arrived(window).filter(fits).collect();
    let (mails, page) = Page::of(all, asked.cursor.as_deref(), ("max_results", asked.max_results), 10, 50)?;
    let emails: Vec<Overview> = mails.iter().map(|mail| overview(window, mail)).collect();
    let lines: Vec<String> = mails.iter().map(|mail| format!("\n- {}", line(window, mail))).collect();
    let text = format!("{}.{}{}", page.count("mail", "mails"), lines.concat(), page.hint());
    Ok((Mails { emails, page }, text))
}

/// One thing that a mail must have. Texts are in lower case.
enum Term {
    Anywhere(String),
    From(String),
    To(String),
    Subject(String),
    Unread(bool),
}

impl Term {
    fn fits(&self, window: &Window, mail: &Mail) -> bool {
        let has = |text: &str, part: &str| text.to_lowercase().contains(part);
        let names = |contact: &household::Contact, part: &str| has(contact.name, part) || has(contact.email, part);
        match self {
            Self::From(part) => names(&mail.from, part),
            Self::To(part) => mail.to.iter().any(|contact| names(contact, part)),
            Self::Subject(part) => has(&mail.subject, part),
            Self::Unread(unread) => is_unread(window, mail) == *unread,
            Self::Anywhere(part) => {
                has(&mail.subject, part)
                    || has(&mail.body, part)
                    || names(&mail.from, part)
                    || mail.to.iter().any(|contact| names(contact, part))
            }
        }
    }
}

fn terms(asked: &Filter) -> Result<Vec<Term>, ToolError> {
    let lower = |text: &String| text.trim().to_lowercase();
    let mut terms = Vec::new();
    terms.extend(asked.sender.as_ref().map(lower).map(Term::From));
    terms.extend(asked.recipient.as_ref().map(lower).map(Term::To));
    terms.extend(asked.subject.as_ref().map(lower).map(Term::Subject));
    terms.extend(asked.unread.map(Term::Unread));
    for word in asked.query.as_ref().map(lower).unwrap_or_default().split_whitespace() {
        terms.push(match word.split_once(':') {
            Some(("from", part)) => Term::From(part.to_owned()),
            Some(("to", part)) => Term::To(part.to_owned()),
            Some(("subject", part)) => Term::Subject(part.to_owned()),
            Some(("is", "unread")) => Term::Unread(true),
            Some(("is", "read")) => Term::Unread(false),
            Some((
                operator @ ("in" | "is" | "has" | "label" | "after" | "before" | "newer_than" | "older_than"),
                _,
            )) => {
                let reason = format_args!("the operator {operator}: is not known here; use the other arguments");
                return Err(ToolError::invalid_argument("query", reason));
            }
            _ => Term::Anywhere(word.trim_matches('"').to_owned()),
        });
    }
    Ok(terms)
}

fn overview(window: &Window, mail: &Mail) -> Overview {
    Overview {
        email_id: mail.message_id.clone(),
        thread_id: mail.thread_id.clone(),
        at: At::from(&mail.at),
        from: Address::from(&mail.from),
        subject: mail.subject.clone(),
        snippet: snippet(mail),
        unread: is_unread(window, mail),
    }
}

pub(crate) fn is_unread(window: &Window, mail: &Mail) -> bool {
    !window.has_come(&mail.read_at)
}

fn snippet(mail: &Mail) -> String {
    let words: Vec<&str> = body(mail).split_whitespace().collect();
    words.join(" ").chars().take(SNIPPET).collect()
}

fn line(window: &Window, mail: &Mail) -> String {
    let unread = if is_unread(window, mail) { ", unread" } else { "" };
    format!(
        "{} {}: {} (email_id {}{unread})",
        mail.at.strftime("%a %F %H:%M"),
        mail.from.name,
        mail.subject,
        mail.message_id
    )
}
