//! Running other programs.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Failures are sentences for the person at the terminal.
pub(crate) type Result<T = ()> = std::result::Result<T, String>;

/// The top of the repository.
pub(crate) fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Directory of build outputs.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository().join("target"), PathBuf::from)
}

/// Runs cargo with these arguments, its output shown.
pub(crate) fn cargo(arguments: &[&str]) -> Result {
    program(&cargo_path(), arguments, &[])
}

/// Runs cargo with these arguments and environment variables.
pub(crate) fn cargo_with(arguments: &[&str], variables: &[(&str, &str)]) -> Result {
    program(&cargo_path(), arguments, variables)
}

/// Runs a program, its output shown.
pub(crate) fn program(name: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Result {
    let name_shown = Path::new(name)
        .file_name()
        .map_or(name.into(), |file| file.to_string_lossy());
    let line = format!("{name_shown} {}", arguments.join(" "));
    eprintln!("xtask: {line}");
    let status = Command::new(name)
        .args(arguments)
        .envs(variables.iter().copied())
        .status()
        .map_err(|error| format!("cannot run `{line}`: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{line}` failed ({status})"))
    }
}

/// What a program prints; nothing when it cannot be run or fails.
pub(crate) fn output(name: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(name)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then_some(text)
}

/// The cargo that runs this.
pub(crate) fn cargo_path() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}
