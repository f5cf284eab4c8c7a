//! What is said about documents that are wrong: each file in `broken` with the whole report.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod common;

use std::path::Path;

use openapi_stubs::diagnostics::{Diagnostic, Severity};

use common::{documents, report, snapshots, stem};

#[test]
fn every_report_names_the_place_and_a_remedy() {
    let mut settings = snapshots();
    settings.set_snapshot_path("broken");
    let _bound = settings.bind_to_scope();
    let documents = documents("broken");
    assert!(documents.len() > 25);
    let mut wanting = Vec::new();
    for path in documents {
        let report = report(&path);
        let name = stem(&path);
        if report.count(Severity::Error) == 0 {
            wanting.push(format!("{name} has no error:\n{}", report.render(false)));
        }
        let is_told =
            |finding: &&Diagnostic| finding.position.is_some() && !finding.help.is_empty();
        let untold = report
            .diagnostics
            .iter()
            .filter(|finding| !is_told(finding));
        wanting.extend(untold.map(|finding| format!("{name}: {finding}")));
        insta::assert_snapshot!(name, report.render(false));
    }
    assert!(wanting.is_empty(), "{}", wanting.join("\n"));
}

/// A document of one schema that is nested as deeply as asked.
fn nested(depth: usize) -> String {
    let open = "{\"type\":\"object\",\"properties\":{\"a\":".repeat(depth);
    let close = "}}".repeat(depth);
    format!(
        "{{\"openapi\":\"3.0.3\",\"info\":{{\"title\":\"Deep\",\"version\":\"1\"}},\"paths\":{{}},\
         \"components\":{{\"schemas\":{{\"Deep\":{open}{{\"type\":\"string\"}}{close}}}}}}}"
    )
}

#[test]
fn deep_nesting_is_refused_with_a_place() {
    let folder = tempfile::tempdir().unwrap();
    for depth in [150, 2_000, 100_000] {
        let path = folder.path().join(format!("{depth}.yaml"));
        std::fs::write(&path, nested(depth)).unwrap();
        let report = report(&path);
        assert!(report.has_errors(), "{depth}");
        assert!(report.diagnostics[0].position.is_some());
    }
}

#[test]
fn a_file_that_is_not_there() {
    let report = report(Path::new("tests/broken/absent.yaml"));
    let text = report.render(false);
    assert!(
        text.contains("cannot read tests/broken/absent.yaml"),
        "{text}"
    );
}
