//! Nights: they follow from how the evening ended and when the morning begins.

use jiff::civil::{Date, Weekday};
use jiff::{ToSpan, Zoned};
use serde::Serialize;

use crate::day::spans;
use crate::dice::Dice;
use crate::week::at;

/// The night that ended on a date: Garmin too counts a night to the day of waking.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sleep {
    /// The day of waking.
    pub date: Date,
    /// Asleep.
    pub start: Zoned,
    /// Awake for good.
    pub end: Zoned,
    /// Without a gap from start to end.
    pub stages: Vec<StageSpan>,
    /// Zero to a hundred.
    pub score: u32,
    /// Beats per minute, mean over the night.
    pub avg_hr: u32,
    /// Breaths per minute, mean.
    pub avg_respiration: u32,
    /// Per cent, mean.
    pub avg_spo2: u32,
}

impl Sleep {
    /// Seconds spent in one stage.
    pub fn seconds_in(&self, stage: Stage) -> i64 {
        let of_stage = self.stages.iter().filter(|span| span.stage == stage);
        of_stage.map(|span| seconds(&span.start, &span.end)).sum()
    }

    /// Seconds asleep: all but the waking ones.
    pub fn asleep_s(&self) -> i64 {
        seconds(&self.start, &self.end) - self.seconds_in(Stage::Awake)
    }
}

/// How deep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Deep.
    Deep,
    /// Light.
    Light,
    /// Dreaming.
    Rem,
    /// Awake in bed.
    Awake,
}

/// One stretch of a night.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StageSpan {
    /// How deep.
    pub stage: Stage,
    /// From.
    pub start: Zoned,
    /// To.
    pub end: Zoned,
}

/// The night that ended on `date`.
pub fn sleep(date: Date) -> Sleep {
    let mut dice = Dice::of(date, "sleep");
    let evening = date - 1.day();
    let bedtime = at(evening, 23, 0) + i64::from(dice.between(0, 75)).minutes();
    let settled = spans(evening).last().map(|(_, end)| end + i64::from(dice.between(28, 55)).minutes());
    let start = settled.map_or_else(|| bedtime.clone(), |settled| settled.max(bedtime.clone()));
    let lie_in = if date.weekday() == Weekday::Sunday { at(date, 8, 20) } else { at(date, 7, 5) };
    let latest = spans(date).first().map(|(first, _)| first - i64::from(dice.between(18, 30)).minutes());
    let end = latest.map_or_else(|| lie_in.clone(), |latest| latest.min(lie_in.clone()));
    let stages = stages(&start, &end, &mut dice);
    let mut night = Sleep { date, start, end, stages, score: 0, avg_hr: 0, avg_respiration: 0, avg_spo2: 0 };
    night.score = score(&night);
    night.avg_hr = dice.between(50, 54) + u32::from(night.score < 70) * 4;
    night.avg_respiration = dice.between(13, 15);
    night.avg_spo2 = dice.between(95, 98);
    night
}

/// Cycles of about ninety minutes: deep sleep early in the night, dreams late.
fn stages(start: &Zoned, end: &Zoned, dice: &mut Dice) -> Vec<StageSpan> {
    let mut spans: Vec<StageSpan> = Vec::new();
    let restless = dice.between(1, 9);
    let mut from = start.clone();
    for cycle in 0_u32.. {
        let plan = [
            (Stage::Light, dice.between(14, 24)),
            (Stage::Deep, 38_u32.saturating_sub(cycle * 9).max(4) + dice.between(0, 6)),
            (Stage::Light, dice.between(18, 28)),
            (Stage::Rem, 8 + cycle * 6 + dice.between(0, 8)),
            (Stage::Awake, dice.between(1, restless)),
        ];
        for (stage, minutes) in plan {
            let to = (&from + i64::from(minutes).minutes()).min(end.clone());
            spans.push(StageSpan { stage, start: from, end: to.clone() });
            if to == *end {
                return spans;
            }
            from = to;
        }
    }
    spans
}

/// Seven and a half hours with a fifth of it deep score about 80.
fn score(night: &Sleep) -> u32 {
    let asleep_min = night.asleep_s() / 60;
    let restful_min = (night.seconds_in(Stage::Deep) + night.seconds_in(Stage::Rem)) / 60;
    let awake_min = night.seconds_in(Stage::Awake) / 60;
    let score = asleep_min * 58 / 450 + restful_min * 26 / 170 - awake_min;
    u32::try_from(score.clamp(25, 98)).expect("clamped between 25 and 98")
}

pub(crate) fn seconds(start: &Zoned, end: &Zoned) -> i64 {
    end.timestamp().as_second() - start.timestamp().as_second()
}
