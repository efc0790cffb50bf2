//! What a deployment is told is what the program reads: no container gets a secret that it does not need, and no setting is forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use crate::program::{assistant, run};

/// What `deploy.sh` and the Compose files read themselves.
const OF_THE_DEPLOYMENT: [&str; 9] = [
    "DEPLOYMENT",
    "ASSISTANT_DOMAIN",
    "TLS_CERTIFICATE",
    "CERTBOT_EMAIL",
    "ASSISTANT_TAG",
    "EDGE_PREFIX",
    "SKILLS_HOST_DIR",
    "DATA_HOST_DIR",
    "POSTGRES_PASSWORD",
];

/// What the deployment model gives a container and no command reads yet: accounts cannot be connected, and skills not run.
const UNREAD: [(&str, &[&str]); 4] = [
    ("assistant", &["SKILLS_DIR", "USER_DATA_DIR"]),
    ("garmin", &["GARMIN_EMAIL", "GARMIN_PASSWORD"]),
    ("google-places", &["GOOGLE_PLACES_API_KEY"]),
    ("up", &["SKILLS_DIR", "USER_DATA_DIR", "GARMIN_EMAIL", "GARMIN_PASSWORD", "GOOGLE_PLACES_API_KEY"]),
];

/// What the Compose files say themselves, so that nobody has to.
const SAID_BY_COMPOSE: [&str; 8] = [
    "ASSISTANT_BIND",
    "ASSISTANT_DATA_DIR",
    "ASSISTANT_TRUSTED_PROXIES",
    "MCP_GARMIN_URL",
    "MCP_GOOGLE_URL",
    "MCP_JOURNAL_URL",
    "MCP_PLACES_URL",
    "MCP_SPLITWISE_URL",
];

struct Setting {
    name: String,
    read_by: Vec<String>,
}

/// The program's own list.
async fn settings() -> Vec<Setting> {
    let folder = tempfile::tempdir().unwrap();
    let said = run(assistant(folder.path()).args(["config", "list", "--json"])).await;
    let said: Value = serde_json::from_str(&said.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let setting = |setting: &Value| Setting {
        name: text(&setting["name"]),
        read_by: setting["read_by"].as_array().unwrap().iter().map(text).collect(),
    };
    said["settings"].as_array().unwrap().iter().map(setting).collect()
}

#[tokio::test]
async fn each_container_is_told_what_its_command_reads_and_nothing_else() {
    let settings = settings().await;
    let told = environments(&file("deploy/docker-compose.yml"));
    let readers = [
        ("assistant", "gateway"),
        ("garmin", "garmin"),
        ("google-places", "google-places"),
        ("google-workspace", "google-workspace"),
        ("journal-mcp", "journal"),
        ("setup", "setup"),
        ("splitwise", "splitwise"),
    ];
    assert!(told.keys().eq(readers.iter().map(|(service, _)| service)), "{:?}", told.keys());
    for (service, reader) in readers {
        assert_eq!(told[service], read_by(&settings, reader, service), "{service}");
    }
    let alone = environments(&file("deploy/docker-compose.sqlite.yml"));
    assert_eq!(alone["assistant"], read_by(&settings, "up", "up"));
    // what PostgreSQL beside them adds is for who reads it anyway, and for PostgreSQL
    for (service, names) in environments(&file("deploy/docker-compose.postgres.yml")) {
        if service != "postgres" {
            assert!(names.is_subset(&told[&service]), "{service}: {names:?}");
        }
    }
}

#[tokio::test]
async fn the_example_names_every_setting_of_a_deployment_and_no_other() {
    let settings = settings().await;
    let mut expected: BTreeSet<String> = settings
        .iter()
        .filter(|setting| setting.read_by.iter().any(|reader| reader != "other commands"))
        .map(|setting| setting.name.clone())
        .filter(|name| !SAID_BY_COMPOSE.contains(&name.as_str()))
        .collect();
    expected.extend(OF_THE_DEPLOYMENT.map(str::to_owned));
    expected.extend(UNREAD.iter().flat_map(|(_, names)| *names).map(|name| (*name).to_owned()));
    for folder in ["SKILLS_DIR", "USER_DATA_DIR"] {
        expected.remove(folder);
    }
    let example = file("deploy/.env.production.example");
    let named: Vec<String> = example.lines().filter_map(setting_of_line).collect();
    let once: BTreeSet<String> = named.iter().cloned().collect();
    assert_eq!(once, expected);
    assert_eq!(once.len(), named.len(), "a name stands there twice: {named:?}");
}

#[tokio::test]
async fn every_variable_that_compose_asks_for_stands_in_the_example() {
    let mut example: BTreeSet<String> =
        file("deploy/.env.production.example").lines().filter_map(setting_of_line).collect();
    // Compose's own
    example.insert("COMPOSE_PROJECT_NAME".to_owned());
    for name in ["docker-compose.yml", "docker-compose.postgres.yml", "docker-compose.sqlite.yml"] {
        let text = file(&format!("deploy/{name}"));
        for asked in text.split("${").skip(1) {
            let variable = asked.split([':', '}']).next().unwrap();
            assert!(example.contains(variable), "{name} asks for {variable}");
        }
    }
}

#[tokio::test]
async fn what_each_variable_of_the_example_does_is_told_in_the_manual() {
    let manual = file("docs/operations.md");
    for name in file("deploy/.env.production.example").lines().filter_map(setting_of_line) {
        assert!(manual.contains(&format!("`{name}`")), "docs/operations.md says nothing of {name}");
    }
}

/// What a command reads, with what its container is given beside it.
fn read_by(settings: &[Setting], reader: &str, service: &str) -> BTreeSet<String> {
    let unread = UNREAD.iter().find(|(of, _)| *of == service).map_or(&[][..], |(_, names)| names);
    let read = settings.iter().filter(|setting| setting.read_by.iter().any(|by| by == reader));
    read.map(|setting| setting.name.clone()).chain(unread.iter().map(|name| (*name).to_owned())).collect()
}

/// The name in `NAME=value`, also where the line is commented out.
fn setting_of_line(line: &str) -> Option<String> {
    let (name, _) = line.strip_prefix('#').unwrap_or(line).split_once('=')?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    is_name.then(|| name.to_owned())
}

/// The names of the variables of each service: what stands below its `environment:`, by indentation.
fn environments(compose: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut services = BTreeMap::new();
    let (mut in_services, mut service, mut in_environment) = (false, String::new(), false);
    for line in compose.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let text = line.trim_start();
        let name = text.split(':').next().unwrap().to_owned();
        match line.len() - text.len() {
            0 => in_services = name == "services" || in_services && text.is_empty(),
            2 if in_services => (service, in_environment) = (name, false),
            4 if in_services => {
                in_environment = name == "environment";
                if in_environment {
                    services.entry(service.clone()).or_insert_with(BTreeSet::new);
                }
            }
            6 if in_environment && name != "<<" => {
                services.get_mut(&service).unwrap().insert(name);
            }
            _ => {}
        }
    }
    services
}

fn file(name: &str) -> String {
    fs::read_to_string(format!("{}/../../{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}
