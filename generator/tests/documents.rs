//! Real documents: each of their operations is generated.
//!
//! They are kept outside the repository; a test says so and ends when its document is not there.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod common;

use std::path::{Path, PathBuf};

use openapi_stubs::config::{Config, Runtime};
use openapi_stubs::generate;

/// Folder of PeerTube's documents, beside the repository.
fn upstream(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/upstream")
        .join(name)
}

/// Operations generated of a document without errors, and lines of code of its crate; nothing when it is not there.
fn generated(document: &Path) -> Option<(usize, usize)> {
    if !document.is_file() {
        eprintln!("skipped: {} is not there", document.display());
        return None;
    }
    let read = common::read(document, &Config::default());
    assert!(!read.report.has_errors(), "{}", read.report.render(false));
    assert!(read.left_out.is_empty(), "operations are left out");
    let operations = read.api.tags.iter().map(|tag| tag.operations.len()).sum();
    let files = generate::files(&read.api, Runtime::Workspace).unwrap();
    let rust = files
        .iter()
        .filter(|file| file.path.extension().is_some_and(|end| end == "rs"));
    let lines = rust.map(|file| lines_of_code(&file.contents)).sum();
    Some((operations, lines))
}

/// Lines that are neither blank nor only a comment.
fn lines_of_code(source: &str) -> usize {
    let lines = source.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .count()
}

#[test]
fn peertube_4_0_is_generated_whole() {
    if let Some((operations, _)) = generated(&upstream("peertube-4.0.yaml")) {
        assert_eq!(operations, 157);
    }
}

#[test]
fn peertube_8_1_is_generated_whole() {
    if let Some((operations, lines)) = generated(&upstream("peertube-8.1.yaml")) {
        assert_eq!(operations, 304);
        eprintln!("{lines} lines of code");
    }
}
