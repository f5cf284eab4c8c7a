//! Opening an SQLite file.

use std::fs::TryLockError;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, SqliteConnection, SqlitePool};

use crate::migrations;
use crate::network;
use crate::opening::OpenError;

/// How long a statement waits for another process that holds the database.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a caller waits for a connection.
pub(crate) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(30);
const READERS: u32 = 4;

/// One writing connection and a few reading ones: SQLite has one writer at a time, so writers queue here instead of at the
/// file's lock; readers never wait for them (write-ahead log).
#[derive(Debug, Clone)]
pub(crate) struct Pools {
    pub(crate) readers: SqlitePool,
    pub(crate) writer: SqlitePool,
}

/// Makes the file if it is missing; SQLite itself would let everybody read it.
fn private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// The right to serve an SQLite file; it ends with this value, and with the process.
#[derive(Debug)]
pub struct Serving {
    _file: std::fs::File,
}

/// Makes sure that no other server serves the same SQLite file: what one keeps in memory, another would not know to be old.
///
/// The lock is on a file beside the database, as SQLite has locks of its own on it. Commands that only put something into
/// the database do without.
///
/// # Errors
/// Another process serves it.
pub fn serve_alone(database: &Path) -> Result<Serving, OpenError> {
    let mut path = database.as_os_str().to_owned();
    path.push(".serving");
    let path = PathBuf::from(path);
    let at_path =
        |error: std::io::Error| OpenError::because(format!("{}: {error}", path.display()), error);
    private(&path).map_err(at_path)?;
    let file = std::fs::File::open(&path).map_err(at_path)?;
    match file.try_lock() {
        Ok(()) => Ok(Serving { _file: file }),
        Err(TryLockError::WouldBlock) => Err(OpenError::new(
            "another server serves it; several servers need PostgreSQL (`database.url`)",
        )),
        Err(TryLockError::Error(error)) => Err(at_path(error)),
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(64)
        // KiB; the file's own pages stay in the page cache of the system.
        .pragma("cache_size", "-1024")
        .pragma("temp_store", "memory")
}

fn failed(error: sqlx::Error) -> OpenError {
    OpenError::because(error.to_string(), error)
}

/// Opens a file that is there, and does not touch its schema.
pub(crate) async fn open_as_it_is(path: &Path) -> Result<Pools, OpenError> {
    network::refuse(path)?;
    connect(path).await
}

pub(crate) async fn open(path: &Path) -> Result<Pools, OpenError> {
    network::refuse(path)?;
    private(path).map_err(|error| OpenError::because(error.to_string(), error))?;
    let pools = connect(path).await?;
    migrations::SQLITE
        .run(&pools.writer)
        .await
        .map_err(migrations::failed)?;
    Ok(pools)
}

async fn connect(path: &Path) -> Result<Pools, OpenError> {
    let options = options(path);
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .max_lifetime(None)
        .idle_timeout(None)
        .after_release(|connection, _| Box::pin(is_clean(connection)))
        .connect_with(options.clone())
        .await
        .map_err(failed)?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .max_lifetime(None)
        .idle_timeout(Duration::from_secs(60))
        .connect_lazy_with(options.pragma("query_only", "on"));
    Ok(Pools { readers, writer })
}

/// Whether a connection may be used again. When the disk is full, SQLite ends a transaction by itself; the connection then waits for
/// an end of it that never comes, and could begin no other.
async fn is_clean(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // The answer comes when what was asked before is done.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// Writes a copy of the database to a file that is not there yet, while others read and write. It can be read by its owner
/// only, and has its name only once it is whole.
///
/// # Errors
/// What is wrong with either file; nothing is left of the copy.
pub async fn backup(database: &Path, copy: &Path) -> Result<(), OpenError> {
    let at_copy =
        |error: std::io::Error| OpenError::because(format!("{}: {error}", copy.display()), error);
    if copy.try_exists().map_err(at_copy)? {
        return Err(OpenError::new(format!("{} exists already", copy.display())));
    }
    let mut unfinished = copy.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = PathBuf::from(unfinished);
    if let Err(error) = vacuum_into(database, &unfinished).await {
        // It may not even have been begun.
        let _removed = std::fs::remove_file(&unfinished);
        return Err(error);
    }
    // Nothing that appeared meanwhile is replaced.
    let named = std::fs::hard_link(&unfinished, copy).map_err(at_copy);
    std::fs::remove_file(&unfinished).map_err(at_copy)?;
    named
}

async fn vacuum_into(database: &Path, file: &Path) -> Result<(), OpenError> {
    let at_file =
        |error: std::io::Error| OpenError::because(format!("{}: {error}", file.display()), error);
    let name = file
        .to_str()
        .ok_or_else(|| OpenError::new(format!("{}: the name is not UTF-8", file.display())))?;
    // What is left of one that was broken off.
    let _removed = std::fs::remove_file(file);
    private(file).map_err(at_file)?;
    let pools = open_as_it_is(database).await?;
    let copied = sqlx::query("VACUUM INTO ?")
        .bind(name)
        .execute(&pools.writer)
        .await
        .map_err(failed);
    pools.readers.close().await;
    pools.writer.close().await;
    copied?;
    let file = std::fs::File::open(file).map_err(at_file)?;
    file.sync_all().map_err(at_file)
}
