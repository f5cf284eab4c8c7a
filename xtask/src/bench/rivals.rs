//! Other generators: installed below `target`, and called as their guides say for a server with axum.

use std::fs;
use std::path::{Path, PathBuf};

use super::generators::{Document, Subject};
use super::judge::functions;
use super::usage::Program;
use crate::run::{Result, cargo, output, program, target};

/// Its version on PyPI.
const OPENAPI_GENERATOR: &str = "7.26.0";
/// Its version on crates.io.
const OPENAPI_TO_RUST: &str = "0.23.0";

/// Runs of what takes a second or less.
const RUNS: usize = 5;

/// OpenAPI Generator with `rust-axum`. It refuses PeerTube's document unless it is told not to look at it.
pub(super) fn openapi_generator<'a>(document: &'a Document, folder: &Path) -> Result<Subject<'a>> {
    let home = target().join(format!("rivals/openapi-generator-{OPENAPI_GENERATOR}"));
    let command = home.join("bin/openapi-generator-cli");
    if !command.is_file() {
        let home = home.display().to_string();
        program("python3", &["-m", "venv", &home], &[])?;
        let package = format!("openapi-generator-cli=={OPENAPI_GENERATOR}");
        let pip = format!("{home}/bin/pip");
        program(&pip, &["install", "--quiet", &package], &[])?;
    }
    output("java", &["-version"]).ok_or("OpenAPI Generator needs Java, which is not installed")?;
    let out = folder.join("openapi-generator");
    let mut arguments = [
        "generate",
        "-g",
        "rust-axum",
        "--skip-validate-spec",
        "--package-name",
        "rival",
    ]
    .map(str::to_owned)
    .to_vec();
    arguments.extend(["-i".to_owned(), document.path.display().to_string()]);
    arguments.extend(["-o".to_owned(), out.display().to_string()]);
    Ok(Subject {
        name: format!("openapi-generator {OPENAPI_GENERATOR}, rust-axum"),
        document,
        program: Program {
            name: command.display().to_string(),
            arguments,
            folder: folder.to_owned(),
        },
        fresh: out.clone(),
        out,
        // It takes too long for several, and too long for the rest to matter.
        runs: 1,
        operations: |_, out| {
            // Besides, each trait of errors has one.
            let traits = out.join("src/apis");
            let handlers = functions(&traits, "async fn handle_error")?;
            Some(functions(&traits, "async fn ")? - handlers)
        },
        is_checked: true,
    })
}

/// openapi-to-rust with a server of all operations.
pub(super) fn openapi_to_rust<'a>(document: &'a Document, folder: &Path) -> Result<Subject<'a>> {
    let all = operations(document)?;
    to_rust(document, &all, folder.join("openapi-to-rust"))
}

/// openapi-to-rust with a server of those operations that it takes, if it does not take all: each is tried alone, and of
/// those that are the same route to it, one is kept.
pub(super) fn openapi_to_rust_in_part<'a>(
    document: &'a Document,
    folder: &Path,
) -> Result<Subject<'a>> {
    let all = operations(document)?;
    let out = folder.join("openapi-to-rust-in-part");
    let mut subject = to_rust(document, &all, out.clone())?;
    if subject.program.run()?.success {
        return Err("openapi-to-rust takes all operations".to_owned());
    }
    let mut taken = Vec::new();
    for operation in &all {
        write_settings(document, std::slice::from_ref(operation), &out)?;
        if subject.program.run()?.success {
            taken.push(operation.clone());
        }
    }
    loop {
        write_settings(document, &taken, &out)?;
        let usage = subject.program.run()?;
        if usage.success {
            break;
        }
        let told = usage.output + &usage.errors;
        let path = told.split('`').nth(1).unwrap_or_default();
        let count = taken.len();
        taken.retain(|operation| operation.split_once(' ').is_none_or(|(_, of)| of != path));
        if taken.len() == count || taken.is_empty() {
            return Err(format!("openapi-to-rust takes no part either: {told}"));
        }
    }
    subject.name = format!("{}, {} of {}", subject.name, taken.len(), all.len());
    Ok(subject)
}

fn to_rust<'a>(document: &'a Document, operations: &[String], out: PathBuf) -> Result<Subject<'a>> {
    let home = target().join(format!("rivals/openapi-to-rust-{OPENAPI_TO_RUST}"));
    let command = home.join("bin/openapi-to-rust");
    if !command.is_file() {
        let root = home.display().to_string();
        let build = target().join("rivals/build").display().to_string();
        cargo(&[
            "install",
            "openapi-to-rust",
            "--locked",
            "--version",
            OPENAPI_TO_RUST,
            "--root",
            &root,
            "--target-dir",
            &build,
        ])?;
    }
    let failed = |error| format!("cannot write into {}: {error}", out.display());
    fs::create_dir_all(out.join("src")).map_err(failed)?;
    write_settings(document, operations, &out)?;
    fs::write(out.join("src/lib.rs"), "pub mod generated;\n").map_err(failed)?;
    Ok(Subject {
        name: format!("openapi-to-rust {OPENAPI_TO_RUST}"),
        document,
        program: Program {
            name: command.display().to_string(),
            arguments: ["generate", "--config", "openapi-to-rust.toml"]
                .map(str::to_owned)
                .to_vec(),
            folder: out.clone(),
        },
        fresh: out.join("src/generated"),
        out,
        runs: RUNS,
        operations: |_, out| {
            manifest(out)?;
            functions(&out.join("src/generated/server"), "async fn ")
        },
        is_checked: true,
    })
}

/// Its settings.
fn write_settings(document: &Document, operations: &[String], out: &Path) -> Result {
    let path = document.path.display().to_string();
    let settings = format!(
        "[generator]\nspec_path = {path:?}\noutput_dir = \"src/generated\"\nmodule_name = \"generated\"\n\n[features]\nenable_async_client = false\n\n[server]\nframework = \"axum\"\noperations = {operations:?}\n"
    );
    fs::write(out.join("openapi-to-rust.toml"), settings)
        .map_err(|error| format!("cannot write into {}: {error}", out.display()))
}

/// The operations of a document by method and path, as it wants them named.
fn operations(document: &Document) -> Result<Vec<String>> {
    let path = document.path.display().to_string();
    let generator = target().join("release/openapi-stubs").display().to_string();
    let bundled = output(&generator, &["bundle", "--spec", &path])
        .ok_or_else(|| format!("{path} cannot be bundled"))?;
    let bundled: serde_json::Value = serde_json::from_str(&bundled)
        .map_err(|error| format!("{path} is bundled to what is no JSON: {error}"))?;
    let mut operations = Vec::new();
    let paths = bundled.get("paths").and_then(serde_json::Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for method in item.as_object().into_iter().flat_map(serde_json::Map::keys) {
            if ["get", "put", "post", "delete", "options", "head", "patch"]
                .contains(&method.as_str())
            {
                operations.push(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    Ok(operations)
}

/// The manifest of a crate with what its code says that it needs.
fn manifest(out: &Path) -> Option<PathBuf> {
    let needed = fs::read_to_string(out.join("src/generated/REQUIRED_DEPS.toml")).ok()?;
    let head = "[package]\nname = \"rival-to-rust\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n";
    let path = out.join("Cargo.toml");
    fs::write(&path, format!("{head}{needed}")).ok()?;
    Some(path)
}
