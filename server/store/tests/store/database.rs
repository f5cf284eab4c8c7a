//! Transactions, readers, reopening.

use peertube_kernel::{Context, Error};
use peertube_store::instance;

use crate::support::Fixture;

#[tokio::test]
async fn a_failed_transaction_leaves_nothing() {
    let fixture = Fixture::new().await;
    let result: Result<(), _> = fixture
        .db
        .write(|conn| {
            Box::pin(async move {
                instance::set_value(conn, "a", "1").await?;
                Err(Error::bad_request("changed my mind"))
            })
        })
        .await;
    assert_eq!(result.unwrap_err().kind.status(), 400);
    let mut conn = fixture.db.read().await.unwrap();
    assert_eq!(instance::value(&mut conn, "a").await.unwrap(), None);
}

#[tokio::test]
async fn a_dropped_transaction_leaves_nothing_and_lets_the_next_in() {
    let fixture = Fixture::new().await;
    let db = fixture.db.clone();
    let (started, wait) = tokio::sync::oneshot::channel::<()>();
    let started = std::sync::Mutex::new(Some(started));
    let task = tokio::spawn(async move {
        db.write(|conn| {
            let started = started.lock().unwrap().take();
            Box::pin(async move {
                instance::set_value(conn, "a", "1").await?;
                if let Some(started) = started {
                    started.send(()).unwrap();
                }
                std::future::pending::<peertube_kernel::Result<()>>().await
            })
        })
        .await
    });
    wait.await.unwrap();
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    fixture
        .db
        .write(|conn| Box::pin(instance::set_value(conn, "b", "2")))
        .await
        .unwrap();
    let mut conn = fixture.db.read().await.unwrap();
    assert_eq!(instance::value(&mut conn, "a").await.unwrap(), None);
    assert_eq!(
        instance::value(&mut conn, "b").await.unwrap().as_deref(),
        Some("2")
    );
}

#[tokio::test]
async fn work_may_borrow_and_run_on_another_task() {
    let fixture = Fixture::new().await;
    let db = fixture.db.clone();
    let task = tokio::spawn(async move {
        let name = String::from("borrowed");
        let value = [String::from("x")];
        db.write(|conn| Box::pin(instance::set_value(conn, &name, &value[0])))
            .await
    });
    task.await.unwrap().unwrap();
}

#[tokio::test]
async fn readers_cannot_write_and_do_not_wait_for_a_writer() {
    let fixture = Fixture::new().await;
    let db = &fixture.db;
    db.write(|conn| {
        Box::pin(async move {
            instance::set_value(conn, "a", "1").await?;
            let mut reader = db.read().await?;
            assert_eq!(instance::value(&mut reader, "a").await?, None);
            Ok(())
        })
    })
    .await
    .unwrap();
    let mut reader = db.read().await.unwrap();
    assert_eq!(
        instance::value(&mut reader, "a").await.unwrap().as_deref(),
        Some("1")
    );
    assert!(instance::set_value(&mut reader, "a", "2").await.is_err());
}

#[tokio::test]
async fn concurrent_writers_all_get_through() {
    let fixture = Fixture::new().await;
    let other = fixture.home.open(Context::system()).await;
    let mut tasks = Vec::new();
    for number in 0..40 {
        let db = if number % 2 == 0 {
            fixture.db.clone()
        } else {
            other.clone()
        };
        tasks.push(tokio::spawn(async move {
            let name = number.to_string();
            db.write(|conn| Box::pin(instance::set_value(conn, &name, "x")))
                .await
        }));
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let mut conn = other.read().await.unwrap();
    for number in 0..40 {
        let value = instance::value(&mut conn, &number.to_string())
            .await
            .unwrap();
        assert_eq!(value.as_deref(), Some("x"));
    }
}

#[tokio::test]
async fn an_existing_database_opens_with_what_it_holds() {
    let fixture = Fixture::new().await;
    fixture
        .db
        .write(|conn| Box::pin(instance::set_value(conn, "a", "1")))
        .await
        .unwrap();
    fixture.db.close().await;
    let db = fixture.home.open(Context::system()).await;
    let mut conn = db.read().await.unwrap();
    assert_eq!(
        instance::value(&mut conn, "a").await.unwrap().as_deref(),
        Some("1")
    );
}
