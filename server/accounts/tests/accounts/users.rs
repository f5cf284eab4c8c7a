//! Users for those who manage them.

use peertube_api::accounts::users::{
    AddUserResponse, DelUserPath, GetUserPath, GetUserQuery, GetUserResponse, PutUserPath,
    Users as _,
};
use peertube_api::models::user::{UserCreate, UserRole, UserUpdate};
use peertube_kernel::ErrorCode::InvalidToken;
use peertube_kernel::Role;
use peertube_kernel::ids::UserId;
use peertube_uploads::NewUpload;

use crate::support::{Fixture, PASSWORD, refusal};

fn new(name: &str, role: UserRole) -> UserCreate {
    UserCreate {
        username: name.into(),
        password: PASSWORD.into(),
        email: format!("{name}@example.com"),
        role,
        video_quota: Some(1000),
        video_quota_daily: None,
        admin_flags: None,
        channel_name: None,
    }
}

fn update() -> UserUpdate {
    UserUpdate {
        password: None,
        email: None,
        email_verified: None,
        video_quota: None,
        video_quota_daily: None,
        role: None,
        admin_flags: None,
        plugin_auth: openapi_stubs_runtime::Patch::Absent,
    }
}

async fn put(
    fixture: &Fixture,
    caller: &str,
    id: UserId,
    body: UserUpdate,
) -> peertube_kernel::Result<()> {
    let caller = fixture.caller(caller).await;
    let path = PutUserPath { id: id.get() };
    fixture
        .accounts
        .put_user(caller, path, Some(body))
        .await
        .map(drop)
}

#[tokio::test]
async fn a_new_user_has_a_channel_and_quotas() {
    let fixture = Fixture::new().await;
    let root = fixture.caller("root").await;
    let AddUserResponse::Ok(created) = fixture
        .accounts
        .add_user(root.clone(), new("alice", UserRole::User))
        .await
        .unwrap();
    let path = GetUserPath {
        id: created.user.id,
    };
    let query = GetUserQuery { with_stats: true };
    let GetUserResponse::Ok(user) = fixture.accounts.get_user(root, path, query).await.unwrap();
    assert_eq!((user.video_quota, user.video_quota_daily), (1000, -1));
    assert_eq!(user.video_channels[0].name, "alice_channel");
    assert_eq!(user.video_channels[0].display_name, "Main alice channel");
    assert_eq!(user.videos_count, Some(0));
    assert_eq!(user.account.id, created.user.account.id);
}

#[tokio::test]
async fn moderators_make_and_change_plain_users_only() {
    let fixture = Fixture::new().await;
    fixture.user("mod", Role::Moderator).await;
    let alice = fixture.user("alice", Role::User).await;
    for role in [UserRole::Administrator, UserRole::Moderator] {
        let moderator = fixture.caller("mod").await;
        let made = fixture.accounts.add_user(moderator, new("bob", role)).await;
        assert_eq!(refusal(made).0, 403);
        let mut promotion = update();
        promotion.role = Some(role);
        assert_eq!(refusal(put(&fixture, "mod", alice, promotion).await).0, 403);
    }
    let change = put(&fixture, "mod", fixture.root, update()).await;
    assert_eq!(refusal(change).0, 403);
    let mut quota = update();
    quota.video_quota = Some(5);
    put(&fixture, "mod", alice, quota).await.unwrap();
}

#[tokio::test]
async fn a_new_password_or_role_ends_sessions() {
    let fixture = Fixture::new().await;
    let alice = fixture.user("alice", Role::User).await;
    let mut password = update();
    password.password = Some("another password".into());
    let mut role = update();
    role.role = Some(UserRole::Moderator);
    for (change, current) in [(password, PASSWORD), (role, "another password")] {
        let token = fixture.log_in("alice", current).await.unwrap();
        put(&fixture, "root", alice, change).await.unwrap();
        let ended = fixture.authenticate(&token.access_token).await;
        assert_eq!(refusal(ended), (401, Some(InvalidToken)));
    }
}

#[tokio::test]
async fn root_keeps_its_role_and_stays() {
    let fixture = Fixture::new().await;
    let mut role = update();
    role.role = Some(UserRole::User);
    let demoted = put(&fixture, "root", fixture.root, role).await;
    assert_eq!(refusal(demoted).0, 400);
    let root = fixture.caller("root").await;
    let path = DelUserPath {
        id: fixture.root.get(),
    };
    assert_eq!(refusal(fixture.accounts.del_user(root, path).await).0, 400);
}

#[tokio::test]
async fn addresses_are_unique_in_any_case() {
    let fixture = Fixture::new().await;
    let alice = fixture.user("alice", Role::User).await;
    for email in ["ROOT@example.com", "Alice@example.com"] {
        let mut change = update();
        change.email = Some(email.into());
        let result = put(&fixture, "root", alice, change).await;
        assert_eq!(refusal(result).0, 409);
    }
}

#[tokio::test]
async fn with_a_user_go_sessions_uploads_and_names() {
    let fixture = Fixture::new().await;
    let alice = fixture.user("alice", Role::User).await;
    let token = fixture.log_in("alice", PASSWORD).await.unwrap();
    let upload = NewUpload {
        purpose: "video".into(),
        name: "a".into(),
        file_name: "a.mp4".into(),
        content_type: "video/mp4".into(),
        size: 1000,
        last_modified: None,
        metadata: String::new(),
        quota: None,
        attachments: Vec::new(),
    };
    let started = fixture.uploads.init(alice, upload).await.unwrap();
    assert_ne!(fixture.files_in("uploads"), 0);

    let root = fixture.caller("root").await;
    let path = DelUserPath { id: alice.get() };
    fixture
        .accounts
        .del_user(root.clone(), path.clone())
        .await
        .unwrap();

    let ended = fixture.authenticate(&token.access_token).await;
    assert_eq!(refusal(ended), (401, Some(InvalidToken)));
    assert!(
        fixture
            .uploads
            .status(alice, &started.id, None)
            .await
            .is_err()
    );
    assert_eq!(fixture.files_in("uploads"), 0);
    let again = fixture.accounts.del_user(root.clone(), path).await;
    assert_eq!(refusal(again).0, 404);
    let reuse = fixture
        .accounts
        .add_user(root, new("alice", UserRole::User))
        .await;
    assert_eq!(refusal(reuse).0, 409);
}
