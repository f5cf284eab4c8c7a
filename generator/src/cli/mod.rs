//! The command `openapi-stubs`.

mod bundle;
mod diff;
mod explain;
mod format;
mod generate;
mod help;
mod implementations;
mod lint;
mod new;
mod output;
mod progress;
#[cfg(feature = "proxy")]
mod proxy;
#[cfg(feature = "proxy")]
mod proxy_text;
#[cfg(any(feature = "proxy", feature = "watch"))]
mod signals;
mod source;
mod table;
#[cfg(feature = "watch")]
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use format::Format;
use generate::{Target, make};
use output::Output;
use source::Source;

use crate::config::Config;
use crate::diagnostics::{Code, Diagnostic};

/// Turns an OpenAPI 3.0 document into a Rust crate: models, validation, one trait per tag, a router.
#[derive(Debug, Parser)]
#[command(name = "openapi-stubs", version, after_help = help::ALL)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a Cargo workspace for a document: it serves at once, and operations answer 501 until they are written.
    #[command(after_help = help::NEW)]
    New(new::Arguments),
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
    /// Write the crate again whenever the document, its settings or its templates change.
    #[cfg(feature = "watch")]
    #[command(after_help = help::WATCH)]
    Watch(Target),
    /// Forward requests to a running server, and report each request and response that departs from the document.
    #[cfg(feature = "proxy")]
    #[command(after_help = help::PROXY)]
    Proxy(proxy::Arguments),
    /// Write the JSON schema of `codegen.toml`, for editors.
    ConfigSchema,
    /// Say what the code of a finding means, and what to do; without a code, list all.
    Explain {
        /// As reports show it, for instance `reference-dangling`.
        code: Option<String>,
    },
}

/// Runs the command with the program's arguments.
pub fn run() -> ExitCode {
    let command = Arguments::parse().command;
    let run = |name, format, command: &dyn Fn(&mut Output) -> Result<(), Failed>| {
        let mut output = Output::new(name, format);
        let done = command(&mut output);
        output.finish(done)
    };
    match &command {
        Command::New(arguments) => run("new", arguments.format, &|output| {
            new::new(arguments, output)
        }),
        Command::ConfigSchema => run("config-schema", Format::Text, &|output| {
            output.result(&(), || Config::schema().trim_end().to_owned())
        }),
        Command::Generate(target) => run("generate", target.source.format, &|output| {
            make(target, false, output)
        }),
        Command::Check(target) => run("check", target.source.format, &|output| {
            make(target, true, output)
        }),
        Command::Lint(source) => run("lint", source.format, &|output| lint::lint(source, output)),
        Command::Diff(arguments) => run("diff", arguments.format, &|output| {
            diff::run(arguments, output)
        }),
        Command::Status(arguments) => run("status", arguments.source.format, &|output| {
            implementations::status(arguments, output)
        }),
        Command::Scaffold(arguments) => run("scaffold", arguments.source.format, &|output| {
            implementations::scaffold(arguments, output)
        }),
        Command::Bundle { source, out } => run("bundle", source.format, &|output| {
            bundle::bundle(source, out.as_deref(), output)
        }),
        #[cfg(feature = "watch")]
        Command::Watch(target) => {
            let output = Output::new("watch", target.source.format);
            let done = watch::run(target, &output);
            output.finish_told(done)
        }
        #[cfg(feature = "proxy")]
        Command::Proxy(arguments) => {
            let mut output = Output::new("proxy", arguments.source.format);
            let done = proxy::run(arguments, &mut output);
            output.finish_told(done)
        }
        Command::Explain { code } => run("explain", Format::Text, &|_| {
            explain::explain(code.as_deref())
        }),
    }
}

/// Why a command did not do what it was asked.
enum Failed {
    /// The report says it.
    Reported,
    /// And nothing was said yet.
    Because(Box<Diagnostic>),
}

impl Failed {
    /// With a code, what is wrong, and what to do about it.
    fn because(code: Code, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Because(Box::new(Diagnostic::nowhere(code, message, help)))
    }

    /// Settings that cannot be read, as they say themselves.
    fn settings(message: String) -> Self {
        Self::because(Code::SettingsInvalid, message, "correct the settings")
    }
}

impl From<String> for Failed {
    fn from(message: String) -> Self {
        Self::because(Code::CommandFailed, message, "")
    }
}
