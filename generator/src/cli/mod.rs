//! The command `openapi-stubs`.

mod bundle;
mod diff;
mod format;
mod generate;
mod help;
mod implementations;
mod lint;
mod source;
mod table;

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use generate::{Target, make};
use source::Source;

/// Turns an OpenAPI 3.0 document into a Rust crate: models, validation, one trait per tag, a router.
#[derive(Debug, Parser)]
#[command(name = "openapi-stubs", version, after_help = help::ALL)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the crate of a document; only files that change are touched.
    #[command(after_help = help::GENERATE)]
    Generate(Target),
    /// Fail when the crate of a document is not what `generate` would write.
    #[command(after_help = help::CHECK)]
    Check(Target),
    /// Report what is wrong with a document, and write nothing.
    #[command(after_help = help::LINT)]
    Lint(Source),
    /// Say what has changed between two documents, what of it breaks clients, and what implementers must look at.
    #[command(after_help = help::DIFF)]
    Diff(diff::Arguments),
    /// List every operation with the method that implements it, by file and line.
    #[command(after_help = help::STATUS)]
    Status(implementations::StatusArguments),
    /// Add what is missing to the hand-written crates: methods, impl blocks, files.
    #[command(after_help = help::SCAFFOLD)]
    Scaffold(implementations::ScaffoldArguments),
    /// Write a document with everything that it refers to as one JSON document.
    #[command(after_help = help::BUNDLE)]
    Bundle {
        #[command(flatten)]
        source: Source,
        /// File to write; standard output without it.
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

/// Runs the command with the program's arguments.
pub fn run() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Generate(target) => make(&target, false),
        Command::Check(target) => make(&target, true),
        Command::Lint(source) => lint::lint(&source),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Status(arguments) => implementations::status(&arguments),
        Command::Scaffold(arguments) => implementations::scaffold(&arguments),
        Command::Bundle { source, out } => bundle::bundle(&source, out.as_deref()),
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

/// Whether reports may have colours.
fn coloured() -> bool {
    std::io::stderr().is_terminal()
}

/// Standard error; a reader that went away is no reason to fail.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
