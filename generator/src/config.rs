//! `codegen.toml`: how a document is read and where the crate goes.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::api::Coerce;

/// Settings of a generation; every one has a default.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Config {
    /// Name of the crate; otherwise made of the document's title.
    #[serde(rename = "crate")]
    pub crate_name: Option<String>,
    /// Folder of the crate, relative to this file.
    pub out: Option<PathBuf>,
    /// Where the generated crate finds its runtime.
    #[serde(default)]
    pub runtime: Runtime,
    /// What is accepted beside the plain form of values, by place.
    #[serde(default)]
    pub coerce: Profile,
    /// Most bytes of a body where an operation does not say.
    #[serde(default)]
    pub max_body: MaxBody,
    /// Folders of hand-written crates that implement the generated traits, relative to this file. `*` stands for the group of
    /// a tag: `../server/*/src`.
    #[serde(default)]
    pub implementations: Vec<String>,
    /// Ids of operations whose errors are known: they are left out. One that has no error any more is an error itself.
    #[serde(default)]
    pub skip: Vec<String>,
}

/// How the generated crate depends on the runtime.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Runtime {
    /// The runtime's source is written beside the crate.
    #[default]
    Copy,
    /// Dependencies, versions and lints are those of a Cargo workspace that has the runtime.
    Workspace,
}

/// Coercions by place.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// In the path.
    #[serde(default)]
    pub path: Vec<CoerceName>,
    /// In the query.
    #[serde(default)]
    pub query: Vec<CoerceName>,
    /// In headers.
    #[serde(default)]
    pub header: Vec<CoerceName>,
    /// In cookies.
    #[serde(default)]
    pub cookie: Vec<CoerceName>,
    /// In bodies of every media type.
    #[serde(default)]
    pub body: Vec<CoerceName>,
}

/// A coercion as `x-coerce` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoerceName {
    /// [`Coerce::Int`].
    Int,
    /// [`Coerce::Bool`].
    Bool,
    /// [`Coerce::BoolLoose`].
    BoolLoose,
    /// [`Coerce::Array`].
    Array,
    /// [`Coerce::NullText`].
    NullText,
    /// [`Coerce::Trim`].
    Trim,
}

impl CoerceName {
    /// The coercion of a name in `x-coerce`.
    pub fn parse(name: &str) -> Option<Coerce> {
        Some(match name {
            "int" => Coerce::Int,
            "bool" => Coerce::Bool,
            "bool-loose" => Coerce::BoolLoose,
            "array" => Coerce::Array,
            "null-text" => Coerce::NullText,
            "trim" => Coerce::Trim,
            _ => return None,
        })
    }
}

impl From<CoerceName> for Coerce {
    fn from(name: CoerceName) -> Self {
        match name {
            CoerceName::Int => Self::Int,
            CoerceName::Bool => Self::Bool,
            CoerceName::BoolLoose => Self::BoolLoose,
            CoerceName::Array => Self::Array,
            CoerceName::NullText => Self::NullText,
            CoerceName::Trim => Self::Trim,
        }
    }
}

/// The coercions of these names.
pub fn coercions(names: &[CoerceName]) -> Vec<Coerce> {
    names.iter().map(|&name| name.into()).collect()
}

/// Most bytes by media type.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaxBody {
    /// JSON.
    pub json: Option<u64>,
    /// `application/x-www-form-urlencoded`.
    pub form: Option<u64>,
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// A text that names the file and the place in it.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| format!("cannot read {}: {e}", path.display()))?;
        toml::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))
    }
}
