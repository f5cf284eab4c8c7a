//! The document of a command, its settings, and how both are read.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::Failed;
use super::format::Format;
use super::output::{Output, many};
use super::progress::during;
use crate::config::{Config, SETTINGS};
use crate::diagnostics::Code;
use crate::generate::{self, Care, Read};
use crate::lock::Lock;
use crate::templates::Templates;

/// Names that a document may have beside its settings without being named there.
const USUAL: &[&str] = &["openapi.yaml", "openapi.yml", "openapi.json"];

#[derive(Debug, Args)]
pub(super) struct Source {
    /// The document, YAML or JSON; without it, the one of the `codegen.toml` here or in `spec/`, or in a folder above.
    #[arg(long)]
    spec: Option<PathBuf>,
    /// Settings; without it, `codegen.toml` beside the document if there is one.
    #[arg(long)]
    config: Option<PathBuf>,
    /// Form of what is told.
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

/// A document, and what stands beside it.
pub(super) struct Settings {
    /// The document.
    pub(super) spec: PathBuf,
    pub(super) config: Config,
    /// Paths in the settings are relative to it.
    pub(super) base: PathBuf,
    pub(super) lock: Lock,
    /// Where names are kept; only beside settings, so that a look at some document leaves nothing in its folder.
    pub(super) lock_path: Option<PathBuf>,
    pub(super) templates: Templates,
    /// Files of the document, as soon as it was read.
    pub(super) inputs: Vec<PathBuf>,
}

impl Source {
    /// Where settings are, or would be found if there were some.
    #[cfg(feature = "watch")]
    pub(super) fn settings_file(&self) -> PathBuf {
        match (&self.config, &self.spec) {
            (Some(path), _) => path.clone(),
            (None, Some(spec)) => spec.with_file_name(SETTINGS),
            (None, None) => upward().unwrap_or_else(|| Path::new("spec").join(SETTINGS)),
        }
    }

    pub(super) fn settings(&self) -> Result<Settings, Failed> {
        let beside = |spec: &Path| {
            let path = spec.parent().unwrap_or(Path::new("")).join(SETTINGS);
            path.exists().then_some(path)
        };
        let path = match (&self.config, &self.spec) {
            (Some(path), _) => Some(path.clone()),
            (None, Some(spec)) => beside(spec),
            (None, None) => upward(),
        };
        let Some(path) = path else {
            let usual = PathBuf::from("spec/openapi.yaml");
            if self.spec.is_none() && !usual.exists() {
                return Err(Failed::because(
                    Code::CommandFailed,
                    "no document is named, and there is no `codegen.toml` here, in `spec/` or in a folder above",
                    "say with --spec which document is meant",
                ));
            }
            return Ok(Settings {
                spec: self.spec.clone().unwrap_or(usual),
                config: Config::default(),
                base: PathBuf::new(),
                lock: Lock::default(),
                lock_path: None,
                templates: Templates::default(),
                inputs: Vec::new(),
            });
        };
        let lock_path = path.with_file_name("names.lock");
        let config = Config::read(&path).map_err(Failed::Because)?;
        let base = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Settings {
            spec: self.document(&config, &base),
            lock: Lock::read(&lock_path).map_err(Failed::settings)?,
            lock_path: Some(lock_path),
            templates: config.templates(&base).map_err(Failed::Because)?,
            config,
            base,
            inputs: Vec::new(),
        })
    }

    /// The document that is asked for, or that the settings mean.
    fn document(&self, config: &Config, base: &Path) -> PathBuf {
        if let Some(spec) = &self.spec {
            return spec.clone();
        }
        if let Some(spec) = &config.spec {
            return base.join(spec);
        }
        let mut usual = USUAL.iter().map(|name| base.join(name));
        usual
            .find(|path| path.exists())
            .unwrap_or_else(|| base.join(USUAL[0]))
    }
}

/// The settings of the folder in which the command is run: of it, of its `spec`, or of the nearest folder above that has some.
fn upward() -> Option<PathBuf> {
    let here = std::env::current_dir().unwrap_or_default();
    let mut folder = PathBuf::new();
    for _ in here.ancestors() {
        let places = [folder.join("spec").join(SETTINGS), folder.join(SETTINGS)];
        if let Some(found) = places.into_iter().find(|path| path.is_file()) {
            return Some(found);
        }
        folder.push("..");
    }
    None
}

/// Reads and reports. An error ends the command; with `keep_going` those of operations, and of the components that they use, only
/// leave the operations out.
pub(super) fn read(
    settings: &mut Settings,
    care: Care,
    keep_going: bool,
    output: &mut Output,
) -> Result<Read, Failed> {
    let name = settings.spec.display().to_string();
    let mut read = during(&format!("reading {name}"), || {
        generate::read(&settings.spec, &settings.config, &mut settings.lock, care)
    });
    settings.inputs.clone_from(&read.files);
    // What is wrong with components concerns nobody when all who use them are skipped.
    if keep_going && !read.api.tags.is_empty() {
        read.report.tolerate("/components");
        for left in &read.left_out {
            read.report.tolerate(&left.pointer);
        }
    }
    output.report_of(&name, &read.report);
    let left_out: Vec<&str> = read.left_out.iter().map(|left| left.id.as_str()).collect();
    output.tell(&json!({ "leftOut": left_out }))?;
    if read.report.has_errors() {
        return Err(Failed::Reported);
    }
    if !left_out.is_empty() {
        output.say(&format!(
            "left out because of errors: {}",
            left_out.join(", ")
        ));
    }
    Ok(read)
}

/// What there is in a document, in words: `12 operations`, or `7 types, no operations`.
pub(super) fn contents(read: &Read) -> String {
    let types: usize = read.api.models.values().map(Vec::len).sum();
    if read.api.is_of_models_alone() && types > 0 {
        return format!("{}, no operations", many(types, "type"));
    }
    many(operations(read), "operation")
}

/// How many operations were made of a document.
pub(super) fn operations(read: &Read) -> usize {
    read.api.tags.iter().map(|tag| tag.operations.len()).sum()
}
