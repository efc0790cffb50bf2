//! `assistant setup`, on an empty server and on what is there already.

use clock::Clock;
use db::{Db, Migrations, UserId};
use serde_json::Value;
use store::{Role, Thread, User};
use throwaway_postgres::Server;
use tokio::process::Command;

use crate::program::{Client, assistant, json, run, serve};

/// Two databases that are not there yet on a server of its own, and the settings that name them.
pub(crate) struct Household {
    folder: tempfile::TempDir,
    pub(crate) server: Server,
    pub(crate) system: String,
    journal: [(&'static str, String); 6],
}

impl Household {
    pub(crate) async fn new() -> Self {
        let server = throwaway_postgres::server().await;
        let password = format!("{:032x}'@/%", rand::random::<u128>());
        let escaped = password.replace('%', "%25").replace('@', "%40").replace('/', "%2F").replace('\'', "%27");
        let Server { port, ca, .. } = &server;
        let system = format!(
            "postgresql://assistant:{escaped}@localhost:{port}/assistant_system?sslmode=verify-full&sslrootcert={ca}"
        );
        let journal = [
            ("DB_HOST", "localhost".to_owned()),
            ("DB_PORT", port.to_string()),
            ("DB_USER", "journal".to_owned()),
            ("DB_PASSWORD", password),
            ("DB_SSLMODE", "verify-full".to_owned()),
            ("DB_SSLROOTCERT", ca.clone()),
        ];
        Self { folder: tempfile::tempdir().unwrap(), server, system, journal }
    }

    /// The program as it runs: it never hears of the admin.
    pub(crate) fn assistant(&self) -> Command {
        let mut command = assistant(self.folder.path());
        command.env("SYSTEM_DB_URL", &self.system).envs(self.journal.clone());
        command
    }

    pub(crate) fn setup(&self, steps: &[&str]) -> Command {
        let mut command = self.assistant();
        command.arg("setup").args(steps).env("SYSTEM_DB_ADMIN_URL", &self.server.admin_url);
        command
    }

    /// The gateway, whose services are elsewhere.
    pub(crate) fn gateway(&self) -> Command {
        let mut command = self.assistant();
        command.arg("gateway").env("ASSISTANT_BIND", "127.0.0.1:0");
        for name in ["MCP_JOURNAL_URL", "MCP_GARMIN_URL", "MCP_GOOGLE_URL", "MCP_PLACES_URL", "MCP_SPLITWISE_URL"] {
            command.env(name, "http://127.0.0.1:9");
        }
        command
    }

    /// From now on the program reaches the server by another port.
    pub(crate) fn reached_by(&mut self, port: u16) {
        self.system = self.system.replace(&format!("@localhost:{}/", self.server.port), &format!("@localhost:{port}/"));
        for (_, value) in self.journal.iter_mut().filter(|(name, _)| *name == "DB_PORT") {
            *value = port.to_string();
        }
    }

    fn admin_of(&self, database: &str) -> String {
        self.server.admin_url.replace("/postgres?", &format!("/{database}?"))
    }
}

/// The outcomes of a set-up, as `step outcome what`.
async fn told(command: &mut Command) -> (bool, Vec<String>) {
    let said = run(command.arg("--json")).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    let report: Value = serde_json::from_str(&said.stdout).expect("one JSON object");
    let word = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
    let items = report["items"].as_array().unwrap().iter();
    let lines = items.map(|item| [word(item, "step"), word(item, "outcome"), word(item, "what")].join(" ")).collect();
    (report["changed"].as_bool().unwrap(), lines)
}

#[tokio::test]
async fn an_empty_server_is_set_up_by_one_command_and_a_second_one_changes_nothing() {
    let home = Household::new().await;
    let said = run(&mut home.setup(&[])).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    let lines: Vec<&str> = said.stdout.lines().collect();
    let key = lines.iter().find(|line| !line.contains(' ')).expect("a key stands alone");
    let expected = [
        "system-db        made     the database “assistant_system”",
        "system-db        made     the role “assistant”, which owns nothing",
        "system-db        made     the schema of “assistant_system”: version 2",
        "system-db        changed  the rights of “assistant” on “assistant_system”: those that the program needs",
        "system-db        made     the database “journal”",
        "system-db        made     the role “journal”, which owns nothing",
        "system-db        made     the schema of “journal”: version 1",
        "system-db        changed  the rights of “journal” on “journal”: those that the program needs",
        "api-keys         made     the user “owner”",
        "agent-system     there    the schema of “assistant_system”: version 2",
        "agent-templates  made     the template “cos”: version 1",
        "agent-templates  made     the template “financial-advisor”: version 1",
        "agent-templates  made     the template “fitness-coach”: version 1",
        "schedules        made     the schedule “daily-planner” of “cos”, for “owner”",
        "schedules        made     the schedule “email-triage” of “cos”, for “owner”",
        "schedules        made     the schedule “retro” of “cos”, for “owner”",
        "schedules        made     the schedule “expenses-reminder” of “cos”, for “owner”",
    ];
    for line in expected {
        assert!(lines.contains(&line), "{line}\n is not in\n{}", said.stdout);
    }

    // again, with and without the admin: everything is there
    let (changed, lines) = told(&mut home.setup(&[])).await;
    assert!(!changed, "{lines:#?}");
    assert!(lines.contains(&"api-keys there keys: 1 valid; `assistant keys list` shows them".to_owned()), "{lines:#?}");
    let (changed, lines) = told(home.assistant().arg("setup")).await;
    assert!(!changed, "{lines:#?}");

    // the household lives on it, with the key that was shown
    let serving = serve(&mut home.gateway(), "gateway").await;
    let client = Client::new(&serving.url, key);
    let me = json(client.get("/api/me")).await;
    assert_eq!((&me["user_id"], &me["role"]), (&"owner".into(), &"admin".into()));
    let answer = json(client.post("/api/chat", &serde_json::json!({"message": "hello"}))).await;
    assert_eq!(answer["state"], "done");
    let mut journal = home.assistant();
    serve(journal.args(["mcp", "journal", "--port", "0"]), "journal").await;

    // the rights name every table there is, and none that is not
    for (database, migrations) in [("assistant_system", &store::MIGRATIONS), ("journal", &mcp_journal::MIGRATIONS)] {
        let owner = Db::open_postgres(&home.admin_of(database)).await.unwrap();
        let mut tx = owner.read(&UserId::owner()).await.unwrap();
        let tables = db::fetch_all!(tx, (String,), "select tablename::text from pg_tables where schemaname = 'public'");
        let mut tables: Vec<String> = tables.unwrap().into_iter().map(|(name,)| name).collect();
        tables.retain(|name| name != "_sqlx_migrations");
        tables.sort();
        let mut named: Vec<&str> = migrations.rights.iter().map(|right| right.table).collect();
        named.sort_unstable();
        assert_eq!(tables, named, "{database}: what may the program do with a new table?");
    }

    // and neither role comes into the other's database
    let other = home.system.replace("/assistant_system?", "/journal?");
    let error = Db::open_postgres(&other).await.unwrap_err().to_string();
    assert!(error.contains("permission denied for database"), "{error}");
}

#[tokio::test]
async fn each_step_stands_alone_and_says_what_must_come_before_it() {
    let home = Household::new().await;
    let said = run(home.assistant().args(["setup", "system-db"])).await;
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.stderr.starts_with("assistant: SYSTEM_DB_ADMIN_URL is not set"), "{}", said.stderr);
    told(&mut home.setup(&["system-db"])).await;

    let said = run(&mut home.setup(&["schedules"])).await;
    assert!(said.stderr.contains("run `assistant setup api-keys` first"), "{}", said.stderr);
    let mut keys = home.setup(&["api-keys"]);
    keys.env("ASSISTANT_API_KEY", format!("{:032x}", rand::random::<u128>()));
    assert_eq!(
        told(&mut keys).await.1,
        ["api-keys made the user “owner”", "api-keys made the key in ASSISTANT_API_KEY, for “owner”"]
    );
    let said = run(&mut home.setup(&["schedules"])).await;
    assert!(said.stderr.contains("run `assistant setup agent-templates` first"), "{}", said.stderr);
    let said = run(home.assistant().args(["setup", "agent-templates"])).await;
    assert!(said.stderr.contains("SYSTEM_DB_ADMIN_URL is not set"), "{}", said.stderr);

    assert!(!told(&mut home.setup(&["agent-system"])).await.0);
    assert!(told(&mut home.setup(&["agent-templates"])).await.0);
    assert!(told(&mut home.setup(&["schedules"])).await.0);
    assert!(!told(&mut home.setup(&["schedules"])).await.0);
}

#[tokio::test]
async fn a_changed_template_is_found_in_a_folder_and_gets_the_next_version() {
    let folder = tempfile::tempdir().unwrap();
    let agents = folder.path().join("agents/cos");
    std::fs::create_dir_all(&agents).unwrap();
    for name in ["AGENT.md", "TOOLS.md", "BOOTSTRAP.md", "HEARTBEAT.md"] {
        std::fs::write(agents.join(name), format!("# {name}\n")).unwrap();
    }
    let setup = |step: &str| {
        let mut command = assistant(folder.path());
        command.args(["setup", step, "--agents"]).arg(folder.path().join("agents"));
        command
    };
    assert_eq!(told(&mut setup("agent-templates")).await.1, ["agent-templates made the template “cos”: version 1"]);
    std::fs::write(agents.join("TOOLS.md"), "# None\n").unwrap();
    assert_eq!(
        told(&mut setup("agent-templates")).await.1,
        ["agent-templates changed the template “cos”: from version 1 to 2"]
    );
    std::fs::write(
        agents.join("HEARTBEAT.md"),
        "| schedule | cron | zone | what |\n|---|---|---|---|\n| x | soon | UTC | x |\n",
    )
    .unwrap();
    let said = run(&mut setup("agent-templates")).await;
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("“cos” cannot be taken in: HEARTBEAT.md, line 3"), "{}", said.stderr);
}

#[tokio::test]
async fn sqlite_is_set_up_by_the_same_command_and_by_up_itself() {
    let folder = tempfile::tempdir().unwrap();
    let setup = || {
        let mut command = assistant(folder.path());
        command.arg("setup");
        command
    };
    let (changed, lines) = told(&mut setup()).await;
    assert!(changed);
    assert!(lines.contains(&"system-db made the embedded system database".to_owned()), "{lines:#?}");
    assert!(lines.contains(&"schedules made the schedule “retro” of “cos”, for “owner”".to_owned()), "{lines:#?}");
    assert!(!told(&mut setup()).await.0);

    let other = tempfile::tempdir().unwrap();
    let mut serving = crate::program::serve_up(&mut crate::program::up(other.path())).await;
    serving.signal("TERM").await;
    serving.ended().await;
    let (changed, lines) = told(assistant(other.path()).arg("setup")).await;
    assert!(!changed, "{lines:#?}");
}

#[tokio::test]
async fn an_embedded_database_of_the_version_before_keeps_what_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let db = Db::open_sqlite(&folder.path().join("data/system.db")).await.unwrap();
    db.migrate(&Migrations { steps: &store::MIGRATIONS.steps[..1], rights: &[] }).await.unwrap();
    let (user, clock) = (UserId::owner(), Clock::system());
    let person = User {
        user_id: user.clone(),
        display_name: "Ada".to_owned(),
        role: Role::Admin,
        time_zone: "Europe/Berlin".to_owned(),
        locale: "de".to_owned(),
        quiet_hours: None,
        demo: false,
        created_at: clock.now().into(),
    };
    let thread = Thread {
        id: clock.id(),
        user_id: user.clone(),
        agent: "cos".to_owned(),
        title: "What was said before".to_owned(),
        emoji: "💬".to_owned(),
        message_count: 0,
        context_from: 0,
        usage: store::Usage::default(),
        created_at: clock.now().into(),
        updated_at: clock.now().into(),
        deleted_at: None,
    };
    let mut tx = db.begin(&user).await.unwrap();
    store::user_insert(&mut tx, &person).await.unwrap();
    store::thread_insert(&mut tx, &thread).await.unwrap();
    tx.commit().await.unwrap();
    db.close().await;

    let (_, lines) = told(assistant(folder.path()).arg("setup")).await;
    let changed = "system-db changed the schema of the embedded system database: from version 1 to 2".to_owned();
    assert!(lines.contains(&changed), "{lines:#?}");
    assert!(lines.contains(&"api-keys there the first user".to_owned()), "{lines:#?}");
    assert!(!told(assistant(folder.path()).arg("setup")).await.0);
    let serving = crate::program::serve_up(&mut crate::program::up(folder.path())).await;
    let client = Client::of(folder.path(), &serving.url).await;
    assert_eq!(json(client.get("/api/me")).await["display_name"], "Ada");
    assert_eq!(json(client.get("/api/threads")).await["items"][0]["title"], "What was said before");
}

/// Refusals at the start: each says what to run.
#[tokio::test]
async fn nothing_starts_on_a_wrong_role_or_a_wrong_schema() {
    let home = Household::new().await;
    told(&mut home.setup(&["system-db"])).await;
    let refusal = async |command: &mut Command| {
        let said = run(command).await;
        assert_eq!(said.code, Some(1), "{said:?}");
        said.stderr
    };
    let journal = |user: &str, password: &str| {
        let mut command = home.assistant();
        command.args(["mcp", "journal", "--port", "0"]).env("DB_USER", user).env("DB_PASSWORD", password);
        command
    };
    let admin = home.admin_of("assistant_system");
    let told_of = refusal(home.gateway().env("SYSTEM_DB_URL", &admin)).await;
    assert!(told_of.contains("could read every user's rows: it may make roles"), "{told_of}");
    let told_of = refusal(&mut journal("admin", &home.server.password)).await;
    assert!(told_of.contains("could read every user's rows"), "{told_of}");

    let superuser = format!("{}assistant_system", home.server.superuser_url.strip_suffix("postgres").unwrap());
    let owner = Db::open_postgres(&superuser).await.unwrap();
    let execute = async |statement: &'static str| {
        let mut tx = owner.begin(&UserId::owner()).await.unwrap();
        db::execute!(tx, statement).unwrap();
        tx.commit().await.unwrap();
    };
    execute("revoke insert on messages from assistant").await;
    let told_of = refusal(&mut home.gateway()).await;
    assert!(told_of.contains("lacks rights (insert on messages): run `assistant setup system-db`"), "{told_of}");
    let (changed, _) = told(&mut home.setup(&["system-db"])).await;
    assert!(changed);

    execute("grant delete on messages to assistant").await;
    let (changed, lines) = told(&mut home.setup(&["system-db"])).await;
    assert!(changed && lines.iter().any(|line| line.contains("changed the rights of “assistant”")), "{lines:#?}");

    assert!(!told(&mut home.setup(&["system-db"])).await.0, "the right that was too much is gone");

    // a role that may become the owner of the tables is as good as the owner
    execute("grant admin to assistant").await;
    let told_of = refusal(&mut home.gateway()).await;
    assert!(told_of.contains("it owns the tables"), "{told_of}");
    execute("revoke admin from assistant").await;

    execute("update _sqlx_migrations set version = 999 where version = 2").await;
    let told_of = refusal(&mut home.gateway()).await;
    assert!(told_of.contains("at version 999, newer than this program's 2: install the newer program"), "{told_of}");
    execute("delete from _sqlx_migrations where version = 999").await;
    let told_of = refusal(&mut home.gateway()).await;
    assert!(told_of.contains("at version 1 and this program needs 2: run `assistant setup system-db`"), "{told_of}");
}

/// A household that was set up by the version before: everything is still there afterwards.
#[tokio::test]
async fn the_schema_of_the_version_before_is_brought_up_to_date() {
    let home = Household::new().await;
    let before = Migrations { steps: &store::MIGRATIONS.steps[..1], rights: &[] };
    let provisioned = db::provision(&home.server.admin_url, &home.system).await.unwrap();
    let owner = provisioned.owner;
    owner.migrate(&before).await.unwrap();
    let user = UserId::owner();
    let mut tx = owner.begin(&user).await.unwrap();
    for statement in [
        "insert into users values ('owner', 'Ada', 'admin', 'Europe/Berlin', 'de', null, false, now())",
        "insert into threads values ('00000000-0000-0000-0000-000000000001', 'owner', 'cos', 'Old', '💬', 2, 0, 1, 2, 3, 4, 5, now(), now(), null)",
        "insert into turns (id, user_id, thread_id, seq, state, fingerprint, cancel_requested, attempts, calls, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cost_micros, created_at)
         values ('00000000-0000-0000-0000-000000000002', 'owner', '00000000-0000-0000-0000-000000000001', 1, 'done', 'x', false, 1, 1, 1, 2, 3, 4, 5, now())",
        "insert into messages values ('00000000-0000-0000-0000-000000000003', 'owner', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002', 'user', 'What did I say?', now())",
    ] {
        db::execute!(tx, statement).unwrap();
    }
    tx.commit().await.unwrap();

    let (_, lines) = told(&mut home.setup(&[])).await;
    assert!(
        lines.contains(&"system-db changed the schema of “assistant_system”: from version 1 to 2".to_owned()),
        "{lines:#?}"
    );
    assert!(lines.contains(&"api-keys there the first user".to_owned()), "{lines:#?}");
    let (changed, lines) = told(&mut home.setup(&[])).await;
    assert!(!changed, "{lines:#?}");

    let serving = serve(&mut home.gateway(), "gateway").await;
    let client = Client::new(&serving.url, &crate::program::key(&mut home.assistant()).await);
    let me = json(client.get("/api/me")).await;
    assert_eq!((&me["display_name"], &me["time_zone"]), (&"Ada".into(), &"Europe/Berlin".into()));
    let messages = json(client.get("/api/threads/00000000-0000-0000-0000-000000000001/messages")).await;
    assert_eq!(messages["items"][0]["text"], "What did I say?");
}

#[tokio::test]
async fn tls_is_what_the_url_says() {
    let home = Household::new().await;
    told(&mut home.setup(&["system-db"])).await;
    let url = |host: &str, tls: &str| {
        let plain = home.system.split('?').next().unwrap().replace("@localhost:", &format!("@{host}:"));
        format!("{plain}?{tls}")
    };
    let ca = &home.server.ca;
    let is_encrypted = async |url: String| {
        let db = Db::open_postgres(&url).await.map_err(|error| error.to_string())?;
        let mut tx = db.read(&UserId::owner()).await.unwrap();
        let (ssl,): (bool,) =
            db::fetch_one!(tx, (bool,), "select ssl from pg_stat_ssl where pid = pg_backend_pid()").unwrap();
        Ok::<bool, String>(ssl)
    };
    assert_eq!(is_encrypted(url("localhost", "sslmode=require")).await, Ok(true));
    assert_eq!(is_encrypted(url("localhost", &format!("sslmode=verify-full&sslrootcert={ca}"))).await, Ok(true));

    // the certificate is for localhost; 127.0.0.1 is another name of the same machine
    assert_eq!(is_encrypted(url("127.0.0.1", &format!("sslmode=verify-ca&sslrootcert={ca}"))).await, Ok(true));
    let refused = is_encrypted(url("127.0.0.1", &format!("sslmode=verify-full&sslrootcert={ca}"))).await.unwrap_err();
    assert!(refused.contains("certificate"), "{refused}");
    // of a CA that signed nothing here
    let stranger = throwaway_postgres::server().await;
    let refused =
        is_encrypted(url("localhost", &format!("sslmode=verify-full&sslrootcert={}", stranger.ca))).await.unwrap_err();
    assert!(refused.contains("certificate"), "{refused}");
    // the server wants TLS, and a URL that forbids it is not quietly given it
    assert!(is_encrypted(url("localhost", "sslmode=disable")).await.unwrap_err().contains("no encryption"));
    // the program itself says the same in one sentence
    let mut gateway = home.gateway();
    let said =
        run(gateway.env("SYSTEM_DB_URL", url("127.0.0.1", &format!("sslmode=verify-full&sslrootcert={ca}")))).await;
    assert_eq!(said.code, Some(1));
    assert!(
        said.stderr.starts_with("assistant: PostgreSQL at 127.0.0.1:") && said.stderr.contains("certificate"),
        "{}",
        said.stderr
    );
}
