//! News from one process to another: two of them, as far as the database can tell.

use std::time::Duration;

use peertube_kernel::job::JobType;
use peertube_kernel::{Context, Error, Result};
use peertube_store::jobs::{self, NewJob};
use peertube_store::{Conn, Database, Signal};
use peertube_testdb::{Kind, TestDatabase};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(30);
const A_WHILE: Duration = Duration::from_millis(300);

async fn enqueue(conn: &mut Conn<'_>) -> Result<()> {
    let job = NewJob {
        kind: JobType::Email,
        data: "{}".to_owned(),
        priority: 0,
        run_at: conn.now(),
        attempts_allowed: 1,
        parent: None,
        fails_parent: true,
        children: 0,
    };
    jobs::insert(conn, &job).await.map(drop)
}

async fn write(db: &Database) {
    db.write(|conn| Box::pin(enqueue(conn))).await.unwrap();
}

async fn write_and_fail(db: &Database) {
    let failed: Result<()> = db
        .write(|conn| {
            Box::pin(async move {
                enqueue(conn).await?;
                Err(Error::bad_request("changed my mind"))
            })
        })
        .await;
    failed.unwrap_err();
}

async fn hears(news: &mut watch::Receiver<()>) {
    timeout(PATIENCE, news.changed()).await.unwrap().unwrap();
}

async fn hears_nothing(news: &mut watch::Receiver<()>) {
    assert!(timeout(A_WHILE, news.changed()).await.is_err());
}

/// Another process that listens; what it is told first is that it may have missed something.
async fn listener(home: &TestDatabase) -> (JoinHandle<()>, watch::Receiver<()>) {
    let db = home.open(Context::system()).await;
    let mut news = db.subscribe(Signal::Jobs);
    let task = tokio::spawn(async move { db.listen().await });
    hears(&mut news).await;
    (task, news)
}

#[tokio::test]
async fn news_are_known_in_the_process_once_they_are_in() {
    for kind in Kind::BOTH {
        let home = TestDatabase::of(kind).await;
        let db = home.open(Context::system()).await;
        let mut news = db.subscribe(Signal::Jobs);
        write_and_fail(&db).await;
        hears_nothing(&mut news).await;
        write(&db).await;
        assert!(news.has_changed().unwrap());
    }
}

#[tokio::test]
async fn news_reach_other_processes() {
    let home = TestDatabase::of(Kind::Postgres).await;
    let db = home.open(Context::system()).await;
    let (task, mut news) = listener(&home).await;
    write_and_fail(&db).await;
    hears_nothing(&mut news).await;
    write(&db).await;
    hears(&mut news).await;
    task.abort();
}

#[tokio::test]
async fn who_lost_the_connection_listens_again() {
    use sqlx::Connection as _;
    let home = TestDatabase::of(Kind::Postgres).await;
    let db = home.open(Context::system()).await;
    let (task, mut news) = listener(&home).await;
    let mut admin = sqlx::PgConnection::connect(home.url()).await.unwrap();
    let ended = sqlx::query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE datname = current_database() AND query LIKE 'LISTEN %'",
    );
    let ended = ended.execute(&mut admin).await.unwrap().rows_affected();
    assert_eq!(ended, 1);
    admin.close().await.unwrap();
    // Something may have been missed.
    hears(&mut news).await;
    write(&db).await;
    hears(&mut news).await;
    task.abort();
}
