//! Token sessions.

use std::time::Duration;

use peertube_kernel::ids::SessionId;
use peertube_store::sessions::{self, Client, TokenHash, Tokens};
use peertube_store::{Direction, Page};

use crate::support::{Fixture, START};

fn tokens(number: u32) -> Tokens {
    Tokens {
        access: TokenHash::of(&format!("access{number}")),
        access_expires_at: START.plus(Duration::from_secs(60)),
        refresh: TokenHash::of(&format!("refresh{number}")),
        refresh_expires_at: START.plus(Duration::from_secs(600)),
    }
}

fn client(ip: &str) -> Client {
    Client {
        ip: Some(ip.to_owned()),
        device: Some("x".repeat(600)),
    }
}

async fn login(fixture: &Fixture, user: peertube_kernel::ids::UserId, number: u32) -> SessionId {
    fixture
        .db
        .write(|conn| {
            Box::pin(async move {
                sessions::create(conn, user, &tokens(number), &client("10.0.0.1")).await
            })
        })
        .await
        .unwrap()
}

#[tokio::test]
async fn sessions_without_a_living_token_are_deleted() {
    let fixture = Fixture::new().await;
    let anna = fixture.user("anna").await;
    login(&fixture, anna.user, 1).await;
    let ended = async || {
        let db = &fixture.db;
        db.write(|conn| Box::pin(sessions::delete_ended(conn)))
            .await
            .unwrap()
    };
    fixture.clock.advance(Duration::from_secs(599));
    assert_eq!(ended().await, 0);
    fixture.clock.advance(Duration::from_secs(1));
    assert_eq!(ended().await, 1);
}

#[tokio::test]
async fn the_access_token_finds_session_and_user_until_it_ends() {
    let fixture = Fixture::new().await;
    let anna = fixture.user("anna").await;
    let id = login(&fixture, anna.user, 1).await;
    let mut conn = fixture.db.read().await.unwrap();
    let conn = &mut conn;
    let hash = TokenHash::of("access1");
    let session = sessions::by_access_token(conn, &hash)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(session.session.id, id);
    assert_eq!(
        session.session.login_device.as_ref().map(String::len),
        Some(500)
    );
    assert_eq!(session.user.user.username, "anna");
    assert_eq!(session.user.account.account.id, anna.account);
    let refresh = TokenHash::of("refresh1");
    assert!(
        sessions::by_access_token(conn, &refresh)
            .await
            .unwrap()
            .is_none()
    );
    fixture.clock.advance(Duration::from_secs(60));
    assert!(
        sessions::by_access_token(conn, &hash)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        sessions::by_refresh_token(conn, &refresh)
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn refreshing_replaces_the_row_once() {
    let fixture = Fixture::new().await;
    let anna = fixture.user("anna").await;
    login(&fixture, anna.user, 1).await;
    let old = {
        let mut conn = fixture.db.read().await.unwrap();
        let hash = TokenHash::of("refresh1");
        sessions::by_refresh_token(&mut conn, &hash)
            .await
            .unwrap()
            .unwrap()
            .session
    };
    fixture.clock.advance(Duration::from_secs(5));
    let refresh = |number| {
        let (db, old) = (&fixture.db, &old);
        db.write(move |conn| {
            Box::pin(async move {
                sessions::refresh(conn, old, &tokens(number), &client("10.0.0.2")).await
            })
        })
    };
    let new = refresh(2).await.unwrap().unwrap();
    assert_ne!(new, old.id);
    assert_eq!(refresh(3).await.unwrap(), None);
    let mut conn = fixture.db.read().await.unwrap();
    let conn = &mut conn;
    let gone = sessions::by_access_token(conn, &TokenHash::of("access1"))
        .await
        .unwrap();
    assert!(gone.is_none());
    let hash = TokenHash::of("access2");
    let session = sessions::by_access_token(conn, &hash)
        .await
        .unwrap()
        .unwrap()
        .session;
    assert_eq!(session.login_ip.as_deref(), Some("10.0.0.1"));
    assert_eq!(session.login_at, Some(START));
    assert_eq!(session.last_activity_ip.as_deref(), Some("10.0.0.2"));
    assert_eq!(session.created_at, START.plus(Duration::from_secs(5)));
}

#[tokio::test]
async fn sessions_end_alone_or_all_together() {
    let fixture = Fixture::new().await;
    let anna = fixture.user("anna").await;
    let berta = fixture.user("berta").await;
    let first = login(&fixture, anna.user, 1).await;
    login(&fixture, anna.user, 2).await;
    login(&fixture, berta.user, 3).await;
    let db = &fixture.db;
    let revoke = || db.write(|conn| Box::pin(sessions::revoke(conn, first)));
    assert!(revoke().await.unwrap());
    assert!(!revoke().await.unwrap());
    let ended = db
        .write(|conn| Box::pin(sessions::revoke_all(conn, anna.user)))
        .await
        .unwrap();
    assert_eq!(ended, 1);
    let mut conn = db.read().await.unwrap();
    let listing = |user| (user, Direction::Ascending, Page::default());
    let (user, direction, page) = listing(anna.user);
    assert_eq!(
        sessions::list(&mut conn, user, direction, page)
            .await
            .unwrap()
            .total,
        Some(0)
    );
    let (user, direction, page) = listing(berta.user);
    assert_eq!(
        sessions::list(&mut conn, user, direction, page)
            .await
            .unwrap()
            .total,
        Some(1)
    );
}

#[tokio::test]
async fn activity_is_noted_and_ended_sessions_are_not_listed() {
    let fixture = Fixture::new().await;
    let anna = fixture.user("anna").await;
    let id = login(&fixture, anna.user, 1).await;
    let at = START.plus(Duration::from_secs(9));
    fixture
        .db
        .write(|conn| {
            Box::pin(
                async move { sessions::set_last_activity(conn, id, &client("10.0.0.9"), at).await },
            )
        })
        .await
        .unwrap();
    let mut conn = fixture.db.read().await.unwrap();
    let page = Page::default();
    let listing = sessions::list(&mut conn, anna.user, Direction::Descending, page)
        .await
        .unwrap();
    assert_eq!(listing.rows[0].last_activity_at, Some(at));
    assert_eq!(
        listing.rows[0].last_activity_ip.as_deref(),
        Some("10.0.0.9")
    );
    fixture.clock.advance(Duration::from_secs(61));
    let listing = sessions::list(&mut conn, anna.user, Direction::Descending, page)
        .await
        .unwrap();
    assert_eq!(listing.total, Some(0));
}
