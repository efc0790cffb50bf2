//! What the documents say, held to what the project is.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use llm::demo::{Family, families};

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: impl AsRef<Path>) -> String {
    let path = project().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The crates of others that the workspace names.
fn named() -> BTreeSet<String> {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("it is TOML");
    let all = manifest["workspace"]["dependencies"].as_table().expect("a table");
    all.iter().filter(|(_, value)| value.get("path").is_none()).map(|(name, _)| name.clone()).collect()
}

/// The crates that a member of the workspace depends on.
fn used() -> BTreeSet<String> {
    let folders = std::fs::read_dir(project().join("crates")).expect("there are crates");
    let manifests = folders.map(|folder| folder.expect("it can be read").path().join("Cargo.toml"));
    let sections = ["dependencies", "dev-dependencies", "build-dependencies"];
    let mut used = BTreeSet::new();
    for manifest in manifests.chain([project().join("bench/Cargo.toml")]) {
        let manifest: toml::Table = read(manifest).parse().expect("it is TOML");
        for section in sections.iter().filter_map(|section| manifest.get(*section)?.as_table()) {
            used.extend(section.keys().cloned());
        }
    }
    used
}

#[test]
fn every_dependency_has_its_reason_and_its_user() {
    let named = named();
    let document = read("docs/dependencies.md");
    let told: BTreeSet<String> = document
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" | "))
        .map(|(name, _)| name.to_owned())
        .filter(|name| name != "crate")
        .collect();
    assert_eq!(told, named, "docs/dependencies.md against [workspace.dependencies]");
    let used = used();
    let idle: Vec<&String> = named.difference(&used).collect();
    assert!(idle.is_empty(), "nobody uses {idle:?}");
}

#[test]
fn the_demo_model_is_documented_as_it_is() {
    let row = |family: &Family| {
        let examples: Vec<String> = family.examples.iter().map(|example| format!("“{example}”")).collect();
        format!("| {} | {} | {} |\n", family.title, examples.join("<br>"), family.sources)
    };
    let rows: String = families().iter().map(row).collect();
    let table = format!("| what | say for example | comes from |\n|---|---|---|\n{rows}");
    let document = read("docs/demo-model.md");
    assert!(document.contains(&table), "put this into docs/demo-model.md:\n\n{table}");
}

/// The names of functions in the Rust and Python files below a folder.
fn functions(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("it can be read") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            functions(&path, found);
            continue;
        }
        let word = match path.extension().and_then(|extension| extension.to_str()) {
            Some("rs") => "fn ",
            Some("py") => "def ",
            _ => continue,
        };
        let text = read(&path);
        let names = text.lines().filter_map(|line| line.trim_start().split_once(word)?.1.split_once('('));
        found.extend(names.map(|(name, _)| name.to_owned()));
    }
}

/// A test that was renamed would leave a claim behind that nobody shows.
#[test]
fn every_test_that_is_named_is_there() {
    let mut there = BTreeSet::new();
    functions(&project().join("crates"), &mut there);
    functions(&project().join("tests/deploy"), &mut there);
    let document = read("docs/security.md");
    let named: BTreeSet<&str> =
        document.split('`').skip(1).step_by(2).filter(|word| word.matches('_').count() > 2).collect();
    let missing: Vec<_> =
        named.iter().filter(|name| !there.contains(**name) && name.to_lowercase() == **name).collect();
    assert!(named.len() > 30, "{named:?}");
    assert!(missing.is_empty(), "docs/security.md names tests that are not there: {missing:?}");
}
