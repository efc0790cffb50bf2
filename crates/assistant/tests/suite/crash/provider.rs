use serde_json::{Value, json};
use stand_in_provider::{Script, StandIn};

/// The writes of one turn, in its two rounds.
pub(crate) const PARTS: [&str; 3] = ["breakfast", "lunch", "dinner"];

/// The title under which a part of a job stands in the journal.
pub(crate) fn title(job: &str, part: &str) -> String {
    format!("{job} {part}")
}

/// A model that writes one event, then two at once, then answers.
pub(crate) async fn start() -> StandIn {
    StandIn::start(|request| {
        let messages = request["messages"].as_array().expect("the stand-in has checked it");
        let asked = messages.iter().rposition(|message| job(message).is_some()).expect("a job is there");
        let job = job(&messages[asked]).expect("it was found");
        let rounds = messages[asked + 1..].iter().filter(|message| message["role"] == "user").count();
        let write = |script: Script, part: &str| {
            script.tool_call(
                &format!("toolu_{}_{part}", job.replace('-', "_")),
                "journal__create_event",
                json!({"kind": "generic", "title": title(&job, part), "start": "2026-01-05T12:00:00Z"}),
            )
        };
        match rounds {
            0 => write(Script::new().text("First this. "), PARTS[0]),
            1 => write(write(Script::new(), PARTS[1]), PARTS[2]),
            _ => Script::new().text_deltas(["All ", "is ", "written."]),
        }
    })
    .await
    .expect("the stand-in starts")
}

/// The job that a message of the person names: `job-` and what follows up to a blank.
fn job(message: &Value) -> Option<String> {
    let content = &message["content"];
    let text = content.as_str().or_else(|| content[0]["text"].as_str())?;
    let start = text.find("job-")?;
    Some(text[start..].split_whitespace().next()?.to_owned())
}
