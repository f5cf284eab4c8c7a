//! `diff`: every kind of change, with what it means for clients and implementers.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod common;

use std::path::Path;
use std::process::{Command, Output};

use openapi_stubs::config::Config;
use openapi_stubs::diff::{Impact, diff};

use common::{read, snapshots};

fn command(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_openapi-stubs"))
        .arg("diff")
        .args(arguments)
        .output()
        .unwrap()
}

const OLD: &str = "tests/diff/old.yaml";
const NEW: &str = "tests/diff/new.yaml";

#[test]
fn every_kind_of_change() {
    let mut settings = snapshots();
    settings.set_snapshot_path("diff");
    let _bound = settings.bind_to_scope();
    for (name, old, new) in [("forwards", OLD, NEW), ("backwards", NEW, OLD)] {
        let output = command(&[old, new]);
        assert!(output.status.success(), "{output:?}");
        insta::assert_snapshot!(name, String::from_utf8(output.stdout).unwrap());
    }
}

#[test]
fn a_document_and_itself() {
    let config = Config::default();
    for path in [OLD, NEW] {
        let found = diff(
            &read(Path::new(path), &config),
            &read(Path::new(path), &config),
        );
        assert!(found.changes.is_empty(), "{:?}", found.changes);
        assert_eq!(found.touched, Default::default());
    }
}

#[test]
fn the_exit_status_says_what_was_asked() {
    assert_eq!(command(&[OLD, NEW]).status.code(), Some(0));
    assert_eq!(
        command(&[OLD, NEW, "--fail-on", "breaking"]).status.code(),
        Some(1)
    );
    assert_eq!(
        command(&[OLD, OLD, "--fail-on", "any"]).status.code(),
        Some(0)
    );
    assert_eq!(
        command(&[OLD, "tests/broken/not-yaml.yaml"]).status.code(),
        Some(1)
    );
    assert_eq!(command(&[OLD]).status.code(), Some(2));
    let output = command(&[OLD, NEW, "--format", "json"]);
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let changes = value["changes"].as_array().unwrap();
    let counted = value["summary"]["breaking"].as_u64().unwrap()
        + value["summary"]["compatible"].as_u64().unwrap();
    assert_eq!(changes.len() as u64, counted);
}

/// Two versions of a large document that is no part of the repository.
#[test]
fn a_large_document_four_versions_later() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/upstream");
    let (old, new) = (
        folder.join("peertube-4.0.yaml"),
        folder.join("peertube-8.1.yaml"),
    );
    if !old.exists() || !new.exists() {
        eprintln!("skipped: {} is not there", folder.display());
        return;
    }
    let config = Config::default();
    let found = diff(&read(&old, &config), &read(&new, &config));
    assert!(
        found.summary.breaking > 50 && found.summary.compatible > 200,
        "{:?}",
        found.summary
    );
    let kinds = |impact: Impact, kind: &str| {
        let changes = found.changes.iter();
        changes
            .filter(|change| change.impact == impact && change.kind == kind)
            .count()
    };
    assert!(kinds(Impact::Compatible, "operation-added") > 140);
    assert!(kinds(Impact::Breaking, "operation-removed") > 0);
    assert!(found.touched.methods_added.len() > 140);
}

/// Every command says how it is used and what its exit status means.
#[test]
fn help_of_every_command() {
    let help = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_openapi-stubs"))
            .args(arguments)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    for command in [
        "generate", "check", "lint", "bundle", "diff", "status", "scaffold",
    ] {
        let text = help(&[command, "--help"]);
        assert!(
            text.contains("Examples:") && text.contains("Exit status:"),
            "{text}"
        );
    }
    assert!(help(&["--help"]).contains("A first look:"));
}
