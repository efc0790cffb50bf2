use serde_json::json;

use crate::world::on_both;

#[tokio::test]
async fn a_stream_goes_on_after_the_last_event_seen() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        let mut events = ada.say("wait for it").await;
        let seen = events.until("text.delta").await;
        drop(events);
        let path = format!("/api/turns/{}/events", seen.data["turn_id"].as_str().unwrap());
        let mut resumed = ada.with("last-event-id", &seen.id.to_string()).stream(&path).await;
        world.gate.open();
        let next = resumed.until("text.delta").await;
        assert!(next.id > seen.id);
        assert_eq!(next.data["text"], "two");
        resumed.rest().await;

        // when all is over: the same, whole and in part, by header and by address
        let all = ada.stream(&path).await.rest().await;
        let text: String =
            all.iter().filter_map(|event| event.data["text"].as_str().filter(|_| event.kind == "text.delta")).collect();
        assert_eq!(text, all.last().unwrap().data["text"], "the deltas, joined, are the message");
        let later: Vec<_> = all.iter().filter(|event| event.id > seen.id).cloned().collect();
        assert_eq!(ada.with("last-event-id", &seen.id.to_string()).stream(&path).await.rest().await, later);
        assert_eq!(ada.stream(&format!("{path}?after={}", seen.id)).await.rest().await, later);
        let header_wins = ada.with("last-event-id", &seen.id.to_string()).stream(&format!("{path}?after=0")).await;
        assert_eq!(header_wins.rest().await, later);
        assert_eq!(ada.stream(&format!("{path}?after=999999999")).await.rest().await, []);
        assert_eq!(ada.with("last-event-id", "x").get(&path).await.refusal(), (422, "last_event_id_invalid"));
        assert_eq!(ada.get(&format!("{path}?after=x")).await.refusal(), (422, "query_invalid"));
    })
    .await;
}

#[tokio::test]
async fn every_client_of_a_user_hears_of_every_turn() {
    on_both(async |world| {
        let (ada, bob) = (world.somebody("ada").await, world.somebody("bob").await);
        let mut feed = ada.stream("/api/events").await;
        let mut others = bob.stream("/api/events").await;
        let said = ada.say("hello").await.rest().await;
        let mut heard = Vec::new();
        while heard.last().is_none_or(|event: &crate::client::Event| event.kind != "turn.finished") {
            heard.push(feed.next().await.unwrap());
        }
        assert_eq!(heard, said);
        bob.post("/api/chat", json!({"message": "hi"})).await;
        assert_eq!(others.until("turn.finished").await.data["text"], "You said: hi", "and of nobody else's");
    })
    .await;
}
