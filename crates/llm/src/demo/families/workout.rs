use jiff::SignedDuration;
use jiff::civil::time;
use serde_json::json;

use super::Family;
use super::record::{self, Record};
use super::sport::{Sport, sport_done, sport_named};
use crate::demo::details::details;
use crate::demo::moment::Moment;
use crate::demo::sentence::Sentence;
use crate::demo::wish::Wish;

pub(super) const FAMILY: Family = Family {
    title: "Log a workout",
    examples: &[
        "I ran 5 km this morning",
        "Log a 30 minute run",
        "I did 45 minutes of yoga yesterday evening",
        "Swam 1 km in 30 minutes on Monday",
        "Went for a walk with Iris at River Park",
    ],
    sources: "writes a workout into the journal",
    read,
};

/// How long a workout of which no length was told is taken to be.
const USUAL_LENGTH: SignedDuration = SignedDuration::from_mins(45);

fn read(sentence: &Sentence, moment: &Moment) -> Option<Box<dyn Wish>> {
    if sentence.is_question() || sentence.is_not_done() {
        return None;
    }
    let sport = sport_of(sentence)?;
    let details = details(sentence, 0, moment);
    if details.is_ahead(moment) {
        return Some(record::ahead());
    }
    let length = details.distance_m.map_or(USUAL_LENGTH, |metres| guessed_length(sport, metres));
    let usual = if details.date == moment.date { moment.time } else { time(9, 0, 0, 0) };
    let start = details.start(moment, usual, length);
    let mut arguments = json!({
        "sport": sport.name,
        "title": sport.title,
        "start": Moment::written(start),
        "time_zone": moment.zone,
        "notes": sentence.text_from(0),
    });
    if let Some(minutes) = details.duration_min() {
        arguments["duration_min"] = minutes.into();
    }
    if let Some(metres) = details.distance_m {
        arguments["distance_m"] = metres.into();
    }
    Some(Box::new(Record::new("journal__create_workout", arguments, &details, moment)))
}

fn sport_of(sentence: &Sentence) -> Option<&'static Sport> {
    let orders = ["log|record|add|track", "please log|record|add|track"];
    let did = [
        "i|we did|played|finished|had|went",
        "did|played|finished|went",
        "i've|we've done|been|finished|played",
        "workout",
        "just did|finished|played|went",
    ];
    if sentence.begins(&orders).is_some() || sentence.has(&["workout|training|session"]) && sentence.has(&did) {
        return sport_named(sentence);
    }
    let speakers = ["i|we", "i|we just|also", "just", "today|yesterday i|we", "this morning|afternoon|evening i|we"];
    let said =
        speakers.iter().filter_map(|speaker| sentence.behind(&[speaker])).find_map(|index| sport_done(sentence, index));
    said.or_else(|| sport_done(sentence, 0)).or_else(|| sentence.has(&did).then(|| sport_named(sentence)).flatten())
}

/// From a distance a length that is usual for it, so that the time of the start can be told.
fn guessed_length(sport: &Sport, metres: f64) -> SignedDuration {
    let metres_per_minute = match sport.name {
        "running" => 165.0,
        "cycling" => 330.0,
        "swimming" => 35.0,
        _ => 80.0,
    };
    SignedDuration::from_secs_f64((metres / metres_per_minute).clamp(5.0, 12.0 * 60.0).round() * 60.0)
}
