//! Kills the gateway at random moments, again and again, while clients talk to it and the model writes to the journal.
//! Afterwards: every message that was acknowledged is there, every accepted turn has ended, no write happened twice.

mod books;
mod provider;
mod talker;
mod worlds;

use std::sync::Arc;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use books::Books;
use talker::Talker;
use worlds::World;

/// `make crash-test` wants more.
const CRASHES: u32 = 20;
/// Conversations at the same time.
const TALKERS: u64 = 3;
/// A turn takes some ten to a hundred milliseconds here: within this time a kill meets any moment of it.
const LONGEST_LIFE: Duration = Duration::from_millis(400);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_and_nothing_happens_twice_on_sqlite() {
    story(worlds::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_and_nothing_happens_twice_on_postgresql() {
    story(worlds::postgres().await).await;
}

async fn story(mut world: World) {
    let (crashes, seed) = (number("CRASHES").unwrap_or(CRASHES.into()), number("CRASH_SEED"));
    let seed = seed.unwrap_or_else(|| rand::random::<u64>() >> 1);
    tell(&format!("{crashes} crashes on {}; to see them again: CRASH_SEED={seed}", world.name()));
    let mut dice = StdRng::seed_from_u64(seed);

    let books = Arc::new(Books::open(world.folder()));
    let enough = CancellationToken::new();
    world.start().await;
    let mut talkers = JoinSet::new();
    for number in 0..TALKERS {
        let talker = Talker::new(number, world.client(), books.clone());
        talkers.spawn(talker.talk(enough.clone()));
    }
    for _ in 0..crashes {
        // a turn at least begins in each life
        books.begun().await;
        let life = dice.random_range(0..LONGEST_LIFE.as_micros());
        tokio::time::sleep(Duration::from_micros(u64::try_from(life).expect("less than a second"))).await;
        world.kill(&mut dice).await;
        world.start().await;
    }
    enough.cancel();
    while let Some(ended) = talkers.join_next().await {
        ended.expect("a talker comes to an end");
    }

    let client = world.client();
    let acknowledged = books.acknowledged();
    let (mut done_messages, mut failed) = (Vec::new(), 0);
    for message in &acknowledged {
        match message.end(&client).await.as_str() {
            "done" => done_messages.push(message),
            "failed" => failed += 1,
            other => panic!("{message:?} is {other}"),
        }
        assert_eq!(message.copies(&client).await, 1, "{message:?}");
    }
    let done = done_messages.len();
    let written = world.stop_and_count().await;
    for (title, times) in &written {
        assert_eq!(*times, 1, "“{title}” was written {times} times");
    }
    if world.journal_dies_with_the_gateway() {
        // it was never away while a turn needed it, so no turn that is done lacks a write
        for message in done_messages {
            for part in provider::PARTS {
                let title = provider::title(&message.job, part);
                assert!(written.contains_key(&title), "“{title}” was not written");
            }
        }
    }
    assert!(acknowledged.len() >= usize::try_from(crashes).expect("a small number") / 2, "the kills met turns");
    assert!(failed * 10 <= done, "{failed} of {} turns failed", done + failed);
    let (messages, writes) = (acknowledged.len(), written.len());
    tell(&format!("{messages} messages acknowledged, {done} turns done, {failed} failed honestly, {writes} writes"));
}

#[expect(clippy::disallowed_methods, reason = "the length of a test is no setting of the program")]
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[expect(clippy::print_stdout, reason = "the seed and the counts are what a person runs this for")]
fn tell(line: &str) {
    println!("{line}");
}
