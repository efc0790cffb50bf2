use std::path::Path;
use std::time::{Duration, Instant};

use clock::Clock;
use db::{Db, UserId, UtcTime};
use sha2::{Digest as _, Sha256};
use store::{ApiKey, Role, Thread, ThreadFilter, User};
use tokio::task::JoinSet;

use crate::Table;
use crate::gateway::{assistant, serve};
use crate::samples::{Samples, milliseconds};

const KEYS: usize = 100_000;
/// Connections that ask at the same time.
const CLIENTS: usize = 8;
const WHILE: Duration = Duration::from_secs(8);
const THREADS: i64 = 1_000;
const LISTS: usize = 2_000;

/// PostgreSQL with 100,000 keys: how many requests a gateway lets in, and what row-level security costs on a list.
pub(crate) async fn measure(folder: &Path) -> anyhow::Result<Table> {
    let database = throwaway_postgres::database().await;
    let bound = database.migrated(&store::MIGRATIONS).await;
    let user = person(&bound).await?;
    keys(&bound, &user).await?;
    threads(&bound, &user).await?;

    let fresh = tempfile::tempdir_in(folder)?;
    let mut command = assistant(fresh.path())?;
    command.arg("gateway").env("SYSTEM_DB_URL", &database.runtime_url).env("LLM_PROVIDER", "demo");
    let (_child, url, _output) = serve(&mut command, "gateway").await?;
    let (rate, mut asked) = requests(&url).await?;

    let above = Db::open_postgres(&database.owner_url).await?;
    let (mut with, mut without) = (Samples::default(), Samples::default());
    for _ in 0..LISTS {
        with.add(listed(&bound, &user).await?);
        without.add(listed(&above, &user).await?);
    }
    bound.close().await;
    above.close().await;
    let first = format!("GET /api/me with {KEYS} keys, {CLIENTS} connections: {rate:.0} requests/s");
    Ok((
        "PostgreSQL, on the same two cores",
        vec![
            [first, milliseconds(asked.quantile(50)), milliseconds(asked.quantile(99))],
            with.row("50 of 1,000 threads, bound by row-level security"),
            without.row("the same as a superuser, whom it does not bind"),
        ],
    ))
}

async fn requests(url: &str) -> anyhow::Result<(f64, Samples)> {
    let begun = Instant::now();
    let mut asking = JoinSet::new();
    for client in 0..CLIENTS {
        let address = format!("{url}/api/me");
        asking.spawn(async move {
            let http = reqwest::Client::builder().build()?;
            let mut samples = Samples::default();
            let mut number = client;
            while begun.elapsed() < WHILE {
                // each time another key, from all over the table
                number = (number + 7_919 * CLIENTS) % KEYS;
                let before = Instant::now();
                let answer = http.get(&address).bearer_auth(text_of(number)).send().await?.error_for_status()?;
                answer.bytes().await?;
                samples.add(before.elapsed());
            }
            anyhow::Ok(samples)
        });
    }
    let mut samples = Samples::default();
    while let Some(ended) = asking.join_next().await {
        samples.extend(ended??);
    }
    let count = f64::from(u32::try_from(samples.count())?);
    Ok((count / begun.elapsed().as_secs_f64(), samples))
}

async fn listed(db: &Db, user: &UserId) -> anyhow::Result<Duration> {
    let before = Instant::now();
    let mut tx = db.read(user).await?;
    let filter = ThreadFilter { limit: 50, ..ThreadFilter::default() };
    anyhow::ensure!(store::thread_list(&mut tx, user, &filter).await?.len() == 50);
    drop(tx);
    Ok(before.elapsed())
}

async fn person(db: &Db) -> anyhow::Result<UserId> {
    let user = UserId::owner();
    let person = User {
        user_id: user.clone(),
        display_name: "Owner".to_owned(),
        role: Role::Personal,
        time_zone: "UTC".to_owned(),
        locale: "en".to_owned(),
        quiet_hours: None,
        demo: false,
        created_at: now(),
    };
    let mut tx = db.begin(&user).await?;
    store::user_insert(&mut tx, &person).await?;
    tx.commit().await?;
    Ok(user)
}

async fn keys(db: &Db, user: &UserId) -> anyhow::Result<()> {
    let clock = Clock::system();
    for start in (0..KEYS).step_by(1_000) {
        let mut tx = db.begin(user).await?;
        for number in start..start + 1_000 {
            let key = ApiKey {
                id: clock.id(),
                user_id: user.clone(),
                role: Role::Personal,
                label: number.to_string(),
                allow_operator_llm: false,
                created_at: now(),
                expires_at: None,
                revoked_at: None,
                last_used_at: None,
            };
            store::api_key_insert(&mut tx, &key, &Sha256::digest(text_of(number))).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

async fn threads(db: &Db, user: &UserId) -> anyhow::Result<()> {
    let clock = Clock::system();
    let mut tx = db.begin(user).await?;
    for number in 0..THREADS {
        let thread = Thread {
            id: clock.id(),
            user_id: user.clone(),
            agent: "cos".to_owned(),
            title: format!("Conversation {number}"),
            emoji: "💬".to_owned(),
            message_count: 0,
            context_from: 0,
            usage: store::Usage::default(),
            created_at: now(),
            updated_at: now(),
            deleted_at: None,
        };
        store::thread_insert(&mut tx, &thread).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn now() -> UtcTime {
    Clock::system().now().into()
}

/// The text of key `number`: of the right form, and none that a gateway would make.
fn text_of(number: usize) -> String {
    format!("ask_{number:043}")
}
