use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::post;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// A model that answers at once, in Anthropic's protocol. It does not even parse the request: what it costs must not hide what
/// the gateway costs. Whether requests are as they should be is what `stand-in-provider` checks in the tests.
pub(crate) struct Provider {
    pub(crate) url: String,
    asked: Arc<Asked>,
    _serving: JoinSet<()>,
}

#[derive(Default)]
struct Asked {
    last: Mutex<Bytes>,
    count: AtomicUsize,
}

impl Provider {
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let asked = Arc::new(Asked::default());
        let router = Router::new().route("/v1/messages", post(answer)).with_state(asked.clone());
        let mut serving = JoinSet::new();
        // with Nagle's algorithm each answer would take 40 ms
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        serving.spawn(async move { drop(axum::serve(listener, router).await) });
        Ok(Self { url, asked, _serving: serving })
    }

    /// The last request it was sent.
    pub(crate) fn last(&self) -> Bytes {
        self.asked.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// As many rounds of a reading tool call as the message says (`rounds=N`), then a short answer.
async fn answer(State(asked): State<Arc<Asked>>, request: Bytes) -> impl IntoResponse {
    let number = asked.count.fetch_add(1, Ordering::Relaxed);
    let at = last_position(&request, b"rounds=").unwrap_or(0);
    let rest = &request[at..];
    let wanted = rest.get(7).map_or(0, |digit| usize::from(digit.saturating_sub(b'0')));
    let had = rest.windows(13).filter(|window| window == b"\"tool_result\"").count();
    *asked.last.lock().unwrap_or_else(PoisonError::into_inner) = request;
    let events = if had < wanted { tool_call(number) } else { text() };
    ([(CONTENT_TYPE, "text/event-stream")], events)
}

fn text() -> String {
    const DELTAS: [&str; 5] = ["This ", "is ", "a ", "short ", "answer."];
    let mut events = begun(r#"{"type":"text","text":""}"#);
    for delta in DELTAS {
        let delta =
            format!(r#"{{"type":"content_block_delta","index":0,"delta":{{"type":"text_delta","text":"{delta}"}}}}"#);
        push(&mut events, "content_block_delta", &delta);
    }
    ended(events, "end_turn")
}

fn tool_call(number: usize) -> String {
    let block = format!(r#"{{"type":"tool_use","id":"toolu_{number}","name":"journal__get_timeline","input":{{}}}}"#);
    let mut events = begun(&block);
    let input = r#"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"date\":\"2026-01-05\"}"}}"#;
    push(&mut events, "content_block_delta", input);
    ended(events, "tool_use")
}

fn begun(block: &str) -> String {
    let mut events = String::new();
    push(
        &mut events,
        "message_start",
        r#"{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":1}}}"#,
    );
    let start = format!(r#"{{"type":"content_block_start","index":0,"content_block":{block}}}"#);
    push(&mut events, "content_block_start", &start);
    events
}

fn ended(mut events: String, reason: &str) -> String {
    push(&mut events, "content_block_stop", r#"{"type":"content_block_stop","index":0}"#);
    let delta = format!(
        r#"{{"type":"message_delta","delta":{{"stop_reason":"{reason}","stop_sequence":null}},"usage":{{"output_tokens":5}}}}"#
    );
    push(&mut events, "message_delta", &delta);
    push(&mut events, "message_stop", r#"{"type":"message_stop"}"#);
    events
}

fn push(events: &mut String, kind: &str, data: &str) {
    events.push_str("event: ");
    events.push_str(kind);
    events.push_str("\ndata: ");
    events.push_str(data);
    events.push_str("\n\n");
}

fn last_position(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).rposition(|window| window == what)
}
