//! What is being said right now: the turns that run in this process, and who listens.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use db::UserId;
use serde_json::{Value, json};
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::TurnEvent;

/// Events a reader of the user's feed may be behind before it is cut off and has to resume.
const FEED_CAPACITY: usize = 4096;
/// After a restart numbering goes on this far above the last stored event: more than was ever shown without being stored.
pub(crate) const GAP_AFTER_RESTART: i64 = 10_000;

/// The running turns of this process and the feeds of its users.
#[derive(Default)]
pub(crate) struct Hub {
    turns: Mutex<HashMap<Uuid, Arc<LiveTurn>>>,
    feeds: Arc<Mutex<HashMap<UserId, broadcast::Sender<TurnEvent>>>>,
    changed: watch::Sender<u64>,
}

impl Hub {
    /// Takes in a turn that begins to run here; its numbers go on after `last`.
    pub(crate) fn begin(&self, user: &UserId, turn: Uuid, last: i64) -> Arc<LiveTurn> {
        let live = self.unlisted(user, turn, last);
        lock(&self.turns).insert(turn, Arc::clone(&live));
        self.wake();
        live
    }

    /// Something to number and show events of a turn with that does not run here.
    pub(crate) fn unlisted(&self, user: &UserId, turn: Uuid, last: i64) -> Arc<LiveTurn> {
        Arc::new(LiveTurn {
            user: user.clone(),
            id: turn,
            first: last,
            cancel: CancellationToken::new(),
            state: Mutex::new(State { events: Vec::new(), visible: 0, stored: 0, next: last + 1 }),
            progress: watch::Sender::new(Progress { visible: 0, end: None }),
            feeds: Arc::clone(&self.feeds),
        })
    }

    /// Lets go of a turn; whoever follows it is told.
    pub(crate) fn end(&self, live: &LiveTurn, end: End) {
        live.progress.send_modify(|progress| progress.end = Some(end));
        lock(&self.turns).remove(&live.id);
        self.wake();
    }

    pub(crate) fn turn(&self, turn: Uuid) -> Option<Arc<LiveTurn>> {
        lock(&self.turns).get(&turn).cloned()
    }

    /// Tells everybody who waits for a turn to look again.
    pub(crate) fn wake(&self) {
        self.changed.send_modify(|count| *count += 1);
    }

    pub(crate) fn changed(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Whether anybody here listens to this user's turns.
    pub(crate) fn has_feed(&self, user: &UserId) -> bool {
        lock(&self.feeds).get(user).is_some_and(|feed| feed.receiver_count() > 0)
    }

    /// Passes on an event of a turn that runs elsewhere.
    pub(crate) fn feed_event(&self, user: &UserId, event: TurnEvent) {
        if let Some(feed) = lock(&self.feeds).get(user) {
            let _ = feed.send(event);
        }
    }

    pub(crate) fn feed(&self, user: &UserId) -> broadcast::Receiver<TurnEvent> {
        let mut feeds = lock(&self.feeds);
        feeds.retain(|_, feed| feed.receiver_count() > 0);
        feeds.entry(user.clone()).or_insert_with(|| broadcast::Sender::new(FEED_CAPACITY)).subscribe()
    }
}

/// A turn that runs in this process, with everything said in it since it was taken up.
///
/// Text is shown as it comes and stored a little later. Everything else is staged, stored, and only then shown.
pub(crate) struct LiveTurn {
    user: UserId,
    id: Uuid,
    first: i64,
    cancel: CancellationToken,
    state: Mutex<State>,
    progress: watch::Sender<Progress>,
    feeds: Arc<Mutex<HashMap<UserId, broadcast::Sender<TurnEvent>>>>,
}

struct State {
    events: Vec<TurnEvent>,
    visible: usize,
    stored: usize,
    next: i64,
}

#[derive(Clone, Copy)]
struct Progress {
    visible: usize,
    end: Option<End>,
}

/// How a turn stopped being live here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It has ended for good.
    Ended,
    /// This process gave it up; it is still to be finished.
    LetGo,
}

impl LiveTurn {
    /// The number after which its events are held here; earlier ones are in the database.
    pub(crate) fn first(&self) -> i64 {
        self.first
    }

    /// Asks the turn to stop.
    pub(crate) fn cancel(&self) {
        self.cancel.cancel();
    }

    pub(crate) async fn cancelled(&self) {
        self.cancel.cancelled().await;
    }

    pub(crate) fn was_let_go(&self) -> bool {
        self.progress.borrow().end == Some(End::LetGo)
    }

    /// Shows an event now; it is stored with the next batch.
    pub(crate) fn show(&self, kind: &str, data: Value) {
        let mut state = lock(&self.state);
        state.push(self.id, kind, data);
        self.show_all(state);
    }

    /// Prepares an event; it is shown once `stored` says that it was stored.
    pub(crate) fn stage(&self, kind: &str, data: Value) {
        lock(&self.state).push(self.id, kind, data);
    }

    /// Forgets what was staged and not shown; its numbers are not used again.
    pub(crate) fn unstage(&self) {
        let mut state = lock(&self.state);
        let visible = state.visible;
        state.events.truncate(visible);
        state.stored = state.stored.min(visible);
    }

    /// What is not stored yet, to be handed to the database.
    pub(crate) fn unstored(&self) -> Vec<store::TurnEvent> {
        let state = lock(&self.state);
        let row = |e: &TurnEvent| store::TurnEvent { id: e.id, kind: e.kind.clone(), data: e.data.to_string() };
        state.events[state.stored..].iter().map(row).collect()
    }

    /// So many of what `unstored` gave are stored now: staged ones among them are shown.
    pub(crate) fn stored(&self, count: usize) {
        let mut state = lock(&self.state);
        state.stored += count;
        if state.stored > state.visible {
            self.show_all(state);
        }
    }

    /// The events after number `last` that may be shown, waiting for one if there is none yet; and whether the turn has
    /// stopped being live.
    pub(crate) async fn after(&self, last: i64) -> (Vec<TurnEvent>, bool) {
        let mut progress = self.progress.subscribe();
        loop {
            let Progress { end, .. } = *progress.borrow_and_update();
            let events = self.shown_after(last);
            if !events.is_empty() || end.is_some() {
                return (events, end.is_some());
            }
            // the sender lives in self, so this cannot fail
            let _ = progress.changed().await;
        }
    }

    fn shown_after(&self, last: i64) -> Vec<TurnEvent> {
        let state = lock(&self.state);
        let shown = &state.events[..state.visible];
        let from = shown.partition_point(|event| event.id <= last);
        shown[from..].to_vec()
    }

    /// Makes all events visible. The lock is held until the feed has them, so that a feed keeps their order.
    fn show_all(&self, mut state: MutexGuard<'_, State>) {
        let from = state.visible;
        state.visible = state.events.len();
        if let Some(feed) = lock(&self.feeds).get(&self.user) {
            for event in &state.events[from..] {
                // an error says that nobody listens, which is no error
                let _ = feed.send(event.clone());
            }
        }
        let visible = state.visible;
        drop(state);
        self.progress.send_modify(|progress| progress.visible = visible);
    }
}

impl State {
    fn push(&mut self, turn_id: Uuid, kind: &str, mut data: Value) {
        if let Value::Object(data) = &mut data {
            data.insert("turn_id".to_owned(), json!(turn_id));
        }
        self.events.push(TurnEvent { turn_id, id: self.next, kind: kind.to_owned(), data });
        self.next += 1;
    }
}

/// A poisoned lock means that a thread panicked between two plain assignments here, which cannot leave them half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
