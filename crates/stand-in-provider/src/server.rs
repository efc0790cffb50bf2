use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use axum::serve::ListenerExt;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::Script;
use crate::check::check;
use crate::script::Play;

/// A running stand-in; it stops when this is dropped.
pub struct StandIn {
    address: SocketAddr,
    shared: Arc<Shared>,
    _server: JoinSet<()>,
}

/// One request as it came, whatever was answered to it.
#[derive(Clone, Debug)]
pub struct Received {
    /// The path, for example `/v1/messages`.
    pub path: String,
    /// All headers.
    pub headers: HeaderMap,
    /// The body; `null` if it was not JSON.
    pub body: Value,
    /// The body's bytes.
    pub bytes: Bytes,
}

struct Shared {
    rule: Box<dyn Fn(&Value) -> Script + Send + Sync>,
    received: Mutex<Vec<Received>>,
}

impl StandIn {
    /// Starts on a free port of the loopback. `rule` sees each request's body and says what to answer; a request on
    /// `/v1/messages` that breaks the provider's rules never gets to it.
    pub async fn start(rule: impl Fn(&Value) -> Script + Send + Sync + 'static) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared { rule: Box::new(rule), received: Mutex::default() });
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        // Without TCP_NODELAY each small chunk may wait 40 ms for the last one's acknowledgement.
        let listener = listener.tap_io(|socket| drop(socket.set_nodelay(true)));
        let mut server = JoinSet::new();
        server.spawn(async move { drop(axum::serve(listener, router).await) });
        Ok(Self { address, shared, _server: server })
    }

    /// The address without a path: what a client's base URL is set to.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request so far, also those that were refused, oldest first.
    pub fn received(&self) -> Vec<Received> {
        self.shared.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The bodies of every request so far.
    pub fn requests(&self) -> Vec<Value> {
        self.received().into_iter().map(|received| received.body).collect()
    }
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let received = Received { path: uri.path().into(), headers: headers.clone(), body: body.clone(), bytes };
    shared.received.lock().unwrap_or_else(PoisonError::into_inner).push(received);

    let verdict = if uri.path() == "/v1/messages" { check(&method, &headers, &body) } else { Ok(()) };
    let script = match verdict {
        Ok(()) => (shared.rule)(&body),
        Err(refusal) => *refusal,
    };
    play(script, body["model"].as_str().unwrap_or_default())
}

fn play(script: Script, model: &str) -> Response {
    let mut response = Response::builder().status(script.status);
    for (name, value) in &script.headers {
        response = response.header(name, value);
    }
    let plays = stream::iter(script.rendered(model)).filter_map(|play| async move {
        match play {
            Play::Send(bytes) => Some(Ok(bytes)),
            Play::BreakOff => {
                tokio::task::yield_now().await; // so that what came before is on its way
                Some(Err(io::Error::other("the script breaks off here")))
            }
            Play::Wait(gate) => {
                gate.pass().await;
                None
            }
            Play::Block { .. } => None,
        }
    });
    response.body(Body::from_stream(plays)).unwrap_or_else(|error| bad_script(&error))
}

/// The script holds a status or a header that HTTP does not know.
fn bad_script(error: &axum::http::Error) -> Response {
    let body = json!({"bad script": error.to_string()}).to_string();
    Response::new(Body::from_stream(stream::iter([Ok::<_, Infallible>(body)])))
}
