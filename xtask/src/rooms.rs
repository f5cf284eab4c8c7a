//! The rooms of the house: who may depend on whom.

use crate::run::{Result, cargo_path, output};

/// Crates below the API: a change of the spec must not recompile them.
const BELOW_THE_API: &[&str] = &[
    "peertube-kernel",
    "peertube-store",
    "peertube-objects",
    "peertube-media",
    "peertube-uploads",
    "peertube-jobs",
    "peertube-access",
];

/// Crates that implement groups of operations; none may depend on another.
const GROUPS: &[&str] = &[
    "peertube-accounts",
    "peertube-channels",
    "peertube-videos",
    "peertube-instance",
];

/// Crates that the generated one must do without.
const NOT_IN_THE_API: &[&str] = &["sqlx", "sea-query", "peertube-kernel", "peertube-store"];

/// Fails when an arrow points the wrong way.
pub(crate) fn check() -> Result {
    let mut wrong = Vec::new();
    for room in BELOW_THE_API {
        find(room, &["peertube-api", "peertube-web"], &mut wrong)?;
    }
    for room in GROUPS {
        let others: Vec<&str> = GROUPS
            .iter()
            .copied()
            .filter(|other| other != room)
            .collect();
        find(room, &others, &mut wrong)?;
    }
    find("peertube-api", NOT_IN_THE_API, &mut wrong)?;
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!(
        "dependencies that ARCHITECTURE.md does not allow:\n  {}",
        wrong.join("\n  ")
    ))
}

fn find(room: &str, forbidden: &[&str], wrong: &mut Vec<String>) -> Result {
    let arguments = [
        "tree", "-p", room, "-e", "normal", "--prefix", "none", "-f", "{p}",
    ];
    let tree = output(&cargo_path(), &arguments)
        .ok_or_else(|| format!("`cargo tree -p {room}` failed"))?;
    for line in tree.lines() {
        let name = line.split(' ').next().unwrap_or_default();
        if forbidden.contains(&name) {
            let arrow = format!("{room} -> {name}");
            if !wrong.contains(&arrow) {
                wrong.push(arrow);
            }
        }
    }
    Ok(())
}
