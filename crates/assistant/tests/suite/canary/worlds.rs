use std::fs::File;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::json;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions};
use stand_in_provider::{Script, StandIn, last_text};
use tempfile::TempDir;
use throwaway_postgres::Database;
use tokio::process::Command;

use super::planted::{Kinds, Planted, Settings, random};
use crate::program::{Serving, assistant, http, key, run, serve, serve_up, up};

/// A running program that holds the secrets.
pub(crate) struct World {
    pub(crate) url: String,
    pub(crate) planted: Planted,
    folder: TempDir,
    servings: Vec<Serving>,
    databases: Vec<Database>,
    _provider: StandIn,
}

impl World {
    /// `assistant up`, which writes its log in lines.
    pub(crate) async fn sqlite() -> Self {
        let (folder, settings) = (folder(), Settings::new());
        let provider = provider(&settings).await;
        let mut command = up(folder.path());
        command.args(["--log", "debug"]);
        let serving = serve_up(with(&mut command, &settings, &provider).stderr(log(folder.path(), "up"))).await;
        Self::new(folder, settings, provider, vec![serving], Vec::new()).await
    }

    /// `assistant gateway` and `assistant mcp journal` on PostgreSQL, which write their logs as JSON. There is no garmin: a
    /// service that is away is one of the failures.
    pub(crate) async fn postgres() -> Self {
        let (folder, settings) = (folder(), Settings::new());
        let provider = provider(&settings).await;
        let (system, journal) = (throwaway_postgres::database().await, throwaway_postgres::database().await);
        system.migrated(&store::MIGRATIONS).await.close().await;
        journal.migrated(&mcp_journal::MIGRATIONS).await.close().await;
        let options: PgConnectOptions = journal.runtime_url.parse().expect("a URL");
        let mut command = assistant(folder.path());
        command
            .args(["--log", "debug", "--log-format", "json", "mcp", "journal", "--port", "0"])
            .env("MCP_INTERNAL_SECRET", &settings.internal_secret)
            .env("DB_HOST", options.get_socket().map_or(options.get_host(), |folder| folder.to_str().expect("a path")))
            .env("DB_USER", options.get_username())
            .env("DB_PASSWORD", &settings.database_password)
            .env("DB_NAME", &journal.name);
        let journal_serving = serve(command.stderr(log(folder.path(), "journal")), "journal").await;
        let mut command = assistant(folder.path());
        command.args(["--log", "debug", "--log-format", "json", "gateway"]).env("ASSISTANT_BIND", "127.0.0.1:0");
        command
            .env("SYSTEM_DB_URL", with_password(&system.runtime_url, &settings))
            .env("MCP_JOURNAL_URL", &journal_serving.url);
        // the discard port: nobody is there
        for name in ["MCP_GARMIN_URL", "MCP_GOOGLE_URL", "MCP_PLACES_URL", "MCP_SPLITWISE_URL"] {
            command.env(name, "http://127.0.0.1:9");
        }
        command.env("MCP_INTERNAL_SECRET", &settings.internal_secret);
        let gateway =
            serve(with(&mut command, &settings, &provider).stderr(log(folder.path(), "gateway")), "gateway").await;
        Self::new(folder, settings, provider, vec![gateway, journal_serving], vec![system, journal]).await
    }

    async fn new(
        folder: TempDir,
        settings: Settings,
        provider: StandIn,
        servings: Vec<Serving>,
        databases: Vec<Database>,
    ) -> Self {
        let url = servings[0].url.clone();
        let beside = || {
            let mut command = assistant(folder.path());
            if let Some(system) = databases.first() {
                command.env("SYSTEM_DB_URL", with_password(&system.runtime_url, &settings));
            }
            command
        };
        let mut keys = Vec::new();
        for _ in 0..3 {
            keys.push(key(&mut beside()).await);
        }
        let connected = run(beside().args(["keys", "create", "--user", "ada", "--json"])).await;
        let connected: serde_json::Value = serde_json::from_str(&connected.stdout).expect("one JSON object");
        let said = run(beside().arg("sign-in-link")).await;
        let sign_in_code = said.stdout.trim().split_once("#code=").expect("a link").1.to_owned();
        let request = http().post(format!("{url}/api/session")).json(&json!({"link": sign_in_code}));
        let signed_in = request.send().await.expect("the gateway answers");
        let cookie = signed_in.headers()["set-cookie"].to_str().expect("it is text").split(';').next();
        let kinds = Kinds {
            keys,
            connected_key: connected["key"].as_str().expect("the key").to_owned(),
            wrong_key: format!("ask_{}{}", random(), &random()[..11]),
            cookie: cookie.expect("a name and a value").to_owned(),
            sign_in_code,
            operator_key: settings.operator_key.clone(),
            own_model_key: format!("sk-ant-{}", random()),
            settings,
        };
        Self { url, planted: Planted::new(kinds), folder, servings, databases, _provider: provider }
    }

    /// Ends everything, and reads all that was written: logs, files, and each row of each table as text.
    pub(crate) async fn stop_and_read(&mut self) -> Vec<(String, Vec<u8>)> {
        for serving in &mut self.servings {
            serving.signal("TERM").await;
            assert_eq!(serving.ended().await, Some(0));
        }
        let mut found = Vec::new();
        for path in files(self.folder.path()) {
            let name = path.file_name().expect("a file").to_str().expect("a plain name").to_owned();
            let bytes = std::fs::read(&path).expect("it can be read");
            if ["terminal.key", "credentials.key"].contains(&&*name) {
                // these files are there to hold a secret
                let mode = std::fs::metadata(&path).expect("it is there").permissions().mode();
                assert_eq!(mode & 0o777, 0o600, "{name}");
            } else {
                found.push((name, bytes));
            }
        }
        assert!(found.iter().any(|(name, bytes)| name.contains(".log") && bytes.len() > 10_000), "there is a log");
        for database in &self.databases {
            found.extend(tables(database).await);
        }
        found
    }
}

/// The settings' secrets, and the provider.
fn with<'a>(command: &'a mut Command, settings: &Settings, provider: &StandIn) -> &'a mut Command {
    command
        .env("ANTHROPIC_API_KEY", &settings.model_key)
        .env("ANTHROPIC_BASE_URL", provider.base_url())
        .env("ASSISTANT_API_KEY", &settings.operator_key)
        .env("CREDENTIALS_ENCRYPTION_KEY", &settings.master_key)
        .env("CREDENTIALS_ENCRYPTION_KEY_PREVIOUS", &settings.previous_master_key)
}

/// A provider that does what the message says; its refusals repeat the key they came with, as some do.
async fn provider(settings: &Settings) -> StandIn {
    let (key, refused) = (settings.model_key.clone(), settings.refused_model_key.clone());
    let rule = move |request: &serde_json::Value| match last_text(request) {
        _ if request["model"] == "refusing" => {
            Script::error(400, "invalid_request_error", &format!("no model for {refused}"))
        }
        Some("echo") => Script::error(401, "authentication_error", &format!("invalid x-api-key: {key}")),
        Some("garbage") => Script::raw(200, "text/html", [format!("<h1>Who is {key}?</h1>")]),
        Some("break") => Script::new().text("Half an").break_off(),
        Some("overloaded") => Script::error(400, "invalid_request_error", &format!("too much for {key}")),
        Some("tool") => {
            Script::new().tool_call("toolu_1", "journal__query", json!({"entity": "nothing", "limit": "many"}))
        }
        _ => Script::new().text("Hello."),
    };
    StandIn::start(rule).await.expect("the stand-in starts")
}

fn with_password(url: &str, settings: &Settings) -> String {
    let mut url: reqwest::Url = url.parse().expect("a URL");
    url.set_password(Some(&settings.database_password)).expect("it has a host");
    url.into()
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("the temporary folder can be written")
}

fn log(folder: &Path, name: &str) -> File {
    File::create(folder.join(format!("{name}.log"))).expect("the log can be written")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files
}

/// Every table, all rows as text; bytes stand there as hexadecimal digits.
async fn tables(database: &Database) -> Vec<(String, Vec<u8>)> {
    let options: PgConnectOptions = database.owner_url.parse().expect("a URL");
    let mut owner: PgConnection = options.connect().await.expect("the database is there");
    let names = "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'";
    let names: Vec<String> = sqlx::query_scalar(names).fetch_all(&mut owner).await.expect("the catalog can be read");
    let mut tables = Vec::new();
    for name in names {
        let rows = AssertSqlSafe(format!("select coalesce(string_agg(t::text, ' '), '') from {name} t"));
        let rows: String = sqlx::query_scalar(rows).fetch_one(&mut owner).await.expect("it can be read");
        tables.push((format!("the table {name}"), rows.into_bytes()));
    }
    tables
}
