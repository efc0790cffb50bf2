use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

/// How much, and how fast it comes back.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// How many at once.
    pub burst: u32,
    /// How many more each second.
    pub per_second: f64,
}

/// A token bucket for each key of whatever kind. Holds at most `MOST` of them.
pub(crate) struct Buckets<K> {
    rate: Rate,
    levels: Mutex<HashMap<K, Level>>,
}

#[derive(Clone, Copy)]
struct Level {
    tokens: f64,
    at: Timestamp,
}

/// Ten thousand buckets are about a megabyte. When there are more, those that have filled up again are forgotten, which
/// changes nothing for their owners; if none has, all are.
const MOST: usize = 10_000;

impl<K: Eq + Hash> Buckets<K> {
    pub(crate) fn new(rate: Rate) -> Self {
        Self { rate, levels: Mutex::default() }
    }

    /// Takes one token, or says how long until there is one.
    pub(crate) fn take(&self, key: K, now: Timestamp) -> Result<(), Duration> {
        let mut levels = self.levels.lock().unwrap_or_else(PoisonError::into_inner);
        if levels.len() >= MOST && !levels.contains_key(&key) {
            levels.retain(|_, level| self.level(*level, now) < f64::from(self.rate.burst));
            if levels.len() >= MOST {
                levels.clear();
            }
        }
        let level = levels.entry(key).or_insert(Level { tokens: f64::from(self.rate.burst), at: now });
        let tokens = self.level(*level, now);
        if tokens >= 1.0 {
            *level = Level { tokens: tokens - 1.0, at: now };
            Ok(())
        } else {
            *level = Level { tokens, at: now };
            Err(Duration::from_secs_f64((1.0 - tokens) / self.rate.per_second))
        }
    }

    fn level(&self, level: Level, now: Timestamp) -> f64 {
        let passed = now.duration_since(level.at).as_secs_f64().max(0.0);
        (level.tokens + passed * self.rate.per_second).min(f64::from(self.rate.burst))
    }
}
