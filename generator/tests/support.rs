//! Every row of `SUPPORT.md` is true: the document that it names is there, has the feature, and is told what the row says.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod common;

use std::path::Path;

use openapi_stubs::config::Runtime;
use openapi_stubs::diagnostics::Severity;
use openapi_stubs::support::{KINDS, Level, PLACES, Proof, STYLES, sections, style};

use common::{generated, report};

fn text(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

#[test]
fn every_row_has_what_shows_it() {
    let mut wrong = Vec::new();
    for section in sections() {
        for row in section.rows {
            // Documents of these folders are held against their reports and crates by tests of their own.
            let (shows, level) = match row.proof {
                Proof::Golden(name, part) => {
                    let document = text(&format!("tests/golden/{name}.yaml"));
                    let shown = Path::new(&format!("tests/golden/{name}.snap")).exists();
                    (shown && document.contains(part), None)
                }
                Proof::Broken(name, message) => (
                    reported("broken", name, &["error[", "unsupported["], message),
                    Some([Level::Refused, Level::Full]),
                ),
                Proof::Warned(name, message) => (
                    reported("warned", name, &["warning["], message),
                    Some([Level::Ignored, Level::Partial]),
                ),
                Proof::Nothing(part) => {
                    let (with, without) =
                        ("tests/support/ignored.yaml", "tests/support/without.yaml");
                    let shows = text(with).contains(part) && !text(without).contains(part);
                    (shows, Some([Level::Ignored, Level::Ignored]))
                }
            };
            let fits = level.is_none_or(|levels| levels.contains(&row.level));
            if !shows || !fits {
                wrong.push(format!(
                    "{}: {}: {:?}",
                    section.title, row.feature, row.proof
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a report has a finding of these severities with the message.
fn reported(folder: &str, name: &str, severities: &[&str], message: &str) -> bool {
    let report = text(&format!("tests/{folder}/{name}.snap"));
    report.lines().any(|line| {
        severities.iter().any(|begin| line.starts_with(begin)) && line.contains(message)
    })
}

#[test]
fn what_is_ignored_changes_nothing() {
    let files = ["ignored", "without"].map(|name| {
        let path = format!("tests/support/{name}.yaml");
        let files = generated(Path::new(&path), "nothing", Runtime::Workspace);
        let code = files
            .into_iter()
            .filter(|file| !file.path.ends_with("openapi.json"));
        code.collect::<Vec<_>>()
    });
    assert_eq!(files[0], files[1]);
}

#[test]
fn every_style_at_every_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("openapi.yaml");
    for name in STYLES {
        for place in PLACES {
            for kind in KINDS {
                for explode in [false, true] {
                    std::fs::write(&path, document(name, place, kind, explode)).unwrap();
                    let report = report(&path);
                    let found = report.diagnostics.iter();
                    let found = found.filter(|found| found.code.name().starts_with("style-"));
                    let found: Vec<_> = found
                        .map(|found| (found.severity, found.message.as_str()))
                        .collect();
                    let (level, message) = style(name, place, kind, explode);
                    let severity = match level {
                        Level::Refused => Severity::Error,
                        _ => Severity::Warning,
                    };
                    let fits = match message {
                        None => found.is_empty() && level == Level::Full,
                        Some(message) => {
                            matches!(found.as_slice(), [(told, text)] if *told == severity && text.contains(message))
                        }
                    };
                    assert!(fits, "{name} {place} {kind} {explode}: {found:?}");
                }
            }
        }
    }
}

fn document(style: &str, place: &str, kind: &str, explode: bool) -> String {
    let schema = match kind {
        "array" => "{type: array, items: {type: string}}",
        "object" => "{type: object, properties: {a: {type: string}}}",
        _ => "{type: string}",
    };
    let (path, required) = match place {
        "path" => ("/a/{p}", true),
        _ => ("/a", false),
    };
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  {path}:\n    get:\n      operationId: a\n      \
         parameters: [{{name: p, in: {place}, required: {required}, style: {style}, explode: {explode}, schema: {schema}}}]\n      \
         responses: {{'204': {{description: Done}}}}\n"
    )
}
