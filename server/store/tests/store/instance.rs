//! The OAuth client, secrets and values.

use std::time::Duration;

use peertube_store::{Database, instance};
use peertube_testdb::Kind;
use tokio::task::JoinSet;

use crate::support::{Fixture, START};

#[tokio::test]
async fn the_oauth_client_is_made_once_and_found() {
    let fixture = Fixture::new().await;
    let mut conn = fixture.db.read().await.unwrap();
    assert_eq!(instance::oauth_client(&mut conn).await.unwrap(), None);
    drop(conn);
    let made = fixture
        .db
        .write(|conn| Box::pin(instance::create_oauth_client(conn)))
        .await
        .unwrap();
    assert_eq!((made.client_id.len(), made.client_secret.len()), (32, 32));
    let mut conn = fixture.db.read().await.unwrap();
    assert_eq!(instance::oauth_client(&mut conn).await.unwrap(), Some(made));
}

#[tokio::test]
async fn secrets_stay_the_same() {
    let fixture = Fixture::new().await;
    let secret = || {
        fixture
            .db
            .write(|conn| Box::pin(instance::secret(conn, "uploads")))
    };
    let first = secret().await.unwrap();
    assert_eq!(first.len(), 64);
    assert_eq!(secret().await.unwrap(), first);
}

#[tokio::test]
async fn values_are_replaced() {
    let fixture = Fixture::new().await;
    for value in ["1", "2"] {
        fixture
            .db
            .write(|conn| Box::pin(instance::set_value(conn, "a", value)))
            .await
            .unwrap();
    }
    let mut conn = fixture.db.read().await.unwrap();
    assert_eq!(
        instance::value(&mut conn, "a").await.unwrap().as_deref(),
        Some("2")
    );
}

#[tokio::test]
async fn one_of_all_servers_has_the_turn() {
    for kind in Kind::BOTH {
        let fixture = Fixture::of(kind).await;
        let (one, clock) = (&fixture.db, &fixture.clock);
        let other = &fixture.home.open(one.context().clone()).await;
        let pause = Duration::from_secs(60);
        let take = |db: &Database| {
            let db = db.clone();
            async move {
                let turn = db.write(|conn| Box::pin(instance::take_turn(conn, "sweep", pause)));
                turn.await.unwrap()
            }
        };
        for _ in 0..3 {
            let turns: JoinSet<bool> = [one, other].repeat(4).into_iter().map(take).collect();
            let turns = turns.join_all().await;
            assert_eq!(turns.into_iter().filter(|turn| *turn).count(), 1);
            clock.advance(pause / 2);
            assert!(!take(one).await && !take(other).await);
            clock.advance(pause / 2);
        }
        // A clock that went ahead and was set right does not stop anything.
        clock.advance(pause * 1000);
        assert!(take(one).await);
        clock.set(START);
        assert!(take(other).await);
    }
}
