//! Databases that cannot be used: what is said, and that nothing secret is in it.

use peertube_kernel::Context;
use peertube_kernel::config::{Database as Keys, DatabaseUrl, Secret};
use peertube_store::{Database, Location};
use peertube_testdb::{Kind, TestDatabase, WITH_PASSWORD};
use sqlx::{AssertSqlSafe, Executor as _};
use tempfile::TempDir;

const PASSWORD: &str = "geheim";

async fn refusal(location: &Location) -> String {
    let error = Database::open(location, Context::system())
        .await
        .unwrap_err();
    let message = error.to_string();
    assert!(!message.contains(PASSWORD), "{message}");
    message
}

async fn run_on(home: &TestDatabase, statements: &str) {
    let pool = sqlx::PgPool::connect(home.url()).await.unwrap();
    for statement in statements.split(';') {
        pool.execute(AssertSqlSafe(statement.to_owned()))
            .await
            .unwrap();
    }
    pool.close().await;
}

/// The address with another user.
fn as_user(home: &TestDatabase, user: &str, password: &str) -> Location {
    let url = home
        .url()
        .replace("postgres@", &format!("{user}:{password}@"));
    Location::from_url(&url).unwrap()
}

/// Another database of the same server.
fn beside(home: &TestDatabase, name: &str) -> Location {
    let (server, query) = home.url().split_once('?').unwrap();
    let (server, _) = server.rsplit_once('/').unwrap();
    Location::from_url(&format!("{server}/{name}?{query}")).unwrap()
}

#[tokio::test]
async fn a_newer_schema_is_left_alone() {
    for kind in Kind::BOTH {
        let home = TestDatabase::of(kind).await;
        home.open(Context::system()).await.close().await;
        let note = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                    VALUES (9999, 'from the future', true, 'x', 0)";
        match kind {
            Kind::Sqlite => {
                let pool = sqlx::SqlitePool::connect(home.url()).await.unwrap();
                pool.execute(note).await.unwrap();
                pool.close().await;
            }
            Kind::Postgres => run_on(&home, note).await,
        }
        let message = refusal(&home.location()).await;
        assert!(
            message.contains("step 9999") && message.contains("newer"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn postgresql_that_cannot_be_used() {
    let home = TestDatabase::bare_postgres().await;
    let user = WITH_PASSWORD;
    run_on(
        &home,
        &format!("CREATE ROLE {user} LOGIN PASSWORD '{PASSWORD}'"),
    )
    .await;

    let no_rights = refusal(&as_user(&home, user, PASSWORD)).await;
    assert!(
        no_rights.contains("GRANT CREATE ON SCHEMA public"),
        "{no_rights}"
    );
    run_on(&home, &format!("GRANT CREATE ON SCHEMA public TO {user}")).await;
    let no_extension = refusal(&as_user(&home, user, PASSWORD)).await;
    assert!(
        no_extension.contains("CREATE EXTENSION pg_trgm")
            && no_extension.contains("GRANT CREATE ON DATABASE"),
        "{no_extension}"
    );
    run_on(
        &home,
        "CREATE SCHEMA hidden; CREATE EXTENSION pg_trgm SCHEMA hidden",
    )
    .await;
    let unseen = refusal(&as_user(&home, user, PASSWORD)).await;
    assert!(unseen.contains("SET SCHEMA"), "{unseen}");
    run_on(&home, "ALTER EXTENSION pg_trgm SET SCHEMA public").await;
    let opened = Database::open(&as_user(&home, user, PASSWORD), Context::system()).await;
    opened.unwrap().close().await;

    let wrong_password = refusal(&as_user(&home, user, "geheimer")).await;
    assert!(
        wrong_password.contains("`database.password`"),
        "{wrong_password}"
    );
    let nobody = refusal(&as_user(&home, "nobody", PASSWORD)).await;
    assert!(nobody.contains("`database.username`"), "{nobody}");

    let missing = refusal(&beside(&home, "missing")).await;
    assert!(
        missing.contains("\"missing\"") && missing.contains("`database.name`"),
        "{missing}"
    );

    run_on(&home, &format!("DROP OWNED BY {user}; DROP ROLE {user}")).await;
    run_on(&home, "CREATE TABLE \"user\" (id serial)").await;
    let foreign = refusal(&home.location()).await;
    assert!(foreign.contains("not this server's (user, …)"), "{foreign}");
}

#[tokio::test]
async fn an_encoding_that_cannot_hold_every_text_is_refused() {
    let home = TestDatabase::bare_postgres().await;
    let name = format!("latin_{}", uuid::Uuid::new_v4().simple());
    run_on(
        &home,
        &format!("CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"),
    )
    .await;
    let message = refusal(&beside(&home, &name)).await;
    run_on(&home, &format!("DROP DATABASE {name}")).await;
    assert!(
        message.contains("LATIN1") && message.contains("UTF8"),
        "{message}"
    );
}

#[tokio::test]
async fn no_server_at_all() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let keys = Keys {
        url: DatabaseUrl::from("postgres:".to_owned()),
        port,
        password: Secret::from(PASSWORD.to_owned()),
        ..Keys::default()
    };
    let message = refusal(&Location::from_config(&keys).unwrap()).await;
    assert!(message.contains("`database.hostname`"), "{message}");
}

#[tokio::test]
async fn no_file_of_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let missing = Location::sqlite(folder.path().join("missing/db.sqlite"));
    assert!(refusal(&missing).await.contains("No such file"));
    let text = folder.path().join("text");
    std::fs::write(
        &text,
        "This is no database, however long the text in it may be.".repeat(20),
    )
    .unwrap();
    assert!(
        refusal(&Location::sqlite(text))
            .await
            .contains("not a database")
    );
}

#[test]
fn one_server_serves_a_file() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("peertube.db");
    let serving = peertube_store::serve_alone(&path).unwrap();
    let refused = peertube_store::serve_alone(&path).unwrap_err();
    assert!(refused.to_string().contains("another server"), "{refused}");
    drop(serving);
    peertube_store::serve_alone(&path).unwrap();
}
