use serde_json::json;

use crate::{at, places};

#[tokio::test]
async fn cafés_by_text() {
    let found = places().await.call("search_places", json!({"query": "café"})).await;
    insta::assert_snapshot!(found.text, @"
    [demo data] 3 found for “café”.
    - Café Mirlo, Carrer del Forn Vell 5, 46006 València, 568 m, 4.7 stars, open now (place_id ChIJdemo-cafe-mirlo)
    - Tinta i Llet, Carrer de la Impremta 19, 46003 València, 1.6 km, 4.5 stars, open now (place_id ChIJdemo-cafe-tinta)
    - Nou Molins Cafè, Avinguda dels Nou Molins 40, 46021 València, 2.7 km, 4.2 stars, open now (place_id ChIJdemo-cafe-nou-molins)
    ");
    insta::assert_snapshot!(format!("{:#}", found.structured["places"][0]), @r#"
    {
      "place_id": "ChIJdemo-cafe-mirlo",
      "name": "Café Mirlo",
      "address": "Carrer del Forn Vell 5, 46006 València",
      "location": {
        "lat": 39.4638,
        "lng": -0.3731
      },
      "types": [
        "cafe",
        "coffee_shop",
        "food"
      ],
      "rating": 4.7,
      "user_ratings_total": 812,
      "open_now": true,
      "distance_m": 568
    }
    "#);
}

#[tokio::test]
async fn words_are_found_however_they_are_written() {
    let places = places().await;
    let mut told = Vec::new();
    for query in ["CAFE MIRLO", "ramen in valencia", "a good pharmacy near me", "pharmacies", "hotel madrid", "Níspero"]
    {
        let found = places.call("search_places", json!({"query": query, "max_results": 1})).await;
        told.push(format!("{query} → {}", found.structured["places"][0]["name"]));
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    CAFE MIRLO → "Café Mirlo"
    ramen in valencia → "Estanque Ramen"
    a good pharmacy near me → "Farmàcia de l'Arc"
    pharmacies → "Farmàcia de l'Arc"
    hotel madrid → "Hotel La Glicinia"
    Níspero → "Níspero"
    "#);
}

#[tokio::test]
async fn a_radius_around_a_point() {
    let asked = json!({"query": "restaurant", "location": {"lat": 39.4612, "lng": -0.3401}, "radius": 1_200});
    insta::assert_snapshot!(places().await.call("search_places", asked).await.text, @"
    [demo data] 2 found for “restaurant”.
    - Bistró El Far, Carrer del Far 22, 46023 València, 144 m, 4.4 stars, open now (place_id ChIJdemo-bistro-el-far)
    - Cantina Moll 3, Moll de Llevant 3, 46024 València, 492 m, 4.0 stars, open now (place_id ChIJdemo-lumbra-canteen)
    ");
}

#[tokio::test]
async fn homes_and_offices_are_not_for_strangers_to_find() {
    let places = places().await;
    for query in ["home", "Lumbra", "Carmen"] {
        let found = places.call("search_places", json!({"query": query})).await;
        assert_eq!(found.structured["page"]["total"], 0, "{query}");
    }
}

#[tokio::test]
async fn nearby() {
    let places = places().await;
    let asked = json!({"included_types": ["cafe", "pharmacy"], "radius": 2_000});
    insta::assert_snapshot!(places.call("search_nearby", asked).await.text, @"
    [demo data] 3 found for “cafe, pharmacy”.
    - Farmàcia de l'Arc, Carrer de l'Arc 12, 46007 València, 103 m, 4.5 stars, open now (place_id ChIJdemo-farmacia-arc)
    - Café Mirlo, Carrer del Forn Vell 5, 46006 València, 568 m, 4.7 stars, open now (place_id ChIJdemo-cafe-mirlo)
    - Tinta i Llet, Carrer de la Impremta 19, 46003 València, 1.6 km, 4.5 stars, open now (place_id ChIJdemo-cafe-tinta)
    ");
    let all = places.call("search_nearby", json!({"max_results": 2})).await;
    insta::assert_snapshot!(all.structured["page"], @r#"{"total":9,"returned":2,"next_cursor":"2"}"#);
}

#[tokio::test]
async fn details_in_three_levels() {
    let places = places().await;
    let at_level = async |detail: &str| {
        places.call("get_place_details", json!({"place_id": "ChIJdemo-nispero", "detail": detail})).await
    };
    insta::assert_snapshot!(at_level("full").await, @r#"
    [demo data] Níspero, Carrer de l'Hort Gran 27, 46006 València (place_id ChIJdemo-nispero)
    4.8 stars
    Monday: 13:00–24:00
    Tuesday: closed
    Wednesday: 13:00–24:00
    Thursday: 13:00–24:00
    Friday: 13:00–24:00
    Saturday: 13:00–24:00
    Sunday: 13:00–24:00
    https://nispero.example
    Vegetable kitchen, open fire, eleven tables.
    {
      "sandbox": true,
      "place_id": "ChIJdemo-nispero",
      "name": "Níspero",
      "address": "Carrer de l'Hort Gran 27, 46006 València",
      "location": {
        "lat": 39.4617,
        "lng": -0.3725
      },
      "types": [
        "restaurant",
        "vegetarian_restaurant",
        "food"
      ],
      "time_zone": "Europe/Madrid",
      "rating": 4.8,
      "user_ratings_total": 655,
      "open_now": true,
      "opening_hours": [
        "Monday: 13:00–24:00",
        "Tuesday: closed",
        "Wednesday: 13:00–24:00",
        "Thursday: 13:00–24:00",
        "Friday: 13:00–24:00",
        "Saturday: 13:00–24:00",
        "Sunday: 13:00–24:00"
      ],
      "price_level": 2,
      "website": "https://nispero.example",
      "description": "Vegetable kitchen, open fire, eleven tables."
    }
    "#);
    let (basic, standard, full) = (at_level("basic").await, at_level("standard").await, at_level("full").await);
    assert!(basic.bytes() < standard.bytes() && standard.bytes() < full.bytes());
    let usual = places.call("get_place_details", json!({"place_id": "ChIJdemo-nispero"})).await;
    assert_eq!(usual.structured, basic.structured);
}

#[tokio::test]
async fn open_is_meant_for_the_moment_of_the_call() {
    let asked = json!({"place_id": "ChIJdemo-nispero", "detail": "standard"});
    // Local times: Tuesday 14:00 (closed all day), Wednesday 12:59, 13:00.
    for (now, open) in
        [("2026-11-17T13:00:00Z", false), ("2026-11-18T11:59:00Z", false), ("2026-11-18T12:00:00Z", true)]
    {
        let details = at(now).await.call("get_place_details", asked.clone()).await;
        assert_eq!(details.structured["open_now"], open, "{now}");
    }
}
