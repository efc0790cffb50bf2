//! A day is a possible day.

use household::{MailKind, Sport, Window, day, places};
use jiff::ToSpan;
use jiff::civil::Weekday;
use proptest::prelude::*;

use crate::{dates, moments};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_date_always_has_the_same_day(date in dates()) {
        prop_assert_eq!(day(date), day(date));
    }

    #[test]
    fn nobody_is_at_two_places_at_once(date in dates()) {
        let timeline = day(date).timeline();
        for pair in timeline.windows(2) {
            prop_assert!(pair[0].end.timestamp() <= pair[1].start.timestamp(), "{:?} and {:?}", pair[0], pair[1]);
        }
        for moment in &timeline {
            prop_assert!(moment.start.timestamp() < moment.end.timestamp());
            prop_assert_eq!(moment.start.date(), date);
            prop_assert_eq!(moment.end.date(), date);
        }
    }

    #[test]
    fn a_night_lies_between_the_evening_and_the_morning(date in dates()) {
        let (evening, morning) = (day(date - 1.day()).timeline(), day(date).timeline());
        let night = day(date).sleep;
        prop_assert!(evening.last().is_none_or(|last| last.end.timestamp() < night.start.timestamp()));
        prop_assert!(morning.first().is_none_or(|first| night.end.timestamp() < first.start.timestamp()));
        let hours = night.asleep_s() / 3_600;
        prop_assert!((5..=10).contains(&hours), "{hours} hours asleep");
    }

    #[test]
    fn the_stages_of_a_night_follow_without_a_gap(date in dates()) {
        let night = day(date).sleep;
        prop_assert_eq!(&night.stages[0].start, &night.start);
        prop_assert_eq!(&night.stages[night.stages.len() - 1].end, &night.end);
        for pair in night.stages.windows(2) {
            prop_assert_eq!(&pair[0].end, &pair[1].start);
        }
    }

    #[test]
    fn a_run_is_the_sum_of_its_kilometres(date in dates()) {
        for workout in day(date).workouts {
            let seconds = workout.end.timestamp().as_second() - workout.start.timestamp().as_second();
            prop_assert_eq!(i64::from(workout.duration_s()), seconds);
            prop_assert!(workout.avg_hr <= workout.max_hr);
            let Sport::Run(run) = workout.sport else { continue };
            prop_assert_eq!(run.splits.iter().map(|split| split.distance_m).sum::<u32>(), run.distance_m);
            prop_assert_eq!(i64::from(run.splits.iter().map(|split| split.duration_s).sum::<u32>()), seconds);
            prop_assert!(matches!(date.weekday(), Weekday::Tuesday | Weekday::Thursday | Weekday::Saturday));
        }
    }

    #[test]
    fn the_body_battery_stays_between_its_bounds(date in dates()) {
        let vitals = day(date).vitals;
        prop_assert!(vitals.body_battery_by_hour.iter().all(|value| (5..=100).contains(value)));
        prop_assert!(vitals.min_hr < vitals.resting_hr && vitals.resting_hr < vitals.max_hr);
        prop_assert!((2_000..45_000).contains(&vitals.steps()));
    }

    #[test]
    fn any_ninety_days_hold_one_mail_that_tries_to_give_orders(now in moments()) {
        let mails = Window::at(now).past().flat_map(household::mails);
        prop_assert_eq!(mails.filter(|mail| mail.kind == MailKind::Injection).count(), 1);
    }

    #[test]
    fn restaurants_are_open_when_they_are_visited(date in dates()) {
        for moment in day(date).timeline() {
            let Some(hours) = moment.place.and_then(|place| place.hours) else { continue };
            prop_assert_ne!(hours.closed_on, Some(date.weekday()), "{}", moment.title);
            prop_assert!((hours.opens..hours.closes).contains(&moment.start.hour()), "{}", moment.title);
        }
    }
}

#[test]
fn ids_are_one_to_a_thing() {
    let window = Window::at("2026-11-22T12:00:00Z".parse().unwrap());
    let mut ids: Vec<String> = places().map(|place| place.place_id.to_owned()).collect();
    for day in window.dates(window.first, window.last).map(day) {
        ids.extend(day.workouts.iter().map(|workout| workout.garmin_activity_id.to_string()));
        ids.extend(day.mails.iter().map(|mail| mail.message_id.clone()));
        ids.extend(day.appointments.iter().map(|event| event.event_id.clone()));
        ids.extend(day.tasks.iter().map(|task| task.task_id.clone()));
        ids.extend(day.expenses.iter().map(|expense| expense.expense_id.to_string()));
    }
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all);
    assert!(all > 600, "{all} things in 104 days");
}
