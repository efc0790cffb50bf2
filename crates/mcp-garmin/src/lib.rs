#![doc = include_str!("../README.md")]

mod activity;
mod briefing;
mod day;
mod night;
mod record;

use std::sync::Arc;

use clock::Clock;
use mcp_kit::Service;
use sandbox::{IsoDate, Sandbox};
use schemars::JsonSchema;
use serde::Deserialize;

/// What a model should know before it uses the tools.
const INSTRUCTIONS: &str = "Reads the user's Garmin data. Dates are calendar dates in the user's zone. A night belongs to the \
    day of waking. Start with get_daily_briefing for how someone is today; get_activities_by_date for what they did. \
    An activity is linked to other records by its activity_id only.";

/// The service, its tools in the order of listing.
pub fn service(clock: Clock) -> Arc<dyn Service> {
    Sandbox::new("garmin", "Garmin", INSTRUCTIONS, clock)
        .read(
            ("get_activities_by_date", "Activities by date"),
            "Activities (runs, strength and so on) between two dates, newest first: id, times, distance, pace, heart rate.",
            activity::by_date,
        )
        .read(
            ("get_activity", "Activity"),
            "One activity in full: for strength with its exercises and sets.",
            activity::one,
        )
        .read(
            ("get_activity_splits", "Splits of an activity"),
            "Kilometre splits of a run: distance, time, pace, heart rate.",
            activity::splits,
        )
        .read(
            ("get_activity_hr_in_timezones", "Heart rate zones of an activity"),
            "Seconds of an activity in each of the five heart rate zones.",
            activity::zones,
        )
        .read(
            ("get_user_summary", "Day summary"),
            "A day's steps, calories, heart rate, stress, body battery, floors. Today's grow until midnight.",
            day::summary,
        )
        .read(
            ("get_sleep_data", "Sleep"),
            "The night that ended on a date: times, stages, score. detail=full adds every stage change.",
            night::sleep,
        )
        .read(
            ("get_sleep_summary", "Sleep summary"),
            "The nights between two dates, one line each, and their mean: how someone slept lately.",
            night::summary,
        )
        .read(
            ("get_body_battery_events", "Body battery events"),
            "What filled and emptied the body battery on a date, and its value at each hour.",
            day::battery,
        )
        .read(
            ("get_hrv_data", "Heart rate variability"),
            "Heart rate variability of the night that ended on a date, with the week's mean and the usual range.",
            night::variability,
        )
        .read(
            ("get_daily_briefing", "Daily briefing"),
            "How someone is on a date in one answer: sleep, HRV, body battery, resting heart rate, readiness, the last days' \
             training. A part without data is null.",
            briefing::briefing,
        )
        .read(
            ("get_training_readiness", "Training readiness"),
            "Readiness to train on the morning of a date, 0 to 100, with the factors behind it.",
            briefing::readiness,
        )
        .show(
            ("get_personal_record", "Personal records"),
            "Fastest kilometre, 5 km and 10 km, longest run and most steps on record, each with its date.",
            record::records,
        )
        .service()
}

/// One day.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OnDate {
    date: IsoDate,
}
