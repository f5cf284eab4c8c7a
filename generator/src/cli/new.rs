//! `new`: a workspace for a document.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::Failed;
use super::format::Format;
use super::output::Output;
use super::source::{Settings, contents, operations, read};
use crate::config::Config;
use crate::diagnostics::Code;
use crate::generate::Care;
use crate::lock::Lock;
use crate::templates::Templates;
use crate::workspace::{Source, Workspace, api_name};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The document, YAML or JSON; it is copied, with the files that it refers to.
    #[arg(long)]
    spec: PathBuf,
    /// Folder of the workspace; it must not be there, or be empty.
    #[arg(long)]
    out: PathBuf,
    /// Stem of the crates' names: `shop` makes `shop-api` and `shop-server`. Otherwise made of the document's title.
    #[arg(long)]
    name: Option<String>,
    /// Where the runtime is: a folder, or a version of a registry. Without it, its source is written into the workspace.
    #[arg(long, value_name = "PATH|VERSION")]
    runtime: Option<String>,
    /// Folder of templates that replace built-in ones, those of `new` in its folder `new`; see TEMPLATES.md.
    #[arg(long, value_name = "FOLDER")]
    templates: Option<PathBuf>,
    /// Leave out operations with errors, and name them in `skip` of the settings.
    #[arg(long)]
    keep_going: bool,
    /// Form of what is told.
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

pub(super) fn new(arguments: &Arguments, output: &mut Output) -> Result<(), Failed> {
    let runtime = match &arguments.runtime {
        Some(text) => Source::parse(text).map_err(Failed::Because)?,
        None => Source::default(),
    };
    if let Some(name) = &arguments.name {
        usable(name)?;
    }
    let templates = match &arguments.templates {
        Some(folder) => Templates::read(folder).map_err(Failed::Because)?,
        None => Templates::default(),
    };
    let mut settings = Settings {
        spec: arguments.spec.clone(),
        config: Config {
            crate_name: arguments.name.as_deref().map(api_name),
            ..Config::default()
        },
        base: PathBuf::new(),
        lock: Lock::default(),
        lock_path: None,
        templates,
        inputs: Vec::new(),
    };
    let read = read(&mut settings, Care::Usual, arguments.keep_going, output)?;
    let stem = read.api.crate_name.trim_end_matches("-api").to_owned();
    let workspace = Workspace {
        name: &stem,
        read: &read,
        lock: &settings.lock,
        runtime: &runtime,
        templates: &settings.templates,
    };
    workspace.create(&arguments.out).map_err(Failed::Because)?;
    output.tell(&json!({ "out": arguments.out, "operations": operations(&read) }))?;
    let out = arguments.out.display();
    output.say(&format!(
        "{out} is a workspace: {}, each answering 501 until it is written\n\
         next: cd {out} && cargo run    (README.md there goes on)",
        contents(&read)
    ));
    Ok(())
}

/// Fails unless crates can have the name.
fn usable(name: &str) -> Result<(), Failed> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
    if name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(fits) {
        return Ok(());
    }
    Err(Failed::because(
        Code::CommandFailed,
        format!("`{name}` cannot be the name of a crate"),
        "use small letters, digits and hyphens, and begin with a letter",
    ))
}
