//! Workspaces of generated crates, in the hands of cargo.

#![allow(clippy::unwrap_used, dead_code)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs cargo in a folder, with the target folder that this test was built in.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> Output {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(arguments)
        .arg("--offline")
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env("RUSTDOCFLAGS", "-D warnings")
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap()
}

/// What it said on both of its outputs.
pub(crate) fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Everything went well, and nothing was warned of.
pub(crate) fn assert_clean(output: &Output) {
    let text = text(output);
    assert!(
        output.status.success() && !text.contains("warning: "),
        "{text}"
    );
}

/// The root of this repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// An empty folder with the repository's `Cargo.lock`, so that nothing is resolved anew.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(repository().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    folder
}

/// The manifest of a workspace with the packages, dependencies and profiles of the repository's.
pub(crate) fn workspace_manifest() -> String {
    let text = std::fs::read_to_string(repository().join("Cargo.toml")).unwrap();
    let mut manifest: toml::Table = text.parse().unwrap();
    let workspace = manifest["workspace"].as_table_mut().unwrap();
    workspace.insert("members".into(), vec!["*/".to_owned()].into());
    let dependencies = workspace["dependencies"].as_table_mut().unwrap();
    for dependency in dependencies
        .iter_mut()
        .filter_map(|(_, value)| value.as_table_mut())
    {
        if let Some(path) = dependency.get_mut("path") {
            *path = repository()
                .join(path.as_str().unwrap())
                .to_string_lossy()
                .into_owned()
                .into();
        }
    }
    // The same profile makes the same artifacts of dependencies.
    let dev = manifest["profile"]["dev"].as_table_mut().unwrap();
    let packages = dev["package"].as_table_mut().unwrap();
    packages.retain(|name, _| name == "*");
    manifest.to_string()
}

/// A crate by hand beside the generated ones, made of files below `tests/crates`.
pub(crate) fn by_hand(workspace: &Path, name: &str, source: &str, dependencies: &str) {
    let folder = workspace.join(name);
    std::fs::create_dir_all(folder.join("src")).unwrap();
    let manifest = format!(
        "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}"
    );
    std::fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    std::fs::copy(
        Path::new("tests/crates").join(source),
        folder.join("src/main.rs"),
    )
    .unwrap();
}
