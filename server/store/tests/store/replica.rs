//! Reading from a copy that follows the database: never older than the database itself, and the database when there is no copy.

use std::time::Duration;

use peertube_kernel::Context;
use peertube_kernel::config::{Database as Keys, DatabaseUrl};
use peertube_store::{Database, Location, instance};
use peertube_testdb::PrivateServer;
use sqlx::{AssertSqlSafe, PgPool};

/// The value of a name, and whether the copy told it.
async fn value(db: &Database) -> (Option<String>, bool) {
    db.read_anywhere(|conn| {
        Box::pin(async move {
            let value = instance::value(conn, "name").await?;
            Ok((value, conn.is_of_replica()))
        })
    })
    .await
    .unwrap()
}

async fn write(db: &Database, value: &str) {
    db.write(|conn| Box::pin(instance::set_value(conn, "name", value)))
        .await
        .unwrap();
}

/// Reads until the copy tells; whoever tells, tells the newest.
async fn until_of_replica(db: &Database, expected: &str) {
    let read = async {
        loop {
            let (value, of_replica) = value(db).await;
            assert_eq!(value.as_deref(), Some(expected));
            if of_replica {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let read = tokio::time::timeout(Duration::from_secs(120), read).await;
    read.unwrap();
}

async fn ask(server: &PrivateServer, statement: &str) {
    let pool = PgPool::connect(&server.url("postgres")).await.unwrap();
    sqlx::query(AssertSqlSafe(statement.to_owned()))
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
}

async fn open(primary: &PrivateServer, replica_url: String) -> Database {
    let keys = Keys {
        url: DatabaseUrl::from(primary.url("postgres")),
        replica_url: DatabaseUrl::from(replica_url),
        ..Keys::default()
    };
    let location = Location::from_config(&keys).unwrap();
    Database::open(&location, Context::system()).await.unwrap()
}

#[tokio::test]
async fn a_copy_is_read_only_while_it_has_everything() {
    let (primary, replica) = PrivateServer::start_with_replica().unwrap();
    // Two nodes.
    let here = open(&primary, replica.url("postgres")).await;
    let there = open(&primary, replica.url("postgres")).await;
    write(&here, "first").await;
    until_of_replica(&here, "first").await;
    until_of_replica(&there, "first").await;

    // It falls behind: what was written is seen all the same, by whoever looks, wherever.
    ask(&replica, "SELECT pg_wal_replay_pause()").await;
    write(&here, "second").await;
    let second = (Some("second".to_owned()), false);
    assert_eq!(value(&here).await, second);
    assert_eq!(value(&there).await, second);
    ask(&replica, "SELECT pg_wal_replay_resume()").await;
    until_of_replica(&here, "second").await;

    // A write is seen at once, whoever tells of it.
    for number in 0..50 {
        let text = number.to_string();
        write(&here, &text).await;
        assert_eq!(value(&there).await.0, Some(text));
    }

    // It is gone.
    drop(replica);
    write(&there, "third").await;
    assert_eq!(value(&here).await, (Some("third".to_owned()), false));
    here.close().await;
    there.close().await;
}

#[tokio::test]
async fn no_copy_and_no_following_copy() {
    let primary = PrivateServer::start().unwrap();
    let missing = "postgres://nobody@127.0.0.1:1/none".to_owned();
    // The second one does not follow anything: it may hold whatever it likes.
    for url in [missing, primary.url("postgres")] {
        let db = open(&primary, url).await;
        write(&db, "value").await;
        assert_eq!(value(&db).await, (Some("value".to_owned()), false));
        db.close().await;
    }
}
