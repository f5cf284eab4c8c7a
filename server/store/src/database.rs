//! Opening the database and handing out connections.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use peertube_kernel::{Context, Result};
use sea_query::{Expr, Func, Query};

use crate::conn::{Conn, Handle, Link};
use crate::error::{StoreError, attempts};
use crate::location::{Location, PostgresLocation};
use crate::locks::Local;
use crate::opening::OpenError;
use crate::signals::Signals;
use crate::{migrations, postgres, sqlite};

/// A boxed future, as the closures of [`Database::write`] return it.
pub type BoxFuture<'c, T> = Pin<Box<dyn Future<Output = T> + Send + 'c>>;

/// Longest first pause before work that was overtaken is run again; it doubles with each time, up to the limit.
const FIRST_PAUSE: Duration = Duration::from_millis(4);
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

/// The instance's database: one SQLite file, or a database of a PostgreSQL server. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Database {
    pools: Pools,
    context: Context,
    /// Counts commits.
    generation: Arc<AtomicU64>,
    pub(crate) locks: Arc<Local>,
    pub(crate) signals: Arc<Signals>,
}

#[derive(Debug, Clone)]
enum Pools {
    Sqlite(sqlite::Pools),
    Postgres(postgres::Pools),
}

/// What the database held at one moment; equal only if nothing was committed in between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State(Seen);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Seen {
    /// Commits of this process, the only one that writes to the file.
    Commits(u64),
    /// PostgreSQL's own words for which transactions are seen and which are not yet.
    Snapshot(String),
}

impl Database {
    /// Opens a database for copying: nothing is made and nothing is changed.
    ///
    /// # Errors
    /// It is not there, or its schema is not that of this version.
    pub(crate) async fn open_as_it_is(
        location: &Location,
        context: Context,
    ) -> Result<Self, OpenError> {
        let pools = match location {
            Location::Sqlite(path) => Pools::Sqlite(sqlite::open_as_it_is(path).await?),
            Location::Postgres(location) => {
                Pools::Postgres(postgres::open_as_it_is(location).await?)
            }
        };
        let database = Self {
            pools,
            context,
            generation: Arc::default(),
            locks: Arc::default(),
            signals: Arc::default(),
        };
        migrations::require_current(&database).await?;
        Ok(database)
    }

    /// Opens the database and brings its schema up to date. An SQLite file is made if it is not there.
    ///
    /// A new file can be read by its owner only, and so can the log beside it: hashes of passwords and addresses are in it.
    ///
    /// # Errors
    /// What is wrong with the database or the way to it, and which setting to look at.
    pub async fn open(location: &Location, context: Context) -> Result<Self, OpenError> {
        let pools = match location {
            Location::Sqlite(path) => Pools::Sqlite(sqlite::open(path).await?),
            Location::Postgres(location) => Pools::Postgres(postgres::open(location).await?),
        };
        Ok(Self {
            pools,
            context,
            generation: Arc::default(),
            locks: Arc::default(),
            signals: Arc::default(),
        })
    }

    /// A connection that only reads.
    pub async fn read(&self) -> Result<Conn<'_>> {
        let link = match &self.pools {
            Pools::Sqlite(pools) => pools.readers.acquire().await.map(reading_sqlite),
            Pools::Postgres(pools) => pools.readers.acquire().await.map(reading_postgres),
        };
        Ok(Conn::new(&self.context, link.map_err(StoreError::from)?))
    }

    /// Runs `work`, which only reads, on the replica if there is one and it has all that is committed at this moment, else on the
    /// database itself; there too, once more, when it fails on the replica.
    pub async fn read_anywhere<'db, T, F>(&'db self, work: F) -> Result<T>
    where
        F: for<'c> Fn(&'c mut Conn<'db>) -> BoxFuture<'c, Result<T>>,
    {
        if let Pools::Postgres(pools) = &self.pools
            && let Some(replica) = &pools.replica
            && let Some(connection) = replica.current(&pools.readers).await
        {
            let mut conn = Conn::of_replica(&self.context, reading_postgres(connection));
            let on_replica = match work(&mut conn).await {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            drop(conn);
            let mut conn = self.read().await?;
            let value = work(&mut conn).await?;
            // Its server ends questions that are in the way of what it has to replay; or it is gone.
            replica.fails(&on_replica);
            return Ok(value);
        }
        let mut conn = self.read().await?;
        work(&mut conn).await
    }

    /// Runs `work` in a writing transaction: all of it is kept, or, when it fails or is dropped, none of it.
    ///
    /// `work` runs again when the database was busy or another transaction came in between, so it must have no effect
    /// outside of the database.
    pub async fn write<'db, T, F>(&'db self, work: F) -> Result<T>
    where
        F: for<'c> Fn(&'c mut Conn<'db>) -> BoxFuture<'c, Result<T>>,
    {
        let mut attempt = 1;
        loop {
            match self.attempt(&work).await {
                Err(error) if attempt < attempts(&error) => {
                    tokio::time::sleep(self.pause(attempt)).await;
                    attempt += 1;
                }
                result => return result,
            }
        }
    }

    async fn attempt<'db, T, F>(&'db self, work: &F) -> Result<T>
    where
        F: for<'c> Fn(&'c mut Conn<'db>) -> BoxFuture<'c, Result<T>>,
    {
        let mut conn = self.begin().await?;
        match work(&mut conn).await {
            Ok(value) => {
                let signals = conn.commit().await?;
                self.generation.fetch_add(1, Ordering::AcqRel);
                for signal in signals {
                    self.signals.tell(signal);
                }
                Ok(value)
            }
            Err(error) => {
                // A connection that is lost has rolled back already; why the work failed is what matters.
                if let Err(error) = conn.roll_back().await {
                    tracing::debug!(%error, "rolling back failed");
                }
                Err(error)
            }
        }
    }

    /// A connection that sees the database as it is at the first statement, whatever is written meanwhile.
    pub(crate) async fn snapshot(&self) -> Result<Conn<'_>> {
        let link = match &self.pools {
            Pools::Sqlite(pools) => {
                let begun = pools.readers.begin_with("BEGIN").await;
                begun.map(|begun| Link::Sqlite(Handle::Writing(begun)))
            }
            Pools::Postgres(pools) => {
                let begun = pools.readers.begin_with(postgres::SNAPSHOT).await;
                begun.map(|begun| Link::Postgres(Handle::Writing(begun)))
            }
        };
        Ok(Conn::new(&self.context, link.map_err(StoreError::from)?))
    }

    /// A writing transaction.
    pub(crate) async fn begin(&self) -> Result<Conn<'_>> {
        let link = match &self.pools {
            Pools::Sqlite(pools) => {
                let begun = pools.writer.begin_with("BEGIN IMMEDIATE").await;
                begun.map(|begun| Link::Sqlite(Handle::Writing(begun)))
            }
            Pools::Postgres(pools) => {
                let begun = pools.writers.begin_with(postgres::BEGIN).await;
                begun.map(|begun| Link::Postgres(Handle::Writing(begun)))
            }
        };
        Ok(Conn::new(&self.context, link.map_err(StoreError::from)?))
    }

    /// A connection that holds locks, and gives all of them back when it is dropped; SQLite has no such thing.
    pub(crate) async fn lock_connection(&self) -> Result<Option<Conn<'_>>> {
        let Pools::Postgres(pools) = &self.pools else {
            return Ok(None);
        };
        let link = pools.lockers.acquire().await.map(reading_postgres);
        let link = link.map_err(StoreError::from)?;
        Ok(Some(Conn::new(&self.context, link)))
    }

    /// Where other processes are heard; nobody else serves an SQLite file.
    pub(crate) fn listening_location(&self) -> Option<&PostgresLocation> {
        match &self.pools {
            Pools::Sqlite(_) => None,
            Pools::Postgres(pools) => Some(&pools.location),
        }
    }

    /// A random pause, so that those who met once do not meet again.
    fn pause(&self, attempt: u32) -> Duration {
        let longest = LONGEST_PAUSE.min(FIRST_PAUSE * 2_u32.pow(attempt.min(8) - 1));
        let mut share = [0];
        self.context.random.fill(&mut share);
        longest * u32::from(share[0]) / u32::from(u8::MAX)
    }

    /// What the database holds now, as a value to compare.
    ///
    /// Whoever keeps what was read takes the state before reading, and drops what is kept once the state differs. A writer
    /// is told that its change is in only after the state has changed, so nobody sees an older state than its own. On
    /// PostgreSQL this is a short query, and changes of other processes count too.
    pub async fn state(&self) -> Result<State> {
        if let Pools::Sqlite(_) = self.pools {
            let commits = self.generation.load(Ordering::Acquire);
            return Ok(State(Seen::Commits(commits)));
        }
        let mut conn = self.read().await?;
        let snapshot = Expr::from(Func::cust("pg_current_snapshot"));
        let query = Query::select()
            .expr(sea_query::ExprTrait::cast_as(snapshot, "text"))
            .take();
        let snapshot = conn.first::<String>(&query).await?;
        Ok(State(Seen::Snapshot(snapshot.unwrap_or_default())))
    }

    /// Clock and randomness.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Waits for running statements and closes all connections; on SQLite moves the log into the file.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite(pools) => {
                pools.readers.close().await;
                pools.writer.close().await;
            }
            Pools::Postgres(pools) => {
                pools.readers.close().await;
                pools.writers.close().await;
                pools.lockers.close().await;
                if let Some(replica) = &pools.replica {
                    replica.close().await;
                }
            }
        }
    }
}

fn reading_sqlite(connection: sqlx::pool::PoolConnection<sqlx::Sqlite>) -> Link {
    Link::Sqlite(Handle::Reading(connection))
}

fn reading_postgres(connection: sqlx::pool::PoolConnection<sqlx::Postgres>) -> Link {
    Link::Postgres(Handle::Reading(connection))
}

#[cfg(test)]
mod tests {
    use peertube_kernel::ErrorKind;

    use super::*;
    use crate::instance;

    async fn write(db: &Database, name: &str, value: &str) -> Result<()> {
        db.write(|conn| Box::pin(instance::set_value(conn, name, value)))
            .await
    }

    #[tokio::test]
    async fn a_full_disk_loses_nothing_and_ends() {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::sqlite(folder.path().join("test.sqlite"));
        let db = Database::open(&location, Context::system()).await.unwrap();
        let Pools::Sqlite(pools) = &db.pools else {
            panic!("not SQLite");
        };
        write(&db, "before", "kept").await.unwrap();
        let full = "PRAGMA max_page_count = 1";
        sqlx::query(full).execute(&pools.writer).await.unwrap();
        let error = write(&db, "too much", &"x".repeat(1 << 20)).await;
        let error = error.unwrap_err();
        assert!(
            matches!(error.kind, ErrorKind::Unavailable { .. }),
            "{error}"
        );
        assert!(error.to_string().contains("`database.url`"), "{error}");
        let mut conn = db.read().await.unwrap();
        let value = async |conn: &mut Conn<'_>, name| instance::value(conn, name).await.unwrap();
        assert_eq!(value(&mut conn, "before").await.as_deref(), Some("kept"));
        assert_eq!(value(&mut conn, "too much").await, None);
        let space = "PRAGMA max_page_count = 1000000";
        sqlx::query(space).execute(&pools.writer).await.unwrap();
        write(&db, "too much", "fits").await.unwrap();
        assert_eq!(value(&mut conn, "too much").await.as_deref(), Some("fits"));
    }
}
