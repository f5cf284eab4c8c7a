//! Logging in, refreshing, logging out.

use peertube_api::accounts::session::{GetOauthClientResponse, Session as _};
use peertube_kernel::ErrorCode::{
    AccountBlocked, EmailNotVerified, InvalidGrant, InvalidToken, TooLongPassword,
};
use peertube_kernel::Role;
use peertube_store::sessions;
use peertube_store::users::{self, UserChanges};

use crate::support::{Fixture, PASSWORD, client, refusal};

#[tokio::test]
async fn by_name_or_address_in_any_case() {
    let fixture = Fixture::new().await;
    for login in ["root", "ROOT", "root@example.com", "Root@Example.com"] {
        let token = fixture.log_in(login, PASSWORD).await.unwrap();
        assert_eq!(
            (token.expires_in, token.refresh_token_expires_in),
            (86_399, 2_419_199)
        );
        let caller = fixture.authenticate(&token.access_token).await.unwrap();
        assert_eq!(caller.id(), fixture.root);
        assert!(caller.user.user.last_login_at.is_some());
    }
}

#[tokio::test]
async fn nobody_and_a_wrong_password_look_the_same() {
    let fixture = Fixture::new().await;
    for (login, password) in [("nobody", PASSWORD), ("root", "wrong password")] {
        let result = fixture.log_in(login, password).await;
        assert_eq!(refusal(result), (400, Some(InvalidGrant)));
    }
}

#[tokio::test]
async fn a_refresh_token_works_once() {
    let fixture = Fixture::new().await;
    let first = fixture.log_in("root", PASSWORD).await.unwrap();
    let second = fixture.refresh(&first.refresh_token).await.unwrap();
    let old = fixture.authenticate(&first.access_token).await;
    assert_eq!(refusal(old), (401, Some(InvalidToken)));
    assert!(fixture.authenticate(&second.access_token).await.is_ok());
    let again = fixture.refresh(&first.refresh_token).await;
    assert_eq!(refusal(again), (400, Some(InvalidGrant)));
}

#[tokio::test]
async fn logging_out_ends_one_session() {
    let fixture = Fixture::new().await;
    let one = fixture.log_in("root", PASSWORD).await.unwrap();
    let two = fixture.log_in("root", PASSWORD).await.unwrap();
    let caller = fixture.authenticate(&one.access_token).await.unwrap();
    fixture.accounts.revoke_oauth_token(caller).await.unwrap();
    let ended = fixture.authenticate(&one.access_token).await;
    assert_eq!(refusal(ended), (401, Some(InvalidToken)));
    assert!(fixture.authenticate(&two.access_token).await.is_ok());
}

async fn change(fixture: &Fixture, changes: UserChanges) {
    let (root, changes) = (fixture.root, &changes);
    fixture
        .shared
        .db
        .write(|conn| Box::pin(users::update(conn, root, changes)))
        .await
        .unwrap();
}

#[tokio::test]
async fn states_that_forbid_a_login() {
    let fixture = Fixture::with(|config| config.signup.requires_email_verification = true).await;
    let unverified = UserChanges {
        email_verified: Some(Some(false)),
        ..UserChanges::default()
    };
    change(&fixture, unverified).await;
    let result = fixture.log_in("root", PASSWORD).await;
    assert_eq!(refusal(result), (400, Some(EmailNotVerified)));

    let blocked = UserChanges {
        blocked: Some(true),
        ..UserChanges::default()
    };
    change(&fixture, blocked).await;
    let result = fixture.log_in("root", PASSWORD).await;
    assert_eq!(refusal(result), (400, Some(AccountBlocked)));
}

#[tokio::test]
async fn a_password_from_before_the_limit_is_told_only_to_who_knows_it() {
    let fixture = Fixture::new().await;
    let long = "x".repeat(51);
    let hash = fixture.shared.passwords.hash(long.clone()).await.unwrap();
    let changes = UserChanges {
        password_hash: Some(Some(hash)),
        ..UserChanges::default()
    };
    change(&fixture, changes).await;
    let right = fixture.log_in("root", &long).await;
    assert_eq!(refusal(right), (400, Some(TooLongPassword)));
    let wrong = fixture.log_in("root", &"y".repeat(51)).await;
    assert_eq!(refusal(wrong), (400, Some(InvalidGrant)));
}

#[tokio::test]
async fn the_login_of_root_can_be_switched_off() {
    let fixture = Fixture::with(|config| config.user.disable_root_auth = true).await;
    let result = fixture.log_in("root", PASSWORD).await;
    assert_eq!(refusal(result), (400, Some(InvalidGrant)));
    fixture.user("alice", Role::Administrator).await;
    assert!(fixture.log_in("alice", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn sessions_remember_who_logged_in() {
    let fixture = Fixture::new().await;
    fixture.log_in("root", PASSWORD).await.unwrap();
    let mut conn = fixture.shared.db.read().await.unwrap();
    let listing = sessions::list(
        &mut conn,
        fixture.root,
        peertube_store::Direction::Descending,
        peertube_store::Page::default(),
    )
    .await
    .unwrap();
    let session = &listing.rows[0];
    assert_eq!(session.login_ip.as_deref(), Some("127.0.0.1"));
    assert_eq!(session.login_device.as_deref(), Some("test"));
}

#[tokio::test]
async fn the_oauth_client_is_for_requests_to_this_host() {
    let fixture = Fixture::new().await;
    let GetOauthClientResponse::Ok(known) =
        fixture.accounts.get_oauth_client(client()).await.unwrap();
    assert_eq!(known.client_id.len(), 32);
    let mut elsewhere = client();
    elsewhere.host = Some("evil.example".into());
    let result = fixture.accounts.get_oauth_client(elsewhere).await;
    assert_eq!(refusal(result), (403, None));
}
