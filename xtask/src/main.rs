//! `cargo xtask`: the few commands that a day on this repository needs.

mod bench;
mod coverage;
mod documents;
mod generate;
mod postgres;
mod rooms;
mod run;
mod serve;
mod setup;
mod test;

use clap::{Args, Parser, Subcommand};

use run::Result;

/// Everyday commands of this repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is missing, generate if the spec changed, build, and run the server on 127.0.0.1:9000.
    Serve(serve::Options),
    /// Everything that must pass: freshness of generated code, format, lints, rooms, all tests, coverage of operations.
    Test(test::Options),
    /// Write generated/ from spec/.
    Generate,
    /// List every operation with the method of server/ that implements it.
    Status,
    /// Add to server/ what the spec has and nobody implements: methods that answer 501, impl blocks, files.
    Scaffold {
        /// Only this tag.
        tag: Option<String>,
    },
    /// Check without running tests: freshness, format, lints, rooms.
    Check,
    /// Measure, and print the tables of BENCHMARKS.md.
    Bench(BenchOptions),
    /// Install what serving needs (ffmpeg); with --tests also what the tests need.
    Setup(SetupOptions),
}

#[derive(Args)]
struct BenchOptions {
    /// Only these: generate, get, upload, list, idle, start, videos, jobs, bucket.
    names: Vec<String>,
    /// How many videos `videos` measures with, as in "100,10000"; up to a million otherwise.
    #[arg(long, value_name = "NUMBERS")]
    videos: Option<String>,
}

#[derive(Args)]
struct SetupOptions {
    /// Also what only the tests need: Chromium, Node.js with npm, Python, PostgreSQL, public OpenAPI documents.
    #[arg(long)]
    tests: bool,
}

fn main() -> std::process::ExitCode {
    match dispatch(Cli::parse().command) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> Result {
    // Every path below is relative to the repository.
    std::env::set_current_dir(run::repository())
        .map_err(|error| format!("cannot enter the repository: {error}"))?;
    match command {
        Command::Serve(options) => serve::serve(&options),
        Command::Test(options) => test::test(&options),
        Command::Generate => generate::generate(),
        Command::Status => generate::generator(&["status"]),
        Command::Scaffold { tag } => {
            let tag = tag.as_deref();
            generate::generator(&["scaffold"].into_iter().chain(tag).collect::<Vec<_>>())
        }
        Command::Check => test::check(),
        Command::Bench(options) => bench::bench(&options.names, options.videos.as_deref()),
        Command::Setup(options) => {
            setup::ensure(setup::SERVE)?;
            if options.tests {
                setup::ensure(setup::TEST)?;
                documents::ensure();
            }
            Ok(())
        }
    }
}
