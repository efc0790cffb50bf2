//! Chance that falls the same way every time: what a date and a topic decide.

use jiff::civil::{Date, date};

/// A row of numbers that depends only on a date and a topic (splitmix64, Steele, Lea and Flood 2014).
///
/// Each topic has its own row, so a new topic never changes what an old one decided.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn of(date: Date, topic: &str) -> Self {
        // FNV-1a folds the topic into the seed.
        let folded = topic
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self(folded ^ ordinal(date).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A whole number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> u32 {
        let width = u64::from(high - low) + 1;
        low + u32::try_from(self.next() % width).expect("a remainder of a u32 width fits in u32")
    }

    /// True in `percent` of a hundred cases.
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.between(1, 100) <= percent
    }

    pub(crate) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        let last = u32::try_from(choices.len() - 1).expect("choice lists are short");
        choices[self.between(0, last) as usize]
    }
}

/// Days since a day far before any date that matters: never negative, so that ids can be built on it.
pub(crate) fn ordinal(day: Date) -> u64 {
    u64::try_from(i64::from(days_from_monday(day)) + 10_000_000)
        .expect("a civil date is at most 4.4 million days from 1970")
}

/// Weeks since Monday 1970-01-05: the rhythm of everything that does not happen each week.
pub(crate) fn week_number(day: Date) -> i32 {
    days_from_monday(day).div_euclid(7)
}

fn days_from_monday(day: Date) -> i32 {
    (day - date(1970, 1, 5)).get_days()
}
