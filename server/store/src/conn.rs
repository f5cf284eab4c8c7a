//! A connection, or an open transaction, that statements run on.

use peertube_kernel::{Context, Result, Timestamp};
use sea_query::{PostgresQueryBuilder, SqliteQueryBuilder};
use sea_query_sqlx::SqlxBinder;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Postgres, Sqlite, Transaction};

use crate::error::StoreError;
use crate::record::FromRow;
use crate::search::Index;
use crate::signals::Signal;
use crate::value::{Cursor, Row};

/// What store functions run on: a reading connection, or the transaction of [`Database::write`].
///
/// Functions take `&mut Conn`, so they compose, and whoever writes decides where a transaction ends.
///
/// [`Database::write`]: crate::Database::write
pub struct Conn<'db> {
    context: &'db Context,
    link: Link,
    /// News that are out when the transaction is in.
    pub(crate) signals: Vec<Signal>,
    of_replica: bool,
}

/// A connection to either database.
pub(crate) enum Link {
    Sqlite(Handle<Sqlite>),
    Postgres(Handle<Postgres>),
}

/// A connection of one kind of database.
pub(crate) enum Handle<DB: sqlx::Database> {
    Reading(PoolConnection<DB>),
    Writing(Transaction<'static, DB>),
}

impl<DB: sqlx::Database> Handle<DB> {
    fn raw(&mut self) -> &mut DB::Connection {
        match self {
            Handle::Reading(connection) => connection,
            Handle::Writing(transaction) => transaction,
        }
    }

    async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Handle::Reading(_) => Ok(()),
            Handle::Writing(transaction) => transaction.commit().await,
        }
    }

    async fn roll_back(self) -> Result<(), sqlx::Error> {
        match self {
            Handle::Reading(_) => Ok(()),
            Handle::Writing(transaction) => transaction.rollback().await,
        }
    }
}

/// The one place where statements become SQL text, in the words of the database they are for, and are run.
///
/// The text is the builder's own and every value in it is bound or a number, hence `AssertSqlSafe`.
macro_rules! run {
    ($conn:ident, $query:ident, |$statement:ident, $raw:ident| $work:expr) => {
        match &mut $conn.link {
            Link::Sqlite(handle) => {
                let $raw = handle.raw();
                let (sql, values) = $query.build_sqlx(SqliteQueryBuilder);
                let $statement = sqlx::query_with(AssertSqlSafe(sql), values);
                $work
            }
            Link::Postgres(handle) => {
                let $raw = handle.raw();
                let (sql, values) = $query.build_sqlx(PostgresQueryBuilder);
                let $statement = sqlx::query_with(AssertSqlSafe(sql), values);
                $work
            }
        }
    };
}

/// A question about the database itself: a statement for each of the two.
pub(crate) struct Question {
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

fn read_all<'r, R, T: FromRow>(rows: &'r [R]) -> Result<Vec<T>>
where
    Row<'r>: From<&'r R>,
{
    let records = rows.iter().map(|row| T::from_row(&mut Cursor::new(row)));
    Ok(records.collect::<Result<_, StoreError>>()?)
}

impl<'db> Conn<'db> {
    pub(crate) fn new(context: &'db Context, link: Link) -> Self {
        Self {
            context,
            link,
            signals: Vec::new(),
            of_replica: false,
        }
    }

    pub(crate) fn of_replica(context: &'db Context, link: Link) -> Self {
        Self {
            of_replica: true,
            ..Self::new(context, link)
        }
    }

    /// Whether it leads to a copy of the database.
    pub fn is_of_replica(&self) -> bool {
        self.of_replica
    }

    /// Gives the news that are out now.
    pub(crate) async fn commit(mut self) -> Result<Vec<Signal>> {
        self.notify().await?;
        let committed = match self.link {
            Link::Sqlite(handle) => handle.commit().await,
            Link::Postgres(handle) => handle.commit().await,
        };
        committed.map_err(StoreError::from)?;
        Ok(self.signals)
    }

    pub(crate) async fn roll_back(self) -> Result<(), StoreError> {
        match self.link {
            Link::Sqlite(handle) => handle.roll_back().await?,
            Link::Postgres(handle) => handle.roll_back().await?,
        }
        Ok(())
    }

    /// Clock and randomness of the database.
    pub fn context(&self) -> &'db Context {
        self.context
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        self.context.now()
    }

    /// All rows of a query.
    pub async fn all<T: FromRow>(&mut self, query: &impl SqlxBinder) -> Result<Vec<T>> {
        self.all_with(query, T::from_row).await
    }

    /// All rows of a query, each read by `read`.
    pub(crate) async fn all_with<T>(
        &mut self,
        query: &impl SqlxBinder,
        read: impl Fn(&mut Cursor<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>> {
        run!(self, query, |statement, raw| {
            let rows = statement.fetch_all(raw).await.map_err(StoreError::from)?;
            let records = rows.iter().map(|row| read(&mut Cursor::new(row)));
            Ok(records.collect::<Result<_, StoreError>>()?)
        })
    }

    /// All rows of a question about the database itself, which each of the two asks in words of its own.
    pub(crate) async fn ask<T: FromRow>(&mut self, question: &Question) -> Result<Vec<T>> {
        match &mut self.link {
            Link::Sqlite(handle) => {
                let rows = sqlx::query(question.sqlite).fetch_all(handle.raw()).await;
                read_all(&rows.map_err(StoreError::from)?)
            }
            Link::Postgres(handle) => {
                let rows = sqlx::query(question.postgres).fetch_all(handle.raw()).await;
                read_all(&rows.map_err(StoreError::from)?)
            }
        }
    }

    /// How the database finds texts by their parts.
    pub(crate) fn index(&self) -> Index {
        match self.link {
            Link::Sqlite(_) => Index::Fts5,
            Link::Postgres(_) => Index::Trigrams,
        }
    }

    /// Whether the database is PostgreSQL.
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.link, Link::Postgres(_))
    }

    /// The first row of a query, if there is one.
    pub async fn first<T: FromRow>(&mut self, query: &impl SqlxBinder) -> Result<Option<T>> {
        run!(self, query, |statement, raw| {
            let row = statement.fetch_optional(raw).await;
            let row = row.map_err(StoreError::from)?;
            let record = row.map(|row| T::from_row(&mut Cursor::new(&row)));
            Ok(record.transpose()?)
        })
    }

    /// Runs a statement; the number of rows it changed.
    pub async fn execute(&mut self, query: &impl SqlxBinder) -> Result<u64> {
        run!(self, query, |statement, raw| {
            let done = statement.execute(raw).await.map_err(StoreError::from)?;
            Ok(done.rows_affected())
        })
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

    /// How the database would run a query, a step a line.
    pub(crate) async fn plan(&mut self, query: &impl SqlxBinder) -> Result<Vec<String>> {
        use sqlx::Row as _;
        match &mut self.link {
            Link::Sqlite(handle) => {
                let (sql, values) = query.build_sqlx(SqliteQueryBuilder);
                let sql = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
                let rows = sqlx::query_with(sql, values).fetch_all(handle.raw()).await;
                let rows = rows.map_err(StoreError::from)?;
                let steps = rows.iter().map(|row| row.try_get("detail"));
                Ok(steps.collect::<Result<_, _>>().map_err(StoreError::from)?)
            }
            Link::Postgres(handle) => {
                let (sql, values) = query.build_sqlx(PostgresQueryBuilder);
                let sql = AssertSqlSafe(format!("EXPLAIN {sql}"));
                let rows = sqlx::query_with(sql, values).fetch_all(handle.raw()).await;
                let rows = rows.map_err(StoreError::from)?;
                let steps = rows.iter().map(|row| row.try_get(0));
                Ok(steps.collect::<Result<_, _>>().map_err(StoreError::from)?)
            }
        }
    }
}
