//! Moving an instance from one database to another, whatever kind each is of.
//!
//! Everything is read from one moment of the source and written in one transaction of the target: it is all there or nothing
//! is. Before the transaction ends, each table is read back from the target and compared.

mod digest;
mod tables;

use peertube_kernel::{Context, Error};
use sea_query::{
    Expr, ExprTrait as _, Func, InsertStatement, Order, Query, SelectStatement, Value,
};

use crate::conn::Conn;
use crate::database::Database;
use crate::location::Location;
use crate::opening::OpenError;
use crate::query::count_all;
use digest::Digest;
use tables::Table;

/// Rows that are read at once.
const ROWS: u64 = 1000;
/// Values that one statement may bind; SQLite takes 32,766.
const VALUES: usize = 30_000;

/// Why an instance was not moved. The target is as it was before, but for its empty tables.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The source cannot be used.
    #[error("cannot read from {0}: {1}")]
    Source(String, #[source] OpenError),
    /// The target cannot be used.
    #[error("cannot write to {0}: {1}")]
    Target(String, #[source] OpenError),
    /// The target is in use.
    #[error("the target holds rows already (in `{0}`): it must be empty")]
    NotEmpty(String),
    /// Tables differ, though both claim to be of this version.
    #[error("the tables of source and target differ: {0}")]
    Different(String),
    /// What was read back is not what was written.
    #[error("`{table}` came out different: {wrote} rows were written and {found} were found")]
    Damaged {
        /// The table.
        table: String,
        /// Rows of the source.
        wrote: u64,
        /// Rows of the target.
        found: u64,
    },
    /// A statement failed.
    #[error("copying `{0}`: {1}")]
    Table(String, #[source] Box<Error>),
    /// A statement failed.
    #[error(transparent)]
    Other(Box<Error>),
}

impl From<Error> for TransferError {
    fn from(error: Error) -> Self {
        Self::Other(Box::new(error))
    }
}

/// How far the copying is.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'t> {
    /// The table that is copied or compared.
    pub table: &'t str,
    /// Steps that were done: each row is one when it is written, and one when it is compared.
    pub done: u64,
    /// All steps.
    pub all: u64,
}

/// Copies an instance; how many rows it has.
///
/// Nothing may write to the source meanwhile: it would not be copied.
///
/// # Errors
/// Nothing is left in the target.
pub async fn copy(
    from: &Location,
    to: &Location,
    watch: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<u64, TransferError> {
    let context = Context::system;
    let source = Database::open_as_it_is(from, context())
        .await
        .map_err(|error| TransferError::Source(from.to_string(), error))?;
    let target = Database::open(to, context())
        .await
        .map_err(|error| TransferError::Target(to.to_string(), error))?;
    let copied = between(&source, &target, watch).await;
    source.close().await;
    target.close().await;
    copied
}

async fn between(
    source: &Database,
    target: &Database,
    watch: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<u64, TransferError> {
    let mut from = source.snapshot().await?;
    let mut to = target.begin().await?;
    let tables = tables::common(&mut from, &mut to).await?;
    for table in &tables {
        if count(&mut to, table).await? > 0 {
            return Err(TransferError::NotEmpty(table.name.clone()));
        }
    }
    let mut all = 0;
    for table in &tables {
        all += count(&mut from, table).await?;
    }
    let mut done = 0;
    for table in &tables {
        let mut step = |rows: u64| {
            done += rows;
            watch(Progress {
                table: &table.name,
                done,
                all: all * 2,
            });
        };
        let failed = |error| TransferError::Table(table.name.clone(), Box::new(error));
        let wrote = write(&mut from, &mut to, table, &mut step).await;
        let wrote = wrote.map_err(failed)?;
        let found = digest_of(&mut to, table, &mut step).await.map_err(failed)?;
        if wrote != found {
            return Err(TransferError::Damaged {
                table: table.name.clone(),
                wrote: wrote.rows(),
                found: found.rows(),
            });
        }
    }
    tables::set_sequences(&mut from, &mut to).await?;
    to.commit().await?;
    Ok(all)
}

async fn count(conn: &mut Conn<'_>, table: &Table) -> Result<u64, Error> {
    let query = Query::select()
        .expr(count_all())
        .from(table.name.clone())
        .take();
    let rows = conn.first::<i64>(&query).await?.unwrap_or(0);
    Ok(u64::try_from(rows).unwrap_or(0))
}

/// Copies the rows of a table.
async fn write(
    from: &mut Conn<'_>,
    to: &mut Conn<'_>,
    table: &Table,
    step: &mut (dyn FnMut(u64) + Send),
) -> Result<Digest, Error> {
    let mut digest = Digest::default();
    let mut last = None;
    let most = VALUES / table.columns.len();
    loop {
        let rows = page(from, table, last.as_deref()).await?;
        let Some(newest) = rows.last() else {
            return Ok(digest);
        };
        last = Some(table.key_of(newest));
        rows.iter().for_each(|row| digest.add(row));
        step(rows.len() as u64);
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut query = InsertStatement::new();
            query
                .into_table(table.name.clone())
                .columns(table.columns.iter().map(|column| column.name.clone()));
            for row in rows.by_ref().take(most) {
                // A row has as many values as the table has columns.
                query.values_panic(row.into_iter().map(Expr::val));
            }
            to.execute(&query).await?;
        }
    }
}

async fn digest_of(
    conn: &mut Conn<'_>,
    table: &Table,
    step: &mut (dyn FnMut(u64) + Send),
) -> Result<Digest, Error> {
    let mut digest = Digest::default();
    let mut last = None;
    loop {
        let rows = page(conn, table, last.as_deref()).await?;
        let Some(newest) = rows.last() else {
            return Ok(digest);
        };
        last = Some(table.key_of(newest));
        rows.iter().for_each(|row| digest.add(row));
        step(rows.len() as u64);
    }
}

/// The rows after this key, in order of the key.
async fn page(
    conn: &mut Conn<'_>,
    table: &Table,
    after: Option<&[Value]>,
) -> Result<Vec<Vec<Value>>, Error> {
    let column = |name: &String| Expr::col(name.clone());
    let mut query = SelectStatement::new();
    query
        .columns(table.columns.iter().map(|column| column.name.clone()))
        .from(table.name.clone())
        .limit(ROWS);
    for name in table.key() {
        query.order_by(name.clone(), Order::Asc);
    }
    if let Some(after) = after {
        let key = Expr::tuple(table.key().map(column));
        let after = Expr::tuple(after.iter().cloned().map(Expr::val));
        query.and_where(key.gt(after));
    }
    conn.all_with(&query, |cursor| {
        let columns = table.columns.iter();
        columns.map(|column| column.kind.read(cursor)).collect()
    })
    .await
}

/// `setval` of PostgreSQL.
fn set_value(table: &str, last: i64) -> SelectStatement {
    let sequence = Func::cust("pg_get_serial_sequence").args([Expr::val(table), Expr::val("id")]);
    let set = Func::cust("setval").args([sequence.into(), Expr::val(last)]);
    Query::select().expr(set).take()
}
