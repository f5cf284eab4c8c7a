//! A copy of the PostgreSQL database that follows it, for reading.
//!
//! It is used only when it has everything that is committed at that moment, whoever wrote it: so nobody ever sees an older state
//! than the database itself would show. What that costs is a look at how far each of the two is.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres};

use crate::location::PostgresReplica;
use crate::postgres;

/// How long a connection to it is waited for: the database itself is there to be asked.
const PATIENCE: Duration = Duration::from_secs(2);
/// After a failure it is left alone for so long.
const REST: Duration = Duration::from_secs(10);
/// Pauses between looks at whether it has caught up, which takes it a moment after each write.
const PAUSES: [Duration; 2] = [Duration::from_millis(2), Duration::from_millis(8)];

/// Connections to the copy.
#[derive(Debug, Clone)]
pub(crate) struct Replica {
    pool: PgPool,
    shown: Arc<str>,
    /// Since when it fails; nothing while it works.
    failing: Arc<Mutex<Option<Instant>>>,
}

impl Replica {
    pub(crate) fn new(location: &PostgresReplica, connections: u32) -> Self {
        let pool = postgres::pool_options(connections).acquire_timeout(PATIENCE);
        let options = location.options.clone().options(postgres::READING);
        Self {
            pool: pool.connect_lazy_with(options),
            shown: Arc::from(location.shown.as_str()),
            failing: Arc::default(),
        }
    }

    /// A connection to it, if it works and has everything that `database` has now.
    pub(crate) async fn current(&self, database: &PgPool) -> Option<PoolConnection<Postgres>> {
        if self.rests() {
            return None;
        }
        // What is wrong with the database itself shows when it is asked for the rows.
        let position = position(database).await.ok()?;
        match self.at(&position).await {
            Ok(found) => {
                self.works();
                found
            }
            Err(error) => {
                self.fails(&error);
                None
            }
        }
    }

    async fn at(&self, position: &str) -> Result<Option<PoolConnection<Postgres>>, sqlx::Error> {
        let mut connection = self.pool.acquire().await?;
        for pause in PAUSES.into_iter().map(Some).chain([None]) {
            if has(&mut connection, position).await? {
                return Ok(Some(connection));
            }
            if let Some(pause) = pause {
                tokio::time::sleep(pause).await;
            }
        }
        Ok(None)
    }

    fn rests(&self) -> bool {
        let failing = self.failing.lock().unwrap_or_else(PoisonError::into_inner);
        failing.is_some_and(|since| since.elapsed() < REST)
    }

    fn works(&self) {
        let mut failing = self.failing.lock().unwrap_or_else(PoisonError::into_inner);
        if failing.take().is_some() {
            tracing::info!(
                "the replica {} (`database.replica_url`) is used again",
                self.shown
            );
        }
    }

    /// Notes a failure; said once until it works again.
    pub(crate) fn fails(&self, error: &dyn std::fmt::Display) {
        let mut failing = self.failing.lock().unwrap_or_else(PoisonError::into_inner);
        if failing.replace(Instant::now()).is_none() {
            tracing::warn!(
                "the replica {} (`database.replica_url`) is not used for now: {error}",
                self.shown
            );
        }
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

/// How far the database's log goes. All that is committed lies before, even what is not yet on the disk.
async fn position(database: &PgPool) -> Result<String, sqlx::Error> {
    sqlx::query_scalar("SELECT pg_current_wal_insert_lsn()::text")
        .fetch_one(database)
        .await
}

/// Whether a server follows another one and has replayed its log up to there.
async fn has(connection: &mut PgConnection, position: &str) -> Result<bool, sqlx::Error> {
    let has: Option<bool> = sqlx::query_scalar(
        "SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= $1::text::pg_lsn",
    )
    .bind(position)
    .fetch_one(connection)
    .await?;
    Ok(has == Some(true))
}
