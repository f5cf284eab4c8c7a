//! The guide's walk-through, done: its files are written, its commands run, in the order of the page.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod common;

use std::path::Path;
use std::process::Command;

use common::workspace::{repository, text};

/// What the words behind the three backticks mean: a block of `sh` is run, one of `sh fails` must fail, one with a path is the
/// file of that path, from the folder that the commands are in. All others are only shown.
fn script(page: &str) -> String {
    let mut script = String::from("set -e\n");
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else {
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let block = block.join("\n");
        match info.split_once(' ') {
            None if info == "sh" => script.push_str(&format!("{block}\n")),
            Some(("sh", "fails")) => script.push_str(&format!("if ( {block} ); then exit 9; fi\n")),
            Some((_, path)) => {
                script.push_str(&format!(
                    "cat > {path} <<'END_OF_FILE'\n{block}\nEND_OF_FILE\n"
                ));
            }
            None => {}
        }
    }
    script
}

#[test]
fn the_walk_through_of_the_guide() {
    let page = std::fs::read_to_string("README.md").unwrap();
    // Not below the target folder, where cargo would take the sources of one workspace for those of another.
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::create_dir_all(folder.join(".cargo")).unwrap();
    // The repository's profile makes the same artifacts of dependencies.
    let profile =
        "[profile.dev]\ndebug = \"line-tables-only\"\n[profile.dev.package.\"*\"]\ndebug = false\n";
    std::fs::write(folder.join(".cargo/config.toml"), profile).unwrap();
    // And its versions, so that nothing is resolved anew.
    let lock = repository().join("Cargo.lock");
    let cargo = format!(
        "cargo() {{ [ -e Cargo.lock ] || cp '{}' .; command cargo \"$@\"; }}\n",
        lock.display()
    );
    let program = Path::new(env!("CARGO_BIN_EXE_openapi-stubs"))
        .parent()
        .unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let output = Command::new("bash")
        .args(["-x", "-c", &format!("{cargo}{}", script(&page))])
        .current_dir(folder)
        .env("PATH", path)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_NET_OFFLINE", "true")
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let said = text(&output);
    assert!(output.status.success(), "{said}");
    for part in [
        "shop is a workspace: 1 operation",
        "1 operation: 1 implemented",
        "missing field `price`",
        "2 operations, all implemented",
    ] {
        assert!(said.contains(part), "no {part:?} in\n{said}");
    }
}
