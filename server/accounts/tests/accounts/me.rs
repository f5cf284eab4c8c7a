//! The caller.

use openapi_stubs_runtime::Patch;
use peertube_api::accounts::my_user::{GetUserInfoResponse, MyUser as _};
use peertube_api::models::user::{MyUser, MyUserUpdate, NsfwPolicy};
use peertube_kernel::ErrorCode::CurrentPasswordIsInvalid;
use peertube_kernel::Role;

use crate::support::{Fixture, PASSWORD, refusal};

fn update() -> MyUserUpdate {
    MyUserUpdate {
        display_name: None,
        description: Patch::Absent,
        current_password: None,
        password: None,
        email: None,
        nsfw_policy: None,
        nsfw_flags_displayed: None,
        nsfw_flags_hidden: None,
        nsfw_flags_warned: None,
        nsfw_flags_blurred: None,
        p2p_enabled: None,
        auto_play_video: None,
        auto_play_next_video: None,
        auto_play_next_video_playlist: None,
        videos_history_enabled: None,
        no_instance_config_warning_modal: None,
        no_welcome_modal: None,
        no_account_setup_warning_modal: None,
        video_languages: Patch::Absent,
        language: Patch::Absent,
        theme: None,
    }
}

async fn put(fixture: &Fixture, name: &str, body: MyUserUpdate) -> peertube_kernel::Result<()> {
    let caller = fixture.caller(name).await;
    fixture
        .accounts
        .put_user_info(caller, Some(body))
        .await
        .map(drop)
}

async fn get(fixture: &Fixture, name: &str) -> MyUser {
    let caller = fixture.caller(name).await;
    let GetUserInfoResponse::Ok(me) = fixture.accounts.get_user_info(caller).await.unwrap();
    me
}

#[tokio::test]
async fn what_is_changed_is_shown() {
    let fixture = Fixture::new().await;
    fixture.user("alice", Role::User).await;
    let mut change = update();
    change.display_name = Some("Alice".into());
    change.description = Patch::Value("About me".into());
    change.nsfw_policy = Some(NsfwPolicy::Blur);
    change.nsfw_flags_hidden = Some(2);
    change.video_languages = Patch::Value(vec!["fr".into()]);
    change.language = Patch::Value("fr".into());
    change.theme = Some("peertube-core-dark-brown".into());
    put(&fixture, "alice", change).await.unwrap();
    let me = get(&fixture, "alice").await;
    assert_eq!(me.account.display_name, "Alice");
    assert_eq!(me.account.description.as_deref(), Some("About me"));
    assert_eq!(
        (me.nsfw_policy, me.nsfw_flags_hidden),
        (NsfwPolicy::Blur, 2)
    );
    assert_eq!(me.video_languages, Some(vec!["fr".to_owned()]));
    assert_eq!(me.theme, "peertube-core-dark-brown");
    assert_eq!(me.special_playlists[0].name, "Watch later");
    assert_eq!(me.video_channels[0].owner_account_id, Some(None));

    let mut clear = update();
    clear.description = Patch::Null;
    clear.video_languages = Patch::Null;
    put(&fixture, "alice", clear).await.unwrap();
    let me = get(&fixture, "alice").await;
    assert_eq!((me.account.description, me.video_languages), (None, None));
}

#[tokio::test]
async fn a_new_password_needs_the_current_one_and_keeps_sessions() {
    let fixture = Fixture::new().await;
    fixture.user("alice", Role::User).await;
    let token = fixture.log_in("alice", PASSWORD).await.unwrap();
    let mut change = update();
    change.password = Some("another password".into());
    assert_eq!(
        refusal(put(&fixture, "alice", change.clone()).await),
        (400, None)
    );
    change.current_password = Some("wrong".into());
    assert_eq!(
        refusal(put(&fixture, "alice", change.clone()).await),
        (401, Some(CurrentPasswordIsInvalid))
    );
    change.current_password = Some(PASSWORD.into());
    put(&fixture, "alice", change).await.unwrap();
    assert!(fixture.authenticate(&token.access_token).await.is_ok());
    assert!(fixture.log_in("alice", "another password").await.is_ok());
    assert!(fixture.log_in("alice", PASSWORD).await.is_err());
}

#[tokio::test]
async fn an_address_is_taken_at_once_unless_addresses_are_verified() {
    for verifies in [false, true] {
        let fixture =
            Fixture::with(|config| config.signup.requires_email_verification = verifies).await;
        fixture.user("alice", Role::User).await;
        let mut change = update();
        change.email = Some("new@example.com".into());
        change.current_password = Some(PASSWORD.into());
        put(&fixture, "alice", change.clone()).await.unwrap();
        let me = get(&fixture, "alice").await;
        let expected = if verifies {
            ("alice@example.com", Some("new@example.com"))
        } else {
            ("new@example.com", None)
        };
        assert_eq!((&*me.email, me.pending_email.as_deref()), expected);
        change.email = Some("ROOT@example.com".into());
        assert_eq!(refusal(put(&fixture, "alice", change).await), (409, None));
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let fixture = Fixture::new().await;
    let mut overlap = update();
    overlap.nsfw_flags_hidden = Some(3);
    overlap.nsfw_flags_blurred = Some(1);
    let mut language = update();
    language.language = Patch::Value("klingon".into());
    let mut theme = update();
    theme.theme = Some("mine".into());
    for change in [overlap, language, theme] {
        assert_eq!(refusal(put(&fixture, "root", change).await), (400, None));
    }
}
