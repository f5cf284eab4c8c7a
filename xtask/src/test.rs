//! Everything that must pass before a change goes in.

use clap::Args;

use crate::run::{Result, cargo, cargo_path, cargo_with, output};
use crate::{coverage, documents, generate, rooms, setup};

#[derive(Args)]
pub(crate) struct Options {
    /// Only tests whose name contains this; skips all other checks.
    filter: Option<String>,
}

pub(crate) fn test(options: &Options) -> Result {
    setup::ensure(setup::SERVE)?;
    setup::ensure(setup::TEST)?;
    documents::ensure();
    if let Some(filter) = &options.filter {
        return run_tests(&[filter.as_str()], &[]);
    }
    check()?;
    let record = coverage::begin()?;
    run_tests(&[], &[(coverage::VARIABLE, &record.to_string_lossy())])?;
    coverage::end(&record)
}

/// All checks but the tests.
pub(crate) fn check() -> Result {
    generate::check()?;
    cargo(&["fmt", "--all", "--check"])?;
    cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--quiet",
        "--",
        "-D",
        "warnings",
    ])?;
    rooms::check()?;
    advisories()
}

/// Licences and known weaknesses of dependencies, where cargo-deny is installed.
fn advisories() -> Result {
    if output(&cargo_path(), &["deny", "--version"]).is_none() {
        eprintln!("xtask: cargo-deny is not installed: licences and advisories are not checked");
        return Ok(());
    }
    cargo(&["deny", "--workspace", "check"])
}

fn run_tests(filter: &[&str], variables: &[(&str, &str)]) -> Result {
    let nextest = output(&cargo_path(), &["nextest", "--version"]).is_some();
    let mut arguments = if nextest {
        vec!["nextest", "run", "--workspace", "--no-tests", "pass"]
    } else {
        eprintln!(
            "xtask: cargo-nextest is not installed: falling back to `cargo test`, which is slower"
        );
        vec!["test", "--workspace"]
    };
    arguments.extend_from_slice(filter);
    cargo_with(&arguments, variables)
}
