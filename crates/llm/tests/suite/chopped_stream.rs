//! However a network cuts a stream, the answer is the same.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use llm::{Provider, Reply, Timing};
use proptest::prelude::*;
use serde_json::{Value, json};
use stand_in_provider::{Script, StandIn};

use crate::asking::{Outcome, ask, endpoint, events, models, playing, quick, request, say_hi, user};

/// The streams of the three providers, with letters of one to four bytes; one begins with a byte order mark.
fn streams() -> [(Provider, &'static str, Bytes); 3] {
    let anthropic = events(&[
        json!({"type": "message_start", "message": {"model": "m", "usage": {"input_tokens": 1}}}),
        json!({"type": "content_block_start", "index": 0, "content_block": {"type": "thinking", "thinking": "", "signature": ""}}),
        json!({"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta", "thinking": "häé"}}),
        json!({"type": "content_block_delta", "index": 0, "delta": {"type": "signature_delta", "signature": "c2ln"}}),
        json!({"type": "content_block_start", "index": 1, "content_block": {"type": "text", "text": ""}}),
        json!({"type": "content_block_delta", "index": 1, "delta": {"type": "text_delta", "text": "Grüße 🙂\n\ndata: x"}}),
        json!({"type": "content_block_start", "index": 2, "content_block": {"type": "tool_use", "id": "t", "name": "n", "input": {}}}),
        json!({"type": "content_block_delta", "index": 2, "delta": {"type": "input_json_delta", "partial_json": "{\"a\": \"€"}}),
        json!({"type": "content_block_delta", "index": 2, "delta": {"type": "input_json_delta", "partial_json": "\"}"}}),
        json!({"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 3}}),
        json!({"type": "message_stop"}),
    ]);
    let chunk = |delta: Value, finish: Value| {
        format!(
            "data: {}\r\n\r\n",
            json!({"model": "m", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})
        )
    };
    let openai = [
        format!("\u{feff}{}", chunk(json!({"role": "assistant", "content": "Grüße "}), Value::Null)),
        chunk(json!({"content": "🙂"}), Value::Null),
        chunk(json!({"tool_calls": [{"index": 0, "id": "t", "type": "function", "function": {"name": "n", "arguments": ""}}]}), Value::Null),
        chunk(json!({"tool_calls": [{"index": 0, "function": {"arguments": "{\"a\": \"€\"}"}}]}), Value::Null),
        chunk(json!({}), json!("tool_calls")),
        "data: [DONE]\n\n".to_owned(),
    ]
    .concat();
    let ollama = [
        json!({"model": "m", "message": {"role": "assistant", "content": "", "thinking": "häé"}, "done": false}),
        json!({"model": "m", "message": {"role": "assistant", "content": "Grüße 🙂"}, "done": false}),
        json!({"model": "m", "message": {"role": "assistant", "content": "", "tool_calls":
            [{"id": "t", "function": {"name": "n", "arguments": {"a": "€"}}}]}, "done": false}),
        json!({"model": "m", "message": {"role": "assistant", "content": ""}, "done": true, "done_reason": "stop", "eval_count": 3}),
    ]
    .map(|line| line.to_string())
    .join("\n"); // and no line end after the last
    [
        (Provider::Claude, "text/event-stream", anthropic.into()),
        (Provider::OpenAi, "text/event-stream", openai.into()),
        (Provider::Ollama, "application/x-ndjson", ollama.into()),
    ]
}

async fn played(provider: Provider, content_type: &str, chunks: Vec<Bytes>) -> Outcome {
    let stand_in = playing((0..4).map(|_| Script::raw(200, content_type, chunks.clone()))).await;
    say_hi(provider, &stand_in).await
}

/// `cuts` are shares of the length, in thousandths.
fn chopped(stream: &Bytes, cuts: &[usize]) -> Vec<Bytes> {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut * stream.len() / 1000).collect();
    cuts.extend([0, stream.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2).map(|ends| stream.slice(ends[0]..ends[1])).collect()
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_cut_gives_the_same_reply(which in 0_usize..3, cuts in prop::collection::vec(1_usize..1000, 0..60)) {
        let (provider, content_type, stream) = streams()[which].clone();
        let whole: Reply = run(played(provider, content_type, vec![stream.clone()])).reply();
        let pieces: Reply = run(played(provider, content_type, chopped(&stream, &cuts))).reply();
        prop_assert_eq!(whole, pieces);
    }

    /// A stream that ends anywhere before its end is an error: never half an answer that looks whole.
    #[test]
    fn any_early_end_is_an_error(which in 0_usize..3, kept in 0_usize..1000) {
        let (provider, content_type, stream) = streams()[which].clone();
        let outcome = run(played(provider, content_type, vec![stream.slice(..kept * (stream.len() - 1) / 1000)]));
        prop_assert_eq!(outcome.error().kind, llm::ModelErrorKind::BrokenStream);
    }
}

/// Any JSON in any place of a stream ends in a reply or an error. A release build aborts on a panic, so none may be had.
#[tokio::test]
async fn nonsense_in_any_place_does_not_panic() {
    let nonsense = ["null", "5", "\"x\"", "[]", "{}", "[[1]]", "{\"type\": \"error\"}", "{\"error\": 1}"];
    let next = Arc::new(Mutex::new(Script::new()));
    let script = Arc::clone(&next);
    let stand_in = StandIn::start(move |_| script.lock().unwrap().clone()).await.unwrap();
    let models = models(Timing { retries: 0, ..quick() });
    for (provider, content_type, stream) in streams() {
        let endpoint = endpoint(provider, &stand_in.base_url());
        let text = String::from_utf8(stream.to_vec()).unwrap();
        for (colon, _) in text.match_indices(':') {
            let place = colon + 1;
            let Some(end) = value_end(&text[place..]) else { continue };
            for nonsense in nonsense {
                let damaged = format!("{}{nonsense}{}", &text[..place], &text[place + end..]);
                *next.lock().unwrap() = Script::raw(200, content_type, [damaged]);
                drop(ask(&models, &endpoint, &request(vec![user("Hi")])).await.end);
            }
        }
    }
}

/// Where the JSON value ends that `text` begins with.
fn value_end(text: &str) -> Option<usize> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    values.next()?.ok()?;
    Some(values.byte_offset())
}

#[test]
fn every_single_byte_alone() {
    for (provider, content_type, stream) in streams() {
        let whole = run(played(provider, content_type, vec![stream.clone()])).reply();
        let bytes = (0..stream.len()).map(|at| stream.slice(at..=at)).collect();
        assert_eq!(run(played(provider, content_type, bytes)).reply(), whole);
        assert_eq!(whole.text().trim_end_matches("\n\ndata: x"), "Grüße 🙂");
    }
}
