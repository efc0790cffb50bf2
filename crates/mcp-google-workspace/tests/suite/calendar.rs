use serde_json::json;

use crate::workspace;

#[tokio::test]
async fn calendars() {
    insta::assert_snapshot!(workspace().await.call("list_calendars", json!({})).await.text, @"
    [demo data] Calendars:
    - Nora (nora@vidal.example)
    - Lumbra (nora@lumbra.example)
    - Family (family-moreres14@group.calendar.example)
    ");
}

#[tokio::test]
async fn the_events_of_some_days() {
    let asked = json!({"start_date": "2026-11-19", "end_date": "2026-11-20"});
    let found = workspace().await.call("list_events", asked).await;
    insta::assert_snapshot!(found.text, @"
    [demo data] 6 events from 2026-11-19 to 2026-11-20.
    - Thu 2026-11-19 09:30–09:45 Stand-up, Lumbra office, with Dario, Anneke, Sam (event_id hv3bba7c1a)
    - Thu 2026-11-19 15:00–15:45 Harbour call, Lumbra office, with Sam (event_id hv3bba7c1b)
    - Fri 2026-11-20 to Sun 2026-11-22 all day Weekend in Palma, Hostal Sa Figuera, with Tomás, Lucía, Iris, Jonas (event_id hv3bba7c79)
    - Fri 2026-11-20 09:30–09:45 Stand-up, Lumbra office, with Dario, Anneke, Sam (event_id hv3bba7c7e)
    - Fri 2026-11-20 12:00–12:45 Demo and retro, Lumbra office, with Dario, Anneke, Sam (event_id hv3bba7c7f)
    - Fri 2026-11-20 17:30–20:00 Flight GX 2741 to Palma, Aeroport de l'Horta, with Tomás, Lucía, Iris, Jonas (event_id hv3bba7c89)
    ");
    insta::assert_snapshot!(format!("{:#}", found.structured["events"][0]), @r#"
    {
      "event_id": "hv3bba7c1a",
      "calendar_id": "nora@lumbra.example",
      "title": "Stand-up",
      "all_day": false,
      "date": "2026-11-19",
      "weekday": "Thursday",
      "start": "2026-11-19T09:30:00+01:00",
      "end": "2026-11-19T09:45:00+01:00",
      "time_zone": "Europe/Madrid",
      "location": "Lumbra office",
      "attendees": [
        "Dario Conti",
        "Anneke de Vries",
        "Sam Okafor"
      ]
    }
    "#);
    insta::assert_snapshot!(format!("{:#}", found.structured["events"][2]), @r#"
    {
      "event_id": "hv3bba7c79",
      "calendar_id": "family-moreres14@group.calendar.example",
      "title": "Weekend in Palma",
      "all_day": true,
      "first_day": "2026-11-20",
      "first_weekday": "Friday",
      "last_day": "2026-11-22",
      "time_zone": "Europe/Madrid",
      "location": "Hostal Sa Figuera",
      "attendees": [
        "Tomás Ferrer",
        "Lucía Ferrer Vidal",
        "Iris Moreno",
        "Jonas Beck"
      ]
    }
    "#);
}

#[tokio::test]
async fn an_all_day_event_is_found_on_each_of_its_days_and_on_no_other() {
    let workspace = workspace().await;
    for (day, there) in [("19", false), ("20", true), ("21", true), ("22", true), ("23", false)] {
        let date = format!("2026-11-{day}");
        let asked = json!({"start_date": date, "end_date": date, "search_query": "weekend in palma"});
        let found = workspace.call("list_events", asked).await;
        assert_eq!(found.structured["page"]["total"], u32::from(there), "{date}");
    }
}

#[tokio::test]
async fn two_weeks_ahead_are_known() {
    let asked = json!({"start_date": "2026-11-20", "end_date": "2026-12-31", "search_query": "birthday"});
    let found = workspace().await.call("list_events", asked).await;
    insta::assert_snapshot!(found.text, @"
    [demo data] 1 event from 2026-11-20 to 2026-12-31.
    - Mon 2026-11-30 all day Carmen's birthday (event_id hv3bba805d)
    ");
}

#[tokio::test]
async fn one_calendar_and_a_word() {
    let workspace = workspace().await;
    let asked = json!({"start_date": "2026-11-01", "end_date": "2026-11-30", "calendar_id": "primary"});
    insta::assert_snapshot!(workspace.call("list_events", asked).await.text, @"
    [demo data] 7 events from 2026-11-01 to 2026-11-30.
    - Thu 2026-11-05 12:00–12:40 Dentist, Clínica Dental Oliver (event_id hv3bba76a5)
    - Fri 2026-11-06 21:00–22:50 Dinner at Níspero, Níspero, with Iris, Jonas (event_id hv3bba7710)
    - Wed 2026-11-11 20:00–22:00 Book club: The Patient Orchard, Llibreria El Segell, with Iris, Priya, Elena (event_id hv3bba7905)
    - Fri 2026-11-13 21:00–22:40 Dinner at Estanque Ramen, Estanque Ramen, with Tomás, Iris, Jonas, Elena (event_id hv3bba79cc)
    - Sat 2026-11-21 21:00–23:05 Dinner at Ca na Tonina, Ca na Tonina, with Tomás, Lucía, Iris, Jonas (event_id hv3bba7cec)
    - Wed 2026-11-25 20:00–22:00 Book club: Letters to the Ferryman, Llibreria El Segell, with Iris, Priya, Elena (event_id hv3bba7e7d)
    - Fri 2026-11-27 21:00–22:55 Dinner at Taquería Luz, Taquería Luz, with Iris, Jonas, Elena (event_id hv3bba7f44)
    ");
    let asked =
        json!({"start_date": "2026-11-16", "end_date": "2026-11-20", "search_query": "anneke", "max_results": 2});
    insta::assert_snapshot!(workspace.call("list_events", asked).await.text, @"
    [demo data] 8 events from 2026-11-16 to 2026-11-20.
    - Mon 2026-11-16 09:30–09:45 Stand-up, Lumbra office, with Dario, Anneke, Sam (event_id hv3bba7aee)
    - Mon 2026-11-16 10:30–11:30 Week planning, Lumbra office, with Dario, Anneke, Sam (event_id hv3bba7aef)
    (2 of 8; cursor 2 gives the next)
    ");
}

#[tokio::test]
async fn one_event() {
    let workspace = workspace().await;
    let asked = json!({"start_date": "2026-11-18", "end_date": "2026-11-18", "search_query": "design"});
    let found = workspace.call("list_events", asked).await;
    let id = &found.structured["events"][0]["event_id"];
    insta::assert_snapshot!(workspace.call("get_event", json!({"event_id": id})).await, @r#"
    [demo data] Wed 2026-11-18 14:45–15:45 Design review, Lumbra office, with Anneke, Dario (event_id hv3bba7bb7)
    Anneke shows the lamp housing.
    {
      "sandbox": true,
      "event_id": "hv3bba7bb7",
      "calendar_id": "nora@lumbra.example",
      "title": "Design review",
      "all_day": false,
      "date": "2026-11-18",
      "weekday": "Wednesday",
      "start": "2026-11-18T14:45:00+01:00",
      "end": "2026-11-18T15:45:00+01:00",
      "time_zone": "Europe/Madrid",
      "location": "Lumbra office",
      "attendees": [
        "Anneke de Vries",
        "Dario Conti"
      ],
      "description": "Anneke shows the lamp housing.",
      "address": "Carrer del Far 8, 46023 València",
      "place_id": "ChIJdemo-lumbra-office",
      "invited": [
        {
          "name": "Anneke de Vries",
          "email": "anneke@lumbra.example"
        },
        {
          "name": "Dario Conti",
          "email": "dario@lumbra.example"
        }
      ],
      "recurring_event_id": "design"
    }
    "#);
}
