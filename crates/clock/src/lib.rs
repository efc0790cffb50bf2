#![doc = include_str!("../README.md")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use uuid::{NoContext, Uuid};

/// Where the time comes from. Cheap to clone; clones of a fixed clock move together.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `now` until it is moved: for tests.
    pub fn fixed(now: Timestamp) -> Self {
        Self(Source::Fixed(Arc::new(AtomicI64::new(now.as_microsecond()))))
    }

    /// Moves a fixed clock forward. The machine's clock cannot be moved and stays as it is.
    pub fn advance(&self, by: std::time::Duration) {
        if let Source::Fixed(micros) = &self.0 {
            let by = i64::try_from(by.as_micros()).expect("tests move the clock by less than 292,000 years");
            micros.fetch_add(by, Ordering::SeqCst);
        }
    }

    /// The present moment, UTC, whole microseconds: what both databases can hold.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    pub fn now(&self) -> Timestamp {
        let micros = match &self.0 {
            Source::System => Timestamp::now().as_microsecond(),
            Source::Fixed(micros) => micros.load(Ordering::SeqCst),
        };
        Timestamp::from_microsecond(micros).expect("a microsecond count of our own is in range")
    }

    /// A new id, a version 7 UUID: ids made later sort later, to the millisecond.
    pub fn id(&self) -> Uuid {
        let now = self.now();
        let seconds = u64::try_from(now.as_second()).expect("the clock stands after 1970");
        let nanos = u32::try_from(now.subsec_nanosecond()).expect("after 1970 the fraction is positive");
        Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, seconds, nanos))
    }
}
