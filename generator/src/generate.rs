//! The whole way from a file to the files of a crate.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use serde_json::Value;

use crate::api::Api;
use crate::bundle::bundle;
use crate::config::{Config, Runtime};
use crate::diagnostics::Report;
use crate::emit::{EmitError, EmitOptions, OutputFile, emit};
use crate::load::Files;
use crate::lower::lower;

/// The runtime's source, for crates that stand on their own.
static RUNTIME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/runtime/src");

/// What was read of a document.
#[derive(Debug)]
pub struct Read {
    /// The model; only whole when the report has no errors.
    pub api: Api,
    /// The document with everything that it refers to.
    pub document: Value,
    /// What was found wrong.
    pub report: Report,
}

/// Reads a document.
pub fn read(spec: &Path, config: &Config) -> Read {
    let mut files = Files::default();
    let Some(bundle) = bundle(&mut files, spec) else {
        return Read {
            api: Api::default(),
            document: Value::Null,
            report: files.report,
        };
    };
    let api = lower(&bundle, &mut files, config);
    Read {
        api,
        document: bundle.document,
        report: files.report,
    }
}

/// The files of the crate of a model.
///
/// # Errors
/// When the code that was made is not Rust, which is a defect of the generator.
pub fn files(api: &Api, runtime: Runtime) -> Result<Vec<OutputFile>, EmitError> {
    let mut files = emit(api, &EmitOptions { runtime })?;
    if runtime == Runtime::Copy {
        files.push(OutputFile {
            path: "runtime/Cargo.toml".into(),
            contents: runtime_manifest(),
        });
        copy(&RUNTIME, &mut files);
    }
    Ok(files)
}

fn copy(folder: &Dir<'_>, files: &mut Vec<OutputFile>) {
    for file in folder.files() {
        if let Some(contents) = file.contents_utf8() {
            files.push(OutputFile {
                path: PathBuf::from("runtime/src").join(file.path()),
                contents: contents.to_owned(),
            });
        }
    }
    folder.dirs().for_each(|inner| copy(inner, files));
}

/// The runtime's manifest with the versions of the workspace written out.
fn runtime_manifest() -> String {
    const OWN: &str = include_str!("../runtime/Cargo.toml");
    const WORKSPACE: &str = include_str!("../../Cargo.toml");
    let workspace: toml::Table = WORKSPACE.parse().unwrap_or_default();
    let versions = workspace
        .get("workspace")
        .and_then(|value| value.get("dependencies"));
    let own: toml::Table = OWN.parse().unwrap_or_default();
    let mut dependencies = toml::Table::new();
    for (name, value) in own
        .get("dependencies")
        .and_then(toml::Value::as_table)
        .into_iter()
        .flatten()
    {
        let version = if value.get("workspace").is_some() {
            versions.and_then(|versions| versions.get(name))
        } else {
            Some(value)
        };
        if let Some(version) = version {
            dependencies.insert(name.clone(), version.clone());
        }
    }
    let mut package = toml::Table::new();
    for (key, value) in [
        ("name", "openapi-stubs-runtime"),
        ("version", "0.1.0"),
        ("edition", "2024"),
        ("license", "MIT OR Apache-2.0"),
    ] {
        package.insert(key.into(), value.into());
    }
    package.insert("publish".into(), false.into());
    let mut manifest = toml::Table::new();
    manifest.insert("package".into(), package.into());
    manifest.insert("dependencies".into(), dependencies.into());
    format!("# Written by openapi-stubs with the generated crate.\n{manifest}")
}
