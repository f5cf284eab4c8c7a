//! The command `openapi-stubs`.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::{Config, Runtime};
use crate::diagnostics::Severity;
use crate::generate::{self, Read};
use crate::write;

/// Turns an OpenAPI 3.0 document into a Rust crate: models, validation, one trait per tag, a router.
///
/// Exit status: 0 when all is well, 1 when the document has errors or the output is stale, 2 on wrong use.
#[derive(Debug, Parser)]
#[command(name = "openapi-stubs", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the crate of a document; only files that change are touched.
    Generate(Target),
    /// Fail when the crate of a document is not what `generate` would write.
    Check(Target),
    /// Report what is wrong with a document, and write nothing.
    Lint(Source),
    /// Write a document with everything that it refers to as one JSON document.
    Bundle {
        #[command(flatten)]
        source: Source,
        /// File to write; standard output without it.
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
struct Source {
    /// The document, YAML or JSON.
    #[arg(long, default_value = "spec/openapi.yaml")]
    spec: PathBuf,
    /// Settings; without it, `codegen.toml` beside the document if there is one.
    #[arg(long)]
    config: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Target {
    #[command(flatten)]
    source: Source,
    /// Folder of the crate.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Name of the crate; otherwise made of the document's title.
    #[arg(long)]
    name: Option<String>,
    /// How the crate finds its runtime.
    #[arg(long)]
    runtime: Option<Runtime>,
}

/// Runs the command with the program's arguments.
pub fn run() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Generate(target) => make(&target, false),
        Command::Check(target) => make(&target, true),
        Command::Lint(source) => lint(&source),
        Command::Bundle { source, out } => bundle(&source, out.as_deref()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failed::Reported) => ExitCode::from(1),
        Err(Failed::Because(message)) => {
            say(&format!("error: {message}"));
            ExitCode::from(1)
        }
    }
}

/// Why a command did not do what it was asked.
enum Failed {
    /// The report says it.
    Reported,
    Because(String),
}

impl From<String> for Failed {
    fn from(message: String) -> Self {
        Self::Because(message)
    }
}

/// Standard error; a reader that went away is no reason to fail.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

impl Source {
    /// The settings, and the folder that paths in them are relative to.
    fn settings(&self) -> Result<(Config, PathBuf), String> {
        let beside = self
            .spec
            .parent()
            .unwrap_or(Path::new(""))
            .join("codegen.toml");
        let path = self
            .config
            .clone()
            .or_else(|| beside.exists().then_some(beside));
        match path {
            Some(path) => Ok((
                Config::read(&path)?,
                path.parent().unwrap_or(Path::new("")).to_owned(),
            )),
            None => Ok((Config::default(), PathBuf::new())),
        }
    }
}

/// Reads and reports; an error ends the command.
fn read(source: &Source, config: &Config) -> Result<Read, Failed> {
    let read = generate::read(&source.spec, config);
    let (errors, warnings) = (
        read.report.count(Severity::Error),
        read.report.count(Severity::Warning),
    );
    if errors + warnings > 0 {
        say(read
            .report
            .render(std::io::stderr().is_terminal())
            .trim_end());
        say(&format!(
            "{}: {errors} errors, {warnings} warnings",
            source.spec.display()
        ));
    }
    if read.report.has_errors() {
        Err(Failed::Reported)
    } else {
        Ok(read)
    }
}

fn make(target: &Target, only_check: bool) -> Result<(), Failed> {
    let (mut config, base) = target.source.settings()?;
    if target.name.is_some() {
        config.crate_name.clone_from(&target.name);
    }
    let out = target
        .out
        .clone()
        .or_else(|| config.out.as_ref().map(|out| base.join(out)));
    let out = out.ok_or("say with --out where the crate goes".to_owned())?;
    let runtime = target.runtime.unwrap_or(
        if target.out.is_some() && target.source.config.is_none() && base.as_os_str().is_empty() {
            Runtime::Copy
        } else {
            config.runtime
        },
    );
    let read = read(&target.source, &config)?;
    let files = generate::files(&read.api, runtime).map_err(|error| error.to_string())?;
    let done = if only_check {
        write::compare(&files, &out)
    } else {
        write::write(&files, &out)
    };
    let changes = done.map_err(|error| error.to_string())?;
    let operations: usize = read.api.tags.iter().map(|tag| tag.operations.len()).sum();
    if only_check && !changes.is_fresh() {
        let stale = changes
            .written
            .iter()
            .chain(&changes.deleted)
            .map(|path| format!("  {}", out.join(path).display()));
        let list: Vec<String> = stale.take(20).collect();
        let message = format!(
            "{} is stale; run `openapi-stubs generate` (here: `cargo xtask generate`). It would change:\n{}",
            out.display(),
            list.join("\n")
        );
        return Err(Failed::Because(message));
    }
    let verb = if only_check { "is fresh" } else { "is written" };
    say(&format!(
        "{} {verb}: {operations} operations, {} files changed, {} deleted, {} unchanged",
        out.display(),
        changes.written.len(),
        changes.deleted.len(),
        changes.unchanged
    ));
    Ok(())
}

fn lint(source: &Source) -> Result<(), Failed> {
    let (config, _) = source.settings()?;
    let read = read(source, &config)?;
    let operations: usize = read.api.tags.iter().map(|tag| tag.operations.len()).sum();
    say(&format!(
        "{}: {operations} operations, no errors",
        source.spec.display()
    ));
    Ok(())
}

fn bundle(source: &Source, out: Option<&Path>) -> Result<(), Failed> {
    let (config, _) = source.settings()?;
    let read = read(source, &config)?;
    let text = serde_json::to_string_pretty(&read.document).map_err(|error| error.to_string())?;
    match out {
        Some(path) => {
            std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?
        }
        None => {
            let _ = writeln!(std::io::stdout(), "{text}");
        }
    }
    Ok(())
}
