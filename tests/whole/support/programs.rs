//! Programs that a machine may lack.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use peertube_testkit::media;

/// Whether all these programs are there. Where they are not, the test is skipped with a message; in CI, it fails.
pub(crate) fn are_there(names: &[&str]) -> bool {
    let missing: Vec<&&str> = names.iter().filter(|name| find(name).is_none()).collect();
    if missing.is_empty() {
        return true;
    }
    skip(&format!(
        "{missing:?} are not installed; `cargo xtask setup --tests` installs them"
    ));
    false
}

/// Says why a test is skipped; fails in CI, where nothing may be missing.
pub(crate) fn skip(reason: &str) {
    assert!(std::env::var_os("CI").is_none(), "{reason}");
    eprintln!("SKIPPED: {reason}");
}

/// Where a program is.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|directory| directory.join(name))
        .find(|file| file.is_file())
}

/// Runs a program to its end; fails unless it succeeds, and shows what it said.
#[track_caller]
pub(crate) fn run(command: &mut Command) -> Output {
    let output = command
        .stdin(Stdio::null())
        .output()
        .expect("a program that can be run");
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    output
}

/// PeerTube's own command line, installed below `target/` when it is not there yet. Nothing if it cannot be had.
pub(crate) fn peertube_cli() -> Option<PathBuf> {
    const PACKAGE: &str = "@peertube/peertube-cli";
    if !are_there(&["node", "npm"]) {
        return None;
    }
    let directory = media::target().join("npm");
    let program = directory.join("node_modules/.bin/peertube-cli");
    if !program.exists() {
        std::fs::create_dir_all(&directory).expect("a directory");
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--prefix"])
            .arg(&directory)
            .arg(PACKAGE);
        let output = npm.stdin(Stdio::null()).output().expect("npm");
        if !output.status.success() {
            let complaint = String::from_utf8_lossy(&output.stderr);
            skip(&format!("{PACKAGE} cannot be installed: {complaint}"));
            return None;
        }
    }
    Some(program)
}
