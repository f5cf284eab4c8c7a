//! Documents in many files: references of every spelling, cycles, thousands of files.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod common;

use std::fs;
use std::path::Path;

use openapi_stubs::config::{Config, Runtime};
use openapi_stubs::generate::{self, Read};

/// Operations and types, and the bundled document.
fn told(read: &Read) -> String {
    let mut text = String::new();
    for operation in read.api.tags.iter().flat_map(|tag| &tag.operations) {
        text.push_str(&format!("{}\n", operation.id));
    }
    for model in read.api.models.values().flatten() {
        text.push_str(&format!("{:?}\n", model.path));
    }
    text.push_str(&serde_json::to_string_pretty(&read.document).unwrap());
    text
}

#[test]
fn references_of_every_spelling_are_joined() {
    let read = common::read(Path::new("tests/files/openapi.yaml"), &Config::default());
    assert!(
        read.report.diagnostics.is_empty(),
        "{}",
        read.report.render(false)
    );
    generate::files(&read.api, Runtime::Workspace).unwrap();
    let mut settings = common::snapshots();
    settings.set_snapshot_path("files");
    let _bound = settings.bind_to_scope();
    insta::assert_snapshot!("joined", told(&read));
}

/// Paths and schemas in a file each; each schema refers to three others, so that all are in many circles.
#[test]
fn two_thousand_files_in_circles() {
    const COUNT: usize = 1_000;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir(root.join("paths")).unwrap();
    fs::create_dir(root.join("schemas")).unwrap();
    let mut document = "openapi: 3.0.3\ninfo: {title: Many, version: '1'}\npaths:\n".to_owned();
    for number in 0..COUNT {
        document.push_str(&format!(
            "  /things/{number}: {{$ref: './paths/{number}.yaml'}}\n"
        ));
        let path = format!(
            "get:\n  operationId: get{number}\n  responses:\n    '200':\n      description: One\n      \
             content: {{application/json: {{schema: {{$ref: '../schemas/t{number}.yaml'}}}}}}\n"
        );
        fs::write(root.join(format!("paths/{number}.yaml")), path).unwrap();
        let other = |step: usize| (number * step + 1) % COUNT;
        let schema = format!(
            "type: object\nproperties:\n  next: {{$ref: 't{}.yaml'}}\n  far: {{$ref: './../schemas/t{}.yaml'}}\n  \
             all: {{type: array, items: {{$ref: '../schemas/t{}.yaml'}}}}\n",
            other(1),
            other(7),
            other(31)
        );
        fs::write(root.join(format!("schemas/t{number}.yaml")), schema).unwrap();
    }
    let path = root.join("openapi.yaml");
    fs::write(&path, document).unwrap();
    let read = common::read(&path, &Config::default());
    assert!(
        read.report.diagnostics.is_empty(),
        "{}",
        read.report.render(false)
    );
    let operations: usize = read.api.tags.iter().map(|tag| tag.operations.len()).sum();
    let models: usize = read.api.models.values().map(Vec::len).sum();
    assert_eq!((operations, models), (COUNT, COUNT));
}
