//! Databases that are gone when they are dropped.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use peertube_kernel::Context;
use peertube_store::{Database, Location};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use tempfile::TempDir;

use crate::server::{PrivateServer, SERVER};

/// Variable with the kind of database that tests run on: `sqlite` (the default) or `postgres`.
pub const KIND: &str = "PEERTUBE_TEST_DATABASE";

/// Name of the database that others are copies of.
const TEMPLATE: &str = "peertube_template";

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    Sqlite,
    /// A database of a server.
    Postgres,
}

impl Kind {
    /// Both of them.
    pub const BOTH: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// What the variable [`KIND`] asks for.
    pub fn wanted() -> Self {
        match std::env::var(KIND).as_deref() {
            Ok("postgres") => Self::Postgres,
            Ok("sqlite") | Err(_) => Self::Sqlite,
            Ok(other) => panic!("{KIND} is {other:?}; it must be `sqlite` or `postgres`"),
        }
    }
}

/// An empty database with the current schema; gone when it is dropped.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    copy: Copy,
}

#[derive(Debug)]
enum Copy {
    File { _folder: TempDir },
    Named { name: String, server: Arc<Server> },
}

/// Where databases are made.
#[derive(Debug)]
struct Server {
    url: String,
    /// Ends with the last of its databases.
    _private: Option<PrivateServer>,
}

impl TestDatabase {
    /// Of the kind that the variable [`KIND`] asks for.
    pub async fn new() -> Self {
        Self::of(Kind::wanted()).await
    }

    /// Of this kind.
    pub async fn of(kind: Kind) -> Self {
        match kind {
            Kind::Sqlite => {
                let folder = TempDir::with_prefix("peertube-db-").expect("a directory");
                let file = folder.path().join("test.sqlite");
                Self {
                    url: format!("sqlite:{}", file.display()),
                    copy: Copy::File { _folder: folder },
                }
            }
            Kind::Postgres => Self::from_template(true).await,
        }
    }

    /// As [`TestDatabase::new`], for who is not asynchronous, or must not be held up.
    pub fn blocking() -> Self {
        let made = std::thread::spawn(|| block_on(Self::new())).join();
        made.unwrap_or_else(|cause| std::panic::resume_unwind(cause))
    }

    /// A database of PostgreSQL without a schema.
    pub async fn bare_postgres() -> Self {
        Self::from_template(false).await
    }

    async fn from_template(with_schema: bool) -> Self {
        let server = Server::shared();
        let name = format!("test_{}", uuid::Uuid::new_v4().simple());
        let mut admin = server.connect().await;
        if with_schema {
            server.make_template(&mut admin).await;
            run(
                &mut admin,
                format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}"),
            )
            .await;
        } else {
            run(&mut admin, format!("CREATE DATABASE {name}")).await;
        }
        // It goes anyway.
        let _closed = admin.close().await;
        Self {
            url: server.url_of(&name),
            copy: Copy::Named { name, server },
        }
    }

    /// Its address, as `database.url` takes it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its place.
    pub fn location(&self) -> Location {
        Location::from_url(&self.url).expect("an address that makes sense")
    }

    /// Opens it.
    pub async fn open(&self, context: Context) -> Database {
        let opened = Database::open(&self.location(), context).await;
        opened.expect("a database that can be used")
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Copy::Named { name, server } = &self.copy else {
            return;
        };
        let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        let server = Arc::clone(server);
        // A runtime of its own: the test's may be about to end.
        let dropping = std::thread::spawn(move || {
            block_on(async {
                let mut admin = server.connect().await;
                run(&mut admin, drop).await;
                let _closed = admin.close().await;
            });
        });
        let dropped = dropping.join();
        if let (Err(cause), false) = (dropped, std::thread::panicking()) {
            std::panic::resume_unwind(cause);
        }
    }
}

impl Server {
    /// The server of this process: one that is running, or one that ends with the last of its databases.
    fn shared() -> Arc<Self> {
        static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = shared.upgrade() {
            return server;
        }
        let server = Arc::new(match std::env::var(SERVER) {
            Ok(url) => Self {
                url,
                _private: None,
            },
            Err(_) => {
                let private = PrivateServer::start().expect("a PostgreSQL server");
                Self {
                    url: private.url("postgres"),
                    _private: Some(private),
                }
            }
        });
        *shared = Arc::downgrade(&server);
        server
    }

    async fn connect(&self) -> PgConnection {
        let options: PgConnectOptions = self.url.parse().expect("an address");
        let connected = PgConnection::connect_with(&options).await;
        connected.expect("a connection to the server")
    }

    fn url_of(&self, name: &str) -> String {
        self.url.replacen("/postgres?", &format!("/{name}?"), 1)
    }

    /// Makes the template unless it is there: under another name first, so that nobody copies half of one.
    async fn make_template(&self, admin: &mut PgConnection) {
        if exists(admin).await {
            return;
        }
        run(admin, "SELECT pg_advisory_lock(20260101)".to_owned()).await;
        if !exists(admin).await {
            let unfinished = format!("{TEMPLATE}_unfinished");
            run(admin, format!("DROP DATABASE IF EXISTS {unfinished}")).await;
            run(admin, format!("CREATE DATABASE {unfinished}")).await;
            let location = Location::from_url(&self.url_of(&unfinished)).expect("an address");
            let database = Database::open(&location, Context::system()).await;
            database.expect("a new schema").close().await;
            run(
                admin,
                format!("ALTER DATABASE {unfinished} RENAME TO {TEMPLATE}"),
            )
            .await;
        }
        run(admin, "SELECT pg_advisory_unlock(20260101)".to_owned()).await;
    }
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(work)
}

async fn exists(admin: &mut PgConnection) -> bool {
    let found = sqlx::query("SELECT 1 FROM pg_database WHERE datname = $1")
        .bind(TEMPLATE)
        .fetch_optional(admin)
        .await;
    found.expect("a list of databases").is_some()
}

async fn run(admin: &mut PgConnection, statement: String) {
    let done = admin.execute(AssertSqlSafe(statement.clone())).await;
    if let Err(error) = done {
        panic!("{statement}: {error}");
    }
}
