//! Users, accounts, channels.

use std::time::Duration;

use peertube_kernel::Role;
use peertube_kernel::video::Privacy;
use peertube_store::accounts::{self, AccountChanges};
use peertube_store::channels::{self, ChannelChanges, ChannelFilter, ChannelSort, NewChannel};
use peertube_store::users::{self, InitialChannel, UserChanges, UserFilter, UserSort};
use peertube_store::{Direction, Page, actors, playlists, videos};

use crate::support::{Fixture, START, account, file, new_user};

fn new_channel(name: &str) -> NewChannel {
    NewChannel {
        name: name.to_owned(),
        display_name: format!("Channel {name}"),
        description: Some("about".to_owned()),
        support: None,
        public_email: None,
    }
}

#[tokio::test]
async fn a_user_comes_with_account_channel_and_playlist() {
    let fixture = Fixture::new().await;
    let made = fixture.user("anna").await;
    let mut conn = fixture.db.read().await.unwrap();
    let user = users::by_id(&mut conn, made.user).await.unwrap().unwrap();
    assert_eq!(user.user.username, "anna");
    assert_eq!(user.user.role, Role::User);
    assert_eq!(user.user.video_languages, None);
    assert_eq!(user.user.notification_settings.abuse_as_moderator, 3);
    assert_eq!(user.user.created_at, START);
    assert_eq!(user.account.account.id, made.account);
    assert_eq!(user.account.actor.name, "anna");
    let channel = channels::by_id(&mut conn, made.channel)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(channel.actor.name, "anna_channel");
    assert_eq!(channel.channel.display_name, "Main anna channel");
    assert_eq!(channel.owner, user.account);
    let playlist = playlists::watch_later(&mut conn, made.account)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(playlist.display_name, "Watch later");
    assert_eq!(users::count(&mut conn).await.unwrap(), 1);
}

#[tokio::test]
async fn lookups_ignore_case() {
    let fixture = Fixture::new().await;
    let made = fixture.user("anna").await;
    let mut conn = fixture.db.read().await.unwrap();
    let conn = &mut conn;
    assert!(users::by_username(conn, "ANNA").await.unwrap().is_some());
    assert!(
        users::by_email(conn, "Anna@Example.org")
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(
        users::by_login(conn, "anna@example.ORG")
            .await
            .unwrap()
            .unwrap()
            .user
            .id,
        made.user
    );
    assert!(users::by_login(conn, "nobody").await.unwrap().is_none());
    assert!(
        accounts::by_handle(conn, "Anna", None)
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        accounts::by_handle(conn, "anna", Some("elsewhere.org"))
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        channels::by_handle(conn, "ANNA_channel", None)
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        accounts::by_handle(conn, "anna_channel", None)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        users::is_login_taken(conn, &["x", "ANNA@example.org"])
            .await
            .unwrap()
    );
    assert!(!users::is_login_taken(conn, &["x"]).await.unwrap());
}

#[tokio::test]
async fn names_and_addresses_are_used_once() {
    let fixture = Fixture::new().await;
    fixture.user("anna").await;
    let mut same_name = new_user("ANNA");
    same_name.email = "other@example.org".to_owned();
    let mut same_email = new_user("berta");
    same_email.email = "ANNA@example.org".to_owned();
    let name_of_a_channel = new_user("anna_channel");
    let mut channel_of_that_name = new_user("clara");
    channel_of_that_name.channel = InitialChannel::Named {
        name: "anna".to_owned(),
        display_name: "x".to_owned(),
    };
    for new in [
        same_name,
        same_email,
        name_of_a_channel,
        channel_of_that_name,
    ] {
        let error = fixture
            .db
            .write(|conn| Box::pin(users::create(conn, &new)))
            .await
            .unwrap_err();
        assert_eq!(error.kind.status(), 409, "{error}");
    }
    let mut conn = fixture.db.read().await.unwrap();
    assert_eq!(users::count(&mut conn).await.unwrap(), 1);
}

#[tokio::test]
async fn default_channel_names_give_way() {
    let fixture = Fixture::new().await;
    fixture.user("anna_channel").await;
    let made = fixture.user("anna").await;
    let mut conn = fixture.db.read().await.unwrap();
    let channel = channels::by_id(&mut conn, made.channel)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(channel.actor.name, "anna_channel-1");
}

#[tokio::test]
async fn every_change_of_a_user_is_kept() {
    let fixture = Fixture::new().await;
    let made = fixture.user("anna").await;
    fixture.clock.advance(Duration::from_secs(1));
    let changes = UserChanges {
        email: Some("New@example.org".to_owned()),
        email_verified: Some(Some(true)),
        role: Some(Role::Moderator),
        video_languages: Some(Some(vec!["fr".to_owned(), "de".to_owned()])),
        blocked: Some(true),
        blocked_reason: Some(Some("spam".to_owned())),
        ..UserChanges::default()
    };
    fixture
        .db
        .write(|conn| Box::pin(users::update(conn, made.user, &changes)))
        .await
        .unwrap();
    let user = fixture.load_user(made.user).await.user;
    assert_eq!(user.email, "New@example.org");
    assert_eq!(user.email_verified, Some(true));
    assert_eq!(user.role, Role::Moderator);
    assert_eq!(
        user.video_languages,
        Some(vec!["fr".to_owned(), "de".to_owned()])
    );
    assert_eq!(user.blocked_reason.as_deref(), Some("spam"));
    assert_eq!(user.updated_at, START.plus(Duration::from_secs(1)));
    let mut conn = fixture.db.read().await.unwrap();
    assert!(
        users::by_email(&mut conn, "new@example.org")
            .await
            .unwrap()
            .is_some()
    );
    drop(conn);

    let clear = UserChanges {
        video_languages: Some(None),
        blocked_reason: Some(None),
        ..UserChanges::default()
    };
    fixture
        .db
        .write(|conn| Box::pin(users::update(conn, made.user, &clear)))
        .await
        .unwrap();
    let user = fixture.load_user(made.user).await.user;
    assert_eq!((user.video_languages, user.blocked_reason), (None, None));
}

#[tokio::test]
async fn another_users_address_is_a_conflict() {
    let fixture = Fixture::new().await;
    fixture.user("anna").await;
    let berta = fixture.user("berta").await;
    let changes = UserChanges {
        email: Some("Anna@example.org".to_owned()),
        ..UserChanges::default()
    };
    let error = fixture
        .db
        .write(|conn| Box::pin(users::update(conn, berta.user, &changes)))
        .await
        .unwrap_err();
    assert_eq!(error.kind.status(), 409);
}

#[tokio::test]
async fn users_are_filtered_and_ordered() {
    let fixture = Fixture::new().await;
    let mut ids = Vec::new();
    for (name, role) in [
        ("anna", Role::User),
        ("berta", Role::Moderator),
        ("clara", Role::User),
    ] {
        let mut new = new_user(name);
        new.role = role;
        ids.push(fixture.create_user(new).await);
        fixture.clock.advance(Duration::from_secs(1));
    }
    let mut video = fixture.new_video(ids[1].channel, "big");
    video.files = vec![file("a.mp4", 500)];
    fixture.video(video).await;
    fixture
        .db
        .write(|conn| Box::pin(users::set_last_login(conn, ids[2].user)))
        .await
        .unwrap();
    let block = UserChanges {
        blocked: Some(true),
        ..UserChanges::default()
    };
    fixture
        .db
        .write(|conn| Box::pin(users::update(conn, ids[0].user, &block)))
        .await
        .unwrap();

    let names = async |filter: UserFilter| {
        let mut conn = fixture.db.read().await.unwrap();
        let listing = users::list(&mut conn, &filter, Page::default())
            .await
            .unwrap();
        assert_eq!(
            listing.total,
            Some(i64::try_from(listing.rows.len()).unwrap())
        );
        let names = listing.rows.into_iter().map(|row| row.user.user.username);
        names.collect::<Vec<_>>().join(" ")
    };
    let all = UserFilter::default;
    assert_eq!(names(all()).await, "clara berta anna");
    assert_eq!(
        names(UserFilter {
            search: Some("ERT".into()),
            ..all()
        })
        .await,
        "berta"
    );
    assert_eq!(
        names(UserFilter {
            search: Some("a@exam".into()),
            ..all()
        })
        .await,
        "clara berta anna"
    );
    assert_eq!(
        names(UserFilter {
            search: Some("%".into()),
            ..all()
        })
        .await,
        ""
    );
    assert_eq!(
        names(UserFilter {
            blocked: Some(true),
            ..all()
        })
        .await,
        "anna"
    );
    assert_eq!(
        names(UserFilter {
            blocked: Some(false),
            ..all()
        })
        .await,
        "clara berta"
    );
    assert_eq!(
        names(UserFilter {
            role: Some(Role::Moderator),
            ..all()
        })
        .await,
        "berta"
    );
    let sorted = |sort, direction| UserFilter {
        sort,
        direction,
        ..all()
    };
    for (sort, ascending, descending) in [
        (UserSort::Id, "anna berta clara", "clara berta anna"),
        (UserSort::Username, "anna berta clara", "clara berta anna"),
        (UserSort::CreatedAt, "anna berta clara", "clara berta anna"),
        (
            UserSort::VideoQuotaUsed,
            "anna clara berta",
            "berta anna clara",
        ),
        (
            UserSort::LastLoginDate,
            "anna berta clara",
            "clara anna berta",
        ),
        (UserSort::Role, "berta anna clara", "anna clara berta"),
    ] {
        assert_eq!(
            names(sorted(sort, Direction::Ascending)).await,
            ascending,
            "{sort:?}"
        );
        assert_eq!(
            names(sorted(sort, Direction::Descending)).await,
            descending,
            "{sort:?}"
        );
    }

    let mut conn = fixture.db.read().await.unwrap();
    let page = Page { start: 1, count: 1 };
    let listing = users::list(&mut conn, &all(), page).await.unwrap();
    assert_eq!(listing.total, Some(3));
    assert_eq!(listing.rows.len(), 1);
    assert_eq!(listing.rows[0].user.user.username, "berta");
    assert_eq!(listing.rows[0].video_quota_used, 500);
    assert_eq!(listing.rows[0].video_quota_used_daily, 500);
    assert_eq!(listing.rows[0].total_video_file_size, 500);
    for page in [
        Page {
            start: u64::MAX,
            count: 1,
        },
        Page { start: 0, count: 0 },
    ] {
        let listing = users::list(&mut conn, &all(), page).await.unwrap();
        assert_eq!((listing.total, listing.rows.len()), (Some(3), 0));
    }
}

#[tokio::test]
async fn deleting_a_user_takes_everything_and_keeps_the_names() {
    let fixture = Fixture::new().await;
    let anna = fixture.user("anna").await;
    let berta = fixture.user("berta").await;
    for (owner, name) in [(&anna, "a.mp4"), (&berta, "b.mp4")] {
        let mut video = fixture.new_video(owner.channel, "video");
        video.privacy = Privacy::Private;
        video.files = vec![file(name, 5)];
        fixture.video(video).await;
    }
    let user = fixture.load_user(anna.user).await;
    let owned = fixture
        .db
        .write(|conn| Box::pin(users::delete(conn, &user)))
        .await
        .unwrap();
    assert_eq!(owned.web_videos.len(), 1);
    assert_eq!(owned.web_videos[0].file_name, "a.mp4");
    assert!(owned.web_videos[0].private);
    let mut conn = fixture.db.read().await.unwrap();
    assert!(users::by_id(&mut conn, anna.user).await.unwrap().is_none());
    assert!(
        accounts::by_id(&mut conn, anna.account)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        channels::by_id(&mut conn, anna.channel)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        playlists::watch_later(&mut conn, anna.account)
            .await
            .unwrap()
            .is_none()
    );
    let filter = videos::VideoFilter::everything();
    assert_eq!(videos::count(&mut conn, &filter).await.unwrap(), 1);
    assert!(actors::is_name_taken(&mut conn, "Anna").await.unwrap());
    assert!(
        actors::is_name_taken(&mut conn, "anna_channel")
            .await
            .unwrap()
    );
    assert!(!actors::is_name_taken(&mut conn, "nobody").await.unwrap());
    drop(conn);
    let again = new_user("anna");
    let error = fixture
        .db
        .write(|conn| Box::pin(users::create(conn, &again)))
        .await
        .unwrap_err();
    assert_eq!(error.kind.status(), 409);
}

#[tokio::test]
async fn accounts_are_changed_and_listed() {
    let fixture = Fixture::new().await;
    let anna = account(&fixture, "anna").await;
    fixture.clock.advance(Duration::from_secs(1));
    account(&fixture, "berta").await;
    let changes = AccountChanges {
        display_name: Some("Anna A.".to_owned()),
        description: Some(Some("hello".to_owned())),
    };
    fixture
        .db
        .write(|conn| Box::pin(accounts::update(conn, anna, &changes)))
        .await
        .unwrap();
    let mut conn = fixture.db.read().await.unwrap();
    let changed = accounts::by_id(&mut conn, anna).await.unwrap().unwrap();
    assert_eq!(changed.account.display_name, "Anna A.");
    assert_eq!(changed.account.description.as_deref(), Some("hello"));
    let listing = accounts::list(&mut conn, Direction::Descending, Page::default())
        .await
        .unwrap();
    let names: Vec<_> = listing
        .rows
        .iter()
        .map(|row| row.actor.name.as_str())
        .collect();
    assert_eq!((listing.total, names), (Some(2), vec!["berta", "anna"]));
}

#[tokio::test]
async fn channels_are_made_changed_listed_and_deleted() {
    let fixture = Fixture::new().await;
    let anna = fixture.user("anna").await;
    let berta = fixture.user("berta").await;
    fixture.clock.advance(Duration::from_secs(1));
    let db = &fixture.db;
    let create = |name: &'static str| {
        db.write(move |conn| {
            Box::pin(async move { channels::create(conn, anna.account, &new_channel(name)).await })
        })
    };
    let made = create("zoo").await.unwrap();
    assert_eq!(create("ZOO").await.unwrap_err().kind.status(), 409);
    let video = fixture.video(fixture.new_video(made, "video")).await;

    fixture.clock.advance(Duration::from_secs(1));
    let changes = ChannelChanges {
        display_name: Some("Alpha".to_owned()),
        description: Some(None),
        support: Some(Some("give".to_owned())),
        bulk_videos_support_update: true,
        ..ChannelChanges::default()
    };
    db.write(|conn| Box::pin(channels::update(conn, made, &changes)))
        .await
        .unwrap();

    let mut conn = db.read().await.unwrap();
    let conn = &mut conn;
    let channel = channels::by_id(conn, made).await.unwrap().unwrap();
    assert_eq!(channel.channel.display_name, "Alpha");
    assert_eq!(channel.channel.description, None);
    let support = videos::by_id(conn, video)
        .await
        .unwrap()
        .unwrap()
        .video
        .support;
    assert_eq!(support.as_deref(), Some("give"));
    assert_eq!(
        channels::count_of_account(conn, anna.account)
            .await
            .unwrap(),
        2
    );
    let of_account = channels::of_account(conn, anna.account).await.unwrap();
    assert_eq!(
        of_account.iter().map(|c| c.channel.id).collect::<Vec<_>>(),
        [anna.channel, made]
    );
    let figures = channels::stats(conn, &[made, berta.channel]).await.unwrap();
    assert_eq!(
        (
            figures[&made].videos_count,
            figures[&made].views_per_day.len()
        ),
        (1, 31)
    );
    assert_eq!(figures[&berta.channel].videos_count, 0);

    for (filter, expected) in [
        (
            ChannelFilter::default(),
            vec![made, anna.channel, berta.channel],
        ),
        (
            ChannelFilter {
                account: Some(berta.account),
                ..Default::default()
            },
            vec![berta.channel],
        ),
        (
            ChannelFilter {
                search: Some("ALPH".into()),
                ..Default::default()
            },
            vec![made],
        ),
        (
            ChannelFilter {
                search: Some("berta".into()),
                ..Default::default()
            },
            vec![berta.channel],
        ),
    ] {
        let listing = channels::list(conn, &filter, Page::default())
            .await
            .unwrap();
        let ids: Vec<_> = listing.rows.iter().map(|row| row.channel.id).collect();
        assert_eq!(ids, expected, "{filter:?}");
    }
    for (sort, expected) in [
        (ChannelSort::Id, vec![anna.channel, berta.channel, made]),
        (
            ChannelSort::DisplayName,
            vec![made, anna.channel, berta.channel],
        ),
        (
            ChannelSort::UpdatedAt,
            vec![anna.channel, berta.channel, made],
        ),
        (
            ChannelSort::CreatedAt,
            vec![anna.channel, berta.channel, made],
        ),
    ] {
        let filter = ChannelFilter {
            sort,
            direction: Direction::Ascending,
            ..Default::default()
        };
        let listing = channels::list(conn, &filter, Page::default())
            .await
            .unwrap();
        let ids: Vec<_> = listing.rows.iter().map(|row| row.channel.id).collect();
        assert_eq!(ids, expected, "{sort:?}");
    }

    db.write(|conn| Box::pin(channels::delete(conn, &channel)))
        .await
        .unwrap();
    assert!(channels::by_id(conn, made).await.unwrap().is_none());
    assert!(videos::by_id(conn, video).await.unwrap().is_none());
    assert!(actors::is_name_taken(conn, "zoo").await.unwrap());
}
