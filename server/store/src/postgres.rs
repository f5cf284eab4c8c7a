//! Opening a database of a PostgreSQL server.

use std::time::Duration;

use sqlx::postgres::{PgConnection, PgPoolOptions};
use sqlx::{Connection as _, Executor as _, PgPool};

use crate::location::PostgresLocation;
use crate::migrations;
use crate::opening::OpenError;
use crate::replica::Replica;
use crate::sqlite::ACQUIRE_TIMEOUT;

/// The oldest server whose features are used, as `server_version_num` counts.
const OLDEST: i32 = 150_000;
/// A connection that nobody used for so long is asked for a sign of life before it is used again.
const FRESH: Duration = Duration::from_secs(5);

/// How many locks one process holds or waits for at once.
const LOCKERS: u32 = 4;

/// Connections that read and refuse to write, connections that write, and connections that do nothing but hold locks.
#[derive(Debug, Clone)]
pub(crate) struct Pools {
    pub(crate) readers: PgPool,
    pub(crate) writers: PgPool,
    pub(crate) lockers: PgPool,
    /// A copy to read from.
    pub(crate) replica: Option<Replica>,
    pub(crate) location: Box<PostgresLocation>,
}

/// Setting of connections that only read.
pub(crate) const READING: [(&str, &str); 1] = [("default_transaction_read_only", "on")];

/// What writing transactions begin with: they behave as if they ran one after the other, as on SQLite. One that cannot fails,
/// and is run again.
pub(crate) const BEGIN: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE";

/// What a transaction begins with that sees one moment of the database.
pub(crate) const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

pub(crate) async fn open(location: &PostgresLocation) -> Result<Pools, OpenError> {
    prepare(location).await?;
    Ok(pools(location))
}

/// Opens a database without touching its schema.
pub(crate) async fn open_as_it_is(location: &PostgresLocation) -> Result<Pools, OpenError> {
    let connection = connect(location).await?;
    // What counts is that it was there.
    let _closed = connection.close().await;
    Ok(pools(location))
}

fn pools(location: &PostgresLocation) -> Pools {
    let pool = || pool_options(location.connections);
    let replica = location.replica.as_ref();
    // Who waits for a lock is told after as long as one who waits for a connection.
    let patience = format!("{}s", ACQUIRE_TIMEOUT.as_secs());
    let locking = [("lock_timeout", patience.as_str())];
    let lockers = pool()
        .max_connections(LOCKERS.min(location.connections))
        .after_release(|connection, _| {
            Box::pin(async move {
                connection
                    .execute("SELECT pg_advisory_unlock_all()")
                    .await?;
                Ok(true)
            })
        });
    Pools {
        location: Box::new(location.clone()),
        lockers: lockers.connect_lazy_with(location.options.clone().options(locking)),
        readers: pool().connect_lazy_with(location.options.clone().options(READING)),
        writers: pool().connect_lazy_with(location.options.clone()),
        replica: replica.map(|replica| Replica::new(replica, location.connections)),
    }
}

/// What all pools have in common.
pub(crate) fn pool_options(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(Duration::from_secs(600))
        .test_before_acquire(false)
        .before_acquire(|connection, seen| {
            Box::pin(async move { Ok(seen.idle_for < FRESH || connection.ping().await.is_ok()) })
        })
}

async fn connect(location: &PostgresLocation) -> Result<PgConnection, OpenError> {
    let connecting = PgConnection::connect_with(&location.options);
    match tokio::time::timeout(ACQUIRE_TIMEOUT, connecting).await {
        Ok(connected) => connected.map_err(unreachable),
        Err(_) => Err(OpenError::new(format!(
            "no answer within {} s: are `database.hostname` and `database.port` (or what `database.url` says) right?",
            ACQUIRE_TIMEOUT.as_secs()
        ))),
    }
}

/// Checks what the server and the database are, and brings the schema up to date.
async fn prepare(location: &PostgresLocation) -> Result<(), OpenError> {
    let mut connection = connect(location).await?;
    let usable = match check(&mut connection).await {
        Ok(()) => migrations::POSTGRES
            .run(&mut connection)
            .await
            .map_err(migrations::failed),
        Err(error) => Err(error),
    };
    // What is to be said is said already.
    let _closed = connection.close().await;
    usable
}

async fn check(connection: &mut PgConnection) -> Result<(), OpenError> {
    let failed = |error: sqlx::Error| OpenError::because(error.to_string(), error);
    let (version, encoding, schema, may_create): (i32, String, Option<String>, Option<bool>) =
        sqlx::query_as(
            "SELECT current_setting('server_version_num')::int4, current_setting('server_encoding'), \
             current_schema()::text, has_schema_privilege(current_schema(), 'CREATE')",
        )
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
    if version < OLDEST {
        return Err(OpenError::new(format!(
            "PostgreSQL {}.{} is too old: 15 or newer is needed",
            version / 10_000,
            version % 10_000
        )));
    }
    if encoding != "UTF8" {
        return Err(OpenError::new(format!(
            "its encoding is {encoding}: make it with `createdb --encoding UTF8 --template template0`"
        )));
    }
    let Some(schema) = schema else {
        return Err(OpenError::new(
            "the user of `database.username` (or of `database.url`) sees no schema there: `search_path` must name one",
        ));
    };
    if may_create != Some(true) {
        return Err(OpenError::new(format!(
            "the user of `database.username` (or of `database.url`) may not make tables there: make the user the owner of \
             the database, or `GRANT CREATE ON SCHEMA {schema}` to it",
        )));
    }
    refuse_foreign(connection).await?;
    require_trigrams(connection).await
}

/// Searching needs an extension that comes with PostgreSQL, and that an owner of the database may make.
async fn require_trigrams(connection: &mut PgConnection) -> Result<(), OpenError> {
    let (there, seen, known, may_create, database): (bool, bool, bool, bool, String) =
        sqlx::query_as(
            "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm'), \
             EXISTS (SELECT FROM pg_opclass WHERE opcname = 'gin_trgm_ops' AND pg_opclass_is_visible(oid)), \
             EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm'), \
             has_database_privilege(current_database(), 'CREATE'), current_database()::text",
        )
        .fetch_one(connection)
        .await
        .map_err(|error| OpenError::because(error.to_string(), error))?;
    let wanting = match (there, seen) {
        (true, true) => return Ok(()),
        (true, false) => "it is in a schema that the user of `database.username` (or of `database.url`) does not see: \
             `ALTER EXTENSION pg_trgm SET SCHEMA` to one of its `search_path`"
            .to_owned(),
        (false, _) if !known => {
            "the server does not have it: install PostgreSQL's additional modules (`postgresql-contrib`)".to_owned()
        }
        (false, _) if !may_create => format!(
            "the user of `database.username` (or of `database.url`) may not make it: run `CREATE EXTENSION pg_trgm` there \
             as an administrator, or `GRANT CREATE ON DATABASE \"{database}\"` to the user"
        ),
        // The first step of the schema that needs it makes it.
        (false, _) => return Ok(()),
    };
    Err(OpenError::new(format!(
        "searching needs the extension `pg_trgm`, and {wanting}"
    )))
}

/// A database that holds something else, PeerTube's own for instance, is left alone.
async fn refuse_foreign(connection: &mut PgConnection) -> Result<(), OpenError> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT table_name::text FROM information_schema.tables \
         WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1",
    )
    .fetch_all(connection)
    .await
    .map_err(|error| OpenError::because(error.to_string(), error))?;
    if tables.is_empty() || tables.iter().any(|table| table == migrations::NOTED) {
        return Ok(());
    }
    let first: Vec<_> = tables.iter().take(3).map(String::as_str).collect();
    Err(OpenError::new(format!(
        "it holds tables that are not this server's ({}, …): `database.url` and `database.name` must lead to a database of \
         its own",
        first.join(", ")
    )))
}

/// What to look at when there is no connection.
fn unreachable(error: sqlx::Error) -> OpenError {
    let code = match &error {
        sqlx::Error::Database(database) => database.code().unwrap_or_default().into_owned(),
        _ => String::new(),
    };
    let hint = match (&error, &*code) {
        (sqlx::Error::Io(_), _) => {
            "is a server running there, and are `database.hostname` and `database.port` (or what `database.url` says) right?"
        }
        (sqlx::Error::Tls(_), _) => {
            "`database.ssl` asks for an encrypted connection; look at `database.ssl_settings` too"
        }
        (_, "28P01" | "28000") => {
            "are `database.username` and `database.password` (or what `database.url` says) right?"
        }
        (_, "3D000") => {
            "make it with `createdb`, or change `database.name` (or what `database.url` says)"
        }
        (_, "42501") => {
            "the user of `database.username` (or of `database.url`) needs the right to connect"
        }
        (_, "53300") => {
            "the server has no connection left; lower `database.pool.max`, or raise `max_connections` there"
        }
        _ => "look at `database.url` and the other keys of `database`",
    };
    let text = match &error {
        sqlx::Error::Database(database) => database.message().to_owned(),
        other => other.to_string(),
    };
    OpenError::because(format!("{text}; {hint}"), error)
}
