//! A Cargo workspace for a document: it compiles, serves, and answers 501 until operations are written.

mod backend;
mod document;
mod files;
mod runtime;

use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostics::{Code, Diagnostic};
use crate::emit::EmitOptions;
use crate::generate::{self, Read};
use crate::implementations::{self, Implementations, Implementor};
use crate::lock::Lock;
use crate::templates::Templates;
use crate::write;

pub use runtime::Source;

/// What a workspace is made of.
#[derive(Debug)]
pub struct Workspace<'a> {
    /// Stem of the names of its crates: `shop` for `shop-api` and `shop-server`.
    pub name: &'a str,
    /// The document, read with [`api_name`] as name of the crate.
    pub read: &'a Read,
    /// Names of types as that reading gave them.
    pub lock: &'a Lock,
    /// Where its crates find the runtime.
    pub runtime: &'a Source,
    /// What its files are made of.
    pub templates: &'a Templates,
}

/// Name of the generated crate in a workspace.
pub fn api_name(name: &str) -> String {
    format!("{name}-api")
}

impl Workspace<'_> {
    /// Writes the workspace into a folder that is not there, or empty.
    ///
    /// # Errors
    /// When there is something in the folder, or a file cannot be written; nothing is left behind.
    pub fn create(&self, out: &Path) -> Result<(), Box<Diagnostic>> {
        vacant(out)?;
        let failed = |error: io::Error| failed(out, &error);
        let whole = std::path::absolute(out).map_err(failed)?;
        let parent = whole.parent().unwrap_or(&whole);
        let missing = first_missing(parent);
        std::fs::create_dir_all(parent).map_err(failed)?;
        let done = self.create_in(parent, &whole);
        if done.is_err()
            && let Some(missing) = missing
        {
            // Only what was made for this, and only where it is empty again.
            for folder in parent.ancestors().take_while(|f| f.starts_with(&missing)) {
                let _ = std::fs::remove_dir(folder);
            }
        }
        done
    }

    /// Everything is made beside its place and moved there at the end.
    fn create_in(&self, parent: &Path, out: &Path) -> Result<(), Box<Diagnostic>> {
        let failed = |error: io::Error| failed(out, &error);
        let staging = tempfile::Builder::new()
            .prefix(".openapi-stubs-")
            .tempdir_in(parent)
            .map_err(failed)?;
        self.fill(staging.path())?;
        // An empty folder gives way.
        if out.exists() {
            std::fs::remove_dir(out).map_err(failed)?;
        }
        #[cfg(unix)]
        std::fs::set_permissions(
            staging.path(),
            std::os::unix::fs::PermissionsExt::from_mode(0o755),
        )
        .map_err(failed)?;
        std::fs::rename(staging.path(), out).map_err(failed)?;
        // It is no temporary folder any more, and not at that place.
        let _ = staging.keep();
        Ok(())
    }

    fn fill(&self, folder: &Path) -> Result<(), Box<Diagnostic>> {
        let failed = |error: io::Error| failed(folder, &error);
        let document = document::Document::of(&self.read.files).map_err(failed)?;
        let spec = folder.join("spec");
        for (from, below) in &document.files {
            let bytes = std::fs::read(from).map_err(failed)?;
            put(&spec.join(below), &bytes).map_err(failed)?;
        }
        put(&spec.join("names.lock"), self.lock.render().as_bytes()).map_err(failed)?;
        let options = EmitOptions {
            runtime: self.runtime.kind(),
            templates: self.templates.clone(),
        };
        let generated = generate::files(&self.read.api, options)?;
        write::write(&generated, &folder.join("api")).map_err(failed)?;
        for (path, text) in files::files(self, &document)? {
            put(&folder.join(path), text.as_bytes()).map_err(failed)?;
        }
        self.scaffold(&spec)
    }

    /// A file for each tag, by the same way as `scaffold`.
    fn scaffold(&self, spec: &Path) -> Result<(), Box<Diagnostic>> {
        let api = &self.read.api;
        let found = Implementations::read(api, spec, &["../server/src".to_owned()])
            .map_err(|message| Diagnostic::nowhere(Code::CommandFailed, message, ""))?;
        let implementor = Implementor::plain("crate::App");
        let plan = implementations::scaffold(api, &found, None, Some(&implementor), self.templates);
        if let Some(error) = plan.report.diagnostics.first() {
            return Err(Box::new(error.clone()));
        }
        let written = implementations::apply(&found, &plan);
        written.map(|_| ()).map_err(|error| failed(spec, &error))
    }
}

/// Fails when there is something in a folder.
fn vacant(out: &Path) -> Result<(), Box<Diagnostic>> {
    match std::fs::read_dir(out) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failed(out, &error)),
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(Box::new(Diagnostic::nowhere(
                Code::CommandFailed,
                format!("{} is not empty", out.display()),
                "name a folder that is not there yet; `generate` is for a workspace that is",
            ))),
        },
    }
}

/// The outermost folder of a path that is not there.
fn first_missing(path: &Path) -> Option<PathBuf> {
    let missing = path.ancestors().take_while(|folder| !folder.exists());
    missing.last().map(Path::to_owned)
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let named =
        |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(named)?;
    std::fs::write(path, bytes).map_err(named)
}

fn failed(path: &Path, error: &io::Error) -> Box<Diagnostic> {
    Box::new(Diagnostic::nowhere(
        Code::CommandFailed,
        format!("{} cannot be made: {error}", path.display()),
        "name another folder, or see to its rights",
    ))
}
