//! Templates of everything written that is not made of syntax trees: what is built in, what each gets, and how a folder of the
//! user's replaces them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};

use crate::check::nearest;
use crate::diagnostics::{Code, Diagnostic, Excerpt, Position};

/// Folder of the templates of `new`.
const NEW: &str = "new";

/// A template that is built in.
#[derive(Debug)]
pub struct Template {
    /// File name, by which a folder of the user's replaces it.
    pub name: &'static str,
    /// What is made of it.
    pub makes: &'static str,
    /// The variables that it gets, each with its meaning.
    pub variables: &'static [(&'static str, &'static str)],
    text: &'static str,
}

macro_rules! templates {
    ($($name:literal, $makes:literal, $variables:expr;)+) => {
        /// Every template; `TEMPLATES.md` lists the same.
        pub const ALL: &[Template] = &[$(Template {
            name: $name,
            makes: $makes,
            variables: &$variables,
            text: include_str!(concat!("../../templates/", $name)),
        }),+];
    };
}

templates! {
    "Cargo.toml.jinja", "`Cargo.toml` of the generated crate", [
        ("name", "name of the crate"),
        ("workspace", "whether it is a member of a workspace that has the runtime"),
    ];
    "ROUTES.md.jinja", "`ROUTES.md` of the generated crate", [
        ("title", "`info.title` of the document"),
        ("version", "`info.version`"),
        ("tags", "list of `name`, `trait_name`, `rows`; a row has `id`, `method`, `path`, `login` (who may call), `function`"),
    ];
    "implementation.rs.jinja", "the file of a tag that `scaffold` begins", [
        ("tag", "name of the tag, as text of a comment"),
        ("imports", "the `use` lines"),
        ("generics", "`<T: Store>` of the impl block, or nothing"),
        ("trait_name", "the trait"),
        ("self_type", "the type that implements it"),
        ("where_clause", "the `where` of the impl block with a space behind it, or nothing"),
        ("methods", "the methods, indented"),
    ];
    "new/Cargo.toml.jinja", "`Cargo.toml` of the workspace that `new` makes", OF_A_WORKSPACE;
    "new/README.md.jinja", "its `README.md`", OF_A_WORKSPACE;
    "new/gitignore.jinja", "its `.gitignore`", OF_A_WORKSPACE;
    "new/codegen.toml.jinja", "its `spec/codegen.toml`", OF_A_WORKSPACE;
    "new/server.toml.jinja", "its `server/Cargo.toml`", OF_A_WORKSPACE;
    "new/main.rs.jinja", "its `server/src/main.rs`", OF_A_WORKSPACE;
    "new/lib.rs.jinja", "its `server/src/lib.rs`", OF_A_WORKSPACE;
    "new/backend.rs.jinja", "its `server/src/backend.rs`", OF_A_WORKSPACE;
    "new/requests.rs.jinja", "its `server/tests/requests.rs`", OF_A_WORKSPACE;
}

/// What all templates of a workspace get.
const OF_A_WORKSPACE: [(&str, &str); 17] = [
    ("name", "stem of the crates' names, `shop`"),
    ("api", "the generated crate, as code names it, `shop_api`"),
    (
        "api_path",
        "the same at the root of the server, where a tag may have that name, `::shop_api`",
    ),
    (
        "server",
        "the crate by hand, as code names it, `shop_server`",
    ),
    ("title", "`info.title` of the document"),
    (
        "runtime",
        "where the runtime is, as a dependency of Cargo; nothing where its source goes along",
    ),
    ("spec", "the document, from `spec`, in quotes"),
    ("document", "the document, from the root"),
    ("skip", "the list of ids that `skip` gets, or nothing"),
    (
        "templates",
        "whether there are templates for `generate`, which go to `spec/templates`",
    ),
    (
        "backend",
        "module of `Backend`: `backend`, unless a tag has that name",
    ),
    (
        "secured",
        "whether `Backend` has methods for security schemes",
    ),
    ("scopes", "whether a method of `Backend` takes scopes"),
    (
        "methods",
        "the methods of `Backend`, one for each security scheme, indented",
    ),
    (
        "tags",
        "list of `module` and `path`, the same with its group",
    ),
    ("unknown", "a path that the document does not have"),
    (
        "first",
        "an operation to begin with: `id`, `id_literal`, `method`, `path`, `function`, `file`, `response`",
    ),
];

/// `TEMPLATES.md`: every template with its variables.
pub fn page() -> String {
    let mut text = String::from(
        "# Templates\n\n\
         What `openapi-stubs` writes beside Rust made of syntax trees is made of these templates (Jinja, by minijinja). A file of the\n\
         same name in the folder that `templates` in `codegen.toml` names replaces one; those of `new` are in its folder `new`, and\n\
         `openapi-stubs new --templates FOLDER` takes them. A variable that a template does not get is an error with file and line. The built-in ones are in `templates/` of the generator's repository, to start from. This page is\n\
         made from `src/templates.rs`.\n",
    );
    // What gets the same variables is told together.
    for alike in ALL.chunk_by(|a, b| a.variables == b.variables) {
        for template in alike {
            text.push_str(&format!(
                "\n## `{}`\n\nMakes {}.\n",
                template.name, template.makes
            ));
        }
        let each = if alike.len() > 1 {
            "Each gets"
        } else {
            "It gets"
        };
        text.push_str(&format!("\n{each}:\n\n| variable | is |\n|---|---|\n"));
        for (name, meaning) in alike.iter().take(1).flat_map(|first| first.variables) {
            text.push_str(&format!("| `{name}` | {meaning} |\n"));
        }
    }
    text
}

/// The templates of a run: those that are built in, and what replaces them.
#[derive(Debug, Clone, Default)]
pub struct Templates {
    own: BTreeMap<&'static str, (PathBuf, String)>,
}

impl Templates {
    /// Reads the templates of a folder; each has the name of the one that it replaces. Files that are no `.jinja` are left alone.
    ///
    /// # Errors
    /// When the folder or a file cannot be read, or a template replaces nothing.
    pub fn read(folder: &Path) -> Result<Self, Box<Diagnostic>> {
        let failed = |path: &Path, error: &std::io::Error| {
            Box::new(Diagnostic::nowhere(
                Code::SettingsInvalid,
                format!("cannot read {}: {error}", path.display()),
                "correct `templates` in codegen.toml; it is a folder, relative to that file",
            ))
        };
        let mut own = BTreeMap::new();
        for (folder, prefix) in [(folder.to_owned(), ""), (folder.join(NEW), "new/")] {
            // Those of `new` need not be there.
            if !prefix.is_empty() && !folder.is_dir() {
                continue;
            }
            let entries = std::fs::read_dir(&folder).map_err(|error| failed(&folder, &error))?;
            for entry in entries {
                let path = entry.map_err(|error| failed(&folder, &error))?.path();
                if path.extension().is_none_or(|end| end != "jinja") {
                    continue;
                }
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let name = format!("{prefix}{name}");
                let Some(known) = ALL.iter().find(|known| known.name == name) else {
                    return Err(unknown(&path, &name));
                };
                let text = std::fs::read_to_string(&path).map_err(|error| failed(&path, &error))?;
                own.insert(known.name, (path, text));
            }
        }
        Ok(Self { own })
    }

    /// What replaces templates that `generate` and `scaffold` use: the names of those, with the text.
    pub(crate) fn of_every_day(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let own = self
            .own
            .iter()
            .map(|(name, (_, text))| (*name, text.as_str()));
        own.filter(|(name, _)| !name.starts_with(NEW))
    }

    /// Paths of the files that replace something.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.own.values().map(|(path, _)| path.as_path())
    }

    /// What a template makes of values, with one line end behind it.
    ///
    /// # Errors
    /// When the template is broken or uses a variable that it does not get: its file, line, and what it may use.
    pub(crate) fn render(
        &self,
        name: &str,
        values: &serde_json::Value,
    ) -> Result<String, Box<Diagnostic>> {
        let known = ALL.iter().find(|known| known.name == name);
        let built_in = known.map_or("", |known| known.text);
        let (path, text) = match self.own.get(name) {
            Some((path, text)) => (path.clone(), text.as_str()),
            None => (PathBuf::from("templates").join(name), built_in),
        };
        fill(text, values).map_err(|error| broken(path, text, &error, known))
    }
}

/// What a text makes of values, with one line end behind it; a variable that is not among them is an error.
pub(crate) fn fill(text: &str, values: &serde_json::Value) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let rendered = environment.render_str(text, Serde(values))?;
    Ok(format!("{}\n", rendered.trim_end()))
}

fn unknown(path: &Path, name: &str) -> Box<Diagnostic> {
    let names: Vec<&str> = ALL.iter().map(|known| known.name).collect();
    let help = nearest(name, names.iter().copied()).map_or_else(
        || format!("the templates are {}", names.join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    Box::new(Diagnostic::nowhere(
        Code::TemplateInvalid,
        format!("{} replaces no template", path.display()),
        help,
    ))
}

fn broken(
    path: PathBuf,
    text: &str,
    error: &minijinja::Error,
    known: Option<&Template>,
) -> Box<Diagnostic> {
    let line = error.line().unwrap_or(1);
    let source = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let byte = source.len() - source.trim_start().len();
    let what = error.detail().map_or_else(
        || error.kind().to_string(),
        |detail| format!("{}: {detail}", error.kind()),
    );
    let variables = known.map_or(&[][..], |known| known.variables);
    let names: Vec<String> = variables
        .iter()
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    Box::new(Diagnostic {
        position: Some(Position {
            file: path,
            line,
            column: source[..byte].chars().count() + 1,
        }),
        source: Excerpt::of(source, byte),
        ..Diagnostic::nowhere(
            Code::TemplateInvalid,
            format!("the template is broken: {what}"),
            format!("it gets the variables {}", names.join(", ")),
        )
    })
}
