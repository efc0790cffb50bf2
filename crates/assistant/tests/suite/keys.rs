use serde_json::Value;

use crate::program::{Client, assistant, json, run, serve_up, up};

#[tokio::test]
async fn a_key_is_made_used_and_revoked_beside_a_running_gateway() {
    let folder = tempfile::tempdir().unwrap();
    let serving = serve_up(&mut up(folder.path())).await;

    let said =
        run(assistant(folder.path()).args(["keys", "create", "--user", "mira", "--label", "phone", "--json"])).await;
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
    let made: Value = serde_json::from_str(&said.stdout).expect("exactly one JSON object");
    let fields: Vec<&String> = made.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["id", "key", "user_id", "role"]);
    assert_eq!((&made["user_id"], &made["role"]), (&Value::from("mira"), &Value::from("personal")));
    let key = made["key"].as_str().unwrap();
    assert!(key.starts_with("ask_") && key.len() == 47);

    let client = Client::new(&serving.url, key);
    assert_eq!(json(client.get("/api/me")).await["user_id"], "mira");

    let listed = run(assistant(folder.path()).args(["keys", "list", "--json"])).await;
    let listed: Value = serde_json::from_str(&listed.stdout).unwrap();
    let of_mira: Vec<&Value> =
        listed["items"].as_array().unwrap().iter().filter(|key| key["user_id"] == "mira").collect();
    assert_eq!((of_mira.len(), &of_mira[0]["label"]), (1, &Value::from("phone")));

    let id = made["id"].as_str().unwrap();
    assert_eq!(run(assistant(folder.path()).args(["keys", "revoke", id])).await.code, Some(0));
    assert_eq!(client.get("/api/me").send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn there_are_no_keys_before_there_is_an_assistant() {
    let folder = tempfile::tempdir().unwrap();
    let said = run(assistant(folder.path()).args(["keys", "list"])).await;
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.contains("start it with `assistant up`"), "{}", said.stderr);
}

#[tokio::test]
async fn the_operators_key_opens_the_gateway_until_it_is_another() {
    let folder = tempfile::tempdir().unwrap();
    let random = || format!("{:032x}", rand::random::<u128>());
    let (first, second) = (random(), random());
    let mut serving = serve_up(up(folder.path()).env("ASSISTANT_API_KEY", &first)).await;
    assert_eq!(json(Client::new(&serving.url, &first).get("/api/me")).await["role"], "admin");
    serving.child.kill().await.unwrap();

    let serving = crate::program::serve_up(up(folder.path()).env("ASSISTANT_API_KEY", &second)).await;
    assert_eq!(json(Client::new(&serving.url, &second).get("/api/me")).await["role"], "admin");
    assert_eq!(Client::new(&serving.url, &first).get("/api/me").send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_sign_in_link_works_once() {
    let folder = tempfile::tempdir().unwrap();
    let serving = serve_up(&mut up(folder.path())).await;
    let said = run(assistant(folder.path()).arg("sign-in-link")).await;
    let (address, code) = said.stdout.trim().split_once("/sign-in#code=").expect("an address with a code");
    assert_eq!(address, serving.url);
    let client = Client::new(&serving.url, "");
    let body = serde_json::json!({ "link": code });
    let sign_in = || client.post("/api/session", &body).header("origin", &serving.url).send();
    assert_eq!(sign_in().await.unwrap().status(), 204);
    assert_eq!(sign_in().await.unwrap().status(), 401);
}
