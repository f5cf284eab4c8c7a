//! The whole way from a file to the files of a crate.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use serde_json::Value;

use crate::api::Api;
use crate::bundle::bundle;
use crate::check;
use crate::config::{Config, Runtime};
use crate::diagnostics::{Code, Report};
use crate::dialect;
use crate::emit::{EmitError, EmitOptions, OutputFile, emit};
use crate::load::Files;
use crate::lock::Lock;
use crate::lower::{LeftOut, Lowered, lower};
use crate::stack;

/// The runtime's source, for crates that stand on their own.
static RUNTIME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/runtime/src");

/// What was read of a document.
#[derive(Debug, Default)]
pub struct Read {
    /// The model; only whole when the report has no errors.
    pub api: Api,
    /// The document with everything that it refers to.
    pub document: Value,
    /// What was found wrong, by file and line.
    pub report: Report,
    /// Operations that are not in the model.
    pub left_out: Vec<LeftOut>,
    /// Every file that was read or looked for, the document's own first.
    pub files: Vec<PathBuf>,
}

/// How a document is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Care {
    /// What makes generation impossible, and what is ignored.
    #[default]
    Usual,
    /// And what a careful document says besides.
    Lint,
}

/// Reads a document; names are kept as the lock has them, which then has the names of this reading.
pub fn read(spec: &Path, config: &Config, lock: &mut Lock, care: Care) -> Read {
    let mut read = stack::roomy(|| read_here(spec, config, lock, care));
    read.report.sort();
    read
}

fn read_here(spec: &Path, config: &Config, lock: &mut Lock, care: Care) -> Read {
    let mut files = Files::default();
    let Some(mut bundle) = bundle(&mut files, spec) else {
        return Read {
            files: files.paths(),
            report: files.report,
            ..Read::default()
        };
    };
    let is_openapi = check::version(&bundle, &mut files);
    if is_openapi {
        dialect::translate(&mut bundle, &mut files);
        check::shape(&bundle, &mut files);
    }
    let is_finite =
        is_openapi && check::unfold(&bundle, &mut files) && check::cycles(&bundle, &mut files);
    if !is_finite {
        return Read {
            document: bundle.document,
            files: files.paths(),
            report: files.report,
            ..Read::default()
        };
    }
    if care == Care::Lint {
        check::lint(&bundle, &mut files);
    }
    let lowered = lower(&bundle, &mut files, config, lock);
    let is_nothing = lowered.api.is_of_models_alone() && lowered.api.models.is_empty();
    if is_nothing && lowered.left_out.is_empty() && !files.report.has_errors() {
        check::nothing_made(&bundle, &mut files);
    }
    let paths = files.paths();
    let mut report = files.report;
    skip(&lowered, config, &mut report);
    Read {
        api: lowered.api,
        document: bundle.document,
        report,
        left_out: lowered.left_out,
        files: paths,
    }
}

/// Errors of operations that are to be skipped are let pass, and skips that are not needed are errors.
fn skip(lowered: &Lowered, config: &Config, report: &mut Report) {
    let is_skipped = |left: &LeftOut| config.skip.contains(&left.id);
    // What is wrong with components concerns nobody when all who use them are skipped.
    if !config.skip.is_empty() && lowered.left_out.iter().all(is_skipped) {
        report.tolerate("/components");
    }
    let operations = lowered.api.tags.iter().flat_map(|tag| &tag.operations);
    let made: Vec<&str> = operations.map(|operation| operation.id.as_str()).collect();
    for id in &config.skip {
        match lowered.left_out.iter().find(|left| left.id == *id) {
            Some(left) => report.tolerate(&left.pointer),
            None if made.contains(&id.as_str()) => report.error(
                Code::SkipUnneeded,
                format!("the operation `{id}` has no error any more"),
                "take it out of `skip` in codegen.toml",
            ),
            None => report.error(
                Code::SkipUnneeded,
                format!("there is no operation `{id}` to skip"),
                "take it out of `skip` in codegen.toml, or correct it",
            ),
        }
    }
}

/// The files of the crate of a model.
///
/// # Errors
/// When a template of the user's is broken, or the code that was made is not Rust, which is a defect of the generator.
pub fn files(api: &Api, options: impl Into<EmitOptions>) -> Result<Vec<OutputFile>, EmitError> {
    let options = options.into();
    let mut files = stack::roomy(|| emit(api, &options))?;
    if options.runtime == Runtime::Copy {
        files.push(OutputFile {
            path: "runtime/Cargo.toml".into(),
            contents: runtime_manifest(),
        });
        copy(&RUNTIME, &mut files);
    }
    Ok(files)
}

/// The files of a crate that stand below its `src`, for the root of a crate that a build script fills: nothing at the root
/// holds for the file as a whole, so that `include!` takes it.
///
/// # Errors
/// As those of [`files`].
pub fn modules(api: &Api, options: &EmitOptions) -> Result<Vec<OutputFile>, EmitError> {
    let mut modules = Vec::new();
    for file in stack::roomy(|| emit(api, options))? {
        let Ok(path) = file.path.strip_prefix("src") else {
            continue;
        };
        let contents = match path.to_str() {
            Some("lib.rs") => {
                let parsed = syn::parse_file(&file.contents);
                let mut root = parsed.map_err(|error| EmitError::NotRust {
                    path: file.path.display().to_string(),
                    error,
                })?;
                root.attrs.clear();
                prettyplease::unparse(&root)
            }
            _ => file.contents.clone(),
        };
        modules.push(OutputFile {
            path: path.to_owned(),
            contents,
        });
    }
    Ok(modules)
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
