//! Real documents: each of their operations is generated.
//!
//! They are kept outside the repository: PeerTube's beside it, the public ones below `target`, where `cargo xtask setup
//! --tests` puts them. A test says so and ends when its document is not there.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use openapi_stubs::config::{Config, Runtime};
use openapi_stubs::diagnostics::Severity;
use openapi_stubs::generate::{self, Read};
use openapi_stubs::write;

use common::workspace::{assert_clean, cargo, folder, workspace_manifest};

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

/// Most lines of code for PeerTube 8.1.
const MOST_LINES: usize = 30_000;
/// Most memory for it, in KiB. This is no benchmark: an unoptimised build takes more than the 60 MB that `cargo xtask bench
/// generate` looks for.
const MOST_MEMORY: u64 = 120 << 10;

#[test]
fn peertube_8_1_is_generated_whole_in_not_too_many_lines() {
    if let Some((operations, lines)) = generated(&upstream("peertube-8.1.yaml")) {
        assert_eq!(operations, 304);
        assert!(lines <= MOST_LINES, "{lines} lines of code");
    }
}

#[test]
fn peertube_8_1_takes_little_memory() {
    let document = upstream("peertube-8.1.yaml");
    if !document.is_file() || !Path::new("/proc/self/status").exists() {
        eprintln!("skipped: there is no {}, or no /proc", document.display());
        return;
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_openapi-stubs"))
        .args(["generate", "--spec"])
        .arg(document)
        .arg("--out")
        .arg(folder("peertube-8.1-memory").join("api"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The kernel keeps the peak until the end, so the last look that finds the process tells.
    let mut peak = 0;
    let status = loop {
        peak = peak_memory(command.id()).unwrap_or(peak);
        if let Some(status) = command.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    assert!(status.success());
    assert!(peak <= MOST_MEMORY, "{peak} KiB");
}

/// The most memory that a process had so far, in KiB.
fn peak_memory(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// A folder of public documents; nothing when it was not fetched.
fn public(package: &str) -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let folder = target.join("documents").join(package);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: {package} is not there; `cargo xtask setup --tests` fetches it");
    None
}

/// Documents of a folder, in all folders below it, sorted.
fn documents_below(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            documents_below(&path, found);
        } else if path
            .extension()
            .is_some_and(|end| end == "json" || end == "yaml")
        {
            found.push(path);
        }
    }
}

/// What became of a document, in a few lines: how many operations, and why not all of them.
fn outcome(read: &Read) -> String {
    let made: usize = read.api.tags.iter().map(|tag| tag.operations.len()).sum();
    let mut text = format!("{made} operations");
    for left in &read.left_out {
        text.push_str(&format!("\n  without {}", left.id));
    }
    for finding in &read.report.diagnostics {
        if finding.severity != Severity::Warning {
            let line = finding.position.as_ref().map_or(0, |place| place.line);
            let (severity, code) = (finding.severity.name(), finding.code.name());
            text.push_str(&format!(
                "\n  {severity}[{code}] line {line}: {}",
                finding.message
            ));
        }
    }
    text
}

/// Public packages of documents, each with a snapshot of what becomes of them.
const PACKAGES: &[&str] = &[
    "blockfrost-openapi-0.1.93",
    "digdir-dialogporten-schema-1.118.6",
    "figma-rest-api-spec-0.43.0",
    "octokit-openapi-23.0.2",
    "octokit-openapi-webhooks-12.1.0",
    "readme-oas-examples-8.2.2",
    "scalar-galaxy-0.6.12",
    "shipengine-connect-fulfillment-provider-api-4.6.0",
];

#[test]
fn public_documents_are_generated_and_compile() {
    let workspace = folder("public-documents");
    std::fs::write(workspace.join("Cargo.toml"), workspace_manifest()).unwrap();
    let mut settings = common::snapshots();
    settings.set_snapshot_path("documents");
    let _bound = settings.bind_to_scope();
    for package in PACKAGES {
        let Some(folder) = public(package) else {
            continue;
        };
        let mut documents = Vec::new();
        documents_below(&folder, &mut documents);
        let mut outcomes = String::new();
        for path in documents {
            let read = common::read(&path, &Config::default());
            let shown = path.strip_prefix(&folder).unwrap().display().to_string();
            outcomes.push_str(&format!("{shown}: {}\n", outcome(&read)));
            if read.api.tags.is_empty() {
                continue;
            }
            let mut api = read.api;
            api.crate_name = format!("{package}-{shown}")
                .replace(['.', '/', '_'], "-")
                .to_lowercase();
            let files = generate::files(&api, Runtime::Workspace).unwrap();
            write::write(&files, &workspace.join(&api.crate_name)).unwrap();
        }
        insta::assert_snapshot!(*package, outcomes);
    }
    if std::fs::read_dir(&workspace).unwrap().count() > 2 {
        assert_clean(&cargo(&workspace, &["check", "--workspace"]));
    }
}
