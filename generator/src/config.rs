//! `codegen.toml`: how a document is read and where the crate goes.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::Coerce;
use crate::check::nearest;
use crate::diagnostics::{Code, Diagnostic, Excerpt, Position};
use crate::templates::Templates;

/// Name of the file.
pub const SETTINGS: &str = "codegen.toml";

/// Settings of a generation; every one has a default.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Config {
    /// The document, relative to this file; otherwise `openapi.yaml`, `openapi.yml` or `openapi.json` beside it.
    pub spec: Option<PathBuf>,
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
    /// Folder of templates that replace built-in ones of the same name, relative to this file.
    pub templates: Option<PathBuf>,
    /// Ids of operations whose errors are known: they are left out. One that has no error any more is an error itself.
    #[serde(default)]
    pub skip: Vec<String>,
}

/// How the generated crate depends on the runtime.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Runtime {
    /// The runtime's source is written beside the crate.
    #[default]
    Copy,
    /// Dependencies, versions and lints are those of a Cargo workspace that has the runtime.
    Workspace,
}

/// Coercions by place.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CoerceName {
    /// Texts of digits with a sign are numbers.
    Int,
    /// `true`, `false`, `1` and `0` as texts are booleans.
    Bool,
    /// Nothing, `0` and `false` are false, `null` is null, all else is true.
    BoolLoose,
    /// A single value, `k[]=`, `k[0]=` and an empty text are arrays.
    Array,
    /// The text `null` is null.
    NullText,
    /// White space at both ends goes before anything is checked.
    Trim,
    /// Moments without an offset or without seconds, and days alone, are moments.
    Moment,
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
            "moment" => Coerce::Moment,
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
            CoerceName::Moment => Self::Moment,
        }
    }
}

/// The coercions of these names.
pub fn coercions(names: &[CoerceName]) -> Vec<Coerce> {
    names.iter().map(|&name| name.into()).collect()
}

/// Most bytes by media type.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
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
    /// What is wrong, with the place in the file, and the key that may be meant.
    pub fn read(path: &Path) -> Result<Self, Box<Diagnostic>> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            Box::new(Diagnostic::nowhere(
                Code::SettingsInvalid,
                format!("cannot read {}: {error}", path.display()),
                "check the path",
            ))
        })?;
        toml::from_str(&text).map_err(|error| wrong(path, &text, &error))
    }

    /// The templates of settings that stand in the folder `base`.
    ///
    /// # Errors
    /// When the folder cannot be read, or has a template that replaces nothing.
    pub fn templates(&self, base: &Path) -> Result<Templates, Box<Diagnostic>> {
        let folder = self.templates.as_ref().map(|folder| base.join(folder));
        folder.map_or(Ok(Templates::default()), |folder| Templates::read(&folder))
    }

    /// The JSON schema of `codegen.toml`, for editors.
    pub fn schema() -> String {
        let mut schema = schemars::schema_for!(Self);
        schema.insert("title".into(), "codegen.toml of openapi-stubs".into());
        format!("{:#}\n", schema.to_value())
    }
}

/// An error of the parser, at its place.
fn wrong(path: &Path, text: &str, error: &toml::de::Error) -> Box<Diagnostic> {
    let at = error.span().map_or(0, |span| span.start).min(text.len());
    let begin = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text[begin..].lines().next().unwrap_or_default();
    // The words between backticks are the key or value that is not known, and then those that are.
    let message = error.message();
    let mut words = message.split('`').skip(1).step_by(2);
    let unknown = words.next().filter(|_| message.starts_with("unknown "));
    let known: Vec<&str> = words.collect();
    let near = unknown.and_then(|word| nearest(word, known.iter().copied()));
    let (message, help) = match (unknown, near) {
        (Some(_), Some(near)) => {
            let first = message.split(", expected").next().unwrap_or(message);
            (first, format!("did you mean `{near}`?"))
        }
        _ => (
            message,
            "the guide lists all settings; so does `openapi-stubs config-schema`".to_owned(),
        ),
    };
    Box::new(Diagnostic {
        position: Some(Position {
            file: path.to_owned(),
            line: text[..begin].matches('\n').count() + 1,
            column: text[begin..at].chars().count() + 1,
        }),
        source: Excerpt::of(line, at - begin),
        ..Diagnostic::nowhere(Code::SettingsInvalid, message, help)
    })
}
