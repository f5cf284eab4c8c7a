//! The document of a command, its settings, and how both are read.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::Failed;
use super::format::Format;
use super::output::Output;
use crate::config::Config;
use crate::generate::{self, Care, Read};
use crate::lock::Lock;

#[derive(Debug, Args)]
pub(super) struct Source {
    /// The document, YAML or JSON.
    #[arg(long, default_value = "spec/openapi.yaml")]
    pub(super) spec: PathBuf,
    /// Settings; without it, `codegen.toml` beside the document if there is one.
    #[arg(long)]
    config: Option<PathBuf>,
    /// Form of what is told.
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

/// What stands beside a document.
pub(super) struct Settings {
    pub(super) config: Config,
    /// Paths in the settings are relative to it.
    pub(super) base: PathBuf,
    pub(super) lock: Lock,
    /// Where names are kept; only beside settings, so that a look at some document leaves nothing in its folder.
    pub(super) lock_path: Option<PathBuf>,
}

impl Source {
    pub(super) fn settings(&self) -> Result<Settings, Failed> {
        let folder = self.spec.parent().unwrap_or(Path::new(""));
        let beside = folder.join("codegen.toml");
        let path = self
            .config
            .clone()
            .or_else(|| beside.exists().then_some(beside));
        let Some(path) = path else {
            return Ok(Settings {
                config: Config::default(),
                base: PathBuf::new(),
                lock: Lock::default(),
                lock_path: None,
            });
        };
        let lock_path = path.with_file_name("names.lock");
        Ok(Settings {
            config: Config::read(&path).map_err(Failed::settings)?,
            base: path.parent().unwrap_or(Path::new("")).to_owned(),
            lock: Lock::read(&lock_path).map_err(Failed::settings)?,
            lock_path: Some(lock_path),
        })
    }
}

/// Reads and reports. An error ends the command, unless what has none is enough.
pub(super) fn read(
    source: &Source,
    settings: &mut Settings,
    care: Care,
    keep_going: bool,
    output: &mut Output,
) -> Result<Read, Failed> {
    let mut read = generate::read(&source.spec, &settings.config, &mut settings.lock, care);
    let goes_on = keep_going && !read.api.tags.is_empty();
    if goes_on {
        for left in &read.left_out {
            read.report.tolerate(&left.pointer);
        }
    }
    output.report_of(&source.spec.display().to_string(), &read.report);
    let left_out: Vec<&str> = read.left_out.iter().map(|left| left.id.as_str()).collect();
    output.tell(&json!({ "leftOut": left_out }))?;
    if read.report.has_errors() && !goes_on {
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

pub(super) fn operations(read: &Read) -> usize {
    read.api.tags.iter().map(|tag| tag.operations.len()).sum()
}
