//! The command `openapi-stubs`.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::{Config, Runtime};
use crate::diagnostics::Severity;
use crate::generate::{self, Care, Read};
use crate::lock::Lock;
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
    /// Leave out operations with errors instead of writing nothing.
    #[arg(long)]
    keep_going: bool,
    /// Replace files in the folder that were not generated.
    #[arg(long)]
    force: bool,
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

/// What stands beside a document.
struct Settings {
    config: Config,
    /// Paths in the settings are relative to it.
    base: PathBuf,
    lock: Lock,
    /// Where names are kept; only beside settings, so that a look at some document leaves nothing in its folder.
    lock_path: Option<PathBuf>,
}

impl Source {
    fn settings(&self) -> Result<Settings, String> {
        let folder = self.spec.parent().unwrap_or(Path::new(""));
        let beside = folder.join("codegen.toml");
        let path = self
            .config
            .clone()
            .or_else(|| beside.exists().then_some(beside));
        let Some(path) = path else {
            return Ok(Settings {
                config: Config::default(),
                base: PathBuf::new(),
                lock: Lock::default(),
                lock_path: None,
            });
        };
        let lock_path = path.with_file_name("names.lock");
        Ok(Settings {
            config: Config::read(&path)?,
            base: path.parent().unwrap_or(Path::new("")).to_owned(),
            lock: Lock::read(&lock_path)?,
            lock_path: Some(lock_path),
        })
    }
}

/// Reads and reports. An error ends the command, unless what has none is enough.
fn read(
    source: &Source,
    settings: &mut Settings,
    care: Care,
    keep_going: bool,
) -> Result<Read, Failed> {
    let read = generate::read(&source.spec, &settings.config, &mut settings.lock, care);
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
    if !read.report.has_errors() {
        return Ok(read);
    }
    if !keep_going || read.api.tags.is_empty() {
        return Err(Failed::Reported);
    }
    let list: Vec<&str> = read.left_out.iter().map(|left| left.id.as_str()).collect();
    say(&format!("left out because of errors: {}", list.join(", ")));
    Ok(read)
}

fn make(target: &Target, only_check: bool) -> Result<(), Failed> {
    let mut settings = target.source.settings()?;
    if target.name.is_some() {
        settings.config.crate_name.clone_from(&target.name);
    }
    let configured = settings
        .config
        .out
        .as_ref()
        .map(|out| settings.base.join(out));
    let out = target.out.clone().or(configured);
    let out = out.ok_or("say with --out where the crate goes".to_owned())?;
    let runtime = target.runtime.unwrap_or(settings.config.runtime);
    let read = read(
        &target.source,
        &mut settings,
        Care::Usual,
        target.keep_going,
    )?;
    let files = generate::files(&read.api, runtime).map_err(|error| error.to_string())?;
    let names = settings
        .lock_path
        .map(|path| (path, settings.lock.render()));
    let names =
        names.filter(|(path, text)| std::fs::read_to_string(path).ok().as_ref() != Some(text));
    if only_check {
        let changes = write::compare(&files, &out).map_err(|error| error.to_string())?;
        let paths = changes
            .written
            .iter()
            .chain(&changes.deleted)
            .map(|path| out.join(path));
        let stale: Vec<PathBuf> = paths.chain(names.map(|(path, _)| path)).collect();
        return fresh(&stale, &out, &read, changes.unchanged);
    }
    let done = if target.force {
        write::overwrite(&files, &out)
    } else {
        write::write(&files, &out)
    };
    let changes = done.map_err(|error| error.to_string())?;
    if let Some((path, text)) = names {
        std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    say(&format!(
        "{} is written: {} operations, {} files changed, {} deleted, {} unchanged",
        out.display(),
        operations(&read),
        changes.written.len(),
        changes.deleted.len(),
        changes.unchanged
    ));
    Ok(())
}

/// Says that the output is fresh, or what is not.
fn fresh(stale: &[PathBuf], out: &Path, read: &Read, unchanged: usize) -> Result<(), Failed> {
    if stale.is_empty() {
        let count = operations(read);
        say(&format!(
            "{} is fresh: {count} operations, {unchanged} files",
            out.display()
        ));
        return Ok(());
    }
    let shown = stale
        .iter()
        .take(20)
        .map(|path| format!("\n  {}", path.display()));
    let more = stale.len().saturating_sub(20);
    let more = if more > 0 {
        format!("\n  and {more} more")
    } else {
        String::new()
    };
    Err(Failed::Because(format!(
        "{} is stale; run `openapi-stubs generate` with the same options (in this repository: `cargo xtask generate`). It would change:{}{more}",
        out.display(),
        shown.collect::<String>()
    )))
}

fn operations(read: &Read) -> usize {
    read.api.tags.iter().map(|tag| tag.operations.len()).sum()
}

fn lint(source: &Source) -> Result<(), Failed> {
    let mut settings = source.settings()?;
    let read = read(source, &mut settings, Care::Lint, false)?;
    say(&format!(
        "{}: {} operations, no errors",
        source.spec.display(),
        operations(&read)
    ));
    Ok(())
}

fn bundle(source: &Source, out: Option<&Path>) -> Result<(), Failed> {
    let read = read(source, &mut source.settings()?, Care::Usual, false)?;
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
