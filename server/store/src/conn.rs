//! A connection, or an open transaction, that statements run on.

use std::sync::Arc;

use peertube_kernel::{Context, Result, Timestamp};
use sea_query::SqliteQueryBuilder;
use sea_query_sqlx::{SqlxBinder, SqlxValues};
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Sqlite, SqliteConnection, Transaction};
use tokio::sync::Notify;

use crate::error::StoreError;
use crate::record::FromRow;
use crate::value::Cursor;

/// What store functions run on: a reading connection, or the transaction of [`Database::write`].
///
/// Functions take `&mut Conn`, so they compose, and whoever writes decides where a transaction ends.
///
/// [`Database::write`]: crate::Database::write
pub struct Conn<'db> {
    context: &'db Context,
    link: Link,
    /// Whom to wake when the transaction is in.
    sleepers: Vec<Arc<Notify>>,
}

enum Link {
    Reading(PoolConnection<Sqlite>),
    Writing(Transaction<'static, Sqlite>),
}

impl<'db> Conn<'db> {
    pub(crate) fn reading(context: &'db Context, connection: PoolConnection<Sqlite>) -> Self {
        Self {
            context,
            link: Link::Reading(connection),
            sleepers: Vec::new(),
        }
    }

    pub(crate) fn writing(
        context: &'db Context,
        transaction: Transaction<'static, Sqlite>,
    ) -> Self {
        Self {
            context,
            link: Link::Writing(transaction),
            sleepers: Vec::new(),
        }
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self.link {
            Link::Reading(_) => Ok(()),
            Link::Writing(transaction) => {
                transaction.commit().await?;
                for sleeper in self.sleepers {
                    sleeper.notify_one();
                }
                Ok(())
            }
        }
    }

    pub(crate) async fn roll_back(self) -> Result<(), StoreError> {
        match self.link {
            Link::Reading(_) => Ok(()),
            Link::Writing(transaction) => Ok(transaction.rollback().await?),
        }
    }

    /// Clock and randomness of the database.
    pub fn context(&self) -> &'db Context {
        self.context
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        self.context.now()
    }

    /// Wakes somebody once the transaction is in, and not if it is rolled back.
    pub fn wake_after_commit(&mut self, sleeper: &Arc<Notify>) {
        if !self
            .sleepers
            .iter()
            .any(|known| Arc::ptr_eq(known, sleeper))
        {
            self.sleepers.push(Arc::clone(sleeper));
        }
    }

    /// All rows of a query.
    pub async fn all<T: FromRow>(&mut self, query: &impl SqlxBinder) -> Result<Vec<T>> {
        let (sql, values) = build(query);
        let rows = sqlx::query_with(AssertSqlSafe(sql), values)
            .fetch_all(self.sqlite())
            .await
            .map_err(StoreError::from)?;
        let records = rows.iter().map(|row| T::from_row(&mut Cursor::new(row)));
        Ok(records.collect::<Result<_, StoreError>>()?)
    }

    /// The first row of a query, if there is one.
    pub async fn first<T: FromRow>(&mut self, query: &impl SqlxBinder) -> Result<Option<T>> {
        let (sql, values) = build(query);
        let row = sqlx::query_with(AssertSqlSafe(sql), values)
            .fetch_optional(self.sqlite())
            .await
            .map_err(StoreError::from)?;
        let record = row.map(|row| T::from_row(&mut Cursor::new(&row)));
        Ok(record.transpose()?)
    }

    /// Runs a statement; the number of rows it changed.
    pub async fn execute(&mut self, query: &impl SqlxBinder) -> Result<u64> {
        let (sql, values) = build(query);
        let done = sqlx::query_with(AssertSqlSafe(sql), values)
            .execute(self.sqlite())
            .await
            .map_err(StoreError::from)?;
        Ok(done.rows_affected())
    }

    /// Inserts a row and returns its id.
    pub async fn insert<Id: From<i64>>(
        &mut self,
        query: &mut sea_query::InsertStatement,
    ) -> Result<Id> {
        query.returning_col("id");
        let id = self.first::<i64>(query).await?;
        id.map(Id::from)
            .ok_or_else(|| StoreError::Database(sqlx::Error::RowNotFound).into())
    }

    /// How SQLite would run a query, a step a line.
    #[cfg(test)]
    pub(crate) async fn plan(&mut self, query: &impl SqlxBinder) -> Result<Vec<String>> {
        use sqlx::Row as _;
        let (sql, values) = build(query);
        let sql = format!("EXPLAIN QUERY PLAN {sql}");
        let rows = sqlx::query_with(AssertSqlSafe(sql), values)
            .fetch_all(self.sqlite())
            .await
            .map_err(StoreError::from)?;
        Ok(rows.iter().map(|row| row.get("detail")).collect())
    }

    fn sqlite(&mut self) -> &mut SqliteConnection {
        match &mut self.link {
            Link::Reading(connection) => connection,
            Link::Writing(transaction) => transaction,
        }
    }
}

/// The one place where statements become SQL text.
///
/// The text is the builder's own and every value in it is bound or a number, hence `AssertSqlSafe`.
fn build(query: &impl SqlxBinder) -> (String, SqlxValues) {
    query.build_sqlx(SqliteQueryBuilder)
}
