use clock::Clock;
use serde_json::json;
use tool_caller::ToolCaller;

use crate::{NOW, places};

#[tokio::test]
async fn the_listing() {
    insta::assert_snapshot!(places().await.looking_tools().await.join(" "), @"search_places search_nearby get_place_details geocode_address reverse_geocode get_directions");
}

#[test]
fn the_tools_cost_a_model_little() {
    let service = mcp_google_places::service(Clock::system());
    let bytes = mcp_kit::schema_bytes(service.tools());
    assert!(bytes < 24_000, "{bytes} bytes");
}

#[tokio::test]
async fn without_the_household_it_is_not_connected() {
    let clock = Clock::fixed(NOW.parse().unwrap());
    let places = ToolCaller::start(mcp_google_places::service(clock), false).await;
    let refused = places.call("search_places", json!({"query": "café"})).await;
    assert_eq!(refused.code(), "credential_missing");
    insta::assert_snapshot!(refused.text, @"Google Places is not connected. Ask the user to connect Google Places in the settings, or to switch on the demo household.");
}

#[tokio::test]
async fn usual_answers_are_short() {
    let places = places().await;
    for (tool, arguments) in [
        ("search_places", json!({"query": "restaurant"})),
        ("search_nearby", json!({"radius": 50_000})),
        ("get_place_details", json!({"place_id": "ChIJdemo-nispero", "detail": "full"})),
        ("geocode_address", json!({"address": "València"})),
    ] {
        let answer = places.call(tool, arguments).await;
        assert!(answer.bytes() <= 4_096, "{tool}: {} bytes", answer.bytes());
        assert_eq!(answer.structured["sandbox"], true);
        assert!(answer.text.starts_with("[demo data] "));
    }
}

#[tokio::test]
async fn arguments_that_do_not_fit() {
    let places = places().await;
    let home = json!({"place_id": "ChIJdemo-home"});
    let cases = [
        ("search_places", json!({"query": "near me"})),
        ("search_places", json!({"query": "café", "radius": 60_000})),
        ("search_places", json!({"query": "café", "location": {"lat": 91.0, "lng": 0.0}})),
        ("search_places", json!({"query": "café", "location": {"lat": 39.0}})),
        ("search_places", json!({"query": "café", "max_results": 21})),
        ("get_place_details", json!({"place_id": "ChIJunknown"})),
        ("get_place_details", json!({"place_id": "ChIJdemo-home", "detail": "everything"})),
        ("geocode_address", json!({"address": "10 Nowhere Road, Elsewhere"})),
        ("reverse_geocode", json!({"lat": 39.0, "lng": 200.0})),
        ("get_directions", json!({"origin": {}, "destination": home})),
        (
            "get_directions",
            json!({"origin": home, "destination": {"place_id": "ChIJdemo-home", "lat": 1.0, "lng": 1.0}}),
        ),
        ("get_directions", json!({"origin": home, "destination": home, "departure_time": "2026-11-19T10:00:00Z"})),
        ("get_directions", json!({"origin": home, "destination": home, "departure_time": "tomorrow"})),
    ];
    let mut told = Vec::new();
    for (tool, arguments) in cases {
        let refused = places.call(tool, arguments).await;
        told.push(format!("{}: {}", refused.code(), refused.structured["message"].as_str().unwrap()));
    }
    insta::assert_snapshot!(told.join("\n"), @"
    invalid_argument: query: say what to look for, for example “café” or “ramen”
    invalid_argument: radius: 60000 is not between 1 and 50000 metres
    invalid_argument: location: lat goes from -90 to 90, lng from -180 to 180
    invalid_argument: location.lng: is required
    invalid_argument: max_results: 21 is not between 1 and 20
    not_found: There is no place ChIJunknown.
    invalid_argument: detail: “everything” is not valid; expected one of `basic`, `standard`, `full`
    not_found: There is no address like “10 Nowhere Road, Elsewhere” on the map.
    invalid_argument: lat: lat goes from -90 to 90, lng from -180 to 180
    invalid_argument: origin: give either place_id, or lat and lng
    invalid_argument: destination: give either place_id, or lat and lng
    invalid_argument: departure_time: it lies in the past
    invalid_argument: departure_time: write RFC 3339 with offset: 2026-11-22T18:30:00+01:00
    ");
}
