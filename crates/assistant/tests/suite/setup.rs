use crate::program::{Client, assistant, json, run, serve};

#[tokio::test]
async fn postgresql_is_set_up_by_its_owner_and_used_by_a_role_that_owns_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let database = throwaway_postgres::database().await;
    let role = reqwest::Url::parse(&database.runtime_url).unwrap().username().to_owned();
    let gateway = |url: &str| {
        let mut command = assistant(folder.path());
        command.arg("gateway").env("SYSTEM_DB_URL", url).env("ASSISTANT_BIND", "127.0.0.1:0");
        for name in ["MCP_JOURNAL_URL", "MCP_GARMIN_URL", "MCP_GOOGLE_URL", "MCP_PLACES_URL", "MCP_SPLITWISE_URL"] {
            command.env(name, "http://127.0.0.1:9");
        }
        command
    };

    let said = run(&mut gateway(&database.runtime_url)).await;
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("run `assistant setup system-db`"), "{}", said.stderr);

    let setup = || {
        let mut command = assistant(folder.path());
        command.args(["setup", "system-db", "--role", &role]).env("SYSTEM_DB_URL", &database.owner_url);
        command
    };
    let said = run(&mut setup()).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.stdout.contains("system: the schema went from version 0 to"), "{}", said.stdout);
    assert!(run(&mut setup()).await.stdout.contains("already"));

    let said = run(&mut gateway(&database.owner_url)).await;
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("could read every user's rows: it is a superuser"), "{}", said.stderr);

    let serving = serve(&mut gateway(&database.runtime_url), "gateway").await;
    let mut keys = assistant(folder.path());
    let key = crate::program::key(keys.env("SYSTEM_DB_URL", &database.runtime_url)).await;
    let me = json(Client::new(&serving.url, &key).get("/api/me")).await;
    assert_eq!((&me["user_id"], &me["role"]), (&"owner".into(), &"admin".into()));
}
