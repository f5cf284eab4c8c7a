//! Lists and their filters.

use peertube_testkit::{Client, NewVideo, Reply, TestApp};

use crate::support::texts;

async fn list(client: &Client, query: &str) -> Reply {
    client.get(&format!("/api/v1/videos?{query}")).await
}

async fn names(client: &Client, query: &str) -> Vec<String> {
    texts(&list(client, query).await, "name")
}

#[tokio::test]
async fn strangers_see_public_videos_and_users_internal_ones_too() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    for (name, privacy) in [
        ("Public", 1),
        ("Unlisted", 2),
        ("Private", 3),
        ("Internal", 4),
    ] {
        alice.upload(&NewVideo::named(name).privacy(privacy)).await;
    }
    assert_eq!(names(&app.anonymous(), "sort=name").await, ["Public"]);
    assert_eq!(names(&bob, "sort=name").await, ["Internal", "Public"]);
    assert_eq!(names(&alice, "sort=name").await, ["Internal", "Public"]);
    let moderator = app.moderator().await;
    let all = names(
        &moderator,
        "sort=name&privacyOneOf=1&privacyOneOf=2&privacyOneOf=3",
    )
    .await;
    assert_eq!(all, ["Private", "Public", "Unlisted"]);
}

#[tokio::test]
async fn filters_in_all_their_spellings() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let anonymous = app.anonymous();
    let music = NewVideo::named("Music of the sea")
        .with("category", 1)
        .with("language", "fr");
    alice
        .upload(&music.with("tags[0]", "sea").with("tags[1]", "sun"))
        .await;
    let films = NewVideo::named("Films of the land")
        .with("category", 2)
        .with("licence", 3);
    alice
        .upload(
            &films
                .with("tags[0]", "land")
                .with("tags[1]", "sun")
                .with("nsfw", true),
        )
        .await;
    let both = ["Films of the land", "Music of the sea"];
    // The instance does not list what is not safe for work unless it is asked for.
    assert_eq!(names(&anonymous, "").await, &both[1..]);
    for (query, expected) in [
        ("categoryOneOf=1", &both[1..]),
        ("categoryOneOf[]=1", &both[1..]),
        ("categoryOneOf[0]=2", &both[..1]),
        ("categoryOneOf=1&categoryOneOf=2", &both[..]),
        ("licenceOneOf=3", &both[..1]),
        ("languageOneOf=fr", &both[1..]),
        ("languageOneOf=_unknown", &both[..1]),
        ("tagsOneOf=SEA&tagsOneOf=land", &both[..]),
        ("tagsAllOf=sun&tagsAllOf=land", &both[..1]),
        ("isLive=false", &both[..]),
        ("isLive=1", &both[..0]),
        ("isLocal=true", &both[..]),
        ("hasWebVideoFiles=true", &both[..]),
        ("hasHLSFiles=true", &both[..0]),
        ("search=music", &both[1..]),
        ("search=", &both[..]),
        ("categoryOneOf=7", &both[..0]),
    ] {
        let query = format!("sort=name&nsfw=both&{query}");
        assert_eq!(names(&anonymous, &query).await, expected, "{query}");
    }
    assert_eq!(names(&anonymous, "nsfw=true").await, &both[..1]);
    assert_eq!(names(&anonymous, "nsfw=false").await, &both[1..]);
}

#[tokio::test]
async fn order_and_pages() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    for name in ["Second", "First", "Third"] {
        alice.upload(&NewVideo::named(name)).await;
        app.advance(std::time::Duration::from_secs(1));
    }
    let anonymous = app.anonymous();
    assert_eq!(names(&anonymous, "").await, ["Third", "First", "Second"]);
    assert_eq!(
        names(&anonymous, "sort=publishedAt&start=1&count=1").await,
        ["First"]
    );
    assert_eq!(
        names(&anonymous, "sort=-name").await,
        ["Third", "Second", "First"]
    );
    assert_eq!(list(&anonymous, "start=99").await.at("/total"), 3);
    assert_eq!(
        list(&anonymous, "skipCount=true").await.json().get("total"),
        None
    );
    for sort in [
        "duration",
        "-createdAt",
        "views",
        "-likes",
        "-trending",
        "-hot",
    ] {
        assert_eq!(
            names(&anonymous, &format!("sort={sort}")).await.len(),
            3,
            "{sort}"
        );
    }
}

#[tokio::test]
async fn more_is_told_to_those_who_may_ask() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    alice
        .upload(&NewVideo::named("One").with("tags[0]", "sea"))
        .await;
    let moderator = app.moderator().await;
    let plain = list(&moderator, "").await;
    assert_eq!(plain.at("/data/0").get("files"), None);
    let more = list(&moderator, "include=170").await;
    assert_eq!(more.at("/data/0/files/0/hasAudio"), true);
    assert_eq!(more.at("/data/0/blacklisted"), false);
    assert_eq!(more.at("/data/0/videoSource/inputFilename"), "clip.mp4");
    assert_eq!(more.at("/data/0/tags/0"), "sea");
    for query in [
        "include=0",
        "privacyOneOf=1",
        "stateOneOf=1",
        "autoTagOneOf=x",
    ] {
        list(&app.anonymous(), query)
            .await
            .assert_status(401)
            .problem();
        list(&alice, query).await.assert_status(401).problem();
    }
}

#[tokio::test]
async fn all_bad_parameters_are_named() {
    let app = TestApp::start().await;
    let query = "start=-1&count=101&sort=age&categoryOneOf=a&nsfw=maybe&include=x&privacyOneOf=1,2";
    let reply = list(&app.anonymous(), query)
        .await
        .assert_status(400)
        .problem();
    let invalid = reply["invalid-params"].as_object().unwrap();
    let parameters = [
        "start",
        "count",
        "sort",
        "categoryOneOf",
        "nsfw",
        "include",
        "privacyOneOf",
    ];
    for name in parameters {
        assert!(
            invalid.keys().any(|key| key.starts_with(name)),
            "{name}: {reply}"
        );
    }
    assert!(
        reply["docs"]
            .as_str()
            .unwrap()
            .ends_with("#operation/getVideos")
    );
    let anonymous = app.anonymous();
    for query in [
        "nsfwFlagsIncluded=1&nsfwFlagsExcluded=3",
        "excludeAlreadyWatched=true",
        "filter=local",
    ] {
        list(&anonymous, query).await.assert_status(400).problem();
    }
}
