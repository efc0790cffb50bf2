use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde_json::Value;
use tokio::sync::Notify;

use crate::program::{Client, json, patiently};

/// What the gateway has acknowledged, in a file of the clients' own.
pub(crate) struct Books {
    path: PathBuf,
    file: Mutex<File>,
    begun: Notify,
}

/// A message the gateway said it had taken.
#[derive(Debug)]
pub(crate) struct Acknowledged {
    pub(crate) job: String,
    pub(crate) turn: String,
    pub(crate) thread: String,
}

impl Books {
    pub(crate) fn open(folder: &Path) -> Self {
        let path = folder.join("acknowledged");
        let file = OpenOptions::new().create(true).append(true).open(&path).expect("the folder can be written");
        Self { path, file: Mutex::new(file), begun: Notify::new() }
    }

    pub(crate) fn note(&self, message: &Acknowledged) {
        let Acknowledged { job, turn, thread } = message;
        let mut file = self.file.lock().expect("no writer panicked");
        writeln!(file, "{job} {turn} {thread}").expect("the file can be written");
        drop(file);
        self.begun.notify_one();
    }

    /// Waits for the next turn to begin.
    pub(crate) async fn begun(&self) {
        tokio::time::timeout(crate::program::PATIENCE, self.begun.notified()).await.expect("turns begin");
    }

    pub(crate) fn acknowledged(&self) -> Vec<Acknowledged> {
        let file = BufReader::new(File::open(&self.path).expect("it was opened before"));
        let read = |line: std::io::Result<String>| {
            let line = line.expect("it can be read");
            let mut words = line.split(' ').map(str::to_owned);
            let mut word = || words.next().expect("three words");
            Acknowledged { job: word(), turn: word(), thread: word() }
        };
        file.lines().map(read).collect()
    }
}

impl Acknowledged {
    /// Waits for the turn's last event, and gives the state it ended in.
    pub(crate) async fn end(&self, client: &Client) -> String {
        let path = format!("/api/turns/{}", self.turn);
        let events = patiently(client.get(&format!("{path}/events"))).await.text().await;
        events.unwrap_or_else(|error| panic!("{self:?} hangs: {error}"));
        json(client.get(&path)).await["state"].as_str().expect("a state").to_owned()
    }

    /// How often the message stands in its thread.
    pub(crate) async fn copies(&self, client: &Client) -> usize {
        let list = json(client.get(&format!("/api/threads/{}/messages", self.thread))).await;
        let is_it = |message: &&Value| {
            message["role"] == "user"
                && message["text"].as_str().is_some_and(|text| text.contains(&format!("{} ", self.job)))
        };
        list["items"].as_array().expect("a list").iter().filter(is_it).count()
    }
}
