//! `database copy` and `database backup`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use peertube_kernel::config::Config;
use peertube_kernel::{Context, Error};
use peertube_store::{Database, Location, Progress, instance};

use super::{Source, block_on, fail, load, report};
use crate::config::Severity;
use crate::error::StartError;
use crate::startup::{self, SECRET, secret_file};

#[derive(Debug, Subcommand)]
pub(super) enum DatabaseCommand {
    /// Copy an instance's rows from one database to an empty one: from SQLite to PostgreSQL, back, or to another of its kind.
    ///
    /// Stop the server first: what it writes meanwhile is not copied. Addresses are those of `database.url`: `sqlite:<path>` or
    /// `postgres://user:password@host:port/name`. All rows are compared afterwards; if anything is wrong, the target stays
    /// empty.
    Copy(CopyOptions),
    /// Write a copy of the SQLite database to a file while the server runs.
    ///
    /// For PostgreSQL there is pg_dump.
    Backup(Backup),
}

#[derive(Debug, Args)]
pub(super) struct CopyOptions {
    /// Address of the database that holds the instance.
    #[arg(long, value_name = "URL")]
    from: String,
    /// Address of the empty database.
    #[arg(long, value_name = "URL")]
    to: String,
}

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The file to write. It must not exist yet.
    file: PathBuf,
    #[command(flatten)]
    source: Source,
}

pub(super) fn run(command: &DatabaseCommand) -> ExitCode {
    let done = match command {
        DatabaseCommand::Copy(options) => block_on(copy(options)),
        DatabaseCommand::Backup(options) => {
            let loaded = load(&options.source);
            if !report(&loaded, Severity::Warning) {
                return ExitCode::FAILURE;
            }
            block_on(backup(&loaded.config, &options.file))
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

async fn copy(options: &CopyOptions) -> Result<(), StartError> {
    let location = |option: &str, url: &str| {
        Location::from_url(url).map_err(|wrong| {
            StartError::new(format!("use the address of --{option}"), wrong.message)
        })
    };
    let from = location("from", &options.from)?;
    let to = location("to", &options.to)?;
    let bar = progress_bar();
    let mut watch = |progress: Progress<'_>| {
        bar.set_length(progress.all);
        bar.set_position(progress.done);
        bar.set_message(progress.table.to_owned());
    };
    let copied = peertube_store::copy(&from, &to, &mut watch).await;
    bar.finish_and_clear();
    let rows = copied.map_err(|error| StartError::new("copy the database", error))?;
    let carried = carry_secret(&from, &to).await;
    carried.map_err(|error| StartError::new("copy the secret of the instance", error))?;
    println!("{rows} rows were copied to {to} and compared.");
    Ok(())
}

/// Nothing is shown where nobody looks.
fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent:>3} %  {eta:>4}  {msg}") {
        bar.set_style(style);
    }
    bar
}

/// The secret lies beside an SQLite file; it goes along, so that logins and uploads do not notice.
async fn carry_secret(from: &Location, to: &Location) -> Result<(), Error> {
    let file = from.sqlite_path().map(secret_file);
    let Some(secret) = file.and_then(|file| std::fs::read_to_string(file).ok()) else {
        return Ok(());
    };
    let secret = secret.trim();
    let database = Database::open(to, Context::system())
        .await
        .map_err(Error::internal)?;
    let written = database
        .write(|conn| {
            Box::pin(async move {
                if instance::known_secret(conn, SECRET).await?.is_some() {
                    return Ok(());
                }
                instance::set_secret(conn, SECRET, secret).await
            })
        })
        .await;
    database.close().await;
    written
}

async fn backup(config: &Config, file: &Path) -> Result<(), StartError> {
    let location = startup::location(config)?;
    let Some(database) = location.sqlite_path() else {
        return Err(StartError::new(
            "back up the database",
            "`database.url` leads to PostgreSQL, whose own `pg_dump` does that",
        ));
    };
    peertube_store::backup(database, file)
        .await
        .map_err(|error| StartError::new(format!("back up {location}"), error))?;
    println!("{location} was copied to {}.", file.display());
    Ok(())
}
