//! The WebSocket at `/ws`: every event of every turn of the user, and a way to say something.

mod frame;

use std::collections::HashMap;
use std::pin::pin;

use agent::{NewMessage, TurnEvent};
use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::response::Response;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use tokio_stream::StreamMap;
use uuid::Uuid;

use self::frame::{ClientFrame, ServerFrame};
use crate::auth::{Caller, End, Proof, RequestParts, ended, hash_of, is_same_origin};
use crate::{Gateway, Problem};

/// Bytes of one frame: as much as the body of a request.
const FRAME_LIMIT: usize = 1 << 20;
/// Turns that one socket follows at a time.
const MOST_RESUMED: usize = 32;
/// Resumed turns that a socket remembers; only the last few matter, and only for a moment.
const MOST_REMEMBERED: usize = 1_000;

/// Opens the socket. A browser may do so from our own pages only: it sends the cookie along to whoever asks.
pub(crate) async fn socket(
    State(gateway): State<Gateway>,
    caller: Caller,
    RequestParts(parts): RequestParts,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Problem> {
    if matches!(caller.proof, Proof::Session { .. }) && !is_same_origin(&gateway, &parts) {
        let detail = "A browser session may open a socket only from the assistant's own pages.";
        return Err(Problem::forbidden("foreign_origin", detail));
    }
    let upgrade = upgrade.max_message_size(FRAME_LIMIT).max_frame_size(FRAME_LIMIT);
    Ok(upgrade.on_upgrade(move |socket| async move {
        // from here on, so that nothing is missed between this and the first message
        let live = gateway.agent.live_events(&caller.user);
        let connection = Connection { gateway, caller, socket, resumed: StreamMap::new(), told: HashMap::new() };
        connection.run(live).await;
    }))
}

struct Connection {
    gateway: Gateway,
    caller: Caller,
    socket: WebSocket,
    /// The turns that the client has asked for from some event on. While a turn is here, its live events are left out: the
    /// same ones come this way, in order.
    resumed: StreamMap<Uuid, BoxStream<'static, TurnEvent>>,
    /// The last number told of each turn that was resumed here. Its live events may come up only after the resumed ones have
    /// ended, and nothing is told twice.
    told: HashMap<Uuid, i64>,
}

/// Why a socket is closed, as the client is told.
struct Close {
    code: u16,
    reason: &'static str,
}

const TOO_SLOW: Close = Close { code: close_code::AGAIN, reason: "you read too slowly: connect again and resume" };
const REVOKED: Close = Close { code: close_code::POLICY, reason: "your key or session has ended" };
const STOPPING: Close = Close { code: close_code::AWAY, reason: "the assistant is being restarted: connect again" };
const TOO_LARGE: Close = Close { code: close_code::SIZE, reason: "a frame has at most 1 MiB" };

impl Connection {
    async fn run(mut self, mut live: BoxStream<'static, TurnEvent>) {
        let mut end = pin!(ended(self.gateway.clone(), self.caller.clone()));
        let close = loop {
            let step = tokio::select! {
                end = &mut end => Err(if end == End::Revoked { REVOKED } else { STOPPING }),
                frame = self.socket.recv() => match frame {
                    Some(Ok(Message::Text(text))) => self.take(text.as_str()).await,
                    Some(Ok(Message::Binary(_))) => {
                        self.send(&ServerFrame::error("frame_unreadable", "Send frames of text, each one object of JSON.")).await
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
                    // the library's own words, as its error type is not ours to match
                    Some(Err(error)) if error.to_string().contains("too long") => Err(TOO_LARGE),
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                },
                Some((turn, event)) = self.resumed.next(), if !self.resumed.is_empty() => {
                    self.told.insert(turn, event.id);
                    self.send(&ServerFrame::event(&event)).await
                }
                event = live.next() => match event {
                    Some(event) if self.comes_resumed(&event) => Ok(()),
                    Some(event) => self.send(&ServerFrame::event(&event)).await,
                    // the reader fell so far behind that events were let go of
                    None => Err(TOO_SLOW),
                },
            };
            if let Err(close) = step {
                break close;
            }
        };
        let frame = CloseFrame { code: close.code, reason: close.reason.into() };
        // whoever does not read does not hear this either, and is let go of
        let _ =
            tokio::time::timeout(self.gateway.limits.slow_reader, self.socket.send(Message::Close(Some(frame)))).await;
    }

    /// Whether a live event comes, or came, by way of a resumed turn.
    fn comes_resumed(&self, event: &TurnEvent) -> bool {
        let told = self.told.get(&event.turn_id);
        self.resumed.contains_key(&event.turn_id) || told.is_some_and(|last| event.id <= *last)
    }

    /// Does what a frame asks. What cannot be done is answered with an error frame; the socket stays open.
    async fn take(&mut self, text: &str) -> Result<(), Close> {
        let frame: ClientFrame = match serde_json::from_str(text) {
            Ok(frame) => frame,
            Err(error) => {
                let detail = format!("The frame cannot be read: {error}.");
                return self.send(&ServerFrame::error("frame_unreadable", &detail)).await;
            }
        };
        let client_id = frame.client_id().map(str::to_owned);
        let answer = match self.caller.take_request(&self.gateway) {
            Ok(()) => self.act(frame).await,
            Err(problem) => Err(problem),
        };
        match answer {
            Ok(Some(answer)) => self.send(&answer).await,
            Ok(None) => Ok(()),
            Err(problem) => {
                if let Some(log) = &problem.log {
                    tracing::error!(code = &*problem.code, "a frame failed: {log}");
                }
                self.send(&ServerFrame::Error {
                    code: &problem.code,
                    detail: &problem.detail,
                    client_id: client_id.as_deref(),
                })
                .await
            }
        }
    }

    async fn act(&mut self, frame: ClientFrame) -> Result<Option<ServerFrame<'static>>, Problem> {
        let agent = &self.gateway.agent;
        match frame {
            ClientFrame::Ping => Ok(Some(ServerFrame::Pong)),
            ClientFrame::Message { thread_id, text, client_id, agent: with, model } => {
                let idempotency_key = client_id.as_deref().map(|id| key_of(thread_id, id, &text));
                let message = NewMessage {
                    thread: thread_id,
                    agent: with,
                    text,
                    model,
                    allow_operator_llm: self.caller.allow_operator_llm,
                    idempotency_key,
                };
                let accepted = agent.message_accept(&self.caller.user, message).await?;
                Ok(Some(ServerFrame::Ack {
                    client_id,
                    turn_id: accepted.turn_id,
                    thread_id: accepted.thread_id,
                    message_id: accepted.message_id,
                    joined: accepted.joined,
                }))
            }
            ClientFrame::Cancel { turn_id } => {
                agent.turn_cancel(&self.caller.user, turn_id).await?;
                Ok(None)
            }
            ClientFrame::Resume { turn_id, after } => {
                if self.resumed.len() >= MOST_RESUMED && !self.resumed.contains_key(&turn_id) {
                    let detail =
                        format!("At most {MOST_RESUMED} turns can be resumed at a time. Wait until one has ended.");
                    return Err(Problem::invalid("too_many_resumed", detail));
                }
                let events = agent.turn_events(&self.caller.user, turn_id, after).await?;
                if self.told.len() >= MOST_REMEMBERED {
                    self.told.clear();
                }
                self.resumed.insert(turn_id, events);
                Ok(None)
            }
            ClientFrame::Approval { approval_id, .. } => Err(Problem::not_found(&format!("approval: “{approval_id}”"))),
        }
    }

    /// Sends a frame. A client that does not take it in time is too slow.
    async fn send(&mut self, frame: &ServerFrame<'_>) -> Result<(), Close> {
        let sent = self.socket.send(Message::text(frame.text()));
        // an error means that the client is gone, which the next look at the socket tells as well
        tokio::time::timeout(self.gateway.limits.slow_reader, sent).await.map(drop).map_err(|_| TOO_SLOW)
    }
}

/// The idempotency key of a frame's `client_id`. Clients count their frames from one in each thread, so the key is the
/// thread's own; where the message makes a new thread, it is the message's own. It is none that a header could name.
fn key_of(thread: Option<Uuid>, client_id: &str, text: &str) -> String {
    let scope = thread.map_or_else(|| text.to_owned(), |thread| thread.to_string());
    let hash = hash_of(&format!("{scope}\n{client_id}"));
    hash.iter().fold("ws-".to_owned(), |key, byte| format!("{key}{byte:02x}"))
}
