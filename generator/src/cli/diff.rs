//! `diff`: what has changed between two documents.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::Failed;
use super::format::Format;
use super::output::Output;
use super::progress::during;
use crate::config::Config;
use crate::diagnostics::harmless;
use crate::diff::{Change, Diff, Impact, Subject, Touched, diff};
use crate::generate::{self, Care, Read};
use crate::lock::Lock;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The document as it was, YAML or JSON.
    old: PathBuf,
    /// The document as it is.
    new: PathBuf,
    /// Settings for names of methods and types; otherwise `codegen.toml` beside the new document if there is one.
    #[arg(long)]
    config: Option<PathBuf>,
    /// Form of the output.
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
    /// Leave out compatible changes and what implementers must look at.
    #[arg(long)]
    breaking_only: bool,
    /// End with status 1 when there is such a change.
    #[arg(long, value_enum)]
    fail_on: Option<FailOn>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A change that may break clients.
    Breaking,
    /// Any change.
    Any,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<(), Failed> {
    let config = settings(arguments)?;
    let old = read(&arguments.old, &config, output)?;
    let new = read(&arguments.new, &config, output)?;
    let mut found = during("comparing", || diff(&old, &new));
    if arguments.breaking_only {
        found
            .changes
            .retain(|change| change.impact == Impact::Breaking);
        found.touched = Touched::default();
    }
    output.result(&found, || harmless(&people(&found)))?;
    let fails = match arguments.fail_on {
        Some(FailOn::Breaking) => found.summary.breaking > 0,
        Some(FailOn::Any) => found.summary.breaking + found.summary.compatible > 0,
        None => false,
    };
    if fails { Err(Failed::Reported) } else { Ok(()) }
}

fn settings(arguments: &Arguments) -> Result<Config, Failed> {
    let beside = arguments
        .new
        .parent()
        .unwrap_or(Path::new(""))
        .join("codegen.toml");
    let path = arguments
        .config
        .clone()
        .or_else(|| beside.exists().then_some(beside));
    let mut config = path
        .map_or(Ok(Config::default()), |path| Config::read(&path))
        .map_err(Failed::Because)?;
    // What is skipped in one document need not be in the other.
    config.skip.clear();
    Ok(config)
}

/// Reads a document; errors of single operations do not keep the rest from being compared.
fn read(path: &Path, config: &Config, output: &mut Output) -> Result<Read, Failed> {
    let read = during(&format!("reading {}", path.display()), || {
        generate::read(path, config, &mut Lock::default(), Care::Usual)
    });
    if read.api.tags.is_empty() && read.report.has_errors() {
        output.report_of(&path.display().to_string(), &read.report);
        return Err(Failed::Reported);
    }
    if !read.left_out.is_empty() {
        output.say(&format!(
            "{}: {} operations have errors (`openapi-stubs lint` says which); they are compared, but have no methods",
            path.display(),
            read.left_out.len()
        ));
    }
    Ok(read)
}

/// The changes by impact and subject, and what to look at.
pub(super) fn people(diff: &Diff) -> String {
    let mut text = String::new();
    for (impact, title) in [
        (Impact::Breaking, "Breaking"),
        (Impact::Compatible, "Compatible"),
    ] {
        let changes: Vec<&Change> = diff
            .changes
            .iter()
            .filter(|change| change.impact == impact)
            .collect();
        if changes.is_empty() {
            continue;
        }
        text.push_str(&format!("{title}\n"));
        let mut last = None;
        for change in changes {
            if last != Some(&change.subject) {
                text.push_str(&format!("  {}\n", subject(&change.subject)));
                last = Some(&change.subject);
            }
            let gap = if change.place.is_empty() { "" } else { " " };
            text.push_str(&format!(
                "    {}{gap}{} [{}]\n",
                change.place, change.message, change.kind
            ));
        }
        text.push('\n');
    }
    let touched = &diff.touched;
    for (title, names) in [
        ("Methods to write", &touched.methods_added),
        ("Methods to look at", &touched.methods_changed),
        ("Methods to delete", &touched.methods_removed),
        ("New types", &touched.models_added),
        ("Changed types", &touched.models_changed),
        ("Types that are gone", &touched.models_removed),
    ] {
        if !names.is_empty() {
            text.push_str(&format!("{title}\n  {}\n\n", names.join("\n  ")));
        }
    }
    let summary = &diff.summary;
    text + &format!(
        "{} breaking changes, {} compatible",
        summary.breaking, summary.compatible
    )
}

fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Document => "the document".to_owned(),
        Subject::Operation(name) => match &name.function {
            Some(function) => format!("{name} ({function})"),
            None => name.to_string(),
        },
        Subject::Schema {
            name,
            models,
            operations,
        } => {
            let shown: Vec<&str> = operations
                .iter()
                .take(5)
                .map(|name| name.id.as_str())
                .collect();
            let more = operations.len().saturating_sub(5);
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            let models = if models.is_empty() {
                String::new()
            } else {
                format!(" ({})", models.join(", "))
            };
            format!("schema {name}{models}, of {}{more}", shown.join(", "))
        }
    }
}
