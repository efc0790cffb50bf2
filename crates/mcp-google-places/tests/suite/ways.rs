use serde_json::json;

use crate::places;

#[tokio::test]
async fn an_address() {
    let places = places().await;
    let found = places.call("geocode_address", json!({"address": "Carrer de les Moreres 14, València"})).await;
    insta::assert_snapshot!(found.text, @"
    [demo data] 3 guesses:
    - Carrer de les Moreres 14, 46007 València (39.4625, -0.3795; place_id ChIJdemo-home)
    - Carrer de les Moreres 40, 46007 València (39.4614, -0.3807; place_id ChIJdemo-superet)
    - Carrer de les Salines 15, 46024 València (39.4561, -0.3321; place_id ChIJdemo-museu-de-la-sal)
    ");
    insta::assert_snapshot!(found.structured["results"][0], @r#"{"address":"Carrer de les Moreres 14, 46007 València","location":{"lat":39.4625,"lng":-0.3795},"place_id":"ChIJdemo-home"}"#);
}

#[tokio::test]
async fn the_address_of_a_point() {
    let places = places().await;
    let near = places.call("reverse_geocode", json!({"lat": 39.4640, "lng": -0.3730})).await;
    insta::assert_snapshot!(near, @r#"
    [demo data] Carrer del Forn Vell 5, 46006 València (39.4638, -0.3731; place_id ChIJdemo-cafe-mirlo), 24 m away
    {
      "sandbox": true,
      "address": "Carrer del Forn Vell 5, 46006 València",
      "location": {
        "lat": 39.4638,
        "lng": -0.3731
      },
      "place_id": "ChIJdemo-cafe-mirlo",
      "distance_m": 24
    }
    "#);
    let at_sea = places.call("reverse_geocode", json!({"lat": 39.0, "lng": 1.0})).await;
    assert_eq!(at_sea.code(), "not_found");
}

#[tokio::test]
async fn a_way_by_each_mode() {
    let places = places().await;
    let mut told = Vec::new();
    for mode in ["walking", "bicycling", "transit", "driving"] {
        let asked = json!({
            "origin": {"place_id": "ChIJdemo-home"}, "destination": {"place_id": "ChIJdemo-lumbra-office"}, "mode": mode,
        });
        told.push(format!("{mode}: {}", places.call("get_directions", asked).await.text));
    }
    insta::assert_snapshot!(told.join("\n"), @"
    walking: [demo data] Home to Lumbra office: 4.6 km, 56:25, arriving Thu 13:56
    bicycling: [demo data] Home to Lumbra office: 4.6 km, 19:08, arriving Thu 13:19
    transit: [demo data] Home to Lumbra office: 4.6 km, 19:51, arriving Thu 13:19
    driving: [demo data] Home to Lumbra office: 4.6 km, 14:09, arriving Thu 13:14
    ");
}

#[tokio::test]
async fn a_way_at_a_time() {
    let asked = json!({
        "origin": {"lat": 39.4625, "lng": -0.3795},
        "destination": {"place_id": "ChIJdemo-cafe-mirlo"},
        "departure_time": "2026-11-20T07:30:00Z",
    });
    insta::assert_snapshot!(places().await.call("get_directions", asked).await, @r#"
    [demo data] 39.4625, -0.3795 to Café Mirlo: 767 m, 9:28, arriving Fri 08:39
    {
      "sandbox": true,
      "mode": "walking",
      "from": "39.4625, -0.3795",
      "to": "Café Mirlo",
      "distance_m": 767,
      "duration_s": 568,
      "departure": "2026-11-20T08:30:00+01:00",
      "arrival": "2026-11-20T08:39:28+01:00",
      "note": "Estimated from the straight line: the invented map has no streets."
    }
    "#);
}

#[tokio::test]
async fn no_way_on_foot_to_another_city() {
    let asked = json!({
        "origin": {"place_id": "ChIJdemo-home"}, "destination": {"place_id": "ChIJdemo-casa-urraca"}, "mode": "walking",
    });
    let refused = places().await.call("get_directions", asked).await;
    assert_eq!(refused.code(), "no_route");
    insta::assert_snapshot!(refused.text, @"There is no way of 408.3 km for this mode. Choose another mode, or look for a train or flight.");
}
