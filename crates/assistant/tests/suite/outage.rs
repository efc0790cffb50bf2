//! PostgreSQL goes away under a running household, and comes back.

use std::time::{Duration, Instant};

use db::{Db, UserId};
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use stand_in_provider::{Gate, Script, StandIn, last_text};
use throwaway_postgres::Wire;

use crate::program::{Client, PATIENCE, Serving, json, key, patiently, run, serve};
use crate::setup::Household;

/// How soon a request is refused. A client that is kept waiting cannot tell its person that something is wrong.
const REFUSED_WITHIN: Duration = Duration::from_secs(10);
/// The same for one that the database has taken: its limit for a statement is ten seconds.
const GIVEN_UP_WITHIN: Duration = Duration::from_secs(20);

/// How long Docker lets a program stop before it kills it (`stop_grace_period` in the Compose files).
const STOPPED_WITHIN: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_model_says_into_an_outage_is_done_afterwards_and_what_was_refused_is_not() {
    let gate = Gate::default();
    let mut running = Running::start(&gate).await;
    let client = &running.client;
    let (turn, _) = accepted(client, "write down early", "turn.started").await;
    gate.reached(1).await;
    running.home.server.crash();
    for request in [
        client.get("/api/threads"),
        client.post("/api/chat", &json!({"message": "write down refused"})),
        client.get("/api/me"),
    ] {
        refused(request).await;
    }
    assert_eq!(client.get("/api/health").send().await.unwrap().status(), StatusCode::OK);
    ready(client, |status, checks| {
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{checks}");
        checks.contains("The system database cannot be reached.")
            && checks.contains("The journal's database cannot be reached.")
    })
    .await;
    // what the model says now cannot be stored, and the journal cannot be written
    gate.open();
    running.home.server.start();

    // asked again, as a client does that was told to
    let late = eventually(client.post("/api/chat", &json!({"message": "write down late"}))).await;
    assert_eq!(late["state"], "done");
    done(client, &turn).await;
    assert_eq!(titles(&running.home).await, ["early", "late"]);
    ready(client, |status, checks| status == StatusCode::OK && !checks.contains("The journal's database")).await;
    let threads = json(client.get("/api/threads")).await;
    assert_eq!(threads["items"].as_array().unwrap().len(), 2, "a refused message leaves nothing: {threads}");
    running.never_restarted();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_an_outage_meets_on_its_way_is_made_once_afterwards() {
    let gate = Gate::default();
    gate.open();
    let mut running = Running::start(&gate).await;
    running.journal.signal("STOP").await;
    let (turn, _stream) = accepted(&running.client, "write down dinner", "tool.started").await;
    running.home.server.crash();
    running.journal.signal("CONT").await;
    refused(running.client.get("/api/threads")).await;
    running.home.server.start();

    eventually(running.client.get("/api/threads")).await;
    done(&running.client, &turn).await;
    assert_eq!(titles(&running.home).await, ["dinner"]);
    running.never_restarted();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgresql_that_hangs_is_refused_like_one_that_is_away_and_loses_nothing() {
    let gate = Gate::default();
    let mut running = Running::start(&gate).await;
    let client = &running.client;
    let (turn, _) = accepted(client, "write down supper", "turn.started").await;
    gate.reached(1).await;
    running.home.server.freeze();
    for _ in 0..2 {
        refused(client.get("/api/threads")).await;
        refused(client.post("/api/chat", &json!({"message": "write down refused"}))).await;
    }
    gate.open();
    ready(client, |status, checks| {
        status == StatusCode::SERVICE_UNAVAILABLE && checks.contains("The journal's database")
    })
    .await;
    running.home.server.thaw();

    eventually(client.get("/api/threads")).await;
    done(client, &turn).await;
    assert_eq!(titles(&running.home).await, ["supper"]);
    running.never_restarted();

    // whoever stops them then need not kill them
    running.home.server.freeze();
    for serving in [&mut running.gateway, &mut running.journal] {
        serving.signal("TERM").await;
        let ended = tokio::time::timeout(STOPPED_WITHIN, serving.ended()).await;
        assert_eq!(ended.expect("it ends by itself"), Some(0));
    }
    running.home.server.thaw();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_that_forgets_connections_costs_a_moment_and_no_turn() {
    let gate = Gate::default();
    let mut running = Running::start(&gate).await;
    let mut other = running.another_gateway().await;
    let client = &running.client;
    let (turn, _) = accepted(client, "write down brunch", "turn.started").await;
    gate.reached(1).await;
    running.wire.silence();

    // nobody is refused: the next connection is a new one
    for client in [client, &other.client] {
        let asked = Instant::now();
        json(client.get("/api/threads")).await;
        assert!(asked.elapsed() < REFUSED_WITHIN, "it took {:?}", asked.elapsed());
    }
    // whoever follows at the other gateway hears the rest
    let follower = other.client.get(&format!("/api/turns/{turn}/events")).send().await.unwrap();
    gate.open();
    done(client, &turn).await;
    assert_eq!(titles(&running.home).await, ["brunch"]);
    tokio::time::timeout(PATIENCE, follower.text()).await.expect("the other gateway tells it").unwrap();
    running.never_restarted();
    assert_eq!(other.gateway.child.try_wait().unwrap(), None, "it had to be restarted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_of_the_database_that_never_comes_holds_nothing_up_for_ever() {
    let gate = Gate::default();
    let mut running = Running::start(&gate).await;
    let client = &running.client;
    let (turn, _) = accepted(client, "write down tea", "turn.started").await;
    gate.reached(1).await;
    let superuser = superuser(&running.home, "assistant_system").await;
    let mut holding = superuser.begin(&UserId::owner()).await.unwrap();
    db::execute!(holding, "lock table turns, threads in access exclusive mode").unwrap();
    gate.open();
    // whatever they ask now waits for the lock
    refused_within(GIVEN_UP_WITHIN, client.get("/api/threads")).await;
    let silence = async {
        while waits(&superuser).await < 2 {}
        running.wire.silence();
        drop(holding);
    };
    tokio::join!(refused_within(GIVEN_UP_WITHIN, client.get("/api/threads")), silence);

    done(client, &turn).await;
    assert_eq!(titles(&running.home).await, ["tea"]);
    running.never_restarted();
}

#[tokio::test]
async fn a_gateway_that_a_network_forgot_notices_and_hears_the_others_again() {
    let mut home = Household::new().await;
    assert_eq!(run(&mut home.setup(&[])).await.code, Some(0));
    let wire = Wire::to(home.server.port).await;
    home.reached_by(wire.port);
    let db = Db::open_postgres(&home.system).await.unwrap();
    let mut listener = db.listen("test", "a gateway").await.unwrap().unwrap();
    wire.silence();
    tokio::time::timeout(PATIENCE, listener.next()).await.expect("it notices").unwrap_err();

    // the server holds its earlier connection for alive
    let listening = tokio::time::timeout(PATIENCE, db.listen("test", "a gateway"));
    let mut listener = listening.await.expect("nothing stands in its way").unwrap().unwrap();
    let mut tx = db.begin(&UserId::owner()).await.unwrap();
    tx.announce("test", "dinner").await.unwrap();
    assert!(tx.is_present("a gateway").await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(listener.next().await.unwrap(), "dinner");

    // nor does the server keep the earlier one for the two hours that are its system's habit
    let mut tx = db.read(&UserId::owner()).await.unwrap();
    let (idle,) = db::fetch_one!(tx, (String,), "select current_setting('tcp_keepalives_idle')").unwrap();
    assert_eq!(idle, "60");
}

/// A household as production runs it, each service a process.
struct Running {
    home: Household,
    /// By which gateway and journal reach their database.
    wire: Wire,
    client: Client,
    gateway: Serving,
    journal: Serving,
    provider: StandIn,
    secret: String,
}

/// One more gateway of the household.
struct Gateway {
    client: Client,
    gateway: Serving,
}

impl Running {
    /// With a model whose every answer passes the gate.
    async fn start(gate: &Gate) -> Self {
        let mut home = Household::new().await;
        assert_eq!(run(&mut home.setup(&[])).await.code, Some(0));
        let wire = Wire::to(home.server.port).await;
        home.reached_by(wire.port);
        let provider = writer(gate).await;
        let secret = format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>());
        let mut command = home.assistant();
        command.args(["mcp", "journal", "--port", "0"]).env("MCP_INTERNAL_SECRET", &secret);
        let journal = serve(&mut command, "journal").await;
        let Gateway { client, gateway } = gateway(&home, &journal, &provider, &secret).await;
        Self { home, wire, client, gateway, journal, provider, secret }
    }

    async fn another_gateway(&self) -> Gateway {
        gateway(&self.home, &self.journal, &self.provider, &self.secret).await
    }

    fn never_restarted(&mut self) {
        for serving in [&mut self.gateway, &mut self.journal] {
            assert_eq!(serving.child.try_wait().unwrap(), None, "it had to be restarted");
        }
    }
}

async fn gateway(home: &Household, journal: &Serving, provider: &StandIn, secret: &str) -> Gateway {
    let mut command = home.gateway();
    command
        .env("MCP_INTERNAL_SECRET", secret)
        .env("MCP_JOURNAL_URL", &journal.url)
        .env("ANTHROPIC_API_KEY", "a-key-of-the-test")
        .env("ANTHROPIC_BASE_URL", provider.base_url());
    let gateway = serve(&mut command, "gateway").await;
    let client = Client::new(&gateway.url, &key(&mut home.assistant()).await);
    Gateway { client, gateway }
}

/// A model that writes one event, titled by the word after “write down”, and says so.
async fn writer(gate: &Gate) -> StandIn {
    let gate = gate.clone();
    let rule = move |request: &Value| match last_text(request).and_then(|text| text.split_once("write down ")) {
        Some((_, title)) => {
            let event = json!({"kind": "generic", "title": title, "start": "2026-01-05T12:00:00Z"});
            let script = Script::new().text("I will. ").wait(&gate);
            script.tool_call(&format!("toolu_{title}"), "journal__create_event", event)
        }
        None => Script::new().wait(&gate).text("It is written."),
    };
    StandIn::start(rule).await.unwrap()
}

/// Sends a message and follows its turn until such an event; gives the turn, and the stream that tells of it.
async fn accepted(client: &Client, message: &str, until: &str) -> (String, Response) {
    let request = client.post("/api/chat", &json!({"message": message})).header("accept", "text/event-stream");
    let mut stream = request.send().await.unwrap();
    let mut seen = String::new();
    while !seen.split_once(&format!("event: {until}")).is_some_and(|(_, rest)| rest.contains("\n\n")) {
        let chunk = stream.chunk().await.unwrap().expect("the stream goes on");
        seen.push_str(&String::from_utf8_lossy(&chunk));
    }
    let (_, rest) = seen.split_once("\"turn_id\":\"").expect("the first event names its turn");
    (rest.split_once('"').expect("a string ends").0.to_owned(), stream)
}

/// It is refused in time, in the words of the contract.
async fn refused(request: RequestBuilder) {
    refused_within(REFUSED_WITHIN, request).await;
}

async fn refused_within(limit: Duration, request: RequestBuilder) {
    let asked = Instant::now();
    let answer = request.timeout(PATIENCE).send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    let problem: Value = answer.json().await.unwrap();
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{problem}");
    assert!(headers["retry-after"].to_str().unwrap().parse::<u32>().unwrap() > 0);
    assert_eq!(headers["content-type"], "application/problem+json");
    assert_eq!(problem["code"], "database_unavailable");
    assert!(asked.elapsed() < limit, "it took {:?}", asked.elapsed());
}

/// Asks until the database is there again for the gateway.
async fn eventually(request: RequestBuilder) -> Value {
    let asked = Instant::now();
    loop {
        let answer = patiently(request.try_clone().unwrap()).await;
        if answer.status() != StatusCode::SERVICE_UNAVAILABLE {
            return answer.error_for_status().unwrap().json().await.unwrap();
        }
        assert!(asked.elapsed() < PATIENCE, "the database is not found again");
    }
}

/// Asks whether everything is there until the answer is as awaited.
async fn ready(client: &Client, awaited: impl Fn(StatusCode, &str) -> bool) {
    let asked = Instant::now();
    loop {
        let answer = client.get("/api/ready").timeout(PATIENCE).send().await.unwrap();
        let (status, checks) = (answer.status(), answer.text().await.unwrap());
        if awaited(status, &checks) {
            return;
        }
        assert!(asked.elapsed() < PATIENCE, "{checks}");
    }
}

/// Follows a turn to its end, which is a good one.
async fn done(client: &Client, turn: &str) {
    let events = patiently(client.get(&format!("/api/turns/{turn}/events"))).await.text().await.unwrap();
    assert!(events.contains("event: turn.finished"), "{events}");
    assert_eq!(json(client.get(&format!("/api/turns/{turn}"))).await["state"], "done", "{events}");
    assert!(!events.contains("\"ok\":false"), "{events}");
}

/// Somebody who may see and hold everything.
async fn superuser(home: &Household, database: &str) -> Db {
    let server = home.server.superuser_url.strip_suffix("postgres").expect("it ends with the database's name");
    Db::open_postgres(&format!("{server}{database}")).await.unwrap()
}

/// How many statements wait for somebody's lock.
async fn waits(superuser: &Db) -> i64 {
    const WAITING: &str = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'";
    let mut tx = superuser.read(&UserId::owner()).await.unwrap();
    let (waiting,) = db::fetch_one!(tx, (i64,), WAITING).unwrap();
    waiting
}

/// The titles of the events, as the journal's own table has them.
async fn titles(home: &Household) -> Vec<String> {
    let mut tx = superuser(home, "journal").await.read(&UserId::owner()).await.unwrap();
    let titles = db::fetch_all!(tx, (String,), "select title from events order by title").unwrap();
    titles.into_iter().map(|(title,)| title).collect()
}
