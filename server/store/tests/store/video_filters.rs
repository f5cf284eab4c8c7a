//! Each filter and each order of video lists.

use std::time::Duration;

use peertube_kernel::ids::{ChannelId, UserId, VideoId};
use peertube_kernel::short_uuid;
use peertube_kernel::video::{FileStorage, Privacy, VideoState};
use peertube_store::video_files::{self, FileKind};
use peertube_store::video_sources::{self, NewVideoSource};
use peertube_store::videos::{
    self, Host, NewVideo, Nsfw, States, VideoChanges, VideoFilter, VideoSort,
};
use peertube_store::{Direction, Page, history};

use crate::support::{Fixture, START, file};

struct Videos {
    fixture: Fixture,
    channel: ChannelId,
    user: UserId,
}

impl Videos {
    async fn new() -> Self {
        let fixture = Fixture::new().await;
        let anna = fixture.user("anna").await;
        Self {
            fixture,
            channel: anna.channel,
            user: anna.user,
        }
    }

    /// Adds a video; the clock moves on by a second, so that later ones are newer.
    async fn add(&self, name: &str, change: impl FnOnce(&mut NewVideo)) -> VideoId {
        let mut new = self.fixture.new_video(self.channel, name);
        change(&mut new);
        let id = self.fixture.video(new).await;
        self.fixture.clock.advance(Duration::from_secs(1));
        id
    }

    async fn change(&self, id: VideoId, changes: VideoChanges) {
        let db = &self.fixture.db;
        db.write(|conn| Box::pin(videos::update(conn, id, &changes)))
            .await
            .unwrap();
    }

    async fn view(&self, id: VideoId, views: i64) {
        let db = &self.fixture.db;
        db.write(|conn| Box::pin(videos::add_view(conn, id, views)))
            .await
            .unwrap();
    }

    async fn watch(&self, id: VideoId) {
        let db = &self.fixture.db;
        db.write(|conn| Box::pin(history::set_position(conn, self.user, id, 5)))
            .await
            .unwrap();
    }

    /// Names in order; the count must agree.
    async fn names(&self, filter: &VideoFilter) -> String {
        let mut conn = self.fixture.db.read().await.unwrap();
        let page = Page {
            start: 0,
            count: 100,
        };
        let listing = videos::list(&mut conn, filter, page, true).await.unwrap();
        assert_eq!(
            listing.total,
            Some(i64::try_from(listing.rows.len()).unwrap())
        );
        let names: Vec<_> = listing.rows.into_iter().map(|row| row.video.name).collect();
        names.join(" ")
    }

    /// Names in order, with one filter changed from "everything, oldest first".
    async fn found(&self, change: impl FnOnce(&mut VideoFilter)) -> String {
        let mut filter = VideoFilter::everything();
        filter.direction = Direction::Ascending;
        change(&mut filter);
        self.names(&filter).await
    }
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[tokio::test]
async fn what_is_listed() {
    let videos = Videos::new().await;
    videos.add("public", |_| ()).await;
    videos
        .add("unlisted", |v| v.privacy = Privacy::Unlisted)
        .await;
    videos
        .add("private", |v| v.privacy = Privacy::Private)
        .await;
    videos
        .add("internal", |v| v.privacy = Privacy::Internal)
        .await;
    videos
        .add("protected", |v| v.privacy = Privacy::PasswordProtected)
        .await;
    videos
        .add("waiting", |v| {
            v.state = VideoState::ToTranscode;
            v.wait_transcoding = true;
        })
        .await;
    videos
        .add("transcoding", |v| v.state = VideoState::ToTranscode)
        .await;
    let blocked = videos.add("blocked", |_| ()).await;
    let block = VideoChanges {
        blocked: Some(true),
        ..VideoChanges::default()
    };
    videos.change(blocked, block).await;

    let anonymous = VideoFilter::listed(None);
    assert_eq!(videos.names(&anonymous).await, "transcoding public");
    let user = VideoFilter::listed(Some(videos.user));
    assert_eq!(videos.names(&user).await, "transcoding internal public");

    let with = |change: fn(&mut VideoFilter)| {
        let mut filter = VideoFilter::listed(None);
        change(&mut filter);
        filter
    };
    let filter = with(|f| f.include_blocked = true);
    assert_eq!(videos.names(&filter).await, "blocked transcoding public");
    let filter = with(|f| f.states = States::Any);
    assert_eq!(videos.names(&filter).await, "transcoding waiting public");
    let filter = with(|f| f.states = States::OneOf(vec![VideoState::ToTranscode]));
    assert_eq!(videos.names(&filter).await, "transcoding waiting");
    let filter = with(|f| f.states = States::OneOf(Vec::new()));
    assert_eq!(videos.names(&filter).await, "");
    let filter = with(|f| f.privacy_one_of = Some(vec![Privacy::Unlisted, Privacy::Private]));
    assert_eq!(videos.names(&filter).await, "private unlisted");
    assert_eq!(videos.found(|_| ()).await.split(' ').count(), 8);
}

#[tokio::test]
async fn nsfw() {
    let videos = Videos::new().await;
    videos.add("safe", |_| ()).await;
    videos.add("plain", |v| v.nsfw = true).await;
    videos
        .add("violent", |v| {
            v.nsfw = true;
            v.nsfw_flags = 1;
        })
        .await;
    videos
        .add("both", |v| {
            v.nsfw = true;
            v.nsfw_flags = 3;
        })
        .await;
    for (nsfw, expected) in [
        (Nsfw::Any, "safe plain violent both"),
        (Nsfw::Only { excluded: 0 }, "plain violent both"),
        (Nsfw::Only { excluded: 2 }, "plain violent"),
        (Nsfw::Hidden { included: 0 }, "safe"),
        (Nsfw::Hidden { included: 2 }, "safe both"),
        (Nsfw::Both { excluded: 0 }, "safe plain violent both"),
        (Nsfw::Both { excluded: 1 }, "safe plain"),
    ] {
        assert_eq!(videos.found(|f| f.nsfw = nsfw).await, expected, "{nsfw:?}");
    }
}

#[tokio::test]
async fn attributes() {
    let videos = Videos::new().await;
    videos
        .add("a", |v| {
            v.category = Some(1);
            v.licence = Some(2);
            v.language = Some("fr".to_owned());
            v.tags = texts(&["Sun", "sea"]);
            v.files = vec![file("a.mp4", 1)];
        })
        .await;
    videos
        .add("b", |v| {
            v.category = Some(2);
            v.licence = Some(3);
            v.language = Some("en".to_owned());
            v.tags = texts(&["sea"]);
            v.is_live = true;
            let mut hls = file("b.mp4", 1);
            hls.kind = FileKind::Hls;
            v.files = vec![hls];
        })
        .await;
    videos.add("c", |_| ()).await;
    assert_eq!(
        videos.found(|f| f.category_one_of = vec![1, 2]).await,
        "a b"
    );
    assert_eq!(videos.found(|f| f.category_one_of = vec![9]).await, "");
    assert_eq!(videos.found(|f| f.licence_one_of = vec![3]).await, "b");
    assert_eq!(
        videos.found(|f| f.language_one_of = texts(&["fr"])).await,
        "a"
    );
    assert_eq!(
        videos
            .found(|f| f.language_one_of = texts(&["_unknown"]))
            .await,
        "c"
    );
    assert_eq!(
        videos
            .found(|f| f.language_one_of = texts(&["en", "_unknown"]))
            .await,
        "b c"
    );
    assert_eq!(
        videos
            .found(|f| f.tags_one_of = texts(&["SUN", "sea"]))
            .await,
        "a b"
    );
    assert_eq!(
        videos
            .found(|f| f.tags_all_of = texts(&["sun", "SEA", "Sun"]))
            .await,
        "a"
    );
    // More than the stack, and the depth of an expression in the database, would hold as a chain.
    let many: Vec<String> = (0..5000).map(|number| number.to_string()).collect();
    assert_eq!(videos.found(|f| f.tags_all_of.clone_from(&many)).await, "");
    assert_eq!(videos.found(|f| f.is_live = Some(true)).await, "b");
    assert_eq!(videos.found(|f| f.is_live = Some(false)).await, "a c");
    assert_eq!(
        videos.found(|f| f.has_web_video_files = Some(true)).await,
        "a"
    );
    assert_eq!(
        videos.found(|f| f.has_web_video_files = Some(false)).await,
        "b c"
    );
    assert_eq!(videos.found(|f| f.has_hls_files = Some(true)).await, "b");
    assert_eq!(videos.found(|f| f.has_hls_files = Some(false)).await, "a c");
}

#[tokio::test]
async fn origin() {
    let mut videos = Videos::new().await;
    let berta = videos.fixture.user("berta").await;
    videos.add("a", |_| ()).await;
    videos.channel = berta.channel;
    videos.add("b", |_| ()).await;
    assert_eq!(videos.found(|f| f.account = Some(berta.account)).await, "b");
    assert_eq!(videos.found(|f| f.channel = Some(berta.channel)).await, "b");
    let names = texts(&["ANNA_channel", "none"]);
    assert_eq!(videos.found(|f| f.channel_name_one_of = names).await, "a");
    assert_eq!(videos.found(|f| f.host = Some(Host::Local)).await, "a b");
    let remote = Host::Remote("elsewhere.org".to_owned());
    assert_eq!(videos.found(|f| f.host = Some(remote)).await, "");
    assert_eq!(videos.found(|f| f.is_local = Some(true)).await, "a b");
    assert_eq!(videos.found(|f| f.is_local = Some(false)).await, "");
}

#[tokio::test]
async fn search() {
    let videos = Videos::new().await;
    let mut uuid = None;
    videos.add("Été", |v| uuid = Some(v.uuid)).await;
    videos.add("100%", |_| ()).await;
    videos.add("tagged", |v| v.tags = texts(&["Ete"])).await;
    let uuid = uuid.unwrap();
    for (search, expected) in [
        ("ETE", "Été tagged"),
        ("té", "Été"),
        ("%", "100%"),
        ("_", ""),
        ("", "Été 100% tagged"),
        (&uuid.to_string(), "Été"),
        (&short_uuid::encode(uuid), "Été"),
        ("nothing", ""),
    ] {
        let found = videos.found(|f| f.search = Some(search.to_owned())).await;
        assert_eq!(found, expected, "{search}");
    }
}

#[tokio::test]
async fn typing_mistakes_are_forgiven() {
    let videos = Videos::new().await;
    let id = videos.add("Our holiday in Málaga", |_| ()).await;
    videos.add("Gardening", |_| ()).await;
    let search = async |text: &str| videos.found(|f| f.search = Some(text.to_owned())).await;
    for text in ["holliday", "malagga", "holidays in malaga"] {
        assert_eq!(search(text).await, "Our holiday in Málaga", "{text}");
    }
    let changes = VideoChanges {
        name: Some("Work".to_owned()),
        ..VideoChanges::default()
    };
    videos.change(id, changes).await;
    assert_eq!(search("holliday").await, "");
    assert_eq!(search("wrk").await, "Work");
}

#[tokio::test]
async fn already_watched() {
    let videos = Videos::new().await;
    let seen = videos.add("seen", |_| ()).await;
    videos.add("new", |_| ()).await;
    videos.watch(seen).await;
    let user = videos.user;
    let unwatched = |f: &mut VideoFilter| {
        f.viewer = Some(user);
        f.exclude_already_watched = true;
    };
    assert_eq!(videos.found(unwatched).await, "new");
    let mut conn = videos.fixture.db.read().await.unwrap();
    let filter = VideoFilter::listed(Some(user));
    let listing = videos::list(&mut conn, &filter, Page::default(), true)
        .await
        .unwrap();
    let positions: Vec<_> = listing.rows.iter().map(|row| row.user_position).collect();
    assert_eq!(positions, [None, Some(5)]);
}

#[tokio::test]
async fn orders() {
    let videos = Videos::new().await;
    let first = videos
        .add("b", |v| {
            v.duration = 30;
            v.files = vec![file("b.mp4", 10)];
        })
        .await;
    let second = videos
        .add("C", |v| {
            v.duration = 10;
            v.originally_published_at = Some(START.minus(Duration::from_secs(9)));
            v.files = vec![file("c.mp4", 30)];
        })
        .await;
    videos.add("á", |v| v.duration = 20).await;
    // Many views, but longer ago than what trends.
    videos.view(first, 100).await;
    videos
        .fixture
        .clock
        .advance(Duration::from_secs(8 * 24 * 60 * 60));
    videos.view(second, 3).await;
    videos.watch(first).await;
    let user = videos.user;
    for (sort, expected) in [
        (VideoSort::Name, "á b C"),
        (VideoSort::Duration, "C á b"),
        (VideoSort::CreatedAt, "b C á"),
        (VideoSort::PublishedAt, "b C á"),
        (VideoSort::OriginallyPublishedAt, "C b á"),
        (VideoSort::Views, "á C b"),
        (VideoSort::Likes, "b C á"),
        (VideoSort::Comments, "b C á"),
        (VideoSort::Trending, "b á C"),
        (VideoSort::Hot, "á C b"),
        (VideoSort::Best, "b á C"),
        (VideoSort::LocalVideoFilesSize, "á b C"),
        (VideoSort::Match, "b C á"),
    ] {
        let found = videos
            .found(|f| {
                f.sort = sort;
                f.viewer = Some(user);
            })
            .await;
        assert_eq!(found, expected, "{sort:?}");
    }
    let anonymous = videos.found(|f| f.sort = VideoSort::Best).await;
    assert_eq!(anonymous, "á C b");
}

#[tokio::test]
async fn equal_ones_come_by_id_in_either_direction() {
    let videos = Videos::new().await;
    for name in ["a", "b", "c"] {
        videos.add(name, |v| v.duration = 20).await;
    }
    videos.add("long", |v| v.duration = 30).await;
    for (direction, expected) in [
        (Direction::Ascending, "a b c long"),
        (Direction::Descending, "long a b c"),
    ] {
        let found = videos
            .found(|f| {
                f.sort = VideoSort::Duration;
                f.direction = direction;
            })
            .await;
        assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn sizes_follow_the_files() {
    let videos = Videos::new().await;
    let small = videos
        .add("small", |v| v.files = vec![file("small.mp4", 10)])
        .await;
    let large = videos
        .add("large", |v| v.files = vec![file("large.mp4", 20)])
        .await;
    let by_size = |f: &mut VideoFilter| f.sort = VideoSort::LocalVideoFilesSize;
    assert_eq!(videos.found(by_size).await, "small large");
    let db = &videos.fixture.db;
    let more = file("more.mp4", 15);
    db.write(|conn| Box::pin(video_files::add(conn, small, &more)))
        .await
        .unwrap();
    assert_eq!(videos.found(by_size).await, "large small");
    let original = |file_name: Option<&str>| NewVideoSource {
        input_filename: "large.mov".to_owned(),
        file_name: file_name.map(str::to_owned),
        storage: Some(FileStorage::FileSystem),
        resolution: None,
        width: None,
        height: None,
        size: Some(100),
        fps: None,
        metadata: None,
    };
    // An original that was not kept takes no room.
    for (source, expected) in [
        (original(None), "large small"),
        (original(Some("large.mov")), "small large"),
    ] {
        db.write(|conn| Box::pin(video_sources::add(conn, large, &source)))
            .await
            .unwrap();
        assert_eq!(videos.found(by_size).await, expected);
    }
    db.write(|conn| Box::pin(videos::delete(conn, large)))
        .await
        .unwrap();
    assert_eq!(videos.found(by_size).await, "small");
}

#[tokio::test]
async fn the_best_match_comes_first() {
    let videos = Videos::new().await;
    for name in ["blue-cat", "cat", "cats", "dog"] {
        videos.add(name, |v| v.tags = texts(&["cat"])).await;
    }
    let found = videos
        .found(|f| {
            f.search = Some("CAT".to_owned());
            f.sort = VideoSort::Match;
            f.direction = Direction::Descending;
        })
        .await;
    assert_eq!(found, "cat cats blue-cat dog");
}

#[tokio::test]
async fn pages() {
    let videos = Videos::new().await;
    for name in ["a", "b", "c"] {
        videos.add(name, |_| ()).await;
    }
    let mut conn = videos.fixture.db.read().await.unwrap();
    let filter = VideoFilter::listed(None);
    for (start, count, counted, expected) in [
        (0, 2, true, "c b"),
        (1, 2, false, "b a"),
        (3, 2, true, ""),
        (0, 0, true, ""),
        (u64::MAX, u64::MAX, true, ""),
    ] {
        let page = Page { start, count };
        let listing = videos::list(&mut conn, &filter, page, counted)
            .await
            .unwrap();
        assert_eq!(listing.total, counted.then_some(3));
        let names: Vec<_> = listing
            .rows
            .iter()
            .map(|row| row.video.name.as_str())
            .collect();
        assert_eq!(names.join(" "), expected);
    }
}
