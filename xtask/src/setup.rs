//! Programs that the server and its tests drive: found, installed where that is possible, else named.

use std::process::{Command, Stdio};

use crate::run::{Result, output, program};

/// A program and how to get it.
pub(crate) struct Tool {
    /// Names it may have; one is enough.
    names: &'static [&'static str],
    /// Argument that makes it print its version and end.
    version: &'static str,
    /// Debian packages that bring it.
    packages: &'static [&'static str],
    /// What it is for.
    purpose: &'static str,
}

/// What the server needs.
pub(crate) const SERVE: &[Tool] = &[
    Tool {
        names: &["ffmpeg"],
        version: "-version",
        packages: &["ffmpeg"],
        purpose: "thumbnails",
    },
    Tool {
        names: &["ffprobe"],
        version: "-version",
        packages: &["ffmpeg"],
        purpose: "looking into uploaded videos",
    },
];

/// What only the tests need.
pub(crate) const TEST: &[Tool] = &[
    Tool {
        names: &["chromium", "chromium-browser", "google-chrome"],
        version: "--version",
        packages: &["chromium"],
        purpose: "tests of the documentation page and of playback",
    },
    POSTGRES,
    Tool {
        names: &["node"],
        version: "--version",
        packages: &["nodejs"],
        purpose: "tests with the real client",
    },
    Tool {
        names: &["npm"],
        version: "--version",
        packages: &["npm"],
        purpose: "tests with the real client and of public documents",
    },
    Tool {
        names: &["curl"],
        version: "--version",
        packages: &["curl"],
        purpose: "the README's commands, which are tested as they stand",
    },
    Tool {
        names: &["jq"],
        version: "--version",
        packages: &["jq"],
        purpose: "the README's commands, which are tested as they stand",
    },
];

const POSTGRES: Tool = Tool {
    names: &[
        "postgres",
        "/usr/lib/postgresql/15/bin/postgres",
        "/usr/lib/postgresql/16/bin/postgres",
        "/usr/lib/postgresql/17/bin/postgres",
        "/usr/lib/postgresql/18/bin/postgres",
    ],
    version: "--version",
    packages: &["postgresql"],
    purpose: "the server on PostgreSQL, in tests and benchmarks",
};

/// What only the benchmarks need.
pub(crate) const BENCH: &[Tool] = &[
    Tool {
        names: &["wrk"],
        version: "--version",
        packages: &["wrk"],
        purpose: "load",
    },
    POSTGRES,
];

/// What only the comparison of generators needs.
pub(crate) const COMPARE: &[Tool] = &[Tool {
    names: &["time"],
    version: "--version",
    packages: &["time"],
    purpose: "what generators and compilers take",
}];

/// Environment variable that forbids installing.
const NO_INSTALL: &str = "XTASK_NO_INSTALL";

/// Makes sure that all these programs are there.
pub(crate) fn ensure(tools: &[Tool]) -> Result {
    let missing: Vec<&Tool> = tools.iter().filter(|tool| !is_there(tool)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let mut packages: Vec<&str> = missing
        .iter()
        .flat_map(|tool| tool.packages.iter().copied())
        .collect();
    packages.sort_unstable();
    packages.dedup();
    if may_install() {
        install(&packages)?;
        if let Some(tool) = missing.iter().find(|tool| !is_there(tool)) {
            return Err(format!("{} was installed but cannot be run", tool.names[0]));
        }
        return Ok(());
    }
    let wanted: Vec<String> = missing
        .iter()
        .map(|tool| format!("  {} ({})", tool.names[0], tool.purpose))
        .collect();
    Err(format!(
        "missing programs:\n{}\non Debian or Ubuntu: sudo apt-get install {}",
        wanted.join("\n"),
        packages.join(" ")
    ))
}

/// Whether one of the names can be run. What it answers does not matter: some programs end with 1 after their version.
fn is_there(tool: &Tool) -> bool {
    let runs = |name: &&str| {
        Command::new(name)
            .arg(tool.version)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok()
    };
    tool.names.iter().any(runs)
}

fn may_install() -> bool {
    std::env::var_os(NO_INSTALL).is_none()
        && output("id", &["-u"]).is_some_and(|id| id.trim() == "0")
        && output("apt-get", &["--version"]).is_some()
}

fn install(packages: &[&str]) -> Result {
    let quiet = [("DEBIAN_FRONTEND", "noninteractive")];
    program("apt-get", &["update", "-q"], &quiet)?;
    let mut arguments = vec!["install", "-q", "-y", "--no-install-recommends"];
    arguments.extend_from_slice(packages);
    program("apt-get", &arguments, &quiet)
}
