//! Where the crates of a workspace find the runtime.

use std::path::{Path, PathBuf};

use crate::config::Runtime;
use crate::diagnostics::{Code, Diagnostic};

/// Where the runtime comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Source {
    /// Its source is written into the workspace: it compiles wherever it is put.
    #[default]
    Copy,
    /// A folder that has it.
    Path(PathBuf),
    /// A version of a registry.
    Version(String),
}

impl Source {
    /// A folder or a version, as the command line has it.
    ///
    /// # Errors
    /// When it is neither a version nor a folder with the runtime.
    pub fn parse(text: &str) -> Result<Self, Box<Diagnostic>> {
        let number = text.trim_start_matches(['=', '^', '~']);
        let is_version = number.starts_with(|c: char| c.is_ascii_digit())
            && number
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || ".-+".contains(c))
            && !Path::new(text).exists();
        if is_version {
            return Ok(Self::Version(text.to_owned()));
        }
        let manifest = std::fs::read_to_string(Path::new(text).join("Cargo.toml"));
        let manifest: toml::Table = manifest
            .ok()
            .and_then(|text| text.parse().ok())
            .unwrap_or_default();
        let name = manifest.get("package").and_then(|table| table.get("name"));
        if name.and_then(toml::Value::as_str) == Some("openapi-stubs-runtime") {
            let path = std::path::absolute(text).unwrap_or(PathBuf::from(text));
            return Ok(Self::Path(path));
        }
        Err(Box::new(Diagnostic::nowhere(
            Code::CommandFailed,
            format!(
                "`--runtime {text}` is no version, and no folder with the crate openapi-stubs-runtime"
            ),
            "leave it out: the runtime is then written into the workspace",
        )))
    }

    /// How the generated crate depends on it.
    pub(super) fn kind(&self) -> Runtime {
        match self {
            Self::Copy => Runtime::Copy,
            Self::Path(_) | Self::Version(_) => Runtime::Workspace,
        }
    }

    /// The dependency in the workspace's manifest; none when it is written into the workspace.
    pub(super) fn dependency(&self) -> Option<String> {
        match self {
            Self::Copy => None,
            Self::Path(path) => {
                let path = toml::Value::from(path.to_string_lossy().into_owned());
                Some(format!("{{ path = {path} }}"))
            }
            Self::Version(version) => Some(toml::Value::from(version.as_str()).to_string()),
        }
    }
}
