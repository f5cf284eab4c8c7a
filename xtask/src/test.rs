//! Everything that must pass before a change goes in.

use clap::Args;

use crate::postgres::{self, Postgres};
use crate::run::{Result, cargo, cargo_path, cargo_with, output};
use crate::{coverage, documents, generate, rooms, setup};

/// Packages whose tests run on both databases.
const ON_BOTH: &[&str] = &[
    "peertube-store",
    "peertube-jobs",
    "peertube-uploads",
    "peertube-access",
    "peertube-web",
    "peertube-accounts",
    "peertube-videos",
    "peertube-tests",
];

#[derive(Args)]
pub(crate) struct Options {
    /// Only tests whose name contains this; skips all other checks.
    filter: Option<String>,
    /// With a filter: run these tests on PostgreSQL instead of SQLite.
    #[arg(long, requires = "filter")]
    postgres: bool,
}

pub(crate) fn test(options: &Options) -> Result {
    setup::ensure(setup::SERVE)?;
    setup::ensure(setup::TEST)?;
    documents::ensure();
    let server = Postgres::start()?;
    let address = (postgres::SERVER, server.address());
    if let Some(filter) = &options.filter {
        let kind = if options.postgres {
            "postgres"
        } else {
            "sqlite"
        };
        return run_tests(Which::Named(filter), &[address, (postgres::KIND, kind)]);
    }
    check()?;
    let record = coverage::begin()?;
    let recording = (coverage::VARIABLE, &*record.to_string_lossy());
    run_tests(
        Which::All,
        &[address, (postgres::KIND, "sqlite"), recording],
    )?;
    coverage::end(&record)?;
    run_tests(
        Which::Packages(ON_BOTH),
        &[address, (postgres::KIND, "postgres")],
    )
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

/// Which tests to run.
enum Which<'a> {
    All,
    /// Those whose name contains this.
    Named(&'a str),
    /// Those of these packages.
    Packages(&'a [&'a str]),
}

fn run_tests(which: Which<'_>, variables: &[(&str, &str)]) -> Result {
    let nextest = output(&cargo_path(), &["nextest", "--version"]).is_some();
    let mut arguments: Vec<String> = if nextest {
        ["nextest", "run", "--workspace", "--no-tests", "pass"]
            .map(str::to_owned)
            .to_vec()
    } else {
        eprintln!(
            "xtask: cargo-nextest is not installed: falling back to `cargo test`, which is slower"
        );
        ["test", "--workspace"].map(str::to_owned).to_vec()
    };
    match which {
        Which::All => {}
        Which::Named(name) => arguments.push(name.to_owned()),
        // The whole workspace all the same: features would be other ones without, and everything built again.
        Which::Packages(packages) if nextest => {
            let packages: Vec<_> = packages
                .iter()
                .map(|package| format!("package({package})"))
                .collect();
            arguments.extend(["-E".to_owned(), packages.join(" | ")]);
        }
        Which::Packages(packages) => {
            arguments.truncate(1);
            for package in packages {
                arguments.extend(["-p".to_owned(), (*package).to_owned()]);
            }
        }
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    cargo_with(&arguments, variables)
}
