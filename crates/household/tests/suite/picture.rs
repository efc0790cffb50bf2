//! One Friday, as it looks.

use household::{Window, day};
use jiff::civil::date;

#[test]
fn a_friday() {
    let friday = day(date(2026, 11, 13));
    let timeline = friday.timeline().into_iter().map(|moment| {
        let names: Vec<&str> = moment.with.iter().map(|human| human.first_name).collect();
        let (start, end) = (moment.start.strftime("%H:%M"), moment.end.strftime("%H:%M"));
        format!("{start}–{end} {} {}", moment.title, names.join(", ")).trim_end().to_owned()
    });
    insta::assert_snapshot!(timeline.collect::<Vec<_>>().join("\n"), @"
    07:30–07:50 Breakfast Tomás, Lucía
    08:50–09:10 Coffee before work
    09:30–09:45 Stand-up Dario, Anneke, Sam
    12:00–12:45 Demo and retro Dario, Anneke, Sam
    13:30–14:15 Lunch at Bistró El Far Dario, Anneke
    17:36–18:26 Strength: upper body
    21:00–22:40 Dinner at Estanque Ramen Tomás, Iris, Jonas, Elena
    ");
    insta::assert_snapshot!(friday.entry.text, @"Slept so-so, 7 h 14. Strength: upper body at Sala Nord: Bench press at 38 kg. Dinner at Estanque Ramen with Tomás, Iris, Jonas and Elena; charred leeks. Grateful for the light in the afternoon.");
}

#[test]
fn a_day_can_be_written_as_json() {
    let written = serde_json::to_value(day(date(2026, 11, 13))).unwrap();
    insta::assert_snapshot!(written["meals"][2]["place"]["name"], @r#""Estanque Ramen""#);
    insta::assert_snapshot!(written["expenses"][0]["cost"], @r#""158.28""#);
    insta::assert_snapshot!(written["sleep"]["end"], @r#""2026-11-13T07:05:00+01:00[Europe/Madrid]""#);
}

#[test]
fn a_window_is_ninety_days_back_and_two_weeks_ahead_in_the_persons_zone() {
    // Half past midnight in València, still the day before in UTC.
    let window = Window::at("2026-06-30T22:30:00Z".parse().unwrap());
    assert_eq!(window.today, date(2026, 7, 1));
    assert_eq!((window.first, window.last), (date(2026, 4, 3), date(2026, 7, 15)));
    assert_eq!(window.past().count(), 90);
    assert_eq!(window.dates(window.first, window.last).count(), 104);
    assert_eq!(window.dates(date(2020, 1, 1), date(2020, 2, 1)).count(), 0);
}
