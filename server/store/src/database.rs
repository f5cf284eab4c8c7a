//! Opening the database and handing out connections.

use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use peertube_kernel::{Context, Error, Result};
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::conn::Conn;
use crate::error::{StoreError, is_retryable};

/// A boxed future, as the closures of [`Database::write`] return it.
pub type BoxFuture<'c, T> = Pin<Box<dyn Future<Output = T> + Send + 'c>>;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();

/// How long a statement waits for another process that holds the database.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a caller waits for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(30);
const ATTEMPTS: u32 = 3;
const READERS: u32 = 4;

/// Makes the file if it is missing; SQLite itself would let everybody read it.
fn private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// The instance's database: one SQLite file, one writing connection, a few reading ones.
///
/// SQLite has one writer at a time, so writers queue here instead of at the file's lock; readers never wait
/// for them (write-ahead log). Cheap to clone.
#[derive(Debug, Clone)]
pub struct Database {
    readers: SqlitePool,
    writer: SqlitePool,
    context: Context,
    /// Counts commits.
    generation: Arc<AtomicU64>,
}

impl Database {
    /// Opens the file, makes it if it is not there, and brings its schema up to date.
    ///
    /// A new file can be read by its owner only, and so can the log beside it: hashes of passwords and addresses are in it.
    pub async fn open(path: impl AsRef<Path>, context: Context) -> Result<Self> {
        private(path.as_ref()).map_err(Error::internal)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .statement_cache_capacity(64)
            // KiB; the file's own pages stay in the page cache of the system.
            .pragma("cache_size", "-1024")
            .pragma("temp_store", "memory");
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .test_before_acquire(false)
            .max_lifetime(None)
            .idle_timeout(None)
            .connect_with(options.clone())
            .await
            .map_err(StoreError::from)?;
        MIGRATIONS.run(&writer).await.map_err(StoreError::from)?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .test_before_acquire(false)
            .max_lifetime(None)
            .idle_timeout(Duration::from_secs(60))
            .connect_lazy_with(options.pragma("query_only", "on"));
        Ok(Self {
            readers,
            writer,
            context,
            generation: Arc::default(),
        })
    }

    /// A connection that only reads.
    pub async fn read(&self) -> Result<Conn<'_>> {
        let connection = self.readers.acquire().await.map_err(StoreError::from)?;
        Ok(Conn::reading(&self.context, connection))
    }

    /// Runs `work` in a writing transaction: all of it is kept, or, when it fails or is dropped, none of it.
    ///
    /// `work` runs again when the database was busy, so it must have no effect outside of the database.
    pub async fn write<'db, T, F>(&'db self, work: F) -> Result<T>
    where
        F: for<'c> Fn(&'c mut Conn<'db>) -> BoxFuture<'c, Result<T>>,
    {
        let mut attempt = 1;
        loop {
            match self.attempt(&work).await {
                Err(error) if attempt < ATTEMPTS && is_retryable(&error) => attempt += 1,
                result => return result,
            }
        }
    }

    async fn attempt<'db, T, F>(&'db self, work: &F) -> Result<T>
    where
        F: for<'c> Fn(&'c mut Conn<'db>) -> BoxFuture<'c, Result<T>>,
    {
        let transaction = self
            .writer
            .begin_with("BEGIN IMMEDIATE")
            .await
            .map_err(StoreError::from)?;
        let mut conn = Conn::writing(&self.context, transaction);
        match work(&mut conn).await {
            Ok(value) => {
                conn.commit().await?;
                self.generation.fetch_add(1, Ordering::AcqRel);
                Ok(value)
            }
            Err(error) => {
                conn.roll_back().await?;
                Err(error)
            }
        }
    }

    /// A number that is another one after every committed write of this process.
    ///
    /// Whoever keeps what was read takes the number before reading, and drops what is kept once the number differs. It is
    /// counted up before a writer is told that its change is in, so nobody sees an older state than its own.
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Clock and randomness.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Waits for running statements, moves the log into the file, and closes all connections.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}
