//! `generate` and `check`: the crate of a document.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::output::{Output, many};
use super::progress::during;
use super::source::{Settings, Source, contents, operations, read};
use super::{Failed, implementations};
use crate::config::Runtime;
use crate::diagnostics::Code;
use crate::emit::{EmitOptions, OutputFile};
use crate::generate::{self, Care, Read};
use crate::write::{self, Changes};

#[derive(Debug, Args)]
pub(super) struct Target {
    #[command(flatten)]
    pub(super) source: Source,
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

/// What is to be written, and where.
pub(super) struct Plan {
    pub(super) read: Read,
    pub(super) out: PathBuf,
    files: Vec<OutputFile>,
    /// The file of names, if it is not as it should be.
    names: Option<(PathBuf, String)>,
}

/// Where the crate goes.
pub(super) fn folder(target: &Target, settings: &Settings) -> Result<PathBuf, Failed> {
    let configured = settings.config.out.as_ref();
    let configured = configured.map(|out| settings.base.join(out));
    let out = target.out.clone().or(configured);
    out.ok_or_else(|| {
        Failed::because(
            Code::CommandFailed,
            "nothing says where the crate goes",
            "name its folder with --out, or with `out` in codegen.toml",
        )
    })
}

/// Reads the document and makes the files of its crate, and writes nothing.
pub(super) fn plan(
    target: &Target,
    settings: &mut Settings,
    output: &mut Output,
) -> Result<Plan, Failed> {
    if target.name.is_some() {
        settings.config.crate_name.clone_from(&target.name);
    }
    let out = folder(target, settings)?;
    let runtime = target.runtime.unwrap_or(settings.config.runtime);
    let read = read(settings, Care::Usual, target.keep_going, output)?;
    let options = EmitOptions {
        runtime,
        templates: settings.templates.clone(),
    };
    let files = during("making code", || generate::files(&read.api, options))
        .map_err(|error| Failed::Because(error.into()))?;
    let names = settings
        .lock_path
        .clone()
        .map(|path| (path, settings.lock.render()));
    let names =
        names.filter(|(path, text)| std::fs::read_to_string(path).ok().as_ref() != Some(text));
    Ok(Plan {
        read,
        out,
        files,
        names,
    })
}

/// Writes what is planned.
pub(super) fn put(target: &Target, plan: &Plan) -> Result<Changes, Failed> {
    let done = if target.force {
        write::overwrite(&plan.files, &plan.out)
    } else {
        write::write(&plan.files, &plan.out)
    };
    let changes = done.map_err(|error| error.to_string())?;
    if let Some((path, text)) = &plan.names {
        std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(changes)
}

/// What was done, for tools.
pub(super) fn tell(plan: &Plan, changes: &Changes, output: &mut Output) -> Result<(), Failed> {
    output.tell(&json!({
        "out": plan.out, "operations": operations(&plan.read), "written": changes.written,
        "deleted": changes.deleted, "unchanged": changes.unchanged
    }))
}

pub(super) fn make(target: &Target, only_check: bool, output: &mut Output) -> Result<(), Failed> {
    let mut settings = target.source.settings()?;
    let plan = plan(target, &mut settings, output)?;
    let Plan { read, out, .. } = &plan;
    if only_check {
        let changes = write::compare(&plan.files, out).map_err(|error| error.to_string())?;
        let paths = changes
            .written
            .iter()
            .chain(&changes.deleted)
            .map(|path| out.join(path));
        let names = plan.names.iter().map(|(path, _)| path.clone());
        let stale: Vec<PathBuf> = paths.chain(names).collect();
        output.tell(&json!({
            "out": out, "operations": operations(read), "stale": stale, "unchanged": changes.unchanged
        }))?;
        // Both are said at once: what is stale, and what is not implemented.
        let fresh = fresh(&stale, out, read, changes.unchanged, output);
        let implemented = implementations::check(&read.api, &settings, output);
        return match (fresh, implemented) {
            (Err(Failed::Because(stale)), Err(open)) => {
                output.add(*stale);
                Err(open)
            }
            (fresh, implemented) => fresh.and(implemented),
        };
    }
    let changes = put(target, &plan)?;
    tell(&plan, &changes, output)?;
    output.say(&format!(
        "{} is written: {}, {} changed, {} deleted, {} unchanged",
        out.display(),
        contents(read),
        many(changes.written.len(), "file"),
        changes.deleted.len(),
        changes.unchanged
    ));
    implementations::hint(&read.api, &settings, output);
    // The process ends here; taking a large document apart first would only take time.
    std::mem::forget(plan);
    Ok(())
}

/// Says that the output is fresh, or what is not.
fn fresh(
    stale: &[PathBuf],
    out: &Path,
    read: &Read,
    unchanged: usize,
    output: &Output,
) -> Result<(), Failed> {
    if stale.is_empty() {
        output.say(&format!(
            "{} is fresh: {}, {}",
            out.display(),
            contents(read),
            many(unchanged, "file")
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
    Err(Failed::because(
        Code::OutputStale,
        format!(
            "{} is stale: {} would change:{}{more}",
            out.display(),
            many(stale.len(), "file"),
            shown.collect::<String>()
        ),
        "run `openapi-stubs generate` with the same options (in this repository: `cargo xtask generate`)",
    ))
}
