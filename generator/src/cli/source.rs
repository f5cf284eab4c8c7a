//! The document of a command, its settings, and how both are read.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Failed, say};
use crate::config::Config;
use crate::diagnostics::Severity;
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
    pub(super) fn settings(&self) -> Result<Settings, String> {
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
            config: Config::read(&path)?,
            base: path.parent().unwrap_or(Path::new("")).to_owned(),
            lock: Lock::read(&lock_path)?,
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
) -> Result<Read, Failed> {
    let read = generate::read(&source.spec, &settings.config, &mut settings.lock, care);
    let (errors, warnings) = (
        read.report.count(Severity::Error),
        read.report.count(Severity::Warning),
    );
    if errors + warnings > 0 {
        say(read.report.render(super::coloured()).trim_end());
        say(&format!(
            "{}: {errors} errors, {warnings} warnings",
            source.spec.display()
        ));
    }
    if !read.report.has_errors() {
        return Ok(read);
    }
    if !keep_going || read.api.tags.is_empty() {
        return Err(Failed::Reported);
    }
    let list: Vec<&str> = read.left_out.iter().map(|left| left.id.as_str()).collect();
    say(&format!("left out because of errors: {}", list.join(", ")));
    Ok(read)
}

pub(super) fn operations(read: &Read) -> usize {
    read.api.tags.iter().map(|tag| tag.operations.len()).sum()
}
