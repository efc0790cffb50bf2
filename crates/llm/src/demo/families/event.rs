use jiff::SignedDuration;
use serde_json::{Value, json};

use super::Family;
use super::record::{self, Record};
use crate::demo::details::{Details, details, names_at};
use crate::demo::moment::Moment;
use crate::demo::results::capitalised;
use crate::demo::sentence::Sentence;
use crate::demo::wish::Wish;

pub(super) const FAMILY: Family = Family {
    title: "Log an event",
    examples: &[
        "I met Iris at Blue Door yesterday at 15:00",
        "Log an event: dentist yesterday at 9:30",
        "I visited my parents on Sunday",
        "Watched a film with Tomas last night",
    ],
    sources: "writes an event into the journal",
    read,
};

fn read(sentence: &Sentence, moment: &Moment) -> Option<Box<dyn Wish>> {
    if sentence.is_question() || sentence.is_not_done() {
        return None;
    }
    let order = sentence.begins(&[
        "log|record|add|create an|a|the event",
        "log|record|add|create event",
        "log|record that",
        "log|record",
        "event",
    ]);
    let doing = "met|visited|ran|saw|called|phoned|watched|attended|bought|fixed|cleaned|finished|went|took|played|had|talked|spoke|read|\
                 helped|made|started|travelled|drove|flew|arrived|moved|did|got";
    let told = sentence.behind(&["i|we", "i|we just|also"]).filter(|index| sentence.stands_at(*index, doing));
    let first = sentence.stands_at(0, doing).then_some(0);
    let from = order.or(told).or(first)?;
    let mut details = details(sentence, from, moment);
    if details.is_ahead(moment) {
        return Some(record::ahead());
    }
    let mut title = capitalised(&sentence.join(details.rest.iter().copied()));
    if !details.people.is_empty() {
        title = format!("{title} with {}", record::and(&details.people));
    }
    if sentence.stands_at(from, "met|saw|visited|called|phoned") {
        let free = vec![true; sentence.len()];
        details.people.extend(names_at(sentence, from + 1, &free).0);
    }
    let title = title.trim();
    (!title.is_empty()).then(|| {
        let arguments = arguments(sentence, from, &details, title, moment);
        Box::new(Record::new("journal__create_event", arguments, &details, moment)) as Box<dyn Wish>
    })
}

fn arguments(sentence: &Sentence, from: usize, details: &Details, title: &str, moment: &Moment) -> Value {
    let kind = if sentence.stands_at(from, "met|saw|visited|called|phoned|talked|spoke") {
        "social"
    } else if sentence.stands_at(from, "watched|read|played") {
        "entertainment"
    } else {
        "generic"
    };
    // Of another day without a time only the day is known.
    let start = if details.time.is_none() && details.date != moment.date {
        details.date.to_string()
    } else {
        Moment::written(details.start(moment, moment.time, SignedDuration::ZERO))
    };
    let mut arguments = json!({
        "kind": kind,
        "title": title,
        "start": start,
        "time_zone": moment.zone,
        "notes": sentence.text_from(0),
    });
    if let (Some(minutes), true) = (details.duration_min(), start.contains('T')) {
        arguments["duration_min"] = minutes.into();
    }
    arguments
}
