//! The command line.

mod database;

use std::env::VarError;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use database::DatabaseCommand;
use peertube_kernel::config::{Config, LogLevel};
use tokio::signal::unix::{SignalKind, signal};

use crate::config::{self, Loaded, Severity};
use crate::error::StartError;
use crate::logging;
use crate::moves::{self, MoveOptions};
use crate::server::{Overrides, Running, Server};

/// Variable with the administrator's password for the first start.
const ROOT_PASSWORD: &str = "PT_INITIAL_ROOT_PASSWORD";
/// Variable that replaces `log.level`, as in PeerTube.
const LOGGER_LEVEL: &str = "LOGGER_LEVEL";
/// Variable that refines what is logged: `target=level,…`.
const LOG_TARGETS: &str = "RUST_LOG";
/// Threads for blocking work: files, password hashes. Few, because each may hold memory.
const BLOCKING_THREADS: usize = 32;

/// A video server that speaks the PeerTube API.
///
/// Keys of the configuration are PeerTube's own, plus `uploads.*` and `database.url`. Values come from the file, then
/// from environment variables: PEERTUBE_ and the key in upper case, `.` as `_`, such as PEERTUBE_LISTEN_PORT.
#[derive(Debug, Parser)]
#[command(name = "peertube-server", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server until SIGTERM or SIGINT.
    ///
    /// The first start sets the instance up and prints the password of the user `root` once; the variable
    /// PT_INITIAL_ROOT_PASSWORD sets it instead.
    Serve(Serve),
    /// Look at the configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Look after stored files.
    #[command(subcommand)]
    Storage(StorageCommand),
    /// Move or back up the database.
    #[command(subcommand)]
    Database(DatabaseCommand),
}

#[derive(Debug, Args)]
struct Serve {
    #[command(flatten)]
    source: Source,
    /// Address to listen on, such as 127.0.0.1:9000, in place of listen.hostname and listen.port.
    ///
    /// Where webserver.port is not set, URLs in replies get this port too.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Name everything that is wrong, unknown or without effect; fails if the server would not start.
    Check(Source),
    /// Print all keys with the values in force, as YAML, without secrets.
    Print(Source),
}

#[derive(Debug, Subcommand)]
enum StorageCommand {
    /// Have the running server move files of videos between the local disk and object storage.
    ///
    /// Files can be read at every moment. `GET /api/v1/jobs/waiting` and its like show how far it is.
    Move {
        #[command(flatten)]
        source: Source,
        #[command(flatten)]
        options: MoveOptions,
    },
}

#[derive(Debug, Args)]
struct Source {
    /// Configuration file in YAML or JSON.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Runs the program with the arguments and variables of the process.
pub fn run() -> ExitCode {
    match Cli::parse().command {
        Command::Serve(options) => serve(&options),
        Command::Config(ConfigCommand::Check(source)) => check(&source),
        Command::Config(ConfigCommand::Print(source)) => print(&source),
        Command::Storage(StorageCommand::Move { source, options }) => move_files(&source, &options),
        Command::Database(command) => database::run(&command),
    }
}

fn load(source: &Source) -> Loaded {
    // A variable that is no text cannot be one of ours.
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    config::load(source.config.as_deref(), variables)
}

/// Shows findings from this severity on; false if there is an error among them.
fn report(loaded: &Loaded, least: Severity) -> bool {
    for finding in &loaded.findings {
        if finding.severity >= least {
            eprintln!("{finding}");
        }
    }
    loaded.is_usable()
}

fn check(source: &Source) -> ExitCode {
    let loaded = load(source);
    if !report(&loaded, Severity::Note) {
        return ExitCode::FAILURE;
    }
    println!("The configuration is usable.");
    ExitCode::SUCCESS
}

fn print(source: &Source) -> ExitCode {
    let loaded = load(source);
    if !report(&loaded, Severity::Warning) {
        return ExitCode::FAILURE;
    }
    match config::to_yaml(&loaded.config) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => fail(&error),
    }
}

fn serve(options: &Serve) -> ExitCode {
    let mut loaded = load(&options.source);
    if !report(&loaded, Severity::Warning) {
        return ExitCode::FAILURE;
    }
    if let Some(address) = options.listen {
        listen_on(&mut loaded, address);
    }
    if let Err(error) = start_log(&loaded.config) {
        return fail(&*error);
    }
    match block_on(until_stopped(loaded.config)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

fn move_files(source: &Source, options: &MoveOptions) -> ExitCode {
    let loaded = load(source);
    if !report(&loaded, Severity::Warning) {
        return ExitCode::FAILURE;
    }
    match block_on(moves::enqueue(&loaded.config, options)) {
        Ok(count) => {
            println!("{count} videos are in line to be moved.");
            ExitCode::SUCCESS
        }
        Err(error) => fail(&error),
    }
}

fn block_on<T>(work: impl Future<Output = Result<T, StartError>>) -> Result<T, StartError> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING_THREADS)
        .build()
        .map_err(|error| StartError::new("start threads", error))?
        .block_on(work)
}

fn fail(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::FAILURE
}

fn listen_on(loaded: &mut Loaded, address: SocketAddr) {
    let follows = !loaded.is_set("webserver.port");
    let config = &mut loaded.config;
    config.listen.hostname = address.ip().to_string();
    config.listen.port = address.port();
    if follows {
        config.webserver.port = address.port();
    }
}

fn start_log(config: &Config) -> Result<(), Box<dyn std::error::Error>> {
    let level = match std::env::var(LOGGER_LEVEL).as_deref() {
        Ok("debug") => LogLevel::Debug,
        Ok("info") => LogLevel::Info,
        Ok("warn") => LogLevel::Warn,
        Ok("error") => LogLevel::Error,
        Ok("") | Err(_) => config.log.level,
        Ok(other) => {
            return Err(format!(
                "{LOGGER_LEVEL}: found {other:?}; allowed: debug, info, warn or error"
            )
            .into());
        }
    };
    let targets = std::env::var(LOG_TARGETS).ok();
    Ok(logging::start(level, targets.as_deref())?)
}

async fn until_stopped(config: Config) -> Result<(), StartError> {
    let handler = |kind| signal(kind).map_err(|error| StartError::new("handle signals", error));
    let mut terminate = handler(SignalKind::terminate())?;
    let mut interrupt = handler(SignalKind::interrupt())?;
    let overrides = Overrides {
        root_password: root_password()?,
        ..Overrides::default()
    };
    let data = config.database.sqlite_path().and_then(Path::parent);
    let data = data.map(|path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
    let running = Server::start(config, overrides).await?;
    // That nobody listens is no reason to end.
    if let Err(error) = greet(&mut io::stdout().lock(), &running, data.as_deref()) {
        tracing::debug!(%error, "nobody reads what is said at the start");
    }
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping");
    running.stop().await;
    Ok(())
}

/// The password chosen for the administrator. Empty is none, as an unset variable of a compose file is.
fn root_password() -> Result<Option<String>, StartError> {
    match std::env::var(ROOT_PASSWORD) {
        Ok(password) => Ok(Some(password).filter(|password| !password.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        // The error itself would show it.
        Err(VarError::NotUnicode(_)) => Err(StartError::new(
            format!("use {ROOT_PASSWORD}"),
            "it is not UTF-8",
        )),
    }
}

/// Says what a person wants to know first.
fn greet(out: &mut impl Write, running: &Running, data: Option<&Path>) -> io::Result<()> {
    let url = running.url();
    writeln!(out)?;
    writeln!(out, "  PeerTube API server {}", env!("CARGO_PKG_VERSION"))?;
    writeln!(out)?;
    writeln!(out, "  Address        {url}")?;
    writeln!(out, "  Documentation  {url}/docs")?;
    writeln!(out, "  Listening on   {}", running.address())?;
    if let Some(data) = data {
        writeln!(out, "  Data           {}", data.display())?;
    }
    if let Some(root) = running.first_start() {
        writeln!(out)?;
        writeln!(out, "  First start: the administrator was created.")?;
        writeln!(out, "  User           {}", root.username)?;
        if root.generated {
            writeln!(out, "  Password       {}", root.password)?;
            writeln!(
                out,
                "                 (shown only now; {ROOT_PASSWORD} sets another on a first start)"
            )?;
        } else {
            writeln!(out, "  Password       as set by {ROOT_PASSWORD}")?;
        }
    }
    writeln!(out)?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn no_two_arguments_clash() {
        Cli::command().debug_assert();
    }
}
