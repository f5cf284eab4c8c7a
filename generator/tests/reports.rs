//! What is said about documents that are wrong: each file in `broken` and `warned` with the whole report.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod common;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use openapi_stubs::config::Config;
use openapi_stubs::diagnostics::{Code, Diagnostic, Report, table};
use openapi_stubs::generate::{self, Care};
use openapi_stubs::lock::Lock;

use common::{documents, report, snapshots, stem};

/// Codes that commands have beside those of documents; `commands.rs` makes each of them happen.
const OF_COMMANDS: &[Code] = &[
    Code::SettingsInvalid,
    Code::TemplateInvalid,
    Code::SkipUnneeded,
    Code::CommandFailed,
    Code::OutputStale,
    Code::NotImplemented,
    Code::NotRust,
    Code::CannotScaffold,
    // Documents too large to be kept here; `bounds.rs` makes them.
    Code::FileTooLarge,
    Code::TooManyValues,
];

/// A report that is made with everything that is looked at.
fn linted(path: &Path) -> Report {
    generate::read(path, &Config::default(), &mut Lock::default(), Care::Lint).report
}

/// The documents of a folder, and what is wrong with their reports: every finding has a place and a remedy.
fn untold(folder: &str, of: impl Fn(&Path) -> Report) -> (Vec<PathBuf>, Vec<String>) {
    let mut settings = snapshots();
    settings.set_snapshot_path(folder);
    let _bound = settings.bind_to_scope();
    let documents = documents(folder);
    let mut wanting = Vec::new();
    for path in &documents {
        let report = of(path);
        let name = stem(path);
        if report.has_errors() != (folder == "broken") {
            wanting.push(format!("{name}:\n{}", report.render(false)));
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
    (documents, wanting)
}

#[test]
fn every_report_names_the_place_and_a_remedy() {
    let (documents, wanting) = untold("broken", report);
    assert!(wanting.is_empty(), "{}", wanting.join("\n"));
    assert!(documents.len() >= 100);
}

#[test]
fn every_warning_names_the_place_and_a_remedy() {
    let (_, wanting) = untold("warned", linted);
    assert!(wanting.is_empty(), "{}", wanting.join("\n"));
}

#[test]
fn every_code_has_a_document() {
    let mut seen: BTreeSet<Code> = OF_COMMANDS.iter().copied().collect();
    for path in documents("broken").iter().chain(&documents("warned")) {
        seen.extend(linted(path).diagnostics.iter().map(|found| found.code));
    }
    let unseen: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| !seen.contains(code))
        .map(|code| code.name())
        .collect();
    assert!(unseen.is_empty(), "no document has {}", unseen.join(", "));
}

#[test]
fn names_of_codes_are_kebab_case_and_unique() {
    let names: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(names.len(), Code::ALL.len());
    for name in names {
        let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
        assert!(
            name.split('-')
                .all(|word| !word.is_empty() && word.chars().all(fits)),
            "{name}"
        );
    }
}

/// `INSTA_UPDATE=always` writes the page.
#[test]
fn the_page_of_codes_is_fresh() {
    let page = Path::new("DIAGNOSTICS.md");
    if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        std::fs::write(page, table()).unwrap();
    }
    let written = std::fs::read_to_string(page).unwrap();
    assert!(
        written == table(),
        "DIAGNOSTICS.md is stale: run `INSTA_UPDATE=always cargo test -p openapi-stubs --test reports`"
    );
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
