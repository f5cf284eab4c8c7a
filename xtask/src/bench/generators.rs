//! Generators side by side: what a run costs, and what the code is like that comes out.

use std::fs;
use std::path::{Path, PathBuf};

use super::judge::{self, Verdict};
use super::rivals;
use super::usage::{Program, Usage};
use crate::run::{Result, cargo, repository, target};

/// Runs of each generator; the least of each figure counts.
const RUNS: usize = 10;
/// Of those that take seconds each.
const SLOW_RUNS: usize = 3;

/// A document to generate from.
pub(super) struct Document {
    pub(super) name: &'static str,
    pub(super) path: PathBuf,
}

/// A generator with a document, ready to run.
pub(super) struct Subject<'a> {
    pub(super) name: String,
    pub(super) document: &'a Document,
    pub(super) program: Program,
    /// Folder of the crate.
    pub(super) out: PathBuf,
    /// What is removed before each run.
    pub(super) fresh: PathBuf,
    pub(super) runs: usize,
    /// How many operations there are in what it printed and wrote.
    pub(super) operations: fn(&Usage, &Path) -> Option<usize>,
    /// Whether cargo is to look at the crate.
    pub(super) is_checked: bool,
}

/// Compares all generators and prints a table.
pub(super) fn compare() -> Result {
    cargo(&["build", "--release", "-p", "openapi-stubs"])?;
    let folder = target().join("bench-generate");
    fs::create_dir_all(&folder)
        .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    let peertube = peertube();
    let github = Document {
        name: "GitHub",
        path: target().join("documents/octokit-openapi-23.0.2/generated/api.github.com.json"),
    };
    let mut subjects = vec![ours(&peertube, &folder)];
    if github.path.is_file() {
        subjects.push(Subject {
            is_checked: false,
            runs: SLOW_RUNS,
            ..ours(&github, &folder)
        });
    } else {
        eprintln!("xtask: GitHub's document is not there and is left out");
    }
    for rival in [
        rivals::openapi_generator(&peertube, &folder),
        rivals::openapi_to_rust(&peertube, &folder),
        rivals::openapi_to_rust_in_part(&peertube, &folder),
    ] {
        match rival {
            Ok(subject) => subjects.push(subject),
            Err(reason) => eprintln!("xtask: a generator is left out: {reason}"),
        }
    }
    println!(
        "| generator | document | time | CPU | memory | operations | lines of code | rustc errors | `cargo check` CPU | `cargo check` memory |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for subject in &subjects {
        println!("{}", row(subject)?);
    }
    Ok(())
}

/// PeerTube's document beside the repository, or the server's own.
fn peertube() -> Document {
    let upstream = repository().join("../shared/upstream/peertube-8.1.yaml");
    if upstream.is_file() {
        return Document {
            name: "PeerTube 8.1",
            path: upstream,
        };
    }
    eprintln!("xtask: PeerTube's document is not beside the repository: spec/openapi.yaml instead");
    Document {
        name: "spec/openapi.yaml",
        path: repository().join("spec/openapi.yaml"),
    }
}

fn ours<'a>(document: &'a Document, folder: &Path) -> Subject<'a> {
    let out = folder.join(format!(
        "openapi-stubs-{}",
        document.name.replace(['/', ' '], "-")
    ));
    Subject {
        name: "openapi-stubs".to_owned(),
        document,
        program: Program {
            name: target().join("release/openapi-stubs").display().to_string(),
            arguments: vec![
                "generate".into(),
                "--spec".into(),
                document.path.display().to_string(),
                "--out".into(),
                out.display().to_string(),
            ],
            // Away from `codegen.toml`.
            folder: folder.to_owned(),
        },
        fresh: out.clone(),
        out,
        runs: RUNS,
        // “… is written: 304 operations, …”
        operations: |usage, _| {
            let (_, told) = usage.errors.rsplit_once(" is written: ")?;
            told.split_once(' ')?.0.parse().ok()
        },
        is_checked: true,
    }
}

/// Measures a generator and what it writes.
fn row(subject: &Subject<'_>) -> Result<String> {
    let remove = || {
        // It is not there before the first run.
        let _ = fs::remove_dir_all(&subject.fresh);
    };
    let usage = subject.program.least(subject.runs, remove)?;
    let what = format!("| {} | {}", subject.name, subject.document.name);
    if !usage.success {
        eprintln!("{}{}", usage.output, usage.errors);
        return Ok(format!("{what} | fails | | | | | | | |"));
    }
    let operations = (subject.operations)(&usage, &subject.out);
    let verdict = if subject.is_checked {
        judge::check(&subject.out)?
    } else {
        Verdict::default()
    };
    let check = |figure: Option<String>| figure.unwrap_or_else(|| "not run".into());
    Ok(format!(
        "{what} | {:.2} s | {:.2} s | {} MB | {} | {} | {} | {} | {} |",
        usage.wall,
        usage.cpu,
        usage.peak / 1024,
        operations.map_or_else(|| "unknown".into(), |count| count.to_string()),
        judge::lines_of_code(&subject.out.join("src"))?,
        check(verdict.errors.map(|count| count.to_string())),
        check(
            verdict
                .usage
                .as_ref()
                .map(|usage| format!("{:.1} s", usage.cpu))
        ),
        check(
            verdict
                .usage
                .as_ref()
                .map(|usage| format!("{} MB", usage.peak / 1024))
        ),
    ))
}
