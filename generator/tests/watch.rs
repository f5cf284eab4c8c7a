//! `watch`: with real files, an impatient editor, and a document that breaks for a while.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]
#![cfg(unix)]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};

const DOCUMENT: &str = r##"openapi: 3.0.3
info: {title: Things, version: "1"}
tags: [{name: Things}]
paths:
  /things:
    get:
      operationId: listThings
      tags: [Things]
      summary: All things
      responses:
        "200": {description: Things, content: {application/json: {schema: {$ref: "schemas.yaml#/Thing"}}}}
"##;

const SCHEMAS: &str = "Thing: {type: object, properties: {name: {type: string}}}\n";

/// The command, and what it says, line by line.
struct Watching {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStderr>>,
}

impl Watching {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_openapi-stubs"))
            .args(["watch", "--spec", "openapi.yaml", "--out", "api"])
            .current_dir(folder)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        Self { child, lines }
    }

    fn line(&mut self) -> String {
        self.lines.next().unwrap().unwrap()
    }

    /// Lines up to the one that ends a report.
    fn report(&mut self) -> String {
        let mut text = String::new();
        loop {
            let line = self.line();
            if line.ends_with("the crate stays as it was") {
                return text + &line;
            }
            text.push_str(&line);
            text.push('\n');
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // Already over when all went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_day_at_the_document() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let put = |name: &str, text: &str| std::fs::write(at(name), text).unwrap();
    put("openapi.yaml", DOCUMENT);
    put("schemas.yaml", SCHEMAS);
    let mut watching = Watching::start(folder.path());
    let first = watching.line();
    assert!(first.starts_with("watching: 1 operation, "), "{first}");
    assert!(first.ends_with(" 0 deleted, 0 unchanged"), "{first}");
    let models = || std::fs::read_to_string(at("api/src/models/schemas.rs")).unwrap();
    assert!(models().contains("name"));

    // The same again is no change: the next line is about the next one.
    put("openapi.yaml", DOCUMENT);
    put("schemas.yaml", &SCHEMAS.replace("name", "title"));
    let line = watching.line();
    assert!(
        line.starts_with("schemas.yaml changed: 1 operation, "),
        "{line}"
    );
    assert!(!line.contains(" 0 files written"), "{line}");
    assert!(models().contains("title"));

    // A comment makes no other crate.
    put(
        "schemas.yaml",
        &format!("# Things\n{}", SCHEMAS.replace("name", "title")),
    );
    let line = watching.line();
    assert!(
        line.starts_with("schemas.yaml changed: 1 operation, 0 files written, 0 deleted, "),
        "{line}"
    );

    // What is broken is reported, and the crate stays.
    let before = models();
    put("openapi.yaml", &DOCUMENT.replace("#/Thing", "#/Thin"));
    let report = watching.report();
    assert!(report.contains("openapi.yaml:11"), "{report}");
    assert!(
        report.ends_with("openapi.yaml changed: the crate stays as it was"),
        "{report}"
    );
    assert_eq!(models(), before);

    // An editor puts another file in the place of the old one.
    put("new.tmp", DOCUMENT);
    std::fs::rename(at("new.tmp"), at("openapi.yaml")).unwrap();
    let line = watching.line();
    assert!(
        line.starts_with("openapi.yaml changed: 1 operation, "),
        "{line}"
    );

    // Or takes it away for a moment.
    std::fs::rename(at("schemas.yaml"), at("schemas.yaml~")).unwrap();
    put("schemas.yaml", SCHEMAS);
    let line = watching.line();
    assert!(
        line.starts_with("schemas.yaml changed: 1 operation, "),
        "{line}"
    );
    assert!(models().contains("name"));

    // A file that is referred to and comes later.
    put(
        "openapi.yaml",
        &DOCUMENT.replace("schemas.yaml", "parts/more.yaml"),
    );
    assert!(watching.report().contains("more.yaml"));
    std::fs::create_dir(at("parts")).unwrap();
    put("parts/more.yaml", SCHEMAS);
    let line = watching.line();
    assert!(
        line.starts_with("parts/more.yaml changed: 1 operation, "),
        "{line}"
    );

    // Settings, which were not there at first.
    put("codegen.toml", "crate = \"other-api\"\n");
    let line = watching.line();
    assert!(
        line.starts_with("codegen.toml changed: 1 operation, "),
        "{line}"
    );
    let manifest = std::fs::read_to_string(at("api/Cargo.toml")).unwrap();
    assert!(manifest.contains("other-api"));

    let id = watching.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(watching.child.wait().unwrap().code(), Some(0));
    assert!(watching.lines.next().is_none());
}

#[test]
fn what_cannot_be_watched_says_why() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("openapi.yaml"), DOCUMENT).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_openapi-stubs"))
        .args(["watch", "--spec", "openapi.yaml"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("name its folder with --out"),
        "{output:?}"
    );
}
