//! The OAuth client, secrets and values.

use peertube_store::instance;

use crate::support::Fixture;

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
