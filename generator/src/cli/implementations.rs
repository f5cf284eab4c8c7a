//! `status` and `scaffold`, and what `check` and `generate` say of implementations.

use clap::Args;
use serde_json::json;

use super::Failed;
use super::output::{Output, many};
use super::progress::during;
use super::source::{Settings, Source, read};
use super::table::table;
use crate::api::{Api, Tag};
use crate::diagnostics::{Code, Diagnostic, Position, Report, harmless};
use crate::generate::Care;
use crate::implementations::{
    self, Implementations, Implementor, Orphan, Place, State, Status, Summary,
};

#[derive(Debug, Args)]
pub(super) struct StatusArguments {
    #[command(flatten)]
    pub(super) source: Source,
    /// Folder of a hand-written crate's source, instead of `implementations` in codegen.toml; may be given several times.
    #[arg(long, value_name = "FOLDER")]
    implementations: Vec<String>,
    /// Leave out what is implemented.
    #[arg(long)]
    open: bool,
}

#[derive(Debug, Args)]
pub(super) struct ScaffoldArguments {
    /// Only this tag: its name, its module or its trait. All without it.
    tag: Option<String>,
    #[command(flatten)]
    pub(super) source: Source,
    /// Folder of a hand-written crate's source, instead of `implementations` in codegen.toml; may be given several times.
    #[arg(long, value_name = "FOLDER")]
    implementations: Vec<String>,
    /// Type that gets the traits that nobody implements, as `crate::Videos`; otherwise the one that implements others.
    #[arg(long = "for", value_name = "TYPE")]
    implementor: Option<String>,
    /// Say what would be done, and write nothing.
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn status(arguments: &StatusArguments, output: &mut Output) -> Result<(), Failed> {
    let mut settings = arguments.source.settings()?;
    let read = read(&mut settings, Care::Usual, true, output)?;
    let found = find(&read.api, &settings, &arguments.implementations)?;
    let mut status = Status::of(&read.api, &found);
    if arguments.open {
        status
            .operations
            .retain(|row| row.state != State::Implemented);
    }
    output.result(&status, || harmless(&people(&status)))?;
    refuse_unread(&found, output)
}

pub(super) fn scaffold(arguments: &ScaffoldArguments, output: &mut Output) -> Result<(), Failed> {
    let mut settings = arguments.source.settings()?;
    let read = read(&mut settings, Care::Usual, false, output)?;
    let only = match &arguments.tag {
        Some(name) => Some(tag(&read.api, name)?),
        None => None,
    };
    let found = find(&read.api, &settings, &arguments.implementations)?;
    // What is in a file that cannot be read must not be written a second time.
    refuse_unread(&found, output)?;
    let implementor = arguments.implementor.as_deref().map(Implementor::plain);
    let plan = implementations::scaffold(
        &read.api,
        &found,
        only,
        implementor.as_ref(),
        &settings.templates,
    );
    if !arguments.dry_run {
        implementations::apply(&found, &plan).map_err(|error| error.to_string())?;
    }
    for line in &plan.done {
        output.say(line);
    }
    output
        .tell(&json!({ "done": plan.done, "written": !arguments.dry_run && !plan.is_empty() }))?;
    if plan.report.has_errors() {
        output.report(&plan.report);
        return Err(Failed::Reported);
    }
    if plan.is_empty() {
        output.say("nothing is missing: no file was touched");
    } else if arguments.dry_run {
        output.say("nothing was written, as --dry-run says");
    }
    Ok(())
}

/// Fails while an operation is not implemented, or something implements what is gone.
pub(super) fn check(api: &Api, settings: &Settings, output: &mut Output) -> Result<(), Failed> {
    if settings.config.implementations.is_empty() {
        return Ok(());
    }
    let found = find(api, settings, &[])?;
    refuse_unread(&found, output)?;
    let status = Status::of(api, &found);
    let summary = status.summary;
    if summary.is_done() {
        output.say(&format!(
            "{}, all implemented",
            many(summary.operations, "operation")
        ));
        return Ok(());
    }
    output.tell(&json!({ "implementations": summary }))?;
    output.report(&open(&status));
    output.say(&advice(&summary));
    Err(Failed::Reported)
}

/// A finding for each method that is missing, scaffolded or orphaned.
fn open(status: &Status) -> Report {
    let mut report = Report::default();
    let mut add = |place: Option<&Place>, message: String, help: &str| {
        report.add(Diagnostic {
            position: place.map(|place| Position {
                file: place.file.clone(),
                line: place.line,
                column: place.column,
            }),
            ..Diagnostic::nowhere(Code::NotImplemented, message, help)
        });
    };
    for row in &status.operations {
        let (name, function) = (&row.trait_name, &row.function);
        let what = format!("`{name}::{function}` ({})", row.operation);
        match (&row.place, row.state) {
            (_, State::Implemented | State::Macro) => {}
            (Some(place), State::Scaffolded) => {
                let message = format!("{what} is scaffolded: it answers 501");
                add(Some(place), message, "write its body");
            }
            (Some(place), State::Missing) => {
                let message = format!("{what} is missing");
                add(Some(place), message, "`openapi-stubs scaffold` adds it");
            }
            (None, _) => {
                let message = format!("{what} is missing: nothing implements `{name}`");
                add(None, message, "`openapi-stubs scaffold` begins it");
            }
        }
    }
    for orphan in &status.orphaned {
        let help =
            "`openapi-stubs scaffold` marks it; move what is needed elsewhere and delete the rest";
        add(Some(&orphan.place), is_orphaned(orphan), help);
    }
    report
}

/// Says what is to be done next, if the settings say where implementations are.
pub(super) fn hint(api: &Api, settings: &Settings, output: &mut Output) {
    if settings.config.implementations.is_empty() {
        return;
    }
    if let Ok(found) = find(api, settings, &[]) {
        let summary = Status::of(api, &found).summary;
        if !summary.is_done() {
            output.say(&format!("next: {}", advice(&summary)));
        }
    }
}

/// What is left, and which command helps.
fn advice(summary: &Summary) -> String {
    let mut parts = Vec::new();
    if summary.missing > 0 {
        parts.push(format!(
            "{} missing: `openapi-stubs scaffold` adds what is",
            many(summary.missing, "operation")
        ));
    }
    if summary.scaffolded > 0 {
        parts.push(format!(
            "{} scaffolded: write their bodies, `openapi-stubs status --open` lists them",
            many(summary.scaffolded, "operation")
        ));
    }
    if summary.orphaned > 0 {
        parts.push(format!(
            "{} orphaned: `openapi-stubs scaffold` marks what is; move what is needed and delete the rest",
            many(summary.orphaned, "impl")
        ));
    }
    parts.join("; ")
}

fn find(api: &Api, settings: &Settings, folders: &[String]) -> Result<Implementations, String> {
    let (base, patterns) = if folders.is_empty() {
        (
            settings.base.as_path(),
            settings.config.implementations.as_slice(),
        )
    } else {
        (std::path::Path::new(""), folders)
    };
    if patterns.is_empty() {
        return Err("say where the hand-written crates are: `implementations = [\"../server/src\"]` in codegen.toml, or --implementations FOLDER".to_owned());
    }
    during("reading the files by hand", || {
        Implementations::read(api, base, patterns)
    })
}

fn refuse_unread(found: &Implementations, output: &mut Output) -> Result<(), Failed> {
    if !found.report.has_errors() {
        return Ok(());
    }
    output.report(&found.report);
    Err(Failed::Reported)
}

/// The tag of a name in any of its spellings.
fn tag(api: &Api, name: &str) -> Result<usize, String> {
    let plain = |text: &str| {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect::<String>()
    };
    let wanted = plain(name);
    let is_it = |tag: &Tag| {
        [&tag.name, &tag.module, &tag.trait_name]
            .iter()
            .any(|known| plain(known) == wanted)
    };
    api.tags.iter().position(is_it).ok_or_else(|| {
        let names: Vec<&str> = api.tags.iter().map(|tag| tag.name.as_str()).collect();
        format!("there is no tag `{name}`; there are: {}", names.join(", "))
    })
}

/// The table, what is orphaned, and the numbers.
fn people(status: &Status) -> String {
    let mut rows = vec![["operation", "method", "state", "where"].map(str::to_owned)];
    rows.extend(status.operations.iter().map(|row| {
        [
            format!("{} {} {}", row.operation, row.method, row.path),
            format!("{}::{}", row.trait_name, row.function),
            row.state.as_str().to_owned(),
            row.place.as_ref().map_or("nowhere".to_owned(), at),
        ]
    }));
    let mut text = if status.operations.is_empty() {
        String::new()
    } else {
        format!("{}\n", table(&rows))
    };
    for orphan in &status.orphaned {
        text.push_str(&format!("{}\n", orphaned(orphan)));
    }
    let summary = &status.summary;
    let mut numbers = format!(
        "{}: {} implemented, {} scaffolded, {} missing; {} orphaned",
        many(summary.operations, "operation"),
        summary.implemented,
        summary.scaffolded,
        summary.missing,
        summary.orphaned
    );
    if summary.in_macros > 0 {
        numbers.push_str(&format!("; {} left to macros", summary.in_macros));
    }
    text + &numbers
}

fn orphaned(orphan: &Orphan) -> String {
    format!("{}: {}", at(&orphan.place), is_orphaned(orphan))
}

fn is_orphaned(orphan: &Orphan) -> String {
    let name = &orphan.trait_name;
    match &orphan.function {
        Some(function) => {
            format!("`{name}::{function}` is orphaned: the document has no operation for it")
        }
        None => format!("`impl {name}` is orphaned: the document has no tag for it"),
    }
}

fn at(place: &Place) -> String {
    format!("{}:{}:{}", place.file.display(), place.line, place.column)
}
