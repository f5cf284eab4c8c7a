//! Becoming a user.

use openapi_stubs_runtime::Patch;
use peertube_api::accounts::register::{Register as _, RegisterUserResponse};
use peertube_api::models::user::{RegisterChannel, RegistrationStateId, UserRegister};

use crate::support::{Fixture, PASSWORD, client, refusal};

fn somebody(name: &str) -> UserRegister {
    UserRegister {
        username: name.into(),
        password: PASSWORD.into(),
        email: format!("{name}@example.com"),
        display_name: Patch::Absent,
        channel: None,
        registration_reason: None,
    }
}

async fn open() -> Fixture {
    Fixture::with(|config| {
        config.signup.enabled = true;
        config.signup.requires_approval = false;
        config.signup.limit = 3;
    })
    .await
}

#[tokio::test]
async fn whoever_registers_can_log_in() {
    let fixture = open().await;
    let mut alice = somebody("alice");
    alice.display_name = Patch::Value("Alice A.".into());
    alice.channel = Some(RegisterChannel {
        name: "alices".into(),
        display_name: "Alice's".into(),
    });
    let RegisterUserResponse::Ok(registered) = fixture
        .accounts
        .register_user(client(), alice)
        .await
        .unwrap();
    assert_eq!(registered.state.id, RegistrationStateId::Accepted);
    let caller = fixture.caller("alice").await;
    let account = &caller.user.account.account;
    assert_eq!(account.display_name, "Alice A.");
    let mut conn = fixture.shared.db.read().await.unwrap();
    let channels = peertube_store::channels::of_account(&mut conn, account.id)
        .await
        .unwrap();
    assert_eq!(channels[0].actor.name, "alices");
    assert_eq!(channels[0].channel.display_name, "Alice's");
}

#[tokio::test]
async fn names_that_clash() {
    let fixture = open().await;
    let register = |body| fixture.accounts.register_user(client(), body);
    assert_eq!(refusal(register(somebody("root")).await).0, 409);
    assert_eq!(refusal(register(somebody("root_channel")).await).0, 409);
    let mut same = somebody("alice");
    same.channel = Some(RegisterChannel {
        name: "alice".into(),
        display_name: "Alice".into(),
    });
    assert_eq!(refusal(register(same).await).0, 400);
    let mut short = somebody("alice");
    short.password = "short".into();
    assert_eq!(refusal(register(short).await).0, 400);
}

#[tokio::test]
async fn registration_closes_at_the_limit() {
    let fixture = open().await;
    let register = |name| fixture.accounts.register_user(client(), somebody(name));
    register("alice").await.unwrap();
    register("bob").await.unwrap();
    assert_eq!(refusal(register("carol").await), (403, None));
}

#[tokio::test]
async fn registration_is_closed_unless_it_is_opened() {
    for requires_approval in [false, true] {
        let fixture = Fixture::with(|config| {
            config.signup.enabled = requires_approval;
            config.signup.requires_approval = requires_approval;
        })
        .await;
        let result = fixture
            .accounts
            .register_user(client(), somebody("alice"))
            .await;
        assert_eq!(refusal(result), (403, None));
    }
}

#[tokio::test]
async fn networks_can_be_shut_out() {
    let fixture = Fixture::with(|config| {
        config.signup.enabled = true;
        config.signup.requires_approval = false;
        config.signup.filters.cidr.blacklist = vec!["127.0.0.0/8".into()];
    })
    .await;
    let result = fixture
        .accounts
        .register_user(client(), somebody("alice"))
        .await;
    assert_eq!(refusal(result), (403, None));
}
