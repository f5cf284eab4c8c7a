//! Locks among the tasks of a process, and among processes: two of them, as far as the database can tell.

use std::time::Duration;

use peertube_kernel::Context;
use peertube_kernel::ids::VideoId;
use peertube_store::locks::{Held, Lock};
use peertube_store::{Database, instance};
use peertube_testdb::{Kind, TestDatabase};
use tokio::time::timeout;

/// Long enough for somebody who does not have to wait.
const AT_ONCE: Duration = Duration::from_secs(20);
/// Long enough to see that somebody waits.
const A_WHILE: Duration = Duration::from_millis(300);

fn video(id: i64) -> Lock {
    Lock::VideoFiles(VideoId::from(id))
}

async fn take(db: &Database, lock: Lock) -> Held<'_> {
    let taken = timeout(AT_ONCE, db.lock(lock)).await;
    taken.unwrap().unwrap()
}

/// Asserts that `second` has to wait for `first`.
async fn excludes(one: &Database, first: Lock, other: &Database, second: Lock) {
    let held = take(one, first).await;
    let mut waiting = Box::pin(other.lock(second));
    assert!(timeout(A_WHILE, &mut waiting).await.is_err());
    drop(held);
    let taken = timeout(AT_ONCE, waiting).await;
    drop(taken.unwrap().unwrap());
}

async fn all_rules_hold(one: &Database, other: &Database) {
    excludes(one, video(1), other, video(1)).await;
    excludes(one, Lock::AllVideoFiles, other, video(1)).await;
    excludes(one, video(1), other, Lock::AllVideoFiles).await;
    excludes(one, Lock::AllVideoFiles, other, Lock::AllVideoFiles).await;
    let first = take(one, video(1)).await;
    drop(take(other, video(2)).await);
    drop(first);
}

#[tokio::test]
async fn tasks_of_a_process_wait_for_each_other() {
    for kind in Kind::BOTH {
        let home = TestDatabase::of(kind).await;
        let db = home.open(Context::system()).await;
        all_rules_hold(&db, &db).await;
    }
}

#[tokio::test]
async fn processes_wait_for_each_other() {
    let home = TestDatabase::of(Kind::Postgres).await;
    let one = home.open(Context::system()).await;
    let other = home.open(Context::system()).await;
    all_rules_hold(&one, &other).await;
}

#[tokio::test]
async fn who_stops_waiting_does_not_have_the_lock_later() {
    let home = TestDatabase::of(Kind::Postgres).await;
    let one = home.open(Context::system()).await;
    let other = home.open(Context::system()).await;
    let held = take(&one, video(1)).await;
    assert!(timeout(A_WHILE, other.lock(video(1))).await.is_err());
    drop(held);
    drop(take(&one, video(1)).await);
    drop(take(&other, video(1)).await);
}

#[tokio::test]
async fn a_lost_lock_is_noticed_before_something_is_written() {
    let home = TestDatabase::of(Kind::Postgres).await;
    let one = home.open(Context::system()).await;
    let other = home.open(Context::system()).await;
    let held = &take(&one, video(1)).await;
    let write = || {
        one.write(|conn| {
            Box::pin(async move {
                held.check(conn).await?;
                instance::set_value(conn, "name", "value").await
            })
        })
    };
    write().await.unwrap();
    end_holders(&home).await;
    // The process does not know yet, and somebody else has it.
    let _now = take(&other, video(1)).await;
    assert_eq!(write().await.unwrap_err().kind.status(), 503);
}

#[tokio::test]
async fn the_next_holder_waits_for_a_transaction_of_the_last() {
    let home = TestDatabase::of(Kind::Postgres).await;
    let one = home.open(Context::system()).await;
    let other = home.open(Context::system()).await;
    for next in [video(1), Lock::AllVideoFiles] {
        let held = &take(&one, video(1)).await;
        let (home, other) = (&home, &other);
        one.write(|conn| {
            Box::pin(async move {
                held.check(conn).await?;
                end_holders(home).await;
                assert!(timeout(A_WHILE, other.lock(next)).await.is_err());
                Ok(())
            })
        })
        .await
        .unwrap();
        drop(take(other, next).await);
    }
}

/// Ends the connections that hold locks, as a network or an administrator may.
async fn end_holders(home: &TestDatabase) {
    use sqlx::Connection as _;
    let mut admin = sqlx::PgConnection::connect(home.url()).await.unwrap();
    sqlx::query(
        "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database \
         WHERE locktype = 'advisory' AND datname = current_database() AND classid = 1886676585",
    )
    .execute(&mut admin)
    .await
    .unwrap();
    admin.close().await.unwrap();
}
