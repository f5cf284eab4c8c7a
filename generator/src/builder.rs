//! The generator in a build script.

use std::path::{Path, PathBuf};

use crate::config::{Config, Runtime, SETTINGS};
use crate::diagnostics::{Code, Diagnostic, Report};
use crate::emit::EmitOptions;
use crate::generate::{self, Care};
use crate::lock::Lock;
use crate::write;

/// Generates modules for a crate from its `build.rs`.
///
/// The modules go to the root of a crate that has nothing else, as they name each other from there. `build.rs` of that crate, whose
/// manifest has `openapi-stubs` in `[build-dependencies]`, and `openapi-stubs-runtime` and `serde` in `[dependencies]`:
///
/// ```no_run
/// let generated = openapi_stubs::Builder::new("spec/openapi.yaml").generate();
/// if let Err(report) = generated {
///     eprintln!("{report}");
///     std::process::exit(1);
/// }
/// ```
///
/// And its whole `src/lib.rs`:
///
/// ```ignore
/// //! The API.
/// #![allow(clippy::all, rustdoc::all)]
/// include!(concat!(env!("OUT_DIR"), "/lib.rs"));
/// ```
#[derive(Debug, Clone)]
pub struct Builder {
    spec: PathBuf,
    settings: Option<PathBuf>,
    config: Option<Config>,
    out_dir: Option<PathBuf>,
}

/// What [`Builder::generate`] did.
#[derive(Debug)]
pub struct Generated {
    /// The file to include.
    pub root: PathBuf,
    /// Every file that was read; a change of one asks for another generation.
    pub inputs: Vec<PathBuf>,
    /// Warnings.
    pub report: Report,
}

impl Builder {
    /// Of a document; `codegen.toml` beside it holds, if there is one.
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        Self {
            spec: spec.into(),
            settings: None,
            config: None,
            out_dir: None,
        }
    }

    /// Settings of another place than beside the document.
    #[must_use]
    pub fn settings(mut self, path: impl Into<PathBuf>) -> Self {
        self.settings = Some(path.into());
        self
    }

    /// Settings without a file. Paths in them are relative to the folder of the document; `out`, `runtime` and
    /// `implementations` mean nothing here.
    #[must_use]
    pub fn config(mut self, config: Config) -> Self {
        self.config = Some(config);
        self
    }

    /// Folder of the modules instead of `OUT_DIR`. It belongs to the generator.
    #[must_use]
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(folder.into());
        self
    }

    /// Generates, and tells cargo which files were read and what is to be warned of.
    ///
    /// `names.lock` beside the settings is kept to, but not written: sources are not for build scripts to change.
    ///
    /// # Errors
    /// The findings, which are displayed as the command shows them: what is wrong with the document or the settings, by file
    /// and line, or a file that cannot be written. Nothing is written then.
    pub fn generate(self) -> Result<Generated, Report> {
        let mut inputs = vec![self.spec.clone()];
        let done = self.run(&mut inputs);
        for path in &inputs {
            println!("cargo:rerun-if-changed={}", path.display());
        }
        let (root, report) = done?;
        for warning in &report.diagnostics {
            for line in warning.to_string().lines() {
                println!("cargo:warning={line}");
            }
        }
        Ok(Generated {
            root,
            inputs,
            report,
        })
    }

    fn run(self, inputs: &mut Vec<PathBuf>) -> Result<(PathBuf, Report), Report> {
        let folder = self.spec.parent().unwrap_or(Path::new(""));
        let beside = Some(folder.join(SETTINGS)).filter(|path| path.exists());
        let path = self.settings.clone().or(beside);
        let (config, base) = match (self.config, path) {
            (Some(config), _) => (config, folder.to_owned()),
            (None, None) => (Config::default(), folder.to_owned()),
            (None, Some(path)) => {
                inputs.push(path.clone());
                let base = path.parent().unwrap_or(Path::new("")).to_owned();
                (Config::read(&path)?, base)
            }
        };
        let out = self.out_dir.map_or_else(out_dir, Ok)?;
        let lock_path = base.join("names.lock");
        let mut lock = Lock::read(&lock_path)
            .map_err(|error| Diagnostic::nowhere(Code::SettingsInvalid, error, ""))?;
        if lock_path.exists() {
            inputs.push(lock_path);
        }
        let templates = config.templates(&base)?;
        inputs.extend(templates.files().map(Path::to_owned));
        let read = generate::read(&self.spec, &config, &mut lock, Care::Usual);
        let new = read.files.iter().filter(|path| **path != self.spec);
        inputs.extend(new.cloned());
        if read.report.has_errors() {
            return Err(read.report);
        }
        let options = EmitOptions {
            runtime: Runtime::Workspace,
            templates,
        };
        let files = generate::modules(&read.api, &options)?;
        write::overwrite(&files, &out)
            .map_err(|error| Diagnostic::nowhere(Code::CommandFailed, error.to_string(), ""))?;
        Ok((out.join("lib.rs"), read.report))
    }
}

fn out_dir() -> Result<PathBuf, Report> {
    std::env::var_os("OUT_DIR")
        .map(PathBuf::from)
        .ok_or_else(|| {
            Diagnostic::nowhere(
                Code::CommandFailed,
                "OUT_DIR is not set",
                "it is in build scripts; elsewhere say with `out_dir` where the modules go",
            )
            .into()
        })
}

impl From<Diagnostic> for Report {
    fn from(diagnostic: Diagnostic) -> Self {
        let mut report = Self::default();
        report.add(diagnostic);
        report
    }
}

impl From<Box<Diagnostic>> for Report {
    fn from(diagnostic: Box<Diagnostic>) -> Self {
        Self::from(*diagnostic)
    }
}

impl From<crate::emit::EmitError> for Report {
    fn from(error: crate::emit::EmitError) -> Self {
        Self::from(Box::<Diagnostic>::from(error))
    }
}

impl std::error::Error for Report {}
